// What is to go wrong between Slack and the app, and what waits to.

import { h, put } from "./dom.js";
import { write } from "./api.js";
import { refresh, state } from "./store.js";
import { toast, tried } from "./toasts.js";

const PRESETS = [
  ["Rate limit", "The next post is told to wait 10 seconds", { method: "chat.postMessage", kind: "ratelimited", retry_after: 10 }],
  ["500", "The next post fails; nothing is posted", { method: "chat.postMessage", kind: "http_500" }],
  ["Lost answer", "The next post takes effect, but the line drops before the answer", { method: "chat.postMessage", kind: "lost_answer" }],
  ["Slow network", "Every call takes 2 seconds, until you clear it", { method: "*", kind: "slow", seconds: 2, times: 0 }],
  ["Forms do not open", "The next form is refused", { method: "views.open", kind: "error", name: "expired_trigger_id" }],
  ["Lost reaction", "The next reaction never reaches the app", { lose_events: "reaction_added" }],
];

const FAULT_NAMES = { ratelimited: "rate limit", http_500: "500", lost_answer: "lost answer", refused: "refused connection", slow: "slow", late_apply: "late", error: "error", non_json_429: "429 without JSON", lost_event: "lost event" };
const METHODS = ["*", "chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "views.publish", "conversations.info", "conversations.members", "users.info"];

export function faultsPanel() {
  const planned = h("div", { class: "planned" });
  const method = h("select", { class: "field", "aria-label": "Method" }, ...METHODS.map((one) => h("option", { value: one }, one === "*" ? "any call" : one)));
  const kind = h("select", { class: "field", "aria-label": "Fault" }, ...[["ratelimited", "rate limit"], ["http_500", "500"], ["lost_answer", "lost answer"], ["refused_connection", "refused connection"], ["slow", "slow, 2 s"], ["late_apply", "takes effect 30 s late"], ["non_json_429", "429 without JSON"]].map(([value, label]) => h("option", { value }, label)));
  const times = h("select", { class: "field", "aria-label": "How often" }, ...[["1", "once"], ["3", "three times"], ["0", "always"]].map(([value, label]) => h("option", { value }, label)));
  const seconds = { slow: { seconds: 2 }, late_apply: { seconds: 30 }, ratelimited: { retry_after: 10 }, non_json_429: { retry_after: 10 } };
  const plan = (said) => tried(write("faults", said).then(refresh));
  const cut = async () => {
    const done = await tried(write("sockets", { action: "cut" }));
    if (done) toast(`${done.cut} ${done.cut === 1 ? "connection" : "connections"} cut. The app connects again by itself.`);
  };
  const box = h("div", { class: "side-scroll padded" },
    h("p", { class: "side-words" }, "Let something go wrong, then use the app and see it cope. The traffic panel shows what happened."),
    h("div", { class: "presets" }, ...PRESETS.map(([label, words, said]) => preset(label, words, () => plan(said))),
      preset("Cut the socket", "The app's connection drops now", cut)),
    h("h3", {}, "Your own"),
    h("div", { class: "custom" }, method, kind, times, h("button", { type: "button", class: "button", onclick: () => plan({ method: method.value, kind: kind.value, times: Number(times.value), ...seconds[kind.value] }) }, "Plan it")),
    h("h3", {}, "Planned"), planned);
  return {
    box,
    draw() {
      const sign = JSON.stringify(state.screen.faults);
      if (planned.drawnFrom === sign) return;
      planned.drawnFrom = sign;
      const rows = state.screen.faults.map((one) => h("li", {}, h("code", {}, one.name === "*" ? "any call" : one.name), ` ${FAULT_NAMES[one.kind] || one.kind}, `, one.times ? `${one.times}×` : "until cleared"));
      put(planned, rows.length ? [h("ul", {}, ...rows), h("button", { type: "button", class: "button", onclick: () => plan({ clear: true }) }, "Clear all")] : h("p", { class: "side-words" }, "Nothing: everything goes right."));
    },
  };
}

function preset(label, words, onclick) {
  return h("button", { type: "button", class: "preset", onclick }, h("b", {}, label), h("small", {}, words));
}
