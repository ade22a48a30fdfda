"""All clients, worst first."""

from dataclasses import dataclass

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
            PortfolioLine(
                client=client,
                has_alert=client.id in alerts,
                taken_by=alerts[client.id].taken_by if client.id in alerts else None,
            )
            for client in uow.clients.worst_first(page * PAGE_SIZE, PAGE_SIZE)
        )
        shown = PortfolioPage(lines, page, pages, total, settings.language, settings.timezone)
        return PortfolioShown(shown, setup_hints(uow, command.grant, asks_for_clients=True))
