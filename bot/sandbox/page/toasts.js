// Short words at the foot of the page, for what went wrong and for what took a while.

import { h } from "./dom.js";

export function toast(text, kind = "") {
  const shown = h("div", { class: `toast ${kind}` }, h("span", { dir: "auto" }, text));
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 6000);
}

/** Runs an act; what goes wrong is told, not thrown. */
export async function tried(promise) {
  try {
    return await promise;
  } catch (problem) {
    toast(problem.message || String(problem), "bad");
    return null;
  }
}
