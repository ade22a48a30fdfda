// rich_text: sections, lists, quotes, code.

import { h } from "./dom.js";
import { dateText } from "./dates.js";
import { unknown } from "./blocks.js";
import { broadcast, channelLink, emoji, mention, outside } from "./mrkdwn.js";

export function richText(elements) {
  return elements.map(richPart);
}

function richPart(element) {
  switch (element.type) {
    case "rich_text_list":
      return h(element.style === "ordered" ? "ol" : "ul", { class: `indent-${element.indent || 0}`, start: (element.offset || 0) + 1 },
        ...element.elements.map((item) => h("li", { dir: "auto" }, ...leaves(item.elements))));
    case "rich_text_quote":
      return h("blockquote", { dir: "auto" }, ...leaves(element.elements));
    case "rich_text_preformatted":
      return h("pre", {}, ...leaves(element.elements));
    case "rich_text_section":
      return h("div", { dir: "auto", class: "rich" }, ...leaves(element.elements));
    default:
      return unknown(element);
  }
}

const leaves = (list) => list.map(leaf);

function leaf(one) {
  switch (one.type) {
    case "text": return styled(one.text, one.style);
    case "link": return outside(one.url, [one.text || one.url]);
    case "user": return mention(one.user_id);
    case "channel": return channelLink(one.channel_id);
    case "emoji": return emoji(one.name) || `:${one.name}:`;
    case "date": return dateText(one.timestamp, one.format || "{date}");
    case "broadcast": return broadcast(one.range);
    default: return unknown(one);
  }
}

function styled(text, style = {}) {
  let node = document.createTextNode(text);
  for (const [name, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"]]) {
    if (style[name]) node = h(tag, {}, node);
  }
  return node;
}
