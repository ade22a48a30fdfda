"""The decision that ends a review, and what becomes of the conditions that it set."""

from bot.domain.history import Outcome
from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field, Modal
from bot.slack.listeners.desk import Desk, answer_press, close_with, outcome, titled_note
from bot.slack.listeners.review import place_of, review_view
from bot.slack.modals.decide_form import ROWS, decide_form
from bot.slack.modals.view import unpack
from bot.slack.view_state import ViewState
from bot.usecases.ask_condition import AnswerCondition, answer_condition
from bot.usecases.decide import Asked, Decide, decide, open_decide
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import NotDone
from bot.usecases.open_review import OpenReview, open_review
from bot.usecases.workspace_facts import language_of


def add_deciding(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.REVIEW_DECIDE, lambda request: _open(desk, request), opens_form=True)
    entries.submission(Modal.DECIDE, lambda request: _decided(desk, request))
    entries.action(ActionId.CONDITION_KEPT, lambda request: _answered(desk, request, is_kept=True))
    entries.action(ActionId.CONDITION_BROKEN, lambda request: _answered(desk, request, is_kept=False))


def _open(desk: Desk, request: Request[Action]) -> Ack:
    client, _, wanted = request.part.value.partition("|")
    if wanted not in tuple(Outcome):
        missing = NotDone("not_found", (), language_of(desk.ports, request.workspace))
        return Ack(view=titled_note(outcome(missing), missing.language))
    form = open_decide(desk.ports, request.grant, client, Outcome(wanted))
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    screen = request.part.screen
    return Ack(view=decide_form(form, None if screen is None else place_of(screen)))


def _decided(desk: Desk, request: Request[Screen]) -> Ack:
    """The form says what was decided, and the review beneath it is brought up to date."""
    screen = request.part
    ids, state = unpack(screen.private_metadata), ViewState(screen.state)
    wanted, client = ids.get("outcome"), ids.get("client", "")
    if wanted not in tuple(Outcome):
        return close_with(NotDone("not_found", (), language_of(desk.ports, request.workspace)))
    command = Decide(
        grant=request.grant,
        client=client,
        outcome=Outcome(wanted),
        episode=ids.get("episode"),
        known_decision=ids.get("known"),
        takes=state.text(Field.KEEP_TAKES) or "",
        reason=state.text(Field.REASON) or "",
        until=state.day(Field.PROBATION_UNTIL),
        asked=tuple(Asked(state.text(wording) or "", state.day(by)) for wording, by in ROWS),
        receipt=request.receipt,
    )
    result = decide(desk.ports, command)
    root, place = screen.root_id, place_of(screen)
    if isinstance(result, FieldRefused) or root is None or root == screen.id:
        return close_with(result)

    def refresh() -> None:
        command = OpenReview(request.grant, client=client, page=place.page, window=place.window)
        desk.screens.update(root, review_view(open_review(desk.ports, command)))

    return Ack(close_with(result).body, later=refresh)


def _answered(desk: Desk, request: Request[Action], *, is_kept: bool) -> Ack:
    result = answer_condition(desk.ports, AnswerCondition(request.grant, request.part.value, is_kept, request.receipt))
    return answer_press(desk, request, outcome(result), result.language)
