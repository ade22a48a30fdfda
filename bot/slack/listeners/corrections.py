"""Undo, edit, void, waive, and *Same thing as …?*: on the answer to a flag and on each line of the health card."""

from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field, Modal
from bot.slack.listeners.alerts import snooze_submitted
from bot.slack.listeners.desk import Desk, answer_press, close_with, outcome, titled_note
from bot.slack.listeners.flagging import form_view
from bot.slack.listeners.parting import reason_for_parting
from bot.slack.modals.reason_form import reason_form
from bot.slack.modals.view import unpack
from bot.slack.view_state import ViewState
from bot.usecases.correct_incident import (
    DismissIncident,
    JoinIncidents,
    UndoIncident,
    dismiss_incident,
    join_incidents,
    open_reason,
    undo_incident,
)
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.flag_form import OpenFlagForm, open_flag_form
from bot.usecases.forms import Done, NotDone
from bot.usecases.handle_care import CloseCare, close_care
from bot.usecases.workspace_facts import language_of


def add_corrections(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.INCIDENT_MENU, lambda request: _menu(desk, request), opens_form=_opens)
    entries.action(ActionId.INCIDENT_UNDO, lambda request: _undo(desk, request, request.part.value))
    entries.action(ActionId.INCIDENT_EDIT, lambda request: _edit(desk, request, request.part.value), opens_form=True)
    entries.action(ActionId.INCIDENT_VOID, lambda request: _why(desk, request, request.part.value), opens_form=True)
    entries.action(
        ActionId.INCIDENT_WAIVE, lambda request: _why(desk, request, request.part.value, waives=True), opens_form=True
    )
    entries.action(ActionId.INCIDENT_SAME, lambda request: _same(desk, request))
    entries.submission(Modal.REASON, lambda request: _reason_given(desk, request))


def _opens(action: Action) -> bool:
    """Everything in the menu but *Undo* asks something first."""
    return not action.value.startswith(f"{ActionId.INCIDENT_UNDO}|")


def _menu(desk: Desk, request: Request[Action]) -> Ack:
    correction, _, incident = request.part.value.partition("|")
    match correction:
        case ActionId.INCIDENT_UNDO:
            return _undo(desk, request, incident)
        case ActionId.INCIDENT_EDIT:
            return _edit(desk, request, incident)
        case ActionId.INCIDENT_VOID:
            return _why(desk, request, incident)
        case ActionId.INCIDENT_WAIVE:
            return _why(desk, request, incident, waives=True)
        case _:
            missing = NotDone("not_found", (), language_of(desk.ports, request.workspace))
            return Ack(view=titled_note(outcome(missing), missing.language))


def _undo(desk: Desk, request: Request[Action], incident: str) -> Ack:
    result = undo_incident(desk.ports, UndoIncident(request.grant, incident, request.receipt))
    # What could not be done is said beneath: the answer keeps its other buttons.
    replaces = isinstance(result, Done) and request.part.value == incident
    return answer_press(desk, request, outcome(result), result.language, replaces=replaces)


def _edit(desk: Desk, request: Request[Action], incident: str) -> Ack:
    return Ack(view=form_view(open_flag_form(desk.ports, OpenFlagForm(request.grant, corrects=incident))))


def _why(desk: Desk, request: Request[Action], incident: str, *, waives: bool = False) -> Ack:
    form = open_reason(desk.ports, request.grant, incident, waives=waives)
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=reason_form(form))


def _same(desk: Desk, request: Request[Action]) -> Ack:
    incident, _, earlier = request.part.value.partition("|")
    result = join_incidents(desk.ports, JoinIncidents(request.grant, incident, earlier, request.receipt))
    return answer_press(desk, request, outcome(result), result.language, replaces=isinstance(result, Done))


def _reason_given(desk: Desk, request: Request[Screen]) -> Ack:
    ids = unpack(request.part.private_metadata)
    purpose, subject = ids.get("purpose"), ids.get("subject", "")
    if purpose == ActionId.ALERT_SNOOZE:
        return snooze_submitted(desk, request, subject)
    reason = (ViewState(request.part.state).text(Field.REASON) or "").strip()
    if not reason:
        return close_with(FieldRefused(Field.REASON, "reason_empty", {}, language_of(desk.ports, request.workspace)))
    if purpose in (ActionId.PARTING_OVERRIDE, ActionId.PARTING_STOP):
        return reason_for_parting(desk, request, purpose, subject, reason)
    if purpose == ActionId.CARE_CLOSE:
        return close_with(close_care(desk.ports, CloseCare(request.grant, subject, reason, request.receipt)))
    waives = purpose == ActionId.INCIDENT_WAIVE
    command = DismissIncident(request.grant, subject, reason, waives=waives, receipt=request.receipt)
    return close_with(dismiss_incident(desk.ports, command))
