// Times as the person that one is reads them: in their own zone.

import { me, state } from "./store.js";

const formats = new Map();

/** One formatter for each zone: to make one takes longer than to draw a message. All that is written comes from its parts. */
function format() {
  const zone = me()?.tz || "UTC";
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }));
  }
  return formats.get(zone);
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const partsOf = (moment) => Object.fromEntries(format().formatToParts(moment).map((one) => [one.type, one.value]));
const at = (seconds) => new Date(Number(seconds) * 1000);
const three = (name) => name.slice(0, 3);
const twelve = ({ hour }) => `${Number(hour) % 12 || 12}`;
const half = ({ hour }) => (Number(hour) < 12 ? "AM" : "PM");
const keyOf = (one) => `${one.year}-${String(MONTHS.indexOf(one.month) + 1).padStart(2, "0")}-${one.day.padStart(2, "0")}`;

export const now = () => new Date(state.screen.now);

export function time(seconds) {
  const one = partsOf(at(seconds));
  return `${twelve(one)}:${one.minute} ${half(one)}`;
}

export function clock(moment) {
  const one = partsOf(moment);
  return `${three(one.weekday)} ${one.day} ${three(one.month)}, ${one.hour}:${one.minute}`;
}

export function longClock(moment) {
  const one = partsOf(moment);
  return `${one.weekday} ${one.day} ${one.month} ${one.year} at ${one.hour}:${one.minute}`;
}

export function exact(moment) {
  const one = partsOf(moment);
  return `${one.hour}:${one.minute}:${one.second}`;
}

/** The day as a key that sorts: 2026-03-02. */
export const dayKey = (seconds) => keyOf(partsOf(at(seconds)));

export function timeKey(seconds) {
  const one = partsOf(at(seconds));
  return `${one.hour}:${one.minute}`;
}

function ordinal(day) {
  const ending = day % 10 === 1 && day !== 11 ? "st" : day % 10 === 2 && day !== 12 ? "nd" : day % 10 === 3 && day !== 13 ? "rd" : "th";
  return `${day}${ending}`;
}

function fromToday(seconds) {
  const days = (Date.parse(dayKey(seconds)) - Date.parse(dayKey(now().getTime() / 1000))) / 86_400_000;
  return { 0: "Today", "-1": "Yesterday", 1: "Tomorrow" }[days];
}

/** The line between two days. */
export function dayLine(seconds) {
  const near = fromToday(seconds);
  if (near) return near;
  const [one, today] = [partsOf(at(seconds)), partsOf(now())];
  return `${one.weekday}, ${one.month} ${ordinal(Number(one.day))}${one.year === today.year ? "" : `, ${one.year}`}`;
}

/** How long ago, as beneath a thread. */
export function ago(seconds) {
  const past = Math.max(0, now().getTime() / 1000 - Number(seconds));
  const [size, name] = past < 3600 ? [60, "minute"] : past < 86_400 ? [3600, "hour"] : [86_400, "day"];
  const count = Math.floor(past / size);
  return count === 0 ? "just now" : `${count} ${name}${count === 1 ? "" : "s"} ago`;
}

const dateWords = (seconds, write) => write(partsOf(at(seconds)));

const TOKENS = {
  date_num: (s) => dayKey(s),
  date_slash: (s) => dayKey(s).replaceAll("-", "/"),
  date: (s) => dateWords(s, (one) => `${one.day} ${one.month} ${one.year}`),
  date_short: (s) => dateWords(s, (one) => `${one.day} ${three(one.month)} ${one.year}`),
  date_long: (s) => dateWords(s, (one) => `${one.weekday} ${one.day} ${one.month} ${one.year}`),
  time: (s) => time(s),
  time_secs: (s) => dateWords(s, (one) => `${twelve(one)}:${one.minute}:${one.second} ${half(one)}`),
  ago: (s) => ago(s),
};

/** Slack's date format strings: `{date_short_pretty} at {time}`. */
export function dateText(seconds, pattern) {
  return pattern.replace(/\{(\w+?)(_pretty)?\}/g, (all, name, pretty) => {
    if (!TOKENS[name]) return all;
    return (pretty && fromToday(seconds)?.toLowerCase()) || TOKENS[name](seconds);
  });
}

/** Unix seconds of a local date and time in that person's zone. */
export function secondsOf(day, hours) {
  const asUtc = Date.parse(`${day}T${hours}:00Z`) / 1000;
  let guess = asUtc;
  for (let round = 0; round < 2; round++) {
    guess += asUtc - Date.parse(`${dayKey(guess)}T${timeKey(guess)}:00Z`) / 1000;
  }
  return guess;
}
