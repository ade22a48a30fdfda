"""*Recorded: told them*, from the answer to a flag, the health card or the bot's question."""

from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field, Modal
from bot.slack.listeners.desk import Desk, close_with, outcome, titled_note
from bot.slack.modals.view import unpack
from bot.slack.modals.warning_form import warning_form
from bot.slack.view_state import ViewState
from bot.usecases.forms import NotDone
from bot.usecases.record_warning import RecordWarning, open_warning, record_warning


def add_warnings(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.WARNING_RECORD, lambda request: _open(desk, request), opens_form=True)
    entries.submission(Modal.WARNING, lambda request: _told(desk, request))


def _open(desk: Desk, request: Request[Action]) -> Ack:
    client, _, sign = request.part.value.partition("|")
    form = open_warning(desk.ports, request.grant, client, sign)
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=warning_form(form))


def _told(desk: Desk, request: Request[Screen]) -> Ack:
    ids, state = unpack(request.part.private_metadata), ViewState(request.part.state)
    command = RecordWarning(
        grant=request.grant,
        client=ids.get("client", ""),
        sign=ids.get("sign", ""),
        at=state.moment(Field.TOLD_AT),
        how=state.text(Field.TOLD_HOW) or "",
        receipt=request.receipt,
        known=ids.get("known", ""),
    )
    return close_with(record_warning(desk.ports, command))
