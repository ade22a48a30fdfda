// Selects that one types into. What the app suggests is asked for a moment after the last key; late answers are dropped.

import { h, later, put } from "./dom.js";
import { Options } from "./menus.js";
import { state } from "./store.js";

const WAIT_MS = 120;

/** One of many. */
export function selectField(element, how) {
  const list = choices(element, how);
  let chosen = list.held(how.value)[0] || null;
  const input = h("input", {
    id: how.id, class: "field select", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", dir: "auto",
    "aria-expanded": "false", "aria-autocomplete": "list", "aria-label": how.id ? null : how.label, "data-focus": element.focus_on_load,
    placeholder: element.placeholder?.text || "Choose…", value: chosen?.text || "",
    onclick: () => open(), onkeydown: keyed, onblur: () => { options.hide(); rest(); }, oninput: () => { open(false); list.find(input.value); },
  });
  const options = new Options(input, { onChoose: choose, isChosen: (one) => one.id === chosen?.id });
  const clear = h("button", { class: "clear", type: "button", tabindex: "-1", "aria-label": `Clear ${how.label}`, onclick: () => { choose(null); input.focus(); } }, "✕");
  const box = h("div", { class: "combo" }, input, how.block?.optional !== false && how.id && clear);
  list.onFound = (groups, empty) => options.fill(groups, empty);
  rest();

  function open(all = true) {
    if (options.isOpen) return;
    input.setAttribute("aria-controls", options.id);
    options.show();
    if (all) {
      input.select();
      list.find("");
    }
  }
  function choose(one) {
    chosen = one;
    options.hide();
    rest();
    how.set(one ? one.given : null);
  }
  function rest() {
    list.forget();
    input.value = chosen?.text || "";
    box.classList.toggle("filled", Boolean(chosen));
  }
  function keyed(event) {
    if (options.key(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!options.isOpen) how.enter?.();
    }
  }
  return box;
}

/** Some of many: what is chosen stands as tokens before the field. */
export function multiField(element, how) {
  const list = choices(element, how);
  let chosen = list.held(how.value);
  const tokens = h("span", { class: "tokens" });
  const input = h("input", {
    id: how.id, class: "bare", type: "text", role: "combobox", autocomplete: "off", dir: "auto", "aria-expanded": "false", "aria-label": how.id ? null : how.label,
    placeholder: element.placeholder?.text || "Choose…",
    onclick: open, onfocus: () => box.classList.add("focus"), onblur: () => { box.classList.remove("focus"); options.hide(); input.value = ""; },
    oninput: () => { open(); list.find(input.value); },
    onkeydown: (event) => {
      if (options.key(event)) return;
      if (event.key === "Backspace" && !input.value && chosen.length) set(chosen.slice(0, -1));
      else if (event.key === "ArrowDown") { event.preventDefault(); open(); }
      else if (event.key === "Enter") { event.preventDefault(); if (!options.isOpen) how.enter?.(); }
    },
  });
  const box = h("div", { class: "field multi", onclick: () => input.focus() }, tokens, input);
  const options = new Options(input, {
    isChosen: (one) => chosen.some((other) => other.id === one.id),
    onChoose: (one) => {
      const isIn = chosen.some((other) => other.id === one.id);
      const most = element.max_selected_items || 1000;
      set(isIn ? chosen.filter((other) => other.id !== one.id) : [...chosen, one].slice(0, most));
      input.value = "";
      list.find("");
    },
  });
  list.onFound = (groups, empty) => options.fill(groups, empty);

  function open() {
    if (options.isOpen) return;
    options.show();
    list.find(input.value);
  }
  function set(wanted) {
    chosen = wanted;
    show();
    how.set(chosen.map((one) => one.given));
  }
  function show() {
    put(tokens, ...chosen.map((one) => h("span", { class: "token" }, h("bdi", {}, one.text),
      h("button", { type: "button", tabindex: "-1", "aria-label": `Take out ${one.text}`, onclick: () => set(chosen.filter((other) => other !== one)) }, "✕"))));
    input.placeholder = chosen.length ? "" : element.placeholder?.text || "Choose…";
  }
  show();
  return box;
}

/** Where the options of a select come from: itself, the workspace, or the app. */
function choices(element, how) {
  const kind = element.type.replace("multi_", "").replace("_select", "");
  if (kind === "external") return askedFor(element, how);
  if (kind === "static") return fixed(groupsOf(element), (value) => [value?.selected_option, ...(value?.selected_options || [])]);
  const key = { users: "user", channels: "channel", conversations: "conversation" }[kind];
  const all = kind === "users" ? people() : conversations(element, kind);
  return fixed([{ options: all }], (value) => [value?.[`selected_${key}`], ...(value?.[`selected_${key}s`] || [])].map((id) => id && (all.find((one) => one.id === id)?.raw || { id })));
}

const asOption = (raw) => ({ id: raw.value ?? raw.id, text: raw.text?.text ?? raw.id, hint: raw.description?.text, given: raw.value === undefined ? raw.id : raw, raw });

function groupsOf(answer) {
  if (answer.option_groups?.length) return answer.option_groups.map((one) => ({ label: one.label.text, options: one.options.map(asOption) }));
  return [{ options: (answer.options || []).map(asOption) }];
}

function people() {
  return [...state.people.values()].filter((one) => !one.deleted).map((one) => ({ id: one.id, text: one.real_name, hint: `@${one.name}`, given: one.id, raw: { id: one.id, value: undefined, text: { text: one.real_name } } }));
}

function conversations(element, kind) {
  const wanted = element.filter?.include;
  const fits = (one) => {
    if (one.is_archived || (kind === "channels" && one.kind !== "public")) return false;
    if (element.filter?.exclude_external_shared_channels && one.is_ext_shared) return false;
    return wanted ? wanted.includes(one.kind) : one.kind !== "im";
  };
  return state.screen.channels.filter(fits).map((one) => {
    const text = one.kind === "private" ? `🔒 ${one.name}` : `# ${one.name}`;
    return { id: one.id, text, given: one.id, raw: { id: one.id, text: { text } } };
  });
}

function fixed(groups, heldIn) {
  const list = {
    held: (value) => heldIn(value).filter(Boolean).map(asOption),
    forget: () => {},
    onFound: () => {},
    find(typed) {
      const sought = typed.trim().toLowerCase();
      const fits = (one) => `${one.text} ${one.hint || ""}`.toLowerCase().includes(sought);
      list.onFound(groups.map((group) => ({ ...group, options: group.options.filter(fits) })).filter((group) => group.options.length));
    },
  };
  return list;
}

function askedFor(element, how) {
  const least = element.min_query_length ?? 3;
  let number = 0;
  const ask = later(WAIT_MS, async (typed, mine) => {
    try {
      const answer = await how.suggest(typed);
      if (mine === number) list.onFound(groupsOf(answer), answer.error ? "The app did not answer." : "No results");
    } catch {
      if (mine === number) list.onFound([], "The app did not answer.");
    }
  });
  const list = {
    held: (value) => [value?.selected_option, ...(value?.selected_options || [])].filter(Boolean).map(asOption),
    forget: () => { number++; },
    onFound: () => {},
    find(typed) {
      const mine = ++number;
      if (typed.trim().length < least) return list.onFound([], least > 1 ? `Type at least ${least} characters` : "Type to search");
      if (!list.hasAsked) list.onFound([], "Searching…");
      list.hasAsked = true;
      return ask(typed.trim(), mine);
    },
  };
  return list;
}
