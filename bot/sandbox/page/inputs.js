// A form's fields: each knows how to draw itself and what it holds, as the control API takes it.

import { h, later, newId } from "./dom.js";
import { plainText } from "./mrkdwn.js";
import { selectField, multiField } from "./selects.js";
import { secondsOf, dayKey, timeKey, now } from "./dates.js";
import { unknown } from "./blocks.js";

/** An input block: label, field, hint, and a line for its error. */
export function inputBlock(block, place) {
  const { element } = block;
  const id = newId("field");
  const label = block.label.text;
  const input = place.form && field(element, {
    id, label, block,
    value: place.form.value(block.block_id, element.action_id),
    suggest: (typed) => place.form.suggest(block.block_id, typed),
    set: (value, isTyped) => place.form.set(block, value, isTyped),
    enter: () => place.form.enter(block),
  });
  if (!input) return unknown(block);
  const drawn = h("div", { class: "block input", "data-block": block.block_id },
    h("label", { class: "label", for: id, dir: "auto" }, ...plainText(block.label), block.optional && h("span", { class: "optional" }, " (optional)")),
    input,
    h("div", { class: "error", role: "alert", id: `${id}-error` }),
    block.hint && h("div", { class: "hint", dir: "auto", id: `${id}-hint` }, ...plainText(block.hint)));
  const target = drawn.querySelector(`#${id}`);
  target?.setAttribute("aria-describedby", `${id}-error${block.hint ? ` ${id}-hint` : ""}`);
  if (!block.optional) target?.setAttribute("aria-required", "true");
  return drawn;
}

/** Shows or takes away the error at a field. */
export function showError(drawn, error) {
  const line = drawn.querySelector(".error");
  if (!line || line.textContent === (error || "")) return;
  line.textContent = error || "";
  drawn.classList.toggle("wrong", Boolean(error));
  drawn.querySelector("[aria-describedby]")?.setAttribute("aria-invalid", String(Boolean(error)));
}

/** The field of an element; null for a kind that cannot be drawn. */
export function field(element, how) {
  const draw = FIELDS[element.type];
  return draw ? draw(element, how) : null;
}

function textField(kind) {
  return (element, how) => {
    const tall = kind === "text" && element.multiline;
    const say = later(250, (value) => how.set(value || null, true));
    const input = h(tall ? "textarea" : "input", {
      id: how.id, class: "field", type: tall ? null : kind === "number" ? "text" : kind, dir: "auto", autocomplete: "off", rows: tall ? 4 : null,
      inputmode: kind === "number" ? "decimal" : null, maxlength: element.max_length, placeholder: element.placeholder?.text, "aria-label": how.id ? null : how.label,
      "data-focus": element.focus_on_load, value: how.value?.value ?? "",
      oninput: () => say(input.value), onblur: () => say.flush(),
      onkeydown: (event) => {
        const sends = event.key === "Enter" && !event.isComposing && (!tall || event.metaKey || event.ctrlKey);
        if (!sends) return;
        event.preventDefault();
        say.flush();
        how.enter?.();
      },
    });
    input.flush = () => say.flush();
    return input;
  };
}

function boxes(element, how) {
  const chosen = new Set((how.value?.selected_options || []).map((one) => one.value));
  const set = () => how.set(element.options.filter((one) => chosen.has(one.value)));
  return h("div", { class: "choices", role: "group", "aria-label": how.label, id: how.id }, ...element.options.map((one) =>
    choice("checkbox", newId("box"), one, chosen.has(one.value), (isOn) => {
      chosen[isOn ? "add" : "delete"](one.value);
      set();
    })));
}

function radios(element, how) {
  const name = newId("radio");
  const chosen = how.value?.selected_option?.value;
  return h("div", { class: "choices", role: "radiogroup", "aria-label": how.label, id: how.id }, ...element.options.map((one) =>
    choice("radio", name, one, one.value === chosen, () => how.set(one))));
}

function choice(type, name, option, isOn, onChange) {
  return h("label", { class: "choice" },
    h("input", { type, name, checked: isOn, onchange: (event) => onChange(event.target.checked) }),
    h("span", { dir: "auto" }, ...plainText(option.text), option.description && h("small", {}, ...plainText(option.description))));
}

function day(element, how) {
  return h("input", { id: how.id, class: "field short", type: "date", value: how.value?.selected_date || "", "aria-label": how.id ? null : how.label, onchange: (event) => how.set(event.target.value || null) });
}

function hours(element, how) {
  return h("input", { id: how.id, class: "field short", type: "time", value: how.value?.selected_time || "", "aria-label": how.id ? null : how.label, onchange: (event) => how.set(event.target.value || null) });
}

function moment(element, how) {
  const held = how.value?.selected_date_time;
  const date = h("input", { id: how.id, class: "field short", type: "date", value: held ? dayKey(held) : "", onchange: set });
  const clock = h("input", { class: "field short", type: "time", value: held ? timeKey(held) : "", "aria-label": `${how.label}, time`, onchange: set });
  function set() {
    if (!date.value) return how.set(null);
    if (!clock.value) clock.value = timeKey(now().getTime() / 1000);
    return how.set(secondsOf(date.value, clock.value));
  }
  return h("div", { class: "moment" }, date, clock);
}

const FIELDS = {
  plain_text_input: textField("text"),
  email_text_input: textField("email"),
  url_text_input: textField("url"),
  number_input: textField("number"),
  checkboxes: boxes,
  radio_buttons: radios,
  datepicker: day,
  timepicker: hours,
  datetimepicker: moment,
  static_select: selectField,
  external_select: selectField,
  users_select: selectField,
  conversations_select: selectField,
  channels_select: selectField,
  multi_static_select: multiField,
  multi_external_select: multiField,
  multi_users_select: multiField,
  multi_conversations_select: multiField,
  multi_channels_select: multiField,
};
