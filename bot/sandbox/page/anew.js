// Beginning anew: an empty workspace, or the example team in it.

import { h, put } from "./dom.js";
import { write } from "./api.js";
import { ask } from "./confirm.js";
import { refresh, state } from "./store.js";
import { toast, tried } from "./toasts.js";

export function anew() {
  const items = [{
    icon: "↺", label: "Reset", hint: "An empty workspace; everything here is gone", danger: true,
    choose: () => begin("Reset the sandbox?", "All messages and everything that the app keeps are gone.", "Reset", "reset"),
  }];
  if (!state.screen.has_examples) return items;
  return [{
    icon: "★", label: "Load example team", hint: "Begin anew, with a year of history in it",
    choose: () => begin("Load the example team?", "The sandbox begins anew, with an agency and a year of its clients' history.", "Load", "examples"),
  }, ...items];
}

/** How far the sandbox is with beginning anew: it may be somebody at another window who does. */
export function drawProgress() {
  const bar = document.getElementById("progress");
  const done = state.screen.loading;
  bar.hidden = done === null;
  document.body.classList.toggle("busy", done !== null);
  if (bar.hidden) return;
  const percent = Math.round(done * 100);
  put(bar, h("label", {}, `Beginning anew… ${percent} %`, h("progress", { max: 100, value: percent })));
}

async function begin(title, words, yes, path) {
  if (!(await ask(title, [words], yes, "Cancel", path === "reset" ? "danger" : "primary"))) return;
  const done = await tried(write(path));
  if (!done) return;
  state.seen.clear();
  state.notices = [];
  await tried(refresh());
  toast(path === "reset" ? "Everything is empty now." : "The example team is here.");
}
