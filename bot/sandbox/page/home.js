// The app's own conversation: its Home tab as the app publishes it, and the messages it wrote to one.

import { h, keep, put } from "./dom.js";
import { drawBlock } from "./blocks.js";
import { act, changed, here, isWithApp, state } from "./store.js";
import { tried } from "./toasts.js";

let tab = "home";
let opened = "";

/** Whether the home stands in place of the messages. */
export function drawHome() {
  const place = here();
  const tabs = document.getElementById("tabs");
  const box = document.getElementById("home");
  const isApp = Boolean(place) && isWithApp(place) && state.screen.app.has_home;
  const isHome = isApp && tab === "home";
  tabs.hidden = !isApp;
  box.hidden = !isHome;
  for (const id of ["scroll", "composer"]) document.getElementById(id).hidden = isHome;
  if (isHome) document.getElementById("newest").hidden = true;
  if (!isApp) {
    opened = "";
    return false;
  }
  if (tabs.drawnFrom !== tab) {
    tabs.drawnFrom = tab;
    put(tabs, ...[["home", "Home"], ["messages", "Messages"]].map(([name, label]) =>
      h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(tab === name), tabindex: tab === name ? "0" : "-1", onclick: () => show(name), onkeydown: turned }, label)));
  }
  if (!isHome) return false;
  showHome();
  const home = state.screen.home;
  const blocks = home?.blocks || [{ type: "section", block_id: "none", text: { type: "plain_text", text: "The app has published nothing here yet." } }];
  const where = { in: { view: home?.id }, form: null, selected: home?.state.values };
  keep(box, blocks, { key: (block) => block.block_id, signature: (block) => JSON.stringify([block, home?.id]), draw: (block) => drawBlock(block, where) });
  return true;
}

/** The app hears that its home is looked at: once each time one comes here. */
function showHome() {
  const visit = `${state.screen.me} ${state.channel}`;
  if (opened === visit) return;
  opened = visit;
  tried(act("home"));
}

/** Between two tabs either arrow leads to the other one. */
function turned(event) {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  event.preventDefault();
  show(tab === "home" ? "messages" : "home");
  document.querySelector("#tabs [aria-selected=true]").focus();
}

function show(name) {
  tab = name;
  opened = "";
  changed();
}
