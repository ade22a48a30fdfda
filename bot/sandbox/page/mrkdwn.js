// Slack's mrkdwn as elements. What people typed arrives escaped; it is unescaped here, and only ever becomes text.

import { h } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { dateText } from "./dates.js";
import { go, state, tell } from "./store.js";
import { toast } from "./toasts.js";

const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** What stands between the marks of an isolate becomes one: a line takes its direction from what is around it. */
const isolated = (text) => text.split(/\u2068([^\u2069]*)\u2069/).map((part, index) => (index % 2 ? h("bdi", {}, part) : part));

/** mrkdwn as a list of nodes, a line each: every line takes its direction from its own words. */
export function mrkdwn(text) {
  return lines(String(text ?? ""));
}

/** The first line of it, to stand among other words. */
export function mrkdwnLine(text) {
  return spans(String(text ?? "").split("\n")[0]);
}

/** plain_text: emoji made of colons, and nothing else. */
export function plainText(object) {
  const text = String(object?.text ?? "");
  return object?.emoji === false ? isolated(text) : emojis(text);
}

function lines(text) {
  const nodes = [];
  for (const [index, part] of text.split(/\n?```\n?([\s\S]*?)\n?```\n?/).entries()) {
    if (index % 2) nodes.push(h("pre", {}, ...spans(part, true)));
    else if (part) nodes.push(...quoted(part));
  }
  return nodes;
}

function quoted(text) {
  const nodes = [];
  let quote = null;
  for (const line of text.split("\n")) {
    const found = /^(?:&gt;|>) ?(?!&gt;)(.*)$/.exec(line);
    if (found) {
      if (!quote) nodes.push((quote = h("blockquote", { dir: "auto" })));
      else quote.append(h("br"));
      quote.append(...spans(found[1]));
    } else {
      quote = null;
      nodes.push(h("div", { dir: "auto" }, ...(line ? spans(line) : [h("br")])));
    }
  }
  return nodes;
}

const SPAN = new RegExp(
  [
    "<(?<angle>[^<>]+)>",
    "`(?<code>[^`\\n]+)`",
    "(?<![\\p{L}\\p{N}*])\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_])_(?<italic>[^\\s_](?:[^_\\n]*[^\\s_])?)_(?![\\p{L}\\p{N}_])",
    "(?<![\\p{L}\\p{N}~])~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?![\\p{L}\\p{N}~])",
    ":(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):",
  ].join("|"),
  "gu",
);

function spans(text, isCode = false) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(SPAN)) {
    const node = spanOf(match.groups, isCode);
    if (node === null) continue;
    if (match.index > from) nodes.push(...isolated(unescaped(text.slice(from, match.index))));
    nodes.push(node);
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(...isolated(unescaped(text.slice(from))));
  return nodes;
}

function spanOf(found, isCode) {
  if (found.angle !== undefined) return angle(found.angle);
  if (isCode) return null;
  if (found.code !== undefined) return h("code", {}, ...spans(found.code, true));
  if (found.bold !== undefined) return h("b", {}, ...spans(found.bold));
  if (found.italic !== undefined) return h("i", {}, ...spans(found.italic));
  if (found.strike !== undefined) return h("s", {}, ...spans(found.strike));
  return emoji(found.emoji);
}

function angle(inside) {
  const [what, shown] = split(inside);
  if (what.startsWith("@")) return mention(what.slice(1), shown);
  if (what.startsWith("#")) return channelLink(what.slice(1), shown);
  if (what.startsWith("!date^")) return date(what, shown);
  if (/^!(channel|here|everyone)$/.test(what)) return broadcast(what.slice(1));
  if (what.startsWith("!")) return h("span", { class: "mention" }, unescaped(shown || what.slice(1)));
  return outside(unescaped(what), shown === undefined ? null : spans(shown));
}

function split(inside) {
  const bar = inside.indexOf("|");
  return bar < 0 ? [inside, undefined] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

function emojis(text) {
  const nodes = [];
  for (const [index, part] of text.split(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/).entries()) {
    if (part) nodes.push(...(index % 2 ? [emoji(part) || `:${part}:`] : isolated(part)));
  }
  return nodes;
}

/** One emoji; null where the name is not known. */
export function emoji(name) {
  const character = emojiOf(name);
  return character && h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, character);
}

/** A person, isolated so that a name of the other direction does not turn the line around it. */
export function mention(id, shown) {
  const person = state.people.get(id);
  const own = id === state.screen.me ? " own" : "";
  return h("bdi", { class: `mention${own}` }, `@${person ? person.real_name : unescaped(shown || id)}`);
}

export function broadcast(range) {
  return h("span", { class: "mention own" }, `@${range}`);
}

export function channelLink(id, shown) {
  const channel = state.screen.channels.find((one) => one.id === id);
  const name = channel ? channel.name : shown;
  if (!name) return h("span", { class: "mention" }, "🔒 private channel");
  const props = { class: "mention link", type: "button", onclick: () => channel && go(id) };
  return h("button", props, h("bdi", {}, `#${unescaped(name)}`));
}

function date(what, shown) {
  const [, seconds, pattern] = what.split("^");
  return h("time", { title: new Date(Number(seconds) * 1000).toUTCString() }, dateText(seconds, unescaped(pattern)) || shown || "");
}

/** A link. Those to this workspace's messages lead there; the sandbox opens no others. */
export function outside(address, shown) {
  const props = { class: "link", type: "button", title: address, onclick: () => follow(address) };
  return h("button", props, ...(shown || [address.replace(/^mailto:/, "")]));
}

export function follow(address) {
  const found = /^https:\/\/([\w-]+)\.slack\.com\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?thread_ts=([\d.]+))?/.exec(address);
  if (found && found[1] === state.screen.team.domain) {
    const ts = `${found[3]}.${found[4]}`;
    const isSeen = state.screen.channels.some((one) => one.id === found[2]);
    if (!isSeen) return tell("That message is in a conversation that you are not in.");
    return go(found[2], found[5] || "").then(() => point(ts));
  }
  return toast(`The sandbox opens no outside addresses. This one is ${address}`);
}

function point(ts) {
  const row = document.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.classList.add("pointed");
  row.focus({ preventScroll: true });
  setTimeout(() => row.classList.remove("pointed"), 2500);
}

