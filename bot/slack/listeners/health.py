"""`/client-health`, and what hangs on its answers."""

from bot.domain.one_line import is_help
from bot.slack.entry import Ack, Action, Command, EntryPoints, Request, View
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Command as CommandName
from bot.slack.listeners.desk import Desk, answer_press, outcome, say, titled_note
from bot.slack.messages.flag_answer import flag_answer
from bot.slack.messages.health_card import health
from bot.slack.messages.help import help_for
from bot.slack.messages.portfolio import portfolio as portfolio_message
from bot.slack.messages.setup_hints import hints
from bot.slack.rendered import Rendered
from bot.slack.view_state import whole
from bot.usecases.client_health import ClientHealth, Health, client_health
from bot.usecases.flag_answers import ClientUnknown
from bot.usecases.forms import NotDone
from bot.usecases.portfolio import Portfolio, PortfolioShown, portfolio
from bot.usecases.share_health import ShareHealth, share_health
from bot.usecases.workspace_facts import language_of


def add_health(entries: EntryPoints, desk: Desk) -> None:
    entries.command(CommandName.CLIENT_HEALTH, lambda request: _command(desk, request))
    entries.action(ActionId.HEALTH_OPEN, lambda request: _open(desk, request), opens_form=_is_at_home)
    entries.action(ActionId.HEALTH_PAGE, lambda request: _page(desk, request), opens_form=_is_at_home)
    entries.action(ActionId.HEALTH_SHARE, lambda request: _share(desk, request))


def _command(desk: Desk, request: Request[Command]) -> Ack:
    text = request.part.text.strip()
    if is_help(text):
        return say(help_for(CommandName.CLIENT_HEALTH, language_of(desk.ports, request.workspace)))
    if not text:
        return say(_portfolio(portfolio(desk.ports, Portfolio(request.grant))))
    return say(_health(client_health(desk.ports, ClientHealth(request.grant, typed=text))))


def _health(found: Health | ClientUnknown | NotDone) -> Rendered:
    match found:
        case Health(card=card, hints=missing):
            return health(card, missing)
        case ClientUnknown():
            return flag_answer(found)
        case NotDone():
            return outcome(found)


def _portfolio(shown: PortfolioShown) -> Rendered:
    rendered = portfolio_message(shown.page)
    return Rendered(rendered.text, [*rendered.blocks, *hints(shown.hints, shown.page.language)])


def _is_at_home(action: Action) -> bool:
    """App Home has no place for a private message: what is asked there opens as a modal."""
    return action.screen is not None and action.screen.is_home


def _open(desk: Desk, request: Request[Action]) -> Ack:
    if request.opened is not None:
        return Ack(view=card_view(desk, request, request.part.value))
    found = client_health(desk.ports, ClientHealth(request.grant, client=request.part.value))
    return answer_press(desk, request, _health(found), language_of(desk.ports, request.workspace))


def card_view(desk: Desk, request: Request[Action], client: str) -> View:
    """A client's card as a modal."""
    found = client_health(desk.ports, ClientHealth(request.grant, client=client))
    return titled_note(_health(found), language_of(desk.ports, request.workspace))


def _page(desk: Desk, request: Request[Action]) -> Ack:
    shown = portfolio(desk.ports, Portfolio(request.grant, whole(request.part.value)))
    if request.opened is not None:
        return Ack(view=titled_note(_portfolio(shown), shown.page.language))
    return answer_press(desk, request, _portfolio(shown), shown.page.language, replaces=True)


def _share(desk: Desk, request: Request[Action]) -> Ack:
    """One card is shared once with a channel, however often it is pressed."""
    card = request.part.message_ts or request.receipt
    command = ShareHealth(request.grant, request.part.value, request.channel, card)
    result = share_health(desk.ports, command)
    return answer_press(desk, request, outcome(result), result.language)
