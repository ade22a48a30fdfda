"""After a parting: was it right, and taking somebody back."""

from collections.abc import Callable

from bot.domain.parting import Glad
from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field, Modal
from bot.slack.listeners.desk import Desk, answer_press, close_with, outcome, titled_note
from bot.slack.messages.parting_direct import glad_kept
from bot.slack.modals.glad_form import glad_form
from bot.slack.modals.view import unpack
from bot.slack.view_state import ViewState
from bot.usecases.ask_glad import AnswerGlad, SayWhy, answer_glad, open_say_why, say_why
from bot.usecases.forms import NotDone
from bot.usecases.take_back import TakeBack, take_back

_ANSWERS = {
    ActionId.GLAD_YES: Glad.YES,
    ActionId.GLAD_NO: Glad.NO,
    ActionId.GLAD_TOO_EARLY: Glad.TOO_EARLY,
}


def add_after_parting(entries: EntryPoints, desk: Desk) -> None:
    for action, answer in _ANSWERS.items():
        entries.action(action, _answering(desk, answer))
    entries.action(ActionId.GLAD_WHY, lambda request: _ask_why(desk, request), opens_form=True)
    entries.submission(Modal.GLAD, lambda request: _said_why(desk, request))
    entries.action(ActionId.CLIENT_TAKE_BACK, lambda request: _take_back(desk, request))


def _answering(desk: Desk, answer: Glad) -> Callable[[Request[Action]], Ack]:
    def answered(request: Request[Action]) -> Ack:
        parting, _, days = request.part.value.partition("|")
        result = answer_glad(desk.ports, AnswerGlad(request.grant, parting, days, answer, request.receipt))
        return answer_press(desk, request, glad_kept(result, request.part.value), result.language)

    return answered


def _ask_why(desk: Desk, request: Request[Action]) -> Ack:
    parting, _, days = request.part.value.partition("|")
    form = open_say_why(desk.ports, request.grant, parting, days)
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=glad_form(form))


def _said_why(desk: Desk, request: Request[Screen]) -> Ack:
    ids = unpack(request.part.private_metadata)
    sentence = ViewState(request.part.state).text(Field.NOTE) or ""
    command = SayWhy(request.grant, ids.get("parting", ""), ids.get("days", ""), sentence, request.receipt)
    return close_with(say_why(desk.ports, command))


def _take_back(desk: Desk, request: Request[Action]) -> Ack:
    result = take_back(desk.ports, TakeBack(request.grant, request.part.value, request.receipt))
    return answer_press(desk, request, outcome(result), result.language)
