"""Parting ways: the buttons of its living message, and its whole list."""

from bot.domain.parting import ItemState
from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen, View
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field, Modal
from bot.slack.listeners.desk import Desk, answer_press, close_with, outcome, titled_note
from bot.slack.messages.parting_story import list_begun
from bot.slack.modals.parting_form import ARRANGE, DONE, NOT_NEEDED, OPEN_AGAIN, parting_form, parting_item_form
from bot.slack.modals.reason_form import reason_form
from bot.slack.modals.view import pack, unpack
from bot.slack.view_state import ViewState
from bot.usecases.arrange_step import ArrangeStep, arrange_step
from bot.usecases.begin_list import BeginList, begin_list
from bot.usecases.choose_order import ChooseOrder, choose_order
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, ReasonForm
from bot.usecases.lift_gate import LiftGate, lift_gate, open_lift_gate
from bot.usecases.open_parting import open_parting, open_parting_item
from bot.usecases.settle_step import SettleStep, settle_step
from bot.usecases.stop_parting import StopParting, open_stop_parting, stop_parting
from bot.usecases.workspace_facts import language_of

# Where a form keeps the id of the list beneath it.
_LIST = "list"
_STATES = {DONE: ItemState.DONE, NOT_NEEDED: ItemState.NOT_NEEDED, OPEN_AGAIN: ItemState.OPEN}


def add_parting(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.PARTING_BEGIN, lambda request: _begin(desk, request))
    entries.action(ActionId.PARTING_TICK, lambda request: _tick(desk, request))
    entries.action(ActionId.PARTING_OPEN, lambda request: _open(desk, request), opens_form=True)
    entries.action(ActionId.PARTING_ITEM, lambda request: _menu(desk, request), opens_form=_arranges)
    entries.action(ActionId.PARTING_ORDER, lambda request: _choose(desk, request))
    entries.action(ActionId.PARTING_OVERRIDE, lambda request: _override(desk, request), opens_form=True)
    entries.action(ActionId.PARTING_STOP, lambda request: _stop(desk, request), opens_form=True)
    entries.submission(Modal.PARTING_ITEM, lambda request: _arranged(desk, request))


def _begin(desk: Desk, request: Request[Action]) -> Ack:
    result = begin_list(desk.ports, BeginList(request.grant, request.part.value, request.receipt))
    if isinstance(result, NotDone):
        return answer_press(desk, request, outcome(result), result.language)
    return answer_press(desk, request, list_begun(result), result.done.language)


def _tick(desk: Desk, request: Request[Action]) -> Ack:
    parting, _, step = request.part.value.partition("|")
    result = settle_step(desk.ports, SettleStep(request.grant, parting, step, ItemState.DONE, request.receipt))
    return answer_press(desk, request, outcome(result), result.language)


def _open(desk: Desk, request: Request[Action]) -> Ack:
    return Ack(view=_list_view(desk, request, request.part.value))


def _list_view(
    desk: Desk, request: Request[Action] | Request[Screen], parting: str, said: Done | NotDone | None = None
) -> View:
    shown = open_parting(desk.ports, request.grant, parting, said)
    if isinstance(shown, NotDone):
        return titled_note(outcome(shown), shown.language)
    return parting_form(shown)


def _arranges(action: Action) -> bool:
    """Everything in the menu but this is done at once."""
    return action.value.startswith(f"{ARRANGE}|")


def _menu(desk: Desk, request: Request[Action]) -> Ack:
    what, _, ids = request.part.value.partition("|")
    parting, _, step = ids.partition("|")
    if what == ARRANGE:
        form = open_parting_item(desk.ports, request.grant, parting, step)
        if isinstance(form, NotDone):
            return Ack(view=titled_note(outcome(form), form.language))
        return Ack(view=_on_list(request, parting_item_form(form)))
    if what not in _STATES:
        missing = NotDone("not_found", (), language_of(desk.ports, request.workspace))
        return _answer(desk, request, parting, missing)
    result = settle_step(desk.ports, SettleStep(request.grant, parting, step, _STATES[what], request.receipt))
    return _answer(desk, request, parting, result)


def _choose(desk: Desk, request: Request[Action]) -> Ack:
    parting, _, order = request.part.value.partition("|")
    result = choose_order(desk.ports, ChooseOrder(request.grant, parting, order, request.receipt))
    return _answer(desk, request, parting, result)


def _answer(desk: Desk, request: Request[Action], parting: str, result: Done | NotDone) -> Ack:
    """In the list, the list anew with what was done above it."""
    screen = request.part.screen
    if screen is None or not screen.is_modal:
        return answer_press(desk, request, outcome(result), result.language)
    view = _list_view(desk, request, parting, result)
    return Ack(later=lambda: _update(desk, screen.id, view))


def _override(desk: Desk, request: Request[Action]) -> Ack:
    return _asking(request, open_lift_gate(desk.ports, request.grant, request.part.value))


def _stop(desk: Desk, request: Request[Action]) -> Ack:
    return _asking(request, open_stop_parting(desk.ports, request.grant, request.part.value))


def _asking(request: Request[Action], form: ReasonForm | NotDone) -> Ack:
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=_on_list(request, reason_form(form)))


def _on_list(request: Request[Action], view: View) -> View:
    """The form remembers the list that it stands on: the first of the modals beneath may be a review."""
    screen = request.part.screen
    if screen is None or not screen.is_modal:
        return view
    ids = unpack(str(view["private_metadata"]))
    return {**view, "private_metadata": pack({**ids, _LIST: screen.id})}


def _arranged(desk: Desk, request: Request[Screen]) -> Ack:
    ids, state = unpack(request.part.private_metadata), ViewState(request.part.state)
    parting = ids.get("parting", "")
    command = ArrangeStep(
        grant=request.grant,
        parting=parting,
        step=ids.get("step", ""),
        known_owner=ids.get("owner", ""),
        known_due_on=ids.get("due_on", ""),
        owner=state.user(Field.OWNER),
        due_on=state.day(Field.DUE_ON),
        receipt=request.receipt,
    )
    return _back_to_list(desk, request, parting, arrange_step(desk.ports, command))


def reason_for_parting(desk: Desk, request: Request[Screen], purpose: str, parting: str, reason: str) -> Ack:
    """The form that asked why the gate is lifted, or the parting stopped."""
    if purpose == ActionId.PARTING_STOP:
        result = stop_parting(desk.ports, StopParting(request.grant, parting, reason, request.receipt))
    else:
        result = lift_gate(desk.ports, LiftGate(request.grant, parting, reason, request.receipt))
    return _back_to_list(desk, request, parting, result)


def _back_to_list(desk: Desk, request: Request[Screen], parting: str, result: Done | NotDone | FieldRefused) -> Ack:
    """The form closes on the list that it was opened from, which is brought up to date; else it says what was done."""
    beneath = unpack(request.part.private_metadata).get(_LIST)
    if isinstance(result, FieldRefused) or beneath is None:
        return close_with(result)
    view = _list_view(desk, request, parting, result)
    return Ack(later=lambda: _update(desk, beneath, view))


def _update(desk: Desk, view_id: str, view: View) -> None:
    desk.screens.update(view_id, view)
