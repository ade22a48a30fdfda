// Block Kit as Slack draws it. A block or an element that is not drawn here shows as a labelled box with its JSON.

import { h, newId } from "./dom.js";
import { chart } from "./charts.js";
import { control } from "./elements.js";
import { inputBlock } from "./inputs.js";
import { mrkdwn, plainText } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";

/**
 * One block. `place` says where it stands: `in`, as the control API names it, `form` (a modal that keeps values) or
 * null, and `selected`, what was chosen in a message.
 */
export function drawBlock(block, place) {
  const draw = BLOCKS[block.type];
  try {
    return draw ? draw(block, place) : unknown(block);
  } catch (problem) {
    console.error(problem);
    return unknown(block);
  }
}

export function drawBlocks(blocks, place) {
  return h("div", { class: "blocks" }, ...blocks.map((block) => drawBlock(block, place)));
}

/** A text object, plain or mrkdwn. */
export function text(object, props = { dir: "auto" }) {
  if (!object) return null;
  if (!["plain_text", "mrkdwn"].includes(object.type)) return unknown(object);
  return h("div", { ...props, class: `text ${props.class || ""}` }, ...(object.type === "plain_text" ? plainText(object) : mrkdwn(object.text)));
}

/** What the page does not draw, in full. */
export function unknown(block) {
  return h("details", { class: "unknown", open: true },
    h("summary", {}, `${block.type || "no type"} – not drawn by the sandbox`),
    h("pre", {}, JSON.stringify(block, null, 2)));
}

const BLOCKS = {
  section: (block, place) => h("div", { class: `block section${block.accessory ? " beside" : ""}` },
    h("div", { class: "grow" }, text(block.text), block.fields && h("div", { class: "fields" }, ...block.fields.map((one) => text(one)))),
    block.accessory && h("div", { class: "accessory" }, control(block.accessory, block, place))),
  header: (block) => h(`h${Math.min(4, (block.level || 1) + 2)}`, { class: "block header", dir: "auto" }, ...plainText(block.text)),
  divider: () => h("hr", { class: "block divider" }),
  context: (block) => h("div", { class: "block context" }, ...block.elements.map((one) => (one.type === "image" ? image(one, "small") : text(one)))),
  actions: (block, place) => h("div", { class: "block actions" }, ...block.elements.map((one) => control(one, block, place))),
  input: (block, place) => inputBlock(block, place),
  image: (block) => h("figure", { class: "block image" }, text(block.title), image(block, "")),
  rich_text: (block) => h("div", { class: "block text" }, ...richText(block.elements)),
  alert: (block) => h("div", { class: `block alert ${block.level || "default"}`, role: "note" }, text(block.text)),
  table: (block) => table(block, text),
  data_table: (block) => dataTable(block),
  data_visualization: (block) => chart(block),
};

/** Pictures lie outside, and nothing outside is asked for: what they show stands in words. */
function image(one, size) {
  const address = one.image_url || "";
  if (address.startsWith("data:image/")) return h("img", { class: size, src: address, alt: one.alt_text || "" });
  return h("span", { class: `picture ${size}`, role: "img", id: newId("image") }, `🖼 ${one.alt_text || "picture"}`);
}
