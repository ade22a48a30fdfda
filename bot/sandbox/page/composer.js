// Where one types: messages, slash commands with what the app's manifest says of them, and the app's shortcuts.

import { h, put } from "./dom.js";
import { icon } from "./icons.js";
import { Options, openMenu } from "./menus.js";
import { answered } from "./answers.js";
import { act, here, isWithApp, state, tell } from "./store.js";
import { pickEmoji } from "./reactions.js";
import { emojiOf } from "./emoji.js";
import { tried } from "./toasts.js";

const drafts = new Map();

/** A composer for a conversation, or for a thread in it. */
export function drawComposer(box, thread = "") {
  const place = here();
  const sign = JSON.stringify([state.screen.me, place?.id, place?.is_archived, place?.is_member, place?.name, thread]);
  if (box.drawnFrom === sign) return;
  box.drawnFrom = sign;
  const why = refusal(place);
  if (why) put(box, h("div", { class: "composer-off" }, why));
  else put(box, composer(place, thread));
}

function refusal(place) {
  if (!place) return "There is no conversation here.";
  if (place.is_archived) return "This channel is archived.";
  if (!place.is_member) return "You are not in this channel.";
  if (isWithApp(place) && !state.screen.app.takes_messages) return "Sending messages to this app has been turned off.";
  return "";
}

function composer(place, thread) {
  const draft = `${state.screen.me} ${place.id} ${thread}`;
  const other = state.people.get(place.members.find((id) => id !== state.screen.me));
  const name = thread ? "Reply…" : place.kind === "im" ? `Message ${other?.real_name || ""}` : `Message #${place.name}`;
  const input = h("textarea", { class: "composer-text", rows: 1, dir: "auto", placeholder: name, "aria-label": name, autocomplete: "off", value: drafts.get(draft) || "", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
    oninput: () => { drafts.set(draft, input.value); grow(); suggest(); }, onblur: () => options.hide(),
    onkeydown: (event) => {
      const isWhole = event.key === "Enter" && state.screen.app.commands.some((one) => one.command === input.value.trim());
      if (!isWhole && options.key(event)) return;
      if (event.key === "Tab" && options.isOpen && !event.shiftKey) { event.preventDefault(); options.onChoose(options.rows[options.lit].option); }
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
      else if (event.key === "ArrowUp" && !input.value) { event.preventDefault(); lastMessage(box)?.focus(); }
    } });
  const options = new Options(input, { onChoose: (one) => {
    input.value = one.whole;
    drafts.set(draft, input.value);
    options.hide();
    grow();
    input.focus();
  } });
  const sender = h("button", { type: "button", class: "send", "aria-label": "Send", disabled: true, onclick: () => send() }, icon("send", 18));
  const plus = h("button", { type: "button", class: "icon-button", "aria-label": "Shortcuts", "aria-haspopup": "menu", "aria-expanded": "false", title: "Shortcuts", onclick: () => shortcuts(plus, input) }, icon("plus", 18));
  const smile = h("button", { type: "button", class: "icon-button", "aria-label": "Emoji", onclick: () => pickEmoji(smile, (one) => { input.value += emojiOf(one); input.focus(); grow(); }) }, icon("smile", 18));
  const slash = h("button", { type: "button", class: "icon-button", "aria-label": "Slash commands", title: "Slash commands", onclick: () => { input.value = "/"; input.focus(); grow(); suggest(); } }, icon("slash", 18));
  const box = h("div", { class: "composer" }, input, h("div", { class: "composer-foot" }, plus, smile, slash, h("span", { class: "grow" }), sender));

  function grow() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 200)}px`;
    sender.disabled = !input.value.trim();
  }
  function suggest() {
    const typed = input.value;
    const fits = /^\/\S*$/.test(typed) ? state.screen.app.commands.filter((one) => one.command.startsWith(typed)) : [];
    if (!fits.length) return options.hide();
    options.show();
    const rows = fits.map((one) => ({ text: `${one.command} ${one.usage_hint}`, hint: one.description, whole: `${one.command} ` }));
    return options.fill([{ label: state.screen.app.name, options: rows }]);
  }
  async function send() {
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    drafts.delete(draft);
    options.hide();
    grow();
    document.getElementById("scroll").wasAtEnd = true;
    if (/^\/\w/.test(text)) await command(text, place, thread);
    else await tried(act("say", { channel: place.id, text: written(text), thread_ts: thread }));
  }
  queueMicrotask(grow);
  return box;
}

function lastMessage(box) {
  const list = box.closest("#side") ? "#side .message" : "#list .message";
  return [...document.querySelectorAll(list)].at(-1);
}

async function command(text, place, thread) {
  const [name] = text.split(/\s/);
  if (!state.screen.app.commands.some((one) => one.command === name)) return tell(`${name} is not a valid command.`, place.id);
  if (thread) return tell(`${name} is not supported in threads. Sorry!`, place.id);
  return answered(() => act("command", { text, channel: place.id }), name);
}

function shortcuts(anchor, input) {
  const own = state.screen.app.shortcuts.filter((one) => one.type === "global");
  openMenu(anchor, [{ title: "Shortcuts" }, ...own.map((one) => ({ icon: "⚡", label: one.name, hint: state.screen.app.name, choose: () => answered(() => act("shortcut", { callback_id: one.callback_id }), one.name) })),
    { line: true }, ...state.screen.app.commands.map((one) => ({ icon: "/", label: one.command, hint: one.description, choose: () => { input.value = `${one.command} `; input.focus(); } }))], { label: "Shortcuts", wide: true });
}

/** What Slack's own client makes of typed text: entities, and ids in place of names. */
export function written(text) {
  const plain = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const people = [...state.people.values()];
  return plain
    .replace(/(?<!\S)https?:\/\/[^\s|]+/g, (address) => `<${address}>`)
    .replace(/(?<!\S)@([\w.-]+)/g, (all, name) => {
      if (/^(channel|here|everyone)$/.test(name)) return `<!${name}>`;
      const found = people.find((one) => one.name === name);
      return found ? `<@${found.id}>` : all;
    })
    .replace(/(?<!\S)#([\w-]+)/g, (all, name) => {
      const found = state.screen.channels.find((one) => one.name === name);
      return found ? `<#${found.id}|${name}>` : all;
    });
}
