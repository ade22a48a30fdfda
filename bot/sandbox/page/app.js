// The page: draws everything anew from the newest screen, and keeps what did not change.

import { drawProgress } from "./anew.js";
import { drawComposer } from "./composer.js";
import { drawHead, drawRail, drawTop } from "./header.js";
import { drawHome } from "./home.js";
import { isTyping } from "./keyboard.js";
import { isMenuOpen } from "./menus.js";
import { drawMessages, startMessages } from "./messages.js";
import { drawModals, escapeModal } from "./modals.js";
import { drawSide, openPanel } from "./panels.js";
import { choosePerson } from "./people.js";
import { drawSidebar } from "./sidebar.js";
import { firstScreen, go, onChange, openThread, refresh, state, watch } from "./store.js";
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

function keyedAnywhere(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "k") {
    event.preventDefault();
    document.body.classList.add("listing");
    document.querySelector("#sidebar .place.here, #sidebar .place")?.focus();
  } else if ((event.ctrlKey || event.metaKey) && event.key === "j") {
    event.preventDefault();
    choosePerson(document.getElementById("persona"));
  } else if (event.key === "Escape" && !isMenuOpen()) {
    if (document.querySelector(".veil")) escapeModal();
    else if (document.body.classList.contains("listing")) document.body.classList.remove("listing");
    else if (state.thread) tried(openThread(""));
    else if (state.panel) openPanel("");
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp") && !isTyping(event)) {
    event.preventDefault();
    const all = [...document.querySelectorAll("#sidebar .place")].map((one) => one.dataset.channel);
    const to = all[(all.indexOf(state.channel) + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length];
    tried(go(to));
  }
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
