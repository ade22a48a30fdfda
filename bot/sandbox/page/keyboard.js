// Keys that hold everywhere: the focus stays in a dialog, arrows walk through lists, Ctrl+K goes elsewhere.

const STOPS = "button:not([disabled]):not([tabindex='-1']), input:not([disabled]), textarea, select, [tabindex='0']";

const stops = (box) => [...box.querySelectorAll(STOPS)].filter((one) => one.offsetParent !== null);

/** Keeps Tab within a box. */
export function trapped(event, box) {
  if (event.key !== "Tab") return;
  const all = stops(box);
  const [first, last] = [all[0], all.at(-1)];
  const active = document.activeElement;
  if (!all.length) event.preventDefault();
  else if (event.shiftKey && (active === first || !box.contains(active))) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (active === last || !box.contains(active))) {
    event.preventDefault();
    first.focus();
  }
}

/** Gives the focus back to an element. Those of a message show only while it has the focus: it comes first. */
export function focusOn(element) {
  element.closest(".message")?.focus({ preventScroll: true });
  element.focus({ preventScroll: true });
}

/** Arrow keys walk along the children that can take the focus; one of them is a stop of Tab. */
export function walked(event, rows) {
  const at = rows.indexOf(document.activeElement);
  if (at < 0) return false;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined || !rows[to]) return false;
  event.preventDefault();
  for (const row of rows) row.tabIndex = row === rows[to] ? 0 : -1;
  rows[to].focus();
  return true;
}

export const isTyping = (event) => event.target.matches?.("input, textarea, select, [contenteditable]");
