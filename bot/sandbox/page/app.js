// The page: draws everything anew from the newest screen, and keeps what did not change.

import { drawProgress } from "./anew.js";
import { drawComposer } from "./composer.js";
import { drawHead, drawRail, drawTop } from "./header.js";
import { drawHome } from "./home.js";
import { isTyping } from "./keyboard.js";
import { isMenuOpen } from "./menus.js";
import { drawMessages, startMessages } from "./messages.js";
import { drawModals, escapeModal } from "./modals.js";
import { drawSide, openPanel, showThread } from "./panels.js";
import { choosePerson } from "./people.js";
import { drawSidebar } from "./sidebar.js";
import { firstScreen, go, onChange, refresh, state, watch } from "./store.js";
import { tried } from "./toasts.js";

function draw() {
  drawTop();
  drawRail();
  drawSidebar();
  drawHead();
  if (!drawHome()) {
    drawMessages();
    drawComposer(document.getElementById("composer"));
  }
  drawSide();
  drawModals();
  drawProgress();
}

// What F6 goes to, one after the other: the part's own stop, or the first that there is in it.
const PARTS = ["#rail button", "#sidebar .place[tabindex='0'], #sidebar .place", "#home:not([hidden]) button, #scroll:not([hidden]) .message[tabindex='0']", "#composer:not([hidden]) textarea", "#side:not([hidden]) textarea, #side:not([hidden]) button"];

function goOn(isBack) {
  const stops = PARTS.map((one) => document.querySelector(one)).filter(Boolean);
  const within = (one) => one.closest("nav, aside, #home, #scroll, #composer");
  const at = stops.findIndex((one) => within(one).contains(document.activeElement));
  const to = stops[(at + (isBack ? stops.length - 1 : 1) + (at < 0 && isBack ? 1 : 0)) % stops.length];
  to?.focus();
}

function keyedAnywhere(event) {
  if (event.key === "F6" && !isMenuOpen() && !document.querySelector(".veil")) {
    event.preventDefault();
    return goOn(event.shiftKey);
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "k") {
    event.preventDefault();
    document.body.classList.add("listing");
    document.querySelector("#sidebar .place.here, #sidebar .place")?.focus();
  } else if ((event.ctrlKey || event.metaKey) && event.key === "j") {
    event.preventDefault();
    choosePerson(document.getElementById("persona"));
  } else if (event.key === "Escape" && !isMenuOpen()) {
    if (document.querySelector(".veil")) escapeModal();
    else if (document.body.classList.contains("listing")) {
      document.body.classList.remove("listing");
      document.querySelector("#top .list-button")?.focus();
    }
    else if (state.thread) tried(showThread(""));
    else if (state.panel) openPanel("");
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp") && !isTyping(event)) {
    event.preventDefault();
    const all = [...document.querySelectorAll("#sidebar .place")].map((one) => one.dataset.channel);
    const to = all[(all.indexOf(state.channel) + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length];
    tried(go(to));
  }
  return undefined;
}

async function start() {
  startMessages();
  document.addEventListener("keydown", keyedAnywhere);
  onChange(draw);
  try {
    await firstScreen();
  } catch {
    Object.assign(state, { who: "lead", channel: "" });
    await refresh();
  }
  document.querySelector("#composer textarea")?.focus();
  document.body.dataset.ready = "true";
  performance.mark("ready");
  watch();
}

start();
