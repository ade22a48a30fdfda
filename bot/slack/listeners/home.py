"""App Home: drawn when it is opened and after what its reader did; for whoever is not let in, the guard's polite line."""

from collections.abc import Callable

from bot.domain.people import Grant
from bot.slack.entry import Ack, Action, EntryPoints, Event, Request, View
from bot.slack.home_tabs import HomeTabs
from bot.slack.ids import Action as ActionId
from bot.slack.listeners.clients import edit_client_view
from bot.slack.listeners.desk import Desk, outcome, titled_note
from bot.slack.listeners.flagging import form_view
from bot.slack.listeners.health import card_view
from bot.slack.listeners.review import review_view
from bot.slack.messages.home import home
from bot.usecases.flag_form import OpenFlagForm, open_flag_form
from bot.usecases.forms import NotDone
from bot.usecases.open_review import OpenReview, open_review
from bot.usecases.show_home import show_home
from bot.usecases.workspace_facts import language_of

OPENED = "app_home_opened"


def home_tabs(desk: Desk) -> HomeTabs:
    def draw(grant: Grant) -> View:
        return home(show_home(desk.ports, grant))

    return HomeTabs(desk.screens, draw)


def refreshing(tabs: HomeTabs) -> Callable[[Request[object]], Callable[[], None] | None]:
    """What follows everything that a person does. Pressing something in App Home says that it is open.

    None for whoever has not opened theirs: a thread that is woken for nothing slows their answer down.
    """

    def refresh(request: Request[object]) -> Callable[[], None] | None:
        if request.id == OPENED:
            return None
        grant = request.grant
        screen = request.part.screen if isinstance(request.part, Action) else None
        if screen is not None and screen.is_home:
            return lambda: tabs.opened(grant, screen.hash)
        return (lambda: tabs.acted(grant)) if tabs.is_open(grant) else None

    return refresh


def add_home(entries: EntryPoints, desk: Desk, tabs: HomeTabs) -> None:
    entries.event(OPENED, lambda request: _opened(tabs, request))
    entries.action(ActionId.CLIENT_MENU, lambda request: _menu(desk, request), opens_form=True)


def _opened(tabs: HomeTabs, request: Request[Event]) -> Ack:
    """Answered at once: nothing is read before the acknowledgement."""
    if request.part.event.get("tab") != "home":
        return Ack()
    view = request.part.event.get("view")
    known = view.get("hash") if isinstance(view, dict) else None
    return Ack(later=lambda: tabs.opened(request.grant, known if isinstance(known, str) else None))


def _menu(desk: Desk, request: Request[Action]) -> Ack:
    what, _, client = request.part.value.partition("|")
    match what:
        case ActionId.HEALTH_OPEN:
            return Ack(view=card_view(desk, request, client))
        case ActionId.REVIEW_OPEN:
            return Ack(view=review_view(open_review(desk.ports, OpenReview(request.grant, client=client))))
        case ActionId.CLIENT_EDIT:
            return Ack(view=edit_client_view(desk, request, client))
        case ActionId.FORM_OPEN:
            return Ack(view=form_view(open_flag_form(desk.ports, OpenFlagForm(request.grant, client=client))))
        case _:
            missing = NotDone("not_found", (), language_of(desk.ports, request.workspace))
            return Ack(view=titled_note(outcome(missing), missing.language))
