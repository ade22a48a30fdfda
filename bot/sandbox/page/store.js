// What the page knows: who one is, where one is, and the newest screen from the server. One long poll keeps it fresh.

import { read, write, Refused } from "./api.js";

const PAGE = 50;
const MORE = 150;

const listeners = new Set();
let newest = 0;
let asked = 0;

export const state = {
  who: remembered("who") || "lead",
  channel: remembered("channel") || "",
  thread: "",
  limit: PAGE,
  screen: null,
  isOnline: true,
  isBusy: false,
  people: new Map(),
  seen: new Map(),
  notices: [],
};

function remembered(name) {
  try { return sessionStorage.getItem(`sandbox.${name}`) || ""; } catch { return ""; }
}

function remember(name, value) {
  try { sessionStorage.setItem(`sandbox.${name}`, value); } catch { /* A page without storage forgets. */ }
}

export function onChange(listener) {
  listeners.add(listener);
}

export function changed() {
  for (const listener of listeners) listener(state);
}

/** Fetches the screen. An answer that a later question has overtaken is dropped. */
export async function refresh() {
  const mine = ++asked;
  const { who, channel, thread, limit } = state;
  const screen = await read("screen", { who, channel, limit, thread_ts: thread });
  if (mine !== asked) return;
  newest = screen.version;
  take(screen);
}

function take(screen) {
  const isElsewhere = screen.channel !== state.channel;
  state.screen = screen;
  state.channel = screen.channel;
  state.people = new Map(screen.people.map((one) => [one.id, one]));
  if (isElsewhere) remember("channel", screen.channel);
  const place = channelOf(screen.channel);
  if (!state.seen.has(screen.me)) state.seen.set(screen.me, new Map());
  if (place && !document.hidden) state.seen.get(screen.me).set(place.id, place.latest);
  if (state.thread && !screen.thread) state.thread = "";
  changed();
}

/** Waits for changes for as long as the page is open. */
export async function watch() {
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
  remember("who", who);
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
