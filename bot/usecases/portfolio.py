"""All clients, worst first."""

from dataclasses import dataclass

from bot.domain.alerts import AlertState, Episode
from bot.domain.client import Client
from bot.domain.people import Grant
from bot.usecases.forms import PortfolioLine, PortfolioPage
from bot.usecases.ports import Ports
from bot.usecases.setup_hints import SetupHint, setup_hints

PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Portfolio:
    """``page`` counts from 0; one past the end shows the last."""

    grant: Grant
    page: int = 0


@dataclass(frozen=True, slots=True)
class PortfolioShown:
    page: PortfolioPage
    hints: tuple[SetupHint, ...]


def portfolio(ports: Ports, command: Portfolio) -> PortfolioShown:
    with ports.store.read(command.grant.workspace) as uow:
        settings = uow.workspace.settings()
        total = uow.clients.count()
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(command.page, 0), pages - 1)
        alerts = {episode.client: episode for episode in uow.episodes.open_ones()}
        lines = tuple(
            _line(client, alerts.get(client.id)) for client in uow.clients.worst_first(page * PAGE_SIZE, PAGE_SIZE)
        )
        shown = PortfolioPage(lines, page, pages, total, settings.language, settings.timezone)
        return PortfolioShown(shown, setup_hints(uow, command.grant, asks_for_clients=True))


def _line(client: Client, alert: Episode | None) -> PortfolioLine:
    if alert is None:
        return PortfolioLine(client, has_alert=False, taken_by=None)
    is_snoozed = alert.state is AlertState.SNOOZED
    return PortfolioLine(client, has_alert=True, taken_by=alert.taken_by, is_snoozed=is_snoozed)
