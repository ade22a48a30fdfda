// The clock that the app shares: forward by a day, a week, a month; what the app owes by then goes out.

import { h } from "./dom.js";
import { write } from "./api.js";
import { longClock, now } from "./dates.js";
import { refresh, state } from "./store.js";
import { tried } from "./toasts.js";

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const STEPS = [["1 hour", HOUR_S], ["4 hours", 4 * HOUR_S], ["1 day", DAY_S], ["3 days", 3 * DAY_S], ["1 week", 7 * DAY_S], ["2 weeks", 14 * DAY_S]];

export function clockPanel() {
  const face = h("p", { class: "clock-face", role: "timer" });
  const said = h("p", { class: "side-words", role: "status" });
  const buttons = [...STEPS, ["1 month", null]].map(([label, seconds]) =>
    h("button", { type: "button", class: "button", "data-step": label, onclick: () => move(label, seconds ?? monthS()) }, `+ ${label}`));

  async function move(label, seconds) {
    for (const one of buttons) one.disabled = true;
    said.textContent = "The time moves, and the app does what is due…";
    const before = state.screen.version;
    const done = await tried(write("clock", { move_s: seconds }).then(refresh));
    for (const one of buttons) one.disabled = false;
    said.textContent = done === null ? "" : `${label} later.${state.screen.version > before + 1 ? " See what came in." : ""}`;
  }

  const box = h("div", { class: "side-scroll padded" }, face,
    h("p", { class: "side-words" }, "Move the time for Slack and the app alike: windows end, reminders and deadlines come due, and what the app owes by then goes out."),
    h("div", { class: "steps" }, ...buttons), said);
  return { box, draw: () => { face.textContent = longClock(now()); } };
}

function monthS() {
  const from = now();
  const to = new Date(from);
  to.setUTCMonth(to.getUTCMonth() + 1);
  return (to - from) / 1000;
}
