// The list of messages: the newest page, and those before it as one scrolls up.

import { h, keep, put } from "./dom.js";
import { dayKey, dayLine } from "./dates.js";
import { walked } from "./keyboard.js";
import { drawMessage } from "./message.js";
import { forgetOlder, here, isWithApp, showOlder, state } from "./store.js";

const GROUP_S = 300;
const EDGE_PX = 120;

let lastPlace = "";
let isLoading = false;
let lastTop = 0;

const scroller = () => document.getElementById("scroll");
const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < EDGE_PX;

export function startMessages() {
  const box = scroller();
  box.addEventListener("scroll", () => onScroll(box), { passive: true });
  document.getElementById("newest").addEventListener("click", () => { box.scrollTop = box.scrollHeight; });
  document.getElementById("list").addEventListener("keydown", (event) => {
    walked(event, [...document.querySelectorAll("#list .message")]);
  });
  new ResizeObserver(() => { if (box.wasAtEnd) box.scrollTop = box.scrollHeight; }).observe(box);
  new ResizeObserver(() => { if (box.wasAtEnd) box.scrollTop = box.scrollHeight; }).observe(document.getElementById("list"));
}

function onScroll(box) {
  // Away from the end goes only who scrolls up: messages that turn out taller than was guessed leave one there.
  if (isAtEnd(box)) box.wasAtEnd = true;
  else if (box.scrollTop < lastTop) box.wasAtEnd = false;
  lastTop = box.scrollTop;
  document.getElementById("newest").hidden = box.wasAtEnd;
  const page = state.screen?.page;
  if (box.scrollTop < EDGE_PX && page?.has_more && page.messages.length >= state.limit && !isLoading) older(box);
  else if (box.wasAtEnd && state.limit > 200) forgetOlder();
}

async function older(box) {
  isLoading = true;
  const [from, height] = [box.scrollTop, box.scrollHeight];
  try {
    await showOlder();
    // What one looked at stays where it was, whatever came in above.
    if (Math.abs(box.scrollTop - from) < 2) box.scrollTop = from + box.scrollHeight - height;
  } finally {
    isLoading = false;
  }
}

export function drawMessages() {
  const box = scroller();
  const place = `${state.screen.me} ${state.channel}`;
  const isElsewhere = place !== lastPlace;
  const follows = isElsewhere || box.wasAtEnd !== false;
  lastPlace = place;
  const page = state.screen.page;
  put(document.getElementById("older"), page && opening(page));
  keep(document.getElementById("list"), page ? rows(page.messages) : [], {
    key: (row) => row.key,
    signature: (row) => row.sign,
    draw: (row) => (row.day ? h("div", { class: "day", role: "separator" }, h("span", {}, row.day)) : drawMessage(row.message, row)),
  });
  if (follows) {
    box.scrollTop = box.scrollHeight;
    box.wasAtEnd = true;
  }
  document.getElementById("newest").hidden = box.wasAtEnd !== false;
  const messages = document.querySelectorAll("#list .message");
  if (messages.length && !document.querySelector("#list .message[tabindex='0']")) messages[messages.length - 1].tabIndex = 0;
}

function opening(page) {
  if (page.has_more) return h("div", { class: "loading" }, "Loading what came before…");
  const place = here();
  if (!place || place.kind === "im") {
    const name = place && isWithApp(place) ? state.screen.app.name : "";
    return h("div", { class: "opening" }, name ? `This is where ${name} writes to you.` : "This is the beginning of your conversation.");
  }
  return h("div", { class: "opening" }, h("b", {}, h("bdi", {}, `${place.kind === "private" ? "🔒 " : "#"}${place.name}`)), h("span", {}, "This is the very beginning of this channel."));
}

/** Messages and days in one list; what one person says within five minutes hangs together. */
export function rows(messages, { withDays = true, notices = noticesHere() } = {}) {
  const all = [...messages, ...notices].sort((a, b) => (a.ts < b.ts ? -1 : 1));
  const found = [];
  let before = null;
  for (const message of all) {
    const day = dayKey(message.ts);
    if (withDays && (!before || dayKey(before.ts) !== day)) {
      found.push({ key: `day ${day}`, sign: dayLine(message.ts), day: dayLine(message.ts) });
      before = null;
    }
    const isMore = Boolean(before) && before.user === message.user && Boolean(before.is_ephemeral) === Boolean(message.is_ephemeral)
      && Number(message.ts) - Number(before.ts) < GROUP_S && !message.subtype && !before.subtype && !message.is_ephemeral;
    const sign = JSON.stringify([message, isMore, state.screen.me, state.people.get(message.user)?.real_name]);
    found.push({ key: message.ts + (message.is_ephemeral ? "e" : ""), sign, message, isMore, inThread: !withDays });
    before = message;
  }
  return found;
}

export function noticesHere(thread = "") {
  return state.notices
    .filter((one) => one.channel === state.channel && one.to === state.screen.me && one.thread === thread)
    .map((one) => ({ ...one, user: "slackbot", is_ephemeral: true, is_notice: true }));
}

