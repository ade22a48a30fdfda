// table and data_table: rows of cells; a data table can be sorted, searched and paged.

import { h, put } from "./dom.js";
import { unknown } from "./blocks.js";
import { richText } from "./richtext.js";

const cellWords = (cell) => (cell.type === "rich_text" ? cellText(cell.elements) : String(cell.text ?? cell.value ?? ""));

function cellText(elements) {
  return elements.map((one) => one.text || one.name || (one.elements ? cellText(one.elements) : "")).join("");
}

function content(cell) {
  if (!["rich_text", "raw_text", "raw_number"].includes(cell.type)) return [unknown(cell)];
  return cell.type === "rich_text" ? richText(cell.elements) : [cellWords(cell)];
}

function numeric(cell) {
  return cell.type === "raw_number" || /^[-+]?[\d,.]+\s?%?$/.test(cellWords(cell));
}

export function table(block) {
  const settings = block.column_settings || [];
  const rows = block.rows.map((row, index) =>
    h("tr", {}, ...row.map((cell, column) => {
      const align = settings[column]?.align || "left";
      return h(index ? "td" : "th", { class: `${align}${settings[column]?.is_wrapped ? "" : " nowrap"}`, dir: "auto" }, ...content(cell));
    })));
  return h("div", { class: "block table" }, h("table", {}, ...rows));
}

export function dataTable(block) {
  const [head, ...rows] = block.rows;
  const view = { sort: -1, down: false, sought: "", page: 0 };
  const size = block.page_size || 5;
  const body = h("tbody", {});
  const foot = h("div", { class: "table-foot" });
  const heads = head.map((cell, column) =>
    h("th", { scope: "col", "aria-sort": "none", class: rows.length && rows.every((row) => numeric(row[column])) ? "right" : "" }, h("button", { type: "button", dir: "auto", onclick: () => sort(column) }, ...content(cell), h("span", { class: "arrow", "aria-hidden": "true" }))));

  function sort(column) {
    Object.assign(view, { down: view.sort === column && !view.down, sort: column, page: 0 });
    for (const [index, one] of heads.entries()) one.setAttribute("aria-sort", index !== column ? "none" : view.down ? "descending" : "ascending");
    show();
  }

  function show() {
    const found = rows.filter((row) => row.some((cell) => cellWords(cell).toLowerCase().includes(view.sought)));
    if (view.sort >= 0) found.sort((a, b) => compare(a[view.sort], b[view.sort]) * (view.down ? -1 : 1));
    const pages = Math.max(1, Math.ceil(found.length / size));
    view.page = Math.min(view.page, pages - 1);
    put(body, ...found.slice(view.page * size, (view.page + 1) * size).map(line));
    const turn = (by) => h("button", { type: "button", class: "button small", disabled: !(pages > 1 && view.page + by >= 0 && view.page + by < pages), onclick: () => { view.page += by; show(); } }, by < 0 ? "Previous" : "Next");
    put(foot, h("span", {}, `${found.length} ${found.length === 1 ? "row" : "rows"}${pages > 1 ? ` · page ${view.page + 1} of ${pages}` : ""}`), pages > 1 && turn(-1), pages > 1 && turn(1));
  }

  const line = (row) => h("tr", {}, ...row.map((cell, column) =>
    h(column === (block.row_header_column_index ?? -1) ? "th" : "td", { class: numeric(cell) ? "right" : "", dir: "auto" }, ...content(cell))));
  const search = h("input", { type: "search", class: "field small", placeholder: "Filter", "aria-label": `Filter ${block.caption}`, oninput: (event) => { view.sought = event.target.value.toLowerCase(); view.page = 0; show(); } });
  show();
  return h("div", { class: "block table data" },
    h("div", { class: "table-head" }, h("span", { class: "caption", dir: "auto" }, block.caption), rows.length > size && search),
    h("div", { class: "table-scroll" }, h("table", { "aria-label": block.caption }, h("thead", {}, h("tr", {}, ...heads)), body)),
    foot);
}

function compare(a, b) {
  const [one, other] = [a, b].map((cell) => (cell.type === "raw_number" ? Number(cell.value ?? cell.text) : Number.NaN));
  if (!Number.isNaN(one) && !Number.isNaN(other)) return one - other;
  return cellWords(a).localeCompare(cellWords(b), undefined, { numeric: true });
}
