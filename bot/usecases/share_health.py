"""Shares a client's health card with the channel where it was asked for, if everybody there may read it."""

from dataclasses import dataclass, replace

from bot.domain.people import Grant
from bot.usecases.check_audience import check_audience
from bot.usecases.forms import Done, NotDone
from bot.usecases.identity import derived_id
from bot.usecases.notices import ChannelProblem
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, OutboxState
from bot.usecases.register_client import root_client


@dataclass(frozen=True, slots=True)
class ShareHealth:
    """``card`` names the private answer whose button was pressed: it is shared once, and again where that failed."""

    grant: Grant
    client: str
    channel: str | None
    card: str


def share_health(ports: Ports, command: ShareHealth) -> Done | NotDone:
    """Goes through the outbox, never through the response URL, which could post where the bot is no member."""
    grant, channel = command.grant, command.channel
    problem = check_audience(ports, grant.workspace, channel, for_alerts=False) if channel else ChannelProblem.NOT_SET
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        if problem is not None or channel is None:
            return NotDone(f"share_refused_{problem or ChannelProblem.NOT_SET}", (), language)
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        if _owe(uow, command, client.id, channel):
            uow.audit(grant.user, "health_shared", client.id, after={"channel": channel})
        return Done("shared", (("client", client.name),), language)


def _owe(uow: UnitOfWork, command: ShareHealth, client: str, channel: str) -> bool:
    """False where this card is on its way or posted already."""
    grant = command.grant
    row_id = derived_id("share", grant.workspace, grant.user, client, channel, command.card)
    known = uow.outbox.get(row_id)
    if known is None:
        row = OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.SHARE,
            facts={"client": client, "by": grant.user},
            next_at=uow.at,
            destination=channel,
        )
        return uow.outbox.add(row)
    if known.state is not OutboxState.CANCELLED:
        return False
    again = replace(known, state=OutboxState.PENDING, next_at=uow.at, trouble=None)
    return uow.outbox.save(again, expected_state=known.state.value, expected_attempt=known.attempt)
