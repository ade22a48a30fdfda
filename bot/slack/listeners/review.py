"""The review: opened from an alert or a health card, paged through, drawn as a chart."""

from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen, View
from bot.slack.ids import Action as ActionId
from bot.slack.listeners.desk import Desk, outcome, titled_note
from bot.slack.modals.review_form import review_form
from bot.slack.view_state import whole
from bot.usecases.forms import NotDone
from bot.usecases.open_review import OpenReview, open_review
from bot.usecases.review_sheet import ReviewSheet
from bot.usecases.show_chart import ShowChart, show_chart


def add_review(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.ALERT_REVIEW, lambda request: _from_alert(desk, request), opens_form=True)
    entries.action(ActionId.REVIEW_OPEN, lambda request: _from_client(desk, request), opens_form=True)
    entries.action(ActionId.REVIEW_PAGE, lambda request: _turn(desk, request))
    entries.action(ActionId.REVIEW_CHART, lambda request: _chart(desk, request), opens_form=True)


def _from_alert(desk: Desk, request: Request[Action]) -> Ack:
    return Ack(view=review_view(open_review(desk.ports, OpenReview(request.grant, episode=request.part.value))))


def _from_client(desk: Desk, request: Request[Action]) -> Ack:
    return Ack(view=review_view(open_review(desk.ports, OpenReview(request.grant, client=request.part.value))))


def review_view(found: ReviewSheet | NotDone) -> View:
    if isinstance(found, NotDone):
        return titled_note(outcome(found), found.language)
    return review_form(found)


def _turn(desk: Desk, request: Request[Action]) -> Ack:
    """Another page of the timeline, in the same modal."""
    screen = request.part.screen
    if screen is None or not screen.is_modal:
        return Ack()
    client, _, page = request.part.value.partition("|")
    view = review_view(open_review(desk.ports, OpenReview(request.grant, client=client, page=whole(page))))
    return Ack(later=lambda: _update(desk, screen, view))


def _update(desk: Desk, screen: Screen, view: View) -> None:
    """With the hash: of two pages that were asked for at once, the first to be drawn stays."""
    desk.screens.update(screen.id, view, screen.hash)


def _chart(desk: Desk, request: Request[Action]) -> Ack:
    """A small modal on top says where it went; the review stays beneath."""
    result = show_chart(desk.ports, ShowChart(request.grant, request.part.value, request.receipt))
    return Ack(view=titled_note(outcome(result), result.language))
