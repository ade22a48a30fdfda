// Modals: the top of the stack on the screen. What one types stays on the page, and is put into the form as one types.

import { h, keep, put } from "./dom.js";
import { drawBlock } from "./blocks.js";
import { showError } from "./inputs.js";
import { icon } from "./icons.js";
import { focusOn, trapped } from "./keyboard.js";
import { plainText } from "./mrkdwn.js";
import { act, refresh, state } from "./store.js";
import { write } from "./api.js";
import { toast } from "./toasts.js";

let shownModal = null;

/** Draws what lies on top, keeping what did not change: fields keep the focus and what is in them. */
export function drawModals() {
  const views = state.screen.views;
  const top = views.at(-1);
  if (!top) return close();
  if (!shownModal || shownModal.id !== top.id || shownModal.who !== state.screen.me) {
    const opener = shownModal ? shownModal.opener : openerNow();
    close(false);
    shownModal = new Modal(top, opener);
  }
  shownModal.draw(top, views.length);
  return undefined;
}

/** Escape closes what lies on top wherever the focus is: a button that was pressed and then redrawn has taken it along. */
export const escapeModal = () => shownModal?.close();

function close(withFocus = true) {
  if (!shownModal) return;
  const { opener } = shownModal;
  shownModal.veil.remove();
  shownModal = null;
  if (withFocus) backTo(opener);
}

/** Where the form was opened; the message, where its button is another one by now; else where one types. */
function backTo({ element, ts }) {
  const row = ts && document.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
  const to = element?.isConnected && element !== document.body ? element : row || document.querySelector("#composer textarea");
  if (to) focusOn(to);
}

const openerNow = () => ({ element: document.activeElement, ts: document.activeElement?.closest(".message")?.dataset.ts });

class Modal {
  constructor(view, opener) {
    Object.assign(this, { id: view.id, who: state.screen.me, opener, drafts: new Map(), queue: Promise.resolve(), isFocused: false });
    this.title = h("h2", { dir: "auto", id: "modal-title" });
    this.banner = h("div", { class: "banner", role: "alert" });
    this.body = h("div", { class: "modal-body blocks" });
    this.foot = h("div", { class: "modal-foot" });
    this.back = h("button", { type: "button", class: "icon-button", "aria-label": "Back", onclick: () => this.close() }, icon("back"));
    this.shut = h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => this.close() }, icon("close"));
    this.box = h("div", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": "modal-title", tabindex: "-1" },
      h("div", { class: "modal-head" }, this.back, h("span", { class: "app-mark", "aria-hidden": "true" }, state.screen.app.name.slice(0, 1)), this.title, this.shut), this.banner, this.body, this.foot);
    this.veil = h("div", { class: "veil", onkeydown: (event) => this.keyed(event) }, this.box);
    document.getElementById("layers").append(this.veil);
    this.box.focus();
  }

  draw(view, depth) {
    this.view = view;
    this.back.hidden = depth < 2;
    put(this.title, ...plainText(view.title));
    const place = { in: { view: view.id }, form: this, selected: view.state.values };
    keep(this.body, view.blocks, { key: (block) => block.block_id, signature: signatureOf, draw: (block) => drawBlock(block, place) });
    for (const element of this.body.children) showError(element, view.errors[element.dataset.block]);
    this.drawFoot(view);
    this.focus();
    this.toFirstError();
  }

  drawFoot(view) {
    const sign = JSON.stringify([view.close, view.submit, view.submit_disabled, this.isSending]);
    if (this.foot.drawnFrom === sign) return;
    this.foot.drawnFrom = sign;
    const submit = view.submit && h("button", { type: "button", class: `button primary${this.isSending ? " waiting" : ""}`, disabled: view.submit_disabled || this.isSending, onclick: () => this.submit() }, ...plainText(view.submit));
    put(this.foot, view.submit && h("button", { type: "button", class: "button", onclick: () => this.close() }, ...(view.close ? plainText(view.close) : ["Cancel"])),
      submit || h("button", { type: "button", class: "button", onclick: () => this.close() }, ...(view.close ? plainText(view.close) : ["Close"])));
  }

  /** The first field, once one is there; a form that is loading has none yet. */
  focus() {
    if (this.isFocused && this.box.contains(document.activeElement)) return;
    // A field of a form, and no menu in what one reads first: that would scroll the beginning away.
    const first = this.body.querySelector("[data-focus]") || this.body.querySelector(".block.input input, .block.input textarea");
    if (first) {
      this.isFocused = true;
      first.focus();
    } else if (!this.box.contains(document.activeElement)) {
      this.box.focus();
    }
  }

  toFirstError() {
    const first = Object.keys(this.view.errors).join();
    if (first && first !== this.toldErrors) this.body.querySelector(".wrong")?.querySelector("input, textarea")?.focus();
    this.toldErrors = first;
  }

  keyed(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else {
      trapped(event, this.box);
    }
  }

  /** What a field holds, as the form has it or as it was put in since. */
  value(blockId, actionId) {
    return this.drafts.get(blockId) || this.view.state.values[blockId]?.[actionId];
  }

  suggest(blockId, typed) {
    return write(`people/${state.who}/suggest`, { block_id: blockId, typed, view: this.id });
  }

  /** Puts a value into the form. One follows the other, and none waits on the page for the app. */
  set(block, given) {
    this.drafts.set(block.block_id, heldAs(block.element, given));
    this.inTurn("fill", { values: { [block.block_id]: given }, view: this.id });
    if (block.dispatch_action) this.inTurn(null);
  }

  inTurn(name, said) {
    this.queue = this.queue.then(() => (name ? write(`people/${state.who}/${name}`, said) : refresh())).catch((problem) => toast(problem.message, "bad"));
    return this.queue;
  }

  /** Everything that was typed is in the form. */
  async settle() {
    for (const one of this.body.querySelectorAll("input, textarea")) one.flush?.();
    await this.queue;
  }

  /** Enter in a field: where the app wants to hear of it, it does; else the form is submitted. */
  async enter(block) {
    const onEnter = block.dispatch_action && (block.element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"]).includes("on_enter_pressed");
    if (!onEnter) return this.submit();
    await this.settle();
    const { value } = this.value(block.block_id, block.element.action_id);
    return this.inTurn("change", { block_id: block.block_id, value, view: this.id });
  }

  async submit() {
    if (this.isSending || !this.view.submit || this.view.submit_disabled) return;
    this.isSending = true;
    this.banner.textContent = "";
    this.drawFoot(this.view);
    await this.settle();
    try {
      const done = await act("submit", { view: this.id });
      if (done.error) this.banner.textContent = `We had some trouble connecting. Try again? (${done.error})`;
    } catch (problem) {
      this.banner.textContent = problem.message;
    }
    this.isSending = false;
    if (this.view) this.drawFoot(this.view);
  }

  async close() {
    try {
      await act("close");
    } catch (problem) {
      toast(problem.message, "bad");
    }
  }
}

/** What an input holds outlives an update of the view: another initial value does not draw it anew. */
function signatureOf(block) {
  return JSON.stringify(block, (name, value) => (block.type === "input" && name.startsWith("initial_") ? undefined : value));
}

/** What a field shows when it is drawn again, before the server has answered. */
function heldAs(element, given) {
  const kind = element.type;
  if (/_input$/.test(kind)) return { type: kind, value: given };
  if (/^multi_(static|external)|^checkboxes$/.test(kind)) return { type: kind, selected_options: given || [] };
  if (/^(static|external)_select$|^radio/.test(kind)) return { type: kind, selected_option: given };
  const key = { datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time" }[kind];
  return { type: kind, [key || `selected_${kind.replace("multi_", "").replace("s_select", "")}${kind.startsWith("multi_") ? "s" : ""}`]: given };
}
