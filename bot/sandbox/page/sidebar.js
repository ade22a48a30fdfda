// The sidebar: the workspace, its channels, direct messages and the app.

import { h, put } from "./dom.js";
import { icon } from "./icons.js";
import { walked } from "./keyboard.js";
import { openMenu } from "./menus.js";
import { avatar } from "./people.js";
import { go, isUnread, isWithApp, state } from "./store.js";
import { tried } from "./toasts.js";
import { anew } from "./anew.js";
import { themeItems } from "./theme.js";

export function drawSidebar() {
  const box = document.getElementById("sidebar");
  const { team, channels, app } = state.screen;
  const sign = JSON.stringify([state.screen.me, state.channel, team, channels.map((one) => [one.id, one.name, one.kind, one.is_archived, one.is_ext_shared, one.is_member, isUnread(one)]), [...state.people.values()].map((one) => [one.id, one.real_name, one.deleted])]);
  if (box.drawnFrom === sign) return;
  box.drawnFrom = sign;
  const hadFocus = box.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  const named = channels.filter((one) => one.kind !== "im").sort((a, b) => Number(a.is_archived) - Number(b.is_archived));
  const direct = channels.filter((one) => one.kind === "im" && !isWithApp(one));
  const apps = channels.filter(isWithApp);
  const title = h("button", { type: "button", class: "team", "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => teamMenu(title) }, h("bdi", {}, team.name), icon("down", 16));
  put(box, title, h("div", { class: "places", onkeydown: (event) => walked(event, [...box.querySelectorAll(".place")]) },
    section("Channels", named.map((one) => place(one, icon(one.kind === "private" ? "lock" : "hash", 16), one.name))),
    direct.length > 0 && section("Direct messages", direct.map((one) => {
      const other = one.members.find((id) => id !== state.screen.me) || state.screen.me;
      return place(one, avatar(other, "tiny"), state.people.get(other)?.real_name || other);
    })),
    section("Apps", apps.map((one) => place(one, avatar(app.bot_user_id, "tiny"), app.name)))));
  if (hadFocus) box.querySelector(`[data-channel="${CSS.escape(hadFocus)}"]`)?.focus();
}

function section(title, rows) {
  return h("section", { "aria-label": title }, h("h2", {}, title), rows.length ? rows : h("p", { class: "none" }, "None"));
}

function place(one, sign, name) {
  const isHere = one.id === state.channel;
  const isNew = !isHere && isUnread(one);
  const notes = [one.is_ext_shared && "shared with another organisation", one.is_archived && "archived", !one.is_member && "you are not in it"].filter(Boolean);
  return h("button", {
    type: "button", class: `place${isHere ? " here" : ""}${isNew ? " unread" : ""}${one.is_archived || !one.is_member ? " faded" : ""}`,
    "data-channel": one.id, "aria-current": isHere ? "page" : null, tabindex: isHere ? "0" : "-1", title: notes.join(", ") || null,
    onclick: () => { document.body.classList.remove("listing"); tried(go(one.id)); },
  }, h("span", { class: "place-sign", "aria-hidden": "true" }, sign), h("bdi", { class: "place-name" }, name),
  one.is_ext_shared && h("span", { class: "place-note", role: "img", "aria-label": "shared with another organisation" }, icon("shared", 16)),
  isNew && h("span", { class: "dot", role: "img", "aria-label": "unread" }));
}

function teamMenu(anchor) {
  openMenu(anchor, [
    { title: state.screen.team.name },
    ...anew(),
    { line: true },
    { title: "Appearance" },
    ...themeItems(),
  ], { label: state.screen.team.name, wide: true });
}

