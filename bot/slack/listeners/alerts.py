"""What people do on an alert: the emoji, and the buttons that do the same."""

from collections.abc import Callable

from bot.slack.entry import Ack, Action, EntryPoints, Event, Request, Screen
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field
from bot.slack.listeners.desk import Desk, answer_press, close_with, outcome, titled_note
from bot.slack.modals.reason_form import reason_form
from bot.slack.modals.view import unpack
from bot.slack.view_state import ViewState
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import NotDone
from bot.usecases.handle_alert import (
    Press,
    PressAlert,
    React,
    press_alert,
    react,
)
from bot.usecases.records import Emoji
from bot.usecases.snooze_alert import SnoozeAlert, open_snooze, snooze_alert
from bot.usecases.workspace_facts import language_of

_PRESSES = {
    ActionId.ALERT_ACK: Press.TAKE,
    ActionId.ALERT_VOTE_KEEP: Press.VOTE_KEEP,
    ActionId.ALERT_VOTE_PART: Press.VOTE_PART,
}
# Slack gives the skin tone behind the name: "wave::skin-tone-2".
_SKIN_TONE = "::"


def add_alerts(entries: EntryPoints, desk: Desk) -> None:
    for action, press in _PRESSES.items():
        entries.action(action, _pressing(desk, press))
    entries.action(ActionId.ALERT_SNOOZE, lambda request: _snooze(desk, request), opens_form=True)
    entries.event("reaction_added", lambda request: _reacted(desk, request, is_on=True))
    entries.event("reaction_removed", lambda request: _reacted(desk, request, is_on=False))


def _pressing(desk: Desk, press: Press) -> Callable[[Request[Action]], Ack]:
    def pressed(request: Request[Action]) -> Ack:
        part = request.part
        result = press_alert(desk.ports, PressAlert(request.grant, part.value, press, part.action_ts, request.receipt))
        return answer_press(desk, request, outcome(result), result.language)

    return pressed


def _snooze(desk: Desk, request: Request[Action]) -> Ack:
    form = open_snooze(desk.ports, request.grant, request.part.value)
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=reason_form(form))


def snooze_submitted(desk: Desk, request: Request[Screen], episode: str) -> Ack:
    state = ViewState(request.part.state)
    until = state.moment(Field.UNTIL)
    if until is None:
        return close_with(FieldRefused(Field.UNTIL, "until_missing", {}, language_of(desk.ports, request.workspace)))
    reason = state.text(Field.REASON) or ""
    known = unpack(request.part.private_metadata).get("known", "")
    command = SnoozeAlert(request.grant, episode, until, reason, request.receipt, known)
    return close_with(snooze_alert(desk.ports, command))


def _reacted(desk: Desk, request: Request[Event], *, is_on: bool) -> Ack:
    event = request.part.event
    item = event.get("item")
    name = str(event.get("reaction", "")).split(_SKIN_TONE)[0]
    if not isinstance(item, dict) or item.get("type") != "message" or name not in set(Emoji):
        return Ack()
    command = React(
        grant=request.grant,
        channel=str(item.get("channel", "")),
        ts=str(item.get("ts", "")),
        author=str(event.get("item_user", "")) or None,
        emoji=Emoji(name),
        is_on=is_on,
        event_ts=str(event.get("event_ts", "")),
        receipt=request.receipt,
    )
    # Slack sends again what was answered by a 500.
    return Ack(status=200 if react(desk.ports, command) else 500)
