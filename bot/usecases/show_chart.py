"""*Show chart*: twelve months of points, sent to whoever asked and to nobody else."""

from dataclasses import dataclass

from bot.domain.client import Client
from bot.domain.counting import explain
from bot.domain.history import Incident
from bot.domain.people import Grant
from bot.domain.review import heaviest_signs, months
from bot.usecases.forms import Done, NotDone
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import policy_for
from bot.usecases.records import OutboxKind, OutboxRow
from bot.usecases.register_client import root_client
from bot.usecases.review_sheet import ReviewChart

# With all the others as one more, the chart has six series at most.
SIGNS_DRAWN = 5
CHART = "chart"


@dataclass(frozen=True, slots=True)
class ShowChart:
    grant: Grant
    client: str
    receipt: str


def show_chart(ports: Ports, command: ShowChart) -> Done | NotDone:
    """As a direct message: a modal cannot draw charts."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        if uow.take_receipt(command.receipt):
            row_id = derived_id(CHART, client.id, command.receipt)
            uow.outbox.add(
                OutboxRow(
                    id=row_id,
                    wire_id=uow.wire_id(row_id),
                    kind=OutboxKind.DIRECT,
                    facts={"notice": CHART, "client": client.id},
                    next_at=uow.at,
                    destination=f"dm:{grant.user}",
                )
            )
        return Done("chart_sent", (("client", client.name),), language)


def review_chart(uow: UnitOfWork, client: Client) -> ReviewChart:
    """``client`` must be a root."""
    entries = uow.history.entries(client.id)
    policy, settings = policy_for(uow, client), uow.workspace.settings()
    standings = {each.incident: each for each in explain(entries, client.terms, policy, uow.at)}
    incidents = [entry for entry in entries if isinstance(entry, Incident) and entry.id in standings]
    year = months(incidents, standings, policy.terms(client.billing), uow.at, settings.zone)
    signs = heaviest_signs(year, SIGNS_DRAWN)
    return ReviewChart(client.name, year, signs, settings.language, settings.timezone)
