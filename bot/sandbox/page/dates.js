// Times as the person that one is reads them: in their own zone.

import { me, state } from "./store.js";

const formats = new Map();

function format(options) {
  const zone = me()?.tz || "UTC";
  const name = `${zone}${JSON.stringify(options)}`;
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(name);
}

const at = (seconds) => new Date(Number(seconds) * 1000);
export const now = () => new Date(state.screen.now);
const TIME = { hour: "numeric", minute: "2-digit", hour12: true };

export const time = (seconds) => format(TIME).format(at(seconds)).toUpperCase();
export const clock = (moment) =>
  format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(moment);
export const longClock = (moment) =>
  format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(moment);
export const exact = (moment) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(moment);

/** The day as a key that sorts: 2026-03-02. */
export function dayKey(seconds) {
  const parts = Object.fromEntries(
    format({ year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(at(seconds)).map((one) => [one.type, one.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

export function timeKey(seconds) {
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at(seconds));
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
  const day = format({ day: "numeric" }).format(at(seconds));
  const year = dayKey(seconds).slice(0, 4) === dayKey(now().getTime() / 1000).slice(0, 4) ? "" : `, ${dayKey(seconds).slice(0, 4)}`;
  return `${format({ weekday: "long" }).format(at(seconds))}, ${format({ month: "long" }).format(at(seconds))} ${ordinal(Number(day))}${year}`;
}

/** How long ago, as beneath a thread. */
export function ago(seconds) {
  const past = Math.max(0, now().getTime() / 1000 - Number(seconds));
  const [size, name] = past < 3600 ? [60, "minute"] : past < 86_400 ? [3600, "hour"] : [86_400, "day"];
  const count = Math.floor(past / size);
  return count === 0 ? "just now" : `${count} ${name}${count === 1 ? "" : "s"} ago`;
}

const TOKENS = {
  date_num: (s) => dayKey(s),
  date_slash: (s) => dayKey(s).replaceAll("-", "/"),
  date: (s) => format({ month: "long", day: "numeric", year: "numeric" }).format(at(s)),
  date_short: (s) => format({ month: "short", day: "numeric", year: "numeric" }).format(at(s)),
  date_long: (s) => format({ weekday: "long", month: "long", day: "numeric", year: "numeric" }).format(at(s)),
  time: (s) => time(s),
  time_secs: (s) => format({ ...TIME, second: "2-digit" }).format(at(s)),
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
