// What opens over the page: menus, and lists to choose from. Arrow keys move, Enter chooses, Escape closes.

import { h, newId, put } from "./dom.js";
import { focusOn } from "./keyboard.js";

let onScreen = null;

const layer = () => document.getElementById("layers");

/** Closes what is open, and gives the focus back to where it came from. */
export function closeMenu(withFocus = true) {
  if (!onScreen) return;
  const { box, anchor, onClose } = onScreen;
  onScreen = null;
  document.removeEventListener("pointerdown", outsideClick, true);
  window.removeEventListener("resize", closeMenu);
  box.remove();
  if (anchor.isConnected) anchor.setAttribute("aria-expanded", "false");
  onClose?.();
  if (withFocus && anchor.isConnected) focusOn(anchor);
}

export const isMenuOpen = () => onScreen !== null;

function outsideClick(event) {
  if (onScreen && !onScreen.box.contains(event.target) && !onScreen.anchor.contains(event.target)) closeMenu(false);
}

/** Puts a box beside its anchor, where there is room for it. */
export function openBox(anchor, box, { onClose, align = "start" } = {}) {
  closeMenu(false);
  layer().append(box);
  box.classList.add("floating");
  onScreen = { box, anchor, onClose };
  anchor.setAttribute("aria-expanded", "true");
  settle(anchor, box, align);
  document.addEventListener("pointerdown", outsideClick, true);
  window.addEventListener("resize", closeMenu);
}

function settle(anchor, box, align) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: tall } = box;
  const [roomX, roomY] = [window.innerWidth - 8, window.innerHeight - 8];
  let left = align === "end" ? at.right - wide : at.left;
  let top = at.bottom + 4;
  if (top + tall > roomY && at.top - tall - 4 > 8) top = at.top - tall - 4;
  left = Math.max(8, Math.min(left, roomX - wide));
  top = Math.max(8, Math.min(top, roomY - tall));
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

/**
 * A menu. Items: `{ label, hint, icon, danger, checked, disabled, choose }`, `{ title }` for a heading,
 * `{ line: true }` between.
 */
export function openMenu(anchor, items, { label = "Menu", align = "start", wide = false } = {}) {
  if (onScreen?.anchor === anchor) return closeMenu();
  const box = h("div", { class: `menu${wide ? " wide" : ""}`, role: "menu", "aria-label": label, tabindex: "-1" }, ...items.map(item));
  box.addEventListener("keydown", (event) => moved(event, box));
  openBox(anchor, box, { align });
  box.querySelector("[role^=menuitem]:not([disabled])")?.focus();
  return box;
}

function item(one) {
  if (one.line) return h("hr", { class: "menu-line" });
  if (one.title) return h("div", { class: "menu-title", dir: "auto" }, one.title);
  const role = one.checked === undefined ? "menuitem" : "menuitemradio";
  const props = { class: `menu-item${one.danger ? " danger" : ""}`, type: "button", role, disabled: one.disabled, tabindex: "-1" };
  if (one.checked !== undefined) props["aria-checked"] = String(one.checked);
  return h("button", { ...props, onclick: () => { closeMenu(); one.choose(); } },
    one.icon && h("span", { class: "menu-icon", "aria-hidden": "true" }, one.icon),
    h("span", { class: "menu-words" }, h("span", { dir: "auto" }, one.label), one.hint && h("small", { dir: "auto" }, one.hint)),
    one.checked && h("span", { class: "menu-check", "aria-hidden": "true" }, "✓"));
}

function moved(event, box) {
  const all = [...box.querySelectorAll("[role^=menuitem]:not([disabled])")];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    all[to]?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu();
  } else if (event.key.length === 1 && /\S/.test(event.key) && event.key !== " ") {
    const rest = [...all.slice(at + 1), ...all.slice(0, at + 1)];
    rest.find((one) => one.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}

/** A listbox for a field that one types into: groups of options, one of them lit. */
export class Options {
  constructor(field, { onChoose, isChosen = () => false }) {
    this.field = field;
    this.onChoose = onChoose;
    this.isChosen = isChosen;
    this.id = newId("options");
    this.box = h("div", { class: "options", role: "listbox", id: this.id });
    this.rows = [];
    this.lit = -1;
  }

  get isOpen() {
    return onScreen?.box === this.box;
  }

  show() {
    if (this.isOpen) return;
    this.box.style.width = `${Math.max(200, this.field.getBoundingClientRect().width)}px`;
    openBox(this.field, this.box);
  }

  hide() {
    if (this.isOpen) closeMenu(false);
    this.field.removeAttribute("aria-activedescendant");
  }

  /** `groups`: `[{ label, options: [{ text, hint, ... }] }]`. */
  fill(groups, empty = "No results") {
    this.rows = [];
    const drawn = groups.flatMap((group) => [group.label && h("div", { class: "menu-title", role: "presentation", dir: "auto" }, group.label), ...group.options.map((one) => this.row(one))]);
    put(this.box, ...(this.rows.length ? drawn : [h("div", { class: "options-none" }, empty)]));
    this.light(this.rows.length ? 0 : -1);
    if (this.isOpen) settle(this.field, this.box, "start");
  }

  row(option) {
    const index = this.rows.length;
    const chosen = this.isChosen(option);
    const row = h("div", {
      class: "option", role: "option", id: `${this.id}-${index}`, "aria-selected": String(chosen),
      onpointerdown: (event) => event.preventDefault(), onclick: () => this.onChoose(option), onpointermove: () => this.light(index),
    }, h("span", { class: "menu-words" }, h("span", { dir: "auto" }, option.text), option.hint && h("small", { dir: "auto" }, option.hint)), chosen && h("span", { class: "menu-check" }, "✓"));
    this.rows.push({ row, option });
    return row;
  }

  light(index) {
    this.rows[this.lit]?.row.classList.remove("lit");
    this.lit = index;
    const found = this.rows[index];
    if (!found) return this.field.removeAttribute("aria-activedescendant");
    found.row.classList.add("lit");
    found.row.scrollIntoView({ block: "nearest" });
    return this.field.setAttribute("aria-activedescendant", found.row.id);
  }

  /** Whether the key was one of the list's own. */
  key(event) {
    if (!this.isOpen) return false;
    const count = this.rows.length;
    const to = { ArrowDown: this.lit + 1, ArrowUp: this.lit - 1, PageDown: Math.min(this.lit + 8, count - 1), PageUp: Math.max(this.lit - 8, 0) }[event.key];
    if (to !== undefined) {
      if (count) this.light((to + count) % count);
    } else if (event.key === "Enter" && this.rows[this.lit]) {
      this.onChoose(this.rows[this.lit].option);
    } else if (event.key === "Escape") {
      this.hide();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
