// The thread beside the conversation: the message, its answers, and a composer.

import { h, keep, put } from "./dom.js";
import { drawComposer } from "./composer.js";
import { icon } from "./icons.js";
import { walked } from "./keyboard.js";
import { drawMessage } from "./message.js";
import { noticesHere, rows } from "./messages.js";
import { showThread } from "./panels.js";
import { here, state } from "./store.js";
import { tried } from "./toasts.js";

let parts = null;

export function drawThread(side) {
  const { thread } = state.screen;
  const place = `${state.channel} ${state.thread} ${state.screen.me}`;
  if (!parts?.box.isConnected || parts.place !== place) parts = frame(side, place);
  const messages = [thread.parent, ...thread.replies];
  const atEnd = parts.list.scrollHeight - parts.list.scrollTop - parts.list.clientHeight < 60;
  keep(parts.list, rows(messages, { withDays: false, notices: noticesHere(state.thread) }), {
    key: (row) => row.key, signature: (row) => row.sign, draw: (row) => drawMessage(row.message, row),
  });
  if (atEnd || parts.isNew) parts.list.scrollTop = parts.list.scrollHeight;
  parts.isNew = false;
  drawComposer(parts.composer, state.thread);
}

function frame(side, place) {
  const list = h("div", { class: "side-scroll", role: "list", "aria-label": "Thread", onkeydown: (event) => walked(event, [...list.querySelectorAll(".message")]) });
  const composer = h("div", { class: "side-composer" });
  const shut = h("button", { type: "button", class: "icon-button", "aria-label": "Close the thread", onclick: () => tried(showThread("")) }, icon("close"));
  const name = here()?.name;
  put(side, h("div", { class: "side-head" }, h("h2", {}, "Thread"), name && h("bdi", { class: "side-note" }, `#${name}`), h("span", { class: "grow" }), shut), list, composer);
  return { box: list, list, composer, place, isNew: true };
}
