// Everything between Slack and the app: what was said, what was answered, how long it took. Errors are red.

import { h, keep } from "./dom.js";
import { read, write } from "./api.js";
import { exact } from "./dates.js";
import { state } from "./store.js";
import { tried } from "./toasts.js";

const KEPT = 2000;
const SHOWN = 150;
const KINDS = { api: "Web API", response_url: "response_url", command: "command", interaction: "interaction", suggestion: "suggestion", event: "event", socket: "socket" };
const TO_APP = new Set(["command", "interaction", "suggestion", "event"]);

export function trafficPanel() {
  const view = { entries: [], last: 0, version: -1, sought: "", kind: "", onlyErrors: false, isBusy: false };
  const list = h("div", { class: "exchanges", role: "list", "aria-label": "Exchanges" });
  const count = h("span", { class: "side-note", role: "status" });
  const filter = h("input", { class: "field small", type: "search", placeholder: "Filter: method, id, error…", "aria-label": "Filter the traffic", oninput: () => { view.sought = filter.value.toLowerCase(); show(); } });
  const kind = h("select", { class: "field small", "aria-label": "Kind", onchange: () => { view.kind = kind.value; show(); } }, h("option", { value: "" }, "All kinds"), ...Object.entries(KINDS).map(([value, label]) => h("option", { value }, label)));
  const errors = h("input", { type: "checkbox", onchange: () => { view.onlyErrors = errors.checked; show(); } });
  const box = h("div", { class: "side-scroll traffic" }, h("div", { class: "traffic-tools" }, filter, kind, h("label", { class: "choice" }, errors, h("span", {}, "Errors only")), count), list);

  async function draw() {
    if (view.isBusy || view.version === state.screen.version) return;
    view.isBusy = true;
    view.version = state.screen.version;
    try {
      const { entries, last } = await read("traffic", { since: view.last });
      if (last < view.last) Object.assign(view, { entries: [] });
      view.entries.push(...entries);
      view.entries.splice(0, view.entries.length - KEPT);
      view.last = last;
      show();
    } finally {
      view.isBusy = false;
    }
  }

  function show() {
    const found = view.entries.filter((one) => (!view.kind || one.kind === view.kind) && (!view.onlyErrors || one.is_error) && (!view.sought || wordsOf(one).includes(view.sought)));
    const newest = found.slice(-SHOWN).reverse();
    count.textContent = found.length > SHOWN ? `the newest ${SHOWN} of ${found.length}` : `${found.length}`;
    keep(list, newest, { key: (one) => String(one.seq), signature: (one) => String(one.seq), draw: exchange });
  }
  return { box, draw };
}

function wordsOf(one) {
  one.words ||= `${one.kind} ${one.name} ${one.error} ${JSON.stringify(one.request)} ${JSON.stringify(one.response)}`.toLowerCase();
  return one.words;
}

function exchange(one) {
  const toApp = TO_APP.has(one.kind);
  const body = h("div", { class: "exchange-body" });
  const drawn = h("details", { class: `exchange${one.is_error ? " bad" : ""}`, role: "listitem", ontoggle: () => {
    if (!drawn.open || body.children.length) return;
    body.append(...[disclosed("Request", one.request), disclosed("Answer", one.response), toApp && again(one)].filter(Boolean));
  } },
  h("summary", {}, h("span", { class: `way ${toApp ? "to" : "from"}`, role: "img", "aria-label": toApp ? "to the app" : "from the app" }, toApp ? "→" : "←"),
    h("span", { class: "exchange-name" }, one.name), h("span", { class: "exchange-kind" }, KINDS[one.kind] || one.kind),
    one.error && h("span", { class: "exchange-error" }, one.error), h("span", { class: "exchange-ms" }, `${one.ms < 10 ? one.ms.toFixed(1) : Math.round(one.ms)} ms`), h("time", { class: "exchange-at" }, exact(new Date(one.at)))),
  body);
  return drawn;
}

function disclosed(title, content) {
  if (content === null || content === undefined) return h("p", { class: "side-note" }, `${title}: nothing`);
  return h("div", {}, h("h4", {}, title), h("pre", {}, typeof content === "string" ? content : JSON.stringify(content, null, 2)));
}

function again(one) {
  return h("button", { type: "button", class: "button small", onclick: () => tried(write("redeliver", { seq: one.seq })) }, "Send it again");
}
