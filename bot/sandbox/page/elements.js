// Buttons, menus and selects, where they stand in messages, in the home and between a form's fields.

import { h } from "./dom.js";
import { confirmed } from "./confirm.js";
import { field } from "./inputs.js";
import { openMenu } from "./menus.js";
import { plainText, follow } from "./mrkdwn.js";
import { act } from "./store.js";
import { answered } from "./answers.js";
import { unknown } from "./blocks.js";

/** One element of an actions block, or beside a section. */
export function control(element, block, place) {
  const draw = { button, icon_button: button, workflow_button: button, overflow }[element.type];
  if (draw) return draw(element, block, place);
  if (element.type === "image") return h("span", { class: "picture", role: "img" }, `🖼 ${element.alt_text || "picture"}`);
  const held = place.selected?.[block.block_id]?.[element.action_id];
  const input = field(element, {
    value: held,
    label: element.placeholder?.text || element.action_id,
    suggest: null,
    set: async (value) => {
      if (await confirmed(element.confirm)) await press(input, element, block, place, value);
    },
  });
  return input || unknown(element);
}

function button(element, block, place) {
  const kind = { primary: "primary", danger: "danger" }[element.style] || "";
  const drawn = h("button", {
    type: "button", class: `button ${kind}`, "aria-label": element.accessibility_label, dir: "auto", "data-action": element.action_id,
    onclick: async () => {
      if (!(await confirmed(element.confirm))) return;
      if (element.url) follow(element.url);
      await press(drawn, element, block, place, element.value);
    },
  }, ...plainText(element.text));
  return drawn;
}

function overflow(element, block, place) {
  const drawn = h("button", {
    type: "button", class: "button overflow", "aria-label": "More options", "aria-haspopup": "menu", "aria-expanded": "false", "data-action": element.action_id,
    onclick: () => openMenu(drawn, element.options.map((one) => ({
      label: one.text.text,
      hint: one.description?.text,
      choose: async () => {
        if (one.url) follow(one.url);
        if (await confirmed(element.confirm)) await press(drawn, element, block, place, one.value);
      },
    })), { align: "end", label: "More options" }),
  }, "⋯");
  return drawn;
}

/** Tells the app; the button turns until it has answered. */
async function press(drawn, element, block, place, value) {
  if (drawn.classList.contains("waiting")) return;
  drawn.classList.add("waiting");
  drawn.setAttribute("aria-busy", "true");
  await place.form?.settle();
  await answered(() => act("press", { action_id: element.action_id, block_id: block.block_id, value, in: place.in }), "The app");
  drawn.classList.remove("waiting");
  drawn.removeAttribute("aria-busy");
}

