"""The review: opened from an alert or a health card, paged through, voted in, drawn as a chart."""

from collections.abc import Callable
from typing import NamedTuple

from bot.domain.review_window import ReviewWindow
from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen, View
from bot.slack.ids import Action as ActionId
from bot.slack.listeners.desk import Desk, outcome, titled_note
from bot.slack.modals.review_form import review_form
from bot.slack.modals.view import unpack
from bot.slack.view_state import whole
from bot.usecases.forms import NotDone
from bot.usecases.handle_alert import Press
from bot.usecases.open_review import OpenReview, open_review
from bot.usecases.review_sheet import ReviewSheet
from bot.usecases.show_chart import ShowChart, show_chart
from bot.usecases.vote_in_review import VoteInReview, vote_in_review

_PRESSES = {
    ActionId.REVIEW_TAKE: Press.TAKE,
    ActionId.REVIEW_VOTE_KEEP: Press.VOTE_KEEP,
    ActionId.REVIEW_VOTE_PART: Press.VOTE_PART,
}


class Place(NamedTuple):
    """Where somebody is in a review: the page of the timeline, from 0, and how far back they look."""

    page: int
    window: ReviewWindow


def add_review(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.ALERT_REVIEW, lambda request: _from_alert(desk, request), opens_form=True)
    entries.action(ActionId.REVIEW_OPEN, lambda request: _from_client(desk, request), opens_form=True)
    entries.action(ActionId.REVIEW_PAGE, lambda request: _turn(desk, request))
    entries.action(ActionId.REVIEW_WINDOW, lambda request: _look_back(desk, request))
    for action, press in _PRESSES.items():
        entries.action(action, _pressing(desk, press))
    entries.action(ActionId.REVIEW_CHART, lambda request: _chart(desk, request), opens_form=True)


def _from_alert(desk: Desk, request: Request[Action]) -> Ack:
    return Ack(view=review_view(open_review(desk.ports, OpenReview(request.grant, episode=request.part.value))))


def _from_client(desk: Desk, request: Request[Action]) -> Ack:
    return Ack(view=review_view(open_review(desk.ports, OpenReview(request.grant, client=request.part.value))))


def review_view(found: ReviewSheet | NotDone) -> View:
    if isinstance(found, NotDone):
        return titled_note(outcome(found), found.language)
    return review_form(found)


def window_of(name: str | None) -> ReviewWindow:
    """The usual one where the name is none."""
    return ReviewWindow(name) if name in tuple(ReviewWindow) else ReviewWindow.TWELVE


def place_of(screen: Screen) -> Place:
    """Where the review that is open in ``screen`` stands."""
    ids = unpack(screen.private_metadata)
    return Place(whole(ids.get("page", "")), window_of(ids.get("window")))


def _turn(desk: Desk, request: Request[Action]) -> Ack:
    """Another page of the timeline, in the same modal."""
    client, _, place = request.part.value.partition("|")
    page, _, window = place.partition("|")
    return _drawn_anew(desk, request, client, Place(whole(page), window_of(window)))


def _look_back(desk: Desk, request: Request[Action]) -> Ack:
    """From its first page: what stood on the page before may not be there."""
    client, _, window = request.part.value.partition("|")
    return _drawn_anew(desk, request, client, Place(0, window_of(window)))


def _pressing(desk: Desk, press: Press) -> Callable[[Request[Action]], Ack]:
    """The review shows what was done; what could not be done is said on top of it."""

    def pressed(request: Request[Action]) -> Ack:
        client, screen = request.part.value, request.part.screen
        command = VoteInReview(request.grant, client, press, request.part.action_ts, request.receipt)
        result = vote_in_review(desk.ports, command)
        if isinstance(result, NotDone):
            return Ack(later=lambda: _say_on_top(desk, request, result))
        place = Place(0, ReviewWindow.TWELVE) if screen is None else place_of(screen)
        return _drawn_anew(desk, request, client, place)

    return pressed


def _say_on_top(desk: Desk, request: Request[Action], result: NotDone) -> None:
    desk.screens.open(request, titled_note(outcome(result), result.language))


def _drawn_anew(desk: Desk, request: Request[Action], client: str, place: Place) -> Ack:
    screen = request.part.screen
    if screen is None or not screen.is_modal:
        return Ack()
    command = OpenReview(request.grant, client=client, page=place.page, window=place.window)
    view = review_view(open_review(desk.ports, command))
    return Ack(later=lambda: _update(desk, screen, view))


def _update(desk: Desk, screen: Screen, view: View) -> None:
    """With the hash: of two pages that were asked for at once, the first to be drawn stays."""
    desk.screens.update(screen.id, view, screen.hash)


def _chart(desk: Desk, request: Request[Action]) -> Ack:
    """A small modal on top says where it went; the review stays beneath."""
    result = show_chart(desk.ports, ShowChart(request.grant, request.part.value, request.receipt))
    return Ack(view=titled_note(outcome(result), result.language))
