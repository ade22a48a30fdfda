// What the page knows: who one is, where one is, and the newest screen from the server. One long poll keeps it fresh.

import { read, write, Refused } from "./api.js";

const PAGE = 50;
const MORE = 150;

const listeners = new Set();
let newest = 0;
let questions = 0;

export const state = {
  who: "lead",
  channel: "",
  thread: "",
  limit: PAGE,
  screen: null,
  isOnline: true,
  people: new Map(),
  seen: new Map(),
  notices: [],
};

/** Who one is and where stands in the address, after its #: a reload comes back there, another tab can be somebody else. */
function remember() {
  history.replaceState(null, "", `#${encodeURIComponent(state.who)}/${encodeURIComponent(state.channel)}`);
}

export function onChange(listener) {
  listeners.add(listener);
}

export function changed() {
  for (const listener of listeners) listener(state);
}

/** Fetches the screen. An answer that a later question has overtaken is dropped. */
export async function refresh() {
  const mine = ++questions;
  const { who, channel, thread, limit } = state;
  const screen = await read("screen", { who, channel, limit, thread_ts: thread });
  if (mine !== questions) return;
  newest = screen.version;
  take(screen);
}

/**
 * The screen that came with the page, with the newest messages alone: what is on the screen answers at once, and the
 * rest of the newest page follows. Where one was somebody else or elsewhere when last here, that screen is asked for.
 */
export async function firstScreen() {
  const [who, channel] = location.hash.slice(1).split("/").map(decodeURIComponent);
  if (who) Object.assign(state, { who, channel: channel || "" });
  const screen = JSON.parse(document.getElementById("first").textContent);
  const isHere = screen.people.some((one) => one.id === screen.me && one.name === state.who);
  if (isHere && [screen.channel, ""].includes(state.channel)) {
    newest = screen.version;
    take(screen);
  } else {
    await refresh();
  }
}

function take(screen) {
  state.screen = screen;
  state.channel = screen.channel;
  state.people = new Map(screen.people.map((one) => [one.id, one]));
  remember();
  const place = channelOf(screen.channel);
  if (!state.seen.has(screen.me)) state.seen.set(screen.me, new Map());
  if (place && !document.hidden) state.seen.get(screen.me).set(place.id, place.latest);
  if (state.thread && !screen.thread) state.thread = "";
  changed();
}

/** Waits for changes for as long as the page is open. */
export async function watch() {
  // A change that never was: it fetches the rest of the newest page.
  if (state.screen.page?.has_more) newest = 0;
  for (;;) {
    try {
      const { version } = await read("wait", { since: newest, timeout: 20 });
      if (version > newest || !state.isOnline) await refresh();
      else if (version < newest) newest = 0;
      setOnline(true);
    } catch (problem) {
      if (problem instanceof Refused && problem.error === "not_found") Object.assign(state, { who: "lead", channel: "" });
      setOnline(false);
      await new Promise((done) => setTimeout(done, 700));
    }
  }
}

function setOnline(isOnline) {
  if (state.isOnline === isOnline) return;
  state.isOnline = isOnline;
  changed();
}

export const me = () => state.people.get(state.screen.me);
export const channelOf = (id) => state.screen.channels.find((one) => one.id === id);
export const here = () => channelOf(state.channel);
export const appMessages = () => state.screen.channels.find((one) => isWithApp(one));
export const isWithApp = (one) => one.kind === "im" && one.members.includes(state.screen.app.bot_user_id);
export const isUnread = (one) => one.latest > (state.seen.get(state.screen.me)?.get(one.id) || "");

export async function become(who) {
  Object.assign(state, { who, thread: "", limit: PAGE });
  await refresh();
}

export async function go(channel, thread = "") {
  Object.assign(state, { channel, thread, limit: PAGE });
  await refresh();
}

export async function openThread(ts) {
  state.thread = ts;
  await refresh();
}

/** One page more of what came before. */
export async function showOlder() {
  state.limit += MORE;
  await refresh();
}

/** Back to the newest messages alone, once one is there again: what is out of sight leaves the page. */
export function forgetOlder() {
  state.limit = PAGE;
}

/** One act of the person that one is, then the screen as it is afterwards. */
export async function act(name, said = {}) {
  const done = await write(`people/${encodeURIComponent(state.who)}/${name}`, said);
  await refresh();
  return done;
}

/** What Slack itself says to one person, in place of an app that did not answer. */
export function tell(text, place = state.channel) {
  const ts = (Date.parse(state.screen.now) / 1000).toFixed(6);
  state.notices.push({ ts: `${ts.slice(0, -2)}99`, channel: place, to: state.screen.me, thread: state.thread, text });
  changed();
}
