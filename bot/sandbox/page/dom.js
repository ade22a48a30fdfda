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

/** Puts new children in place of all old ones. */
export function put(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/**
 * Makes the children of `parent` stand for `items`, in their order. What has the same key and the same signature
 * keeps its element, and with it focus, scroll place and what was typed.
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
    if (!element || element.drawnFrom !== sign) {
      const fresh = draw(item, element);
      fresh.dataset.key = name;
      fresh.drawnFrom = sign;
      if (element) {
        if (at === element) at = element.nextElementSibling;
        element.replaceWith(fresh);
        if (at === fresh) at = fresh;
      }
      element = fresh;
    }
    if (at === element) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
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
