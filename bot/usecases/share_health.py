"""Shares a client's health card with the channel where it was asked for, if everybody there may read it."""

from dataclasses import dataclass

from bot.domain.people import Grant
from bot.usecases.check_audience import check_audience
from bot.usecases.forms import Done, NotDone
from bot.usecases.identity import derived_id
from bot.usecases.notices import ChannelProblem
from bot.usecases.ports import Ports
from bot.usecases.records import OutboxKind, OutboxRow
from bot.usecases.register_client import root_client


@dataclass(frozen=True, slots=True)
class ShareHealth:
    grant: Grant
    client: str
    channel: str | None
    receipt: str


def share_health(ports: Ports, command: ShareHealth) -> Done | NotDone:
    """Goes through the outbox, never through the response URL, which could post where the bot is no member."""
    grant = command.grant
    channel = command.channel
    problem = check_audience(ports, grant.workspace, channel, for_alerts=False) if channel else ChannelProblem.UNKNOWN
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        if problem is not None or channel is None:
            return NotDone(f"share_refused_{problem or ChannelProblem.UNKNOWN}", (), language)
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        done = Done("shared", (("client", client.name),), language)
        if not uow.take_receipt(command.receipt):
            return done
        row_id = derived_id("share", grant.workspace, command.receipt)
        uow.outbox.add(
            OutboxRow(
                id=row_id,
                wire_id=uow.wire_id(row_id),
                kind=OutboxKind.SHARE,
                facts={"client": client.id, "by": grant.user},
                next_at=uow.at,
                destination=channel,
            )
        )
        uow.audit(grant.user, "health_shared", client.id, after={"channel": channel})
        return done
