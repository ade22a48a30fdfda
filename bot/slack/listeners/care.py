"""What reviewers press on a restricted flag, and on a proposal to dismiss one."""

from bot.slack.entry import Ack, Action, EntryPoints, Request
from bot.slack.ids import Action as ActionId
from bot.slack.listeners.desk import Desk, answer_press, outcome, titled_note
from bot.slack.modals.reason_form import reason_form
from bot.usecases.forms import NotDone
from bot.usecases.handle_care import TakeCare, open_care_note, take_care
from bot.usecases.settle_dismissal import SettleDismissal, settle_dismissal


def add_care(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.CARE_TAKE, lambda request: _take(desk, request))
    entries.action(ActionId.CARE_GIVE_BACK, lambda request: _take(desk, request, gives_back=True))
    entries.action(ActionId.CARE_CLOSE, lambda request: _close(desk, request), opens_form=True)
    entries.action(ActionId.DISMISSAL_CONFIRM, lambda request: _settle(desk, request, confirms=True))
    entries.action(ActionId.DISMISSAL_DROP, lambda request: _settle(desk, request, confirms=False))


def _take(desk: Desk, request: Request[Action], *, gives_back: bool = False) -> Ack:
    command = TakeCare(request.grant, request.part.value, request.receipt, gives_back=gives_back)
    result = take_care(desk.ports, command)
    return answer_press(desk, request, outcome(result), result.language)


def _close(desk: Desk, request: Request[Action]) -> Ack:
    """The note is written in a form that the others' answers take too."""
    form = open_care_note(desk.ports, request.grant, request.part.value)
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=reason_form(form))


def _settle(desk: Desk, request: Request[Action], *, confirms: bool) -> Ack:
    result = settle_dismissal(
        desk.ports, SettleDismissal(request.grant, request.part.value, confirms=confirms, receipt=request.receipt)
    )
    return answer_press(desk, request, outcome(result), result.language)
