// People: their picture, their rights in a word, and the menu in which one becomes somebody else.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { become, me, state } from "./store.js";
import { tried } from "./toasts.js";

const TONES = 10;

/** Initials on a colour of their own; the app has a mark. */
export function avatar(id, size = "") {
  const person = state.people.get(id);
  const name = person?.real_name || "Slackbot";
  const words = name.trim().split(/\s+/);
  const initials = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] || "").join("");
  const tone = [...id].reduce((sum, one) => (sum * 31 + one.codePointAt(0)) % 9973, 7) % TONES;
  const kind = person?.is_app ? "app" : id === "slackbot" ? "slackbot" : `tone-${tone}`;
  return h("span", { class: `avatar ${size} ${kind}`, "aria-hidden": "true" }, person?.is_app ? initials.slice(0, 1).toUpperCase() : initials.toUpperCase());
}

export function kindOf(person) {
  if (person.is_app || person.is_bot) return "app";
  if (person.deleted) return "deactivated";
  if (person.is_outside) return "from another organisation";
  if (person.is_ultra_restricted) return "guest in one channel";
  if (person.is_guest) return "guest";
  if (person.is_owner) return "owner";
  if (person.is_admin) return "admin";
  return "member";
}

export function personButton() {
  const person = me();
  const button = h("button", { type: "button", class: "persona", id: "persona", "aria-haspopup": "menu", "aria-expanded": "false", title: "Act as somebody else", onclick: () => choosePerson(button) },
    avatar(person.id, "small"), h("span", { class: "persona-words" }, h("bdi", {}, person.real_name), h("small", {}, kindOf(person))), icon("down", 16));
  return button;
}

export function choosePerson(anchor) {
  const all = [...state.people.values()].filter((one) => !one.is_bot && !one.deleted);
  const rows = [["Members", (one) => !one.is_guest && !one.is_outside], ["Guests", (one) => one.is_guest], ["Another organisation", (one) => one.is_outside]];
  const items = rows.flatMap(([title, fits]) => {
    const found = all.filter(fits);
    return found.length ? [{ title }, ...found.map((one) => ({
      label: one.real_name, hint: `@${one.name} · ${kindOf(one)}`, checked: one.id === state.screen.me, choose: () => tried(become(one.id)),
    }))] : [];
  });
  openMenu(anchor, items, { label: "Act as", align: "end", wide: true });
}
