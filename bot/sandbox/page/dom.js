// Elements out of plain values. Text only ever becomes text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: properties that start with "on" are listeners, false and null are left out, true is an empty attribute. */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same in SVG. */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (name === "checked") element.checked = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Puts new children in place of all old ones. What had the focus gives it to what stands there in its stead. */
export function put(parent, ...children) {
  const held = focusIn(parent);
  parent.replaceChildren();
  append(parent, children);
  if (held) giveFocus(parent, held);
}

/** What within `box` has the focus, so that it can be found again in another drawing of it; null where nothing has. */
function focusIn(box) {
  const active = document.activeElement;
  if (!active || active === document.body || !box.contains(active)) return null;
  const sign = signOf(active);
  const alike = [...box.querySelectorAll(active.tagName)].filter((one) => signOf(one) === sign);
  return { isBox: active === box, tag: active.tagName, sign, index: alike.indexOf(active) };
}

/** The box itself first: some of what can take the focus is made only once it comes near. */
function giveFocus(box, held) {
  if (box.hasAttribute("tabindex")) box.focus({ preventScroll: true });
  if (held.isBox) return;
  [...box.querySelectorAll(held.tag)].filter((one) => signOf(one) === held.sign)[held.index]?.focus({ preventScroll: true });
}

function signOf(one) {
  const label = one.getAttribute("aria-label");
  if (one.id && !/-\d+$/.test(one.id)) return one.id;
  return JSON.stringify([one.id.replace(/-\d+$/, ""), label, label === null ? one.textContent : "", { ...one.dataset, key: "" }]);
}

/**
 * Makes the children of `parent` stand for `items`, in their order. What has the same key and the same signature
 * keeps its element, and with it focus, scroll place and what was typed; what is drawn anew keeps the focus.
 */
export function keep(parent, items, { key, signature, draw }) {
  const before = new Map([...parent.children].map((element) => [element.dataset.key, element]));
  // What is gone goes first: an element that is moved loses the focus.
  const wanted = new Set(items.map(key));
  for (const [name, element] of before) if (!wanted.has(name)) element.remove();
  let at = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const sign = signature(item);
    let element = before.get(name);
    let held = null;
    if (!element || element.drawnFrom !== sign) {
      const fresh = draw(item, element);
      fresh.dataset.key = name;
      fresh.drawnFrom = sign;
      if (element) {
        held = focusIn(element);
        if (at === element) at = fresh;
        element.replaceWith(fresh);
      }
      element = fresh;
    }
    if (at === element) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
    if (held) giveFocus(element, held);
  }
}

/** Waits so many milliseconds after the last call, then calls once. `flush` calls at once what still waits. */
export function later(ms, call) {
  let timer = 0;
  let waiting = null;
  const run = () => {
    clearTimeout(timer);
    const args = waiting;
    waiting = null;
    return args ? call(...args) : undefined;
  };
  const wait = (...args) => {
    waiting = args;
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
  wait.flush = run;
  return wait;
}

let ids = 0;
/** An id that no other element has. */
export const newId = (prefix) => `${prefix}-${++ids}`;
