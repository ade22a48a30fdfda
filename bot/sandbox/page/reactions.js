// Reactions: what stands beneath a message, and the list to pick one from.

import { h, put } from "./dom.js";
import { emojiLike, emojiOf } from "./emoji.js";
import { icon } from "./icons.js";
import { closeMenu, openBox } from "./menus.js";
import { act, state } from "./store.js";
import { tried } from "./toasts.js";

export function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, ...message.reactions.map((one) => {
    const isOwn = one.users.includes(state.screen.me);
    const names = one.users.map((id) => (id === state.screen.me ? "You" : state.people.get(id)?.real_name || id)).join(", ");
    return h("button", { type: "button", class: `reaction${isOwn ? " own" : ""}`, "aria-pressed": String(isOwn), "data-emoji": one.name, title: `${names} reacted with :${one.name}:`, onclick: () => toggle(message, one.name) },
      h("span", { class: "emoji" }, emojiOf(one.name) || `:${one.name}:`), h("span", { class: "count" }, String(one.count)));
  }), h("button", { type: "button", class: "reaction add", "aria-label": "Add a reaction", onclick: (event) => pickEmoji(event.currentTarget, (name) => toggle(message, name)) }, icon("react", 16)));
}

/** On where it was off, off where it was on. */
export function toggle(message, name) {
  const isOn = message.reactions?.some((one) => one.name === name && one.users.includes(state.screen.me));
  return tried(act(isOn ? "unreact" : "react", { channel: message.channel, ts: message.ts, name }));
}

export function pickEmoji(anchor, choose) {
  const grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const search = h("input", { class: "field", type: "search", placeholder: "Search emoji", "aria-label": "Search emoji", oninput: () => show(), onkeydown: (event) => {
    if (event.key === "Enter") { event.preventDefault(); grid.querySelector("button")?.click(); }
    if (event.key === "ArrowDown") { event.preventDefault(); grid.querySelector("button")?.focus(); }
  } });
  const box = h("div", { class: "emoji-picker", role: "dialog", "aria-label": "Pick an emoji", onkeydown: (event) => keyedAmong(event, grid, search) }, search, grid);
  const pick = (name) => { closeMenu(); choose(name); };
  function show() {
    put(grid, ...emojiLike(search.value).map((name) => h("button", { type: "button", class: "emoji-choice", title: `:${name}:`, "aria-label": name, onclick: () => pick(name) }, emojiOf(name))));
  }
  show();
  openBox(anchor, box, { align: "end" });
  search.focus();
}

function keyedAmong(event, grid, search) {
  if (event.key === "Escape") {
    event.stopPropagation();
    return closeMenu();
  }
  if (event.key === "Tab") {
    // Two stops: the field, and the emoji among which arrows move.
    event.preventDefault();
    return (document.activeElement === search ? grid.querySelector("button") : search)?.focus();
  }
  const all = [...grid.children];
  const at = all.indexOf(document.activeElement);
  if (at < 0) return undefined;
  const wide = Math.max(1, Math.round(grid.clientWidth / all[0].offsetWidth));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + wide, ArrowUp: at - wide }[event.key];
  if (to === undefined) return undefined;
  event.preventDefault();
  return (to < 0 ? search : all[Math.min(to, all.length - 1)]).focus();
}
