// The panels beside the conversation: traffic, faults, the clock. A thread takes their place.

import { h, put } from "./dom.js";
import { clockPanel } from "./clock.js";
import { faultsPanel } from "./faults.js";
import { icon } from "./icons.js";
import { trafficPanel } from "./traffic.js";
import { changed, openThread, state } from "./store.js";
import { drawThread } from "./thread.js";

export const panels = {
  traffic: { label: "Traffic", make: trafficPanel },
  faults: { label: "Faults", make: faultsPanel },
  clock: { label: "Clock", make: clockPanel },
};

let shownPanel = null;

/** Opens a panel, or closes the one that is open: the focus goes there, and back to its button. */
export function openPanel(name) {
  const before = state.panel;
  state.panel = name;
  if (name) state.thread = "";
  changed();
  const to = name ? "#side button, #side input" : `[data-panel="${CSS.escape(before || "")}"]`;
  document.querySelector(to)?.focus({ preventScroll: true });
}

/** Opens the thread beneath a message, or closes the one that is open: the focus goes there, and back to its message. */
export async function showThread(ts) {
  const before = state.thread;
  await openThread(ts);
  const row = `#list .message[data-ts="${CSS.escape(before)}"]`;
  document.querySelector(ts ? "#side textarea" : row)?.focus({ preventScroll: true });
}

export function drawSide() {
  const side = document.getElementById("side");
  if (state.thread && state.screen.thread) {
    state.panel = "";
    shownPanel = null;
    side.hidden = false;
    side.setAttribute("aria-label", "Thread");
    return drawThread(side);
  }
  const plan = panels[state.panel];
  side.hidden = !plan;
  document.body.classList.toggle("beside", !side.hidden);
  if (!plan) {
    shownPanel = null;
    return put(side);
  }
  if (shownPanel?.name !== state.panel) {
    shownPanel = { name: state.panel, ...plan.make() };
    side.setAttribute("aria-label", plan.label);
    const shut = h("button", { type: "button", class: "icon-button", "aria-label": `Close ${plan.label.toLowerCase()}`, onclick: () => openPanel("") }, icon("close"));
    put(side, h("div", { class: "side-head" }, h("h2", {}, plan.label), h("span", { class: "grow" }), shut), shownPanel.box);
  }
  return shownPanel.draw();
}
