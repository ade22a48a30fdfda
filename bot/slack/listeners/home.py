"""App Home: for members, how to begin and who is worst off; for everybody else, the guard's polite line."""

from bot.slack.blocks import divider
from bot.slack.entry import Ack, EntryPoints, Event, Request, View
from bot.slack.ids import Command
from bot.slack.listeners.desk import Desk
from bot.slack.messages.help import help_for
from bot.slack.messages.portfolio import portfolio as portfolio_message
from bot.slack.messages.setup_hints import hints
from bot.usecases.portfolio import Portfolio, PortfolioShown, portfolio


def add_home(entries: EntryPoints, desk: Desk) -> None:
    entries.event("app_home_opened", lambda request: _opened(desk, request))


def _opened(desk: Desk, request: Request[Event]) -> Ack:
    if request.part.event.get("tab") != "home":
        return Ack()
    view = home_view(portfolio(desk.ports, Portfolio(request.grant)))
    return Ack(later=lambda: _publish(desk, request.actor, view))


def _publish(desk: Desk, user: str, view: View) -> None:
    desk.screens.publish(user, view)


def home_view(shown: PortfolioShown) -> View:
    language = shown.page.language
    drawn = [
        *hints(shown.hints, language),
        *portfolio_message(shown.page).blocks,
        divider(),
        *help_for(Command.FLAG_CLIENT, language).blocks,
    ]
    return {"type": "home", "blocks": drawn[:100]}
