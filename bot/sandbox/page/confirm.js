// A question before something is done: a dialog of its own, over everything.

import { h } from "./dom.js";
import { trapped } from "./keyboard.js";
import { mrkdwn } from "./mrkdwn.js";

/** True where there is nothing to ask, or where the answer is yes. `confirm` is Slack's confirmation object. */
export function confirmed(confirm) {
  if (!confirm) return Promise.resolve(true);
  return ask(confirm.title?.text || "Are you sure?", mrkdwn(confirm.text?.text || ""), confirm.confirm?.text || "Yes", confirm.deny?.text || "No", confirm.style);
}

export function ask(title, words, yes, no = "Cancel", style = "primary") {
  return new Promise((answer) => {
    const before = document.activeElement;
    const done = (isYes) => {
      veil.remove();
      before?.focus?.();
      answer(isYes);
    };
    const box = h("div", { class: "modal small", role: "alertdialog", "aria-modal": "true", "aria-label": title },
      h("div", { class: "modal-head" }, h("h2", { dir: "auto" }, title)),
      h("div", { class: "modal-body text", dir: "auto" }, ...[words].flat()),
      h("div", { class: "modal-foot" },
        h("button", { type: "button", class: "button", onclick: () => done(false) }, no),
        h("button", { type: "button", class: `button ${style === "danger" ? "danger solid" : "primary"}`, onclick: () => done(true) }, yes)));
    const veil = h("div", { class: "veil over", onkeydown: (event) => {
      if (event.key === "Escape") { event.stopPropagation(); done(false); } else trapped(event, box);
    } }, box);
    document.getElementById("layers").append(veil);
    box.querySelector(".button:last-child").focus();
  });
}
