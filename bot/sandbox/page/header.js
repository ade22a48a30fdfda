// The head of a conversation, the bar above everything, and the rail of tools beside it.

import { h, put } from "./dom.js";
import { clock, now } from "./dates.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { avatar, kindOf, personButton } from "./people.js";
import { changed, here, isWithApp, me, state } from "./store.js";
import { isDark, setTheme } from "./theme.js";
import { panels, openPanel } from "./panels.js";
import { tried } from "./toasts.js";
import { write } from "./api.js";

export function drawTop() {
  const box = document.getElementById("top");
  const sign = JSON.stringify([state.screen.me, me(), state.screen.team.name, clock(now()), state.isOnline, state.screen.connections, state.screen.faults.length]);
  if (box.drawnFrom === sign) return;
  box.drawnFrom = sign;
  const isLive = state.isOnline && state.screen.connections > 0;
  put(box,
    h("button", { type: "button", class: "icon-button list-button", "aria-label": "Conversations", onclick: () => document.body.classList.toggle("listing") }, icon("list")),
    h("div", { class: "top-middle" },
      h("button", { type: "button", class: "time", title: "Move the time", onclick: () => openPanel("clock") }, icon("clock", 14), clock(now())),
      h("span", { class: `live ${isLive ? "on" : "off"}` }, h("span", { class: "live-dot", "aria-hidden": "true" }), h("span", { class: "live-words" }, !state.isOnline ? "the sandbox does not answer" : isLive ? `${state.screen.app.name} is connected` : `${state.screen.app.name} is not connected`)),
      state.screen.faults.length > 0 && h("button", { type: "button", class: "faulty", onclick: () => openPanel("faults") }, `${state.screen.faults.length} ${state.screen.faults.length === 1 ? "fault" : "faults"} planned`)),
    personButton());
}

export function drawRail() {
  const box = document.getElementById("rail");
  if (box.children.length) {
    for (const button of box.querySelectorAll("[data-panel]")) button.setAttribute("aria-pressed", String(button.dataset.panel === state.panel));
    return;
  }
  put(box, h("span", { class: "team-mark", "aria-hidden": "true" }, state.screen.team.name.slice(0, 1)),
    ...Object.entries(panels).map(([name, { label }]) =>
      h("button", { type: "button", class: "rail-button", "data-panel": name, "aria-pressed": "false", onclick: () => openPanel(state.panel === name ? "" : name) }, h("span", { class: "rail-icon", "aria-hidden": "true" }, icon(name)), label)),
    h("button", { type: "button", class: "rail-button foot", "aria-label": "Light or dark", onclick: () => setTheme(isDark() ? "light" : "dark") }, h("span", { class: "rail-icon", "aria-hidden": "true" }, icon("theme")), "Theme"));
}

export function drawHead() {
  const box = document.getElementById("head");
  const place = here();
  const sign = JSON.stringify([place, state.screen.me, place?.members.map((id) => state.people.get(id)?.real_name)]);
  if (box.drawnFrom === sign) return;
  box.drawnFrom = sign;
  if (!place) return put(box, h("h1", {}, "Nothing to see here"));
  const others = place.members.filter((id) => id !== state.screen.me);
  const name = isWithApp(place) ? state.screen.app.name : place.kind === "im" ? state.people.get(others[0])?.real_name : place.name;
  const marks = [place.is_ext_shared && "Shared with another organisation", place.is_pending_ext_shared && "About to be shared", place.is_archived && "Archived"].filter(Boolean);
  const more = h("button", { type: "button", class: "icon-button", "aria-label": "What can happen to this channel", "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => channelMenu(more, place) }, icon("more"));
  document.title = `${name} – ${state.screen.team.name} (sandbox)`;
  return put(box,
    h("h1", {}, place.kind === "im" ? avatar(others[0] || place.members[0], "small") : h("span", { class: "head-sign", "aria-hidden": "true" }, icon(place.kind === "private" ? "lock" : "hash")), h("bdi", {}, name)),
    ...marks.map((one) => h("span", { class: "mark" }, one)),
    place.kind !== "im" && h("div", { class: "head-people" },
      h("button", { type: "button", class: "faces", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `${place.members.length} members`, onclick: (event) => membersMenu(event.currentTarget, place) }, ...place.members.slice(0, 3).map((id) => avatar(id, "small")), h("span", {}, String(place.members.length))), more));
}

function membersMenu(anchor, place) {
  openMenu(anchor, [{ title: `${place.members.length} in #${place.name}` }, ...place.members.map((id) => state.people.get(id)).filter(Boolean).map((one) => ({ label: one.real_name, hint: kindOf(one), choose: () => {} }))], { align: "end", label: "Members" });
}

/** What changes in a workspace while an app is in it, for the channel that one looks at. */
function channelMenu(anchor, place) {
  const change = (name, said) => () => tried(write(`changes/${name}`, said).then(() => changed()));
  const own = me().id;
  openMenu(anchor, [
    { title: "The sandbox changes this channel" },
    place.has_app
      ? { label: `Take ${state.screen.app.name} out`, choose: change("remove_app", { channel: place.id }) }
      : { label: `Invite ${state.screen.app.name}`, choose: change("invite_app", { channel: place.id }) },
    place.is_member ? { label: "Leave", choose: change("leave", { who: own, channel: place.id }) } : { label: "Join", choose: change("join", { who: own, channel: place.id }) },
    place.is_ext_shared
      ? { label: "End the sharing", hint: "The other organisation's people leave", choose: change("unshare", { channel: place.id }) }
      : { label: "Share with another organisation", choose: change("share", { channel: place.id }) },
    place.is_archived ? { label: "Unarchive", choose: change("unarchive", { channel: place.id }) } : { label: "Archive", choose: change("archive", { channel: place.id }) },
  ], { align: "end", label: "Channel", wide: true });
}
