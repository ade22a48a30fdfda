// One message: who, when, what, its reactions, its thread, and what one can do with it.

import { h } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { ago, exact, longClock, time } from "./dates.js";
import { icon } from "./icons.js";
import { isTyping } from "./keyboard.js";
import { openMenu } from "./menus.js";
import { mrkdwn, mrkdwnLine } from "./mrkdwn.js";
import { showThread } from "./panels.js";
import { avatar } from "./people.js";
import { pickEmoji, reactions, toggle } from "./reactions.js";
import { act, state } from "./store.js";
import { answered } from "./answers.js";
import { toast, tried } from "./toasts.js";

export function drawMessage(message, { isMore = false, inThread = false } = {}) {
  const person = state.people.get(message.user);
  const moment = new Date(Number(message.ts) * 1000);
  const stamp = h("time", { class: "stamp", datetime: moment.toISOString() }, isMore ? time(message.ts).replace(/ [AP]M/, "") : time(message.ts));
  const name = person?.real_name || (message.is_notice ? "Slackbot" : message.user);
  const drawn = h("article", { class: `message${isMore ? " more" : ""}${message.is_ephemeral ? " ephemeral" : ""}`, role: "listitem", "data-ts": message.ts, tabindex: "-1", "aria-label": `${name}, ${time(message.ts)}` },
    h("div", { class: "gutter" }, isMore ? stamp : avatar(message.user)),
    h("div", { class: "content" },
      message.is_ephemeral && h("div", { class: "only-you" }, icon("eye", 14), "Only visible to you"),
      message.subtype === "thread_broadcast" && !inThread && broadcastLine(message),
      !isMore && h("div", { class: "byline" }, h("bdi", { class: "author" }, name), (person?.is_bot || message.is_notice) && h("span", { class: "badge" }, "APP"), person?.is_outside && h("span", { class: "badge out" }, "OUTSIDE"), person?.is_guest && h("span", { class: "badge" }, "GUEST"), stamp),
      body(message),
      message.edited && h("span", { class: "edited" }, "(edited)"),
      reactions(message),
      !inThread && message.reply_count > 0 && threadLine(message)));
  // What only shows beneath the pointer or the focus is made once either comes: most messages are never pointed at.
  const furnish = () => {
    if (stamp.title) return;
    stamp.title = `${longClock(moment)}, ${exact(moment)}`;
    if (!message.is_notice) drawn.append(toolbar(message, inThread, drawn));
  };
  drawn.addEventListener("pointerenter", furnish);
  drawn.addEventListener("focusin", furnish);
  drawn.addEventListener("keydown", (event) => keyedOn(event, message, drawn, inThread));
  return drawn;
}

function body(message) {
  const place = { in: { channel: message.channel, ts: message.ts }, selected: message.selected, form: null };
  if (message.blocks?.length) return drawBlocks(message.blocks, place);
  return h("div", { class: "text", dir: "auto" }, ...mrkdwn(message.text));
}

function broadcastLine(message) {
  const parent = state.screen.page?.messages.find((one) => one.ts === message.thread_ts);
  return h("div", { class: "broadcast" }, parent ? "replied to a thread: " : "replied to ",
    h("button", { type: "button", class: "link", dir: "auto", onclick: () => tried(showThread(message.thread_ts)) }, ...(parent ? mrkdwnLine(parent.text) : ["a thread"])));
}

function threadLine(message) {
  return h("button", { type: "button", class: "thread-line", onclick: () => tried(showThread(message.ts)) },
    ...message.reply_users.slice(0, 3).map((id) => avatar(id, "tiny")),
    h("span", { class: "replies" }, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
    h("span", { class: "last" }, `Last reply ${ago(message.latest_reply)}`));
}

function toolbar(message, inThread, drawn) {
  const bar = h("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" });
  if (!message.is_ephemeral) {
    for (const name of ["eyes", "handshake", "wave"]) bar.append(tool({ eyes: "👀", handshake: "🤝", wave: "👋" }[name], `React with ${name}`, () => toggle(message, name)));
    bar.append(tool(icon("react", 18), "Add a reaction", (event) => pickEmoji(event.currentTarget, (name) => toggle(message, name)), "add-reaction"));
    if (!inThread) bar.append(tool(icon("thread", 18), "Reply in thread", () => tried(showThread(message.thread_ts || message.ts)), "in-thread"));
  }
  const more = tool(icon("more", 18), "More actions", () => moreMenu(more, message, drawn), "more-actions");
  more.setAttribute("aria-haspopup", "menu");
  bar.append(more);
  return bar;
}

function tool(sign, label, onclick, kind = "") {
  return h("button", { type: "button", class: `tool ${kind}`, "aria-label": label, title: label, "data-tool": label, onclick }, sign);
}

function moreMenu(anchor, message, drawn) {
  drawn.classList.add("held");
  const box = openMenu(anchor, message.is_ephemeral ? privateItems(message) : items(message), { align: "end", label: "More actions", wide: true });
  const watch = new MutationObserver(() => {
    if (box?.isConnected) return;
    drawn.classList.remove("held");
    watch.disconnect();
  });
  watch.observe(document.getElementById("layers"), { childList: true });
}

function items(message) {
  const at = { channel: message.channel, ts: message.ts };
  const shortcuts = state.screen.app.shortcuts.filter((one) => one.type === "message");
  return [
    ...shortcuts.map((one) => ({ icon: "⚑", label: one.name, hint: state.screen.app.name, choose: () => answered(() => act("shortcut", { callback_id: one.callback_id, ...at }), one.name) })),
    { line: true },
    { icon: "🔗", label: "Copy link", choose: () => copyLink(message) },
    message.user === state.screen.me && { icon: "🗑", label: "Delete message", danger: true, choose: () => tried(act("delete", at)) },
  ].filter(Boolean);
}

function privateItems() {
  return [{ title: "Only you see this: it has no shortcuts and takes no reactions." }];
}

async function copyLink(message) {
  const address = `https://${state.screen.team.domain}.slack.com/archives/${message.channel}/p${message.ts.replace(".", "")}`;
  try {
    await navigator.clipboard.writeText(address);
    toast("Copied.");
  } catch {
    toast(address);
  }
}

function keyedOn(event, message, drawn, inThread) {
  if (isTyping(event) || event.target !== drawn || event.ctrlKey || event.metaKey || message.is_notice) return;
  const does = {
    r: () => drawn.querySelector(".add-reaction")?.click(),
    t: () => !inThread && tried(showThread(message.thread_ts || message.ts)),
    m: () => drawn.querySelector(".more-actions")?.click(),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}
