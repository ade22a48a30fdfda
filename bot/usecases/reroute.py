"""What cannot be posted where it belongs is never dropped in silence: it waits, and people are told another way."""

from dataclasses import replace

from bot.usecases.copy_directly import owe_copies, with_readers
from bot.usecases.destination import LIVING, Closed, channel_for
from bot.usecases.expose_channel import expose, watch_soon
from bot.usecases.identity import derived_id
from bot.usecases.notices import ChannelProblem, DirectKind
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, OutboxState
from bot.usecases.setup_hints import reviewers_in_force


def heed_closed(ports: Ports, workspace: str, closed: Closed) -> None:
    """What could not be brought up to date in a channel that others read is taken back there."""
    if closed.channel is not None and closed.problem is not None and closed.problem.exposes:
        with ports.store.write(workspace) as uow:
            expose(uow, closed.channel, closed.problem)


def park(ports: Ports, workspace: str, row: OutboxRow, closed: Closed) -> None:
    """Parks a claimed row. A living message that belongs to the channel goes to each reviewer directly, saying what to set."""
    with ports.store.write(workspace) as uow:
        stored = uow.outbox.get(row.id)
        if stored is None:
            return
        if row.kind is OutboxKind.SHARE:
            _cancel_share(uow, row, stored, closed)
            # Cards that were shared there before are looked after, too.
            if closed.channel is not None:
                watch_soon(uow, closed.channel)
            return
        reviewers = reviewers_in_force(uow)
        is_for_channel = row.kind in LIVING and row.destination is None
        facts = with_readers(stored, reviewers) if is_for_channel else stored.facts
        parked = replace(
            stored, state=OutboxState.PARKED, trouble=closed.why, facts=facts, lease_owner=None, lease_until=None
        )
        if not uow.outbox.save(parked, expected_state=row.state.value, expected_attempt=row.attempt):
            return
        if is_for_channel:
            owe_copies(uow, row, reviewers)
        if closed.channel is not None and closed.problem is not None and closed.problem.exposes:
            expose(uow, closed.channel, closed.problem)
        elif closed.channel is not None:
            tell_reviewers(uow, closed.channel, closed.problem or ChannelProblem.REFUSED_BY_SLACK)


def _cancel_share(uow: UnitOfWork, row: OutboxRow, stored: OutboxRow, closed: Closed) -> None:
    """A card is shared at a moment, for those who are there then: it does not wait. Whoever shared it is told."""
    cancelled = replace(stored, state=OutboxState.CANCELLED, trouble=closed.why, lease_owner=None, lease_until=None)
    if uow.outbox.save(cancelled, expected_state=row.state.value, expected_attempt=row.attempt):
        _tell_sharer(uow, row, closed.problem or ChannelProblem.REFUSED_BY_SLACK)


def _tell_sharer(uow: UnitOfWork, row: OutboxRow, problem: ChannelProblem) -> None:
    row_id = derived_id("share_refused", row.id, str(row.attempt))
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.DIRECT,
            facts={"notice": DirectKind.SHARE_REFUSED.value, "channel": row.destination, "problem": problem.value},
            next_at=uow.at,
            destination=f"dm:{row.facts['by']}",
        )
    )


def give_up(ports: Ports, workspace: str, row: OutboxRow) -> None:
    """Slack takes the row in no form: whoever is responsible hears that something is missing in the channel."""
    with ports.store.write(workspace) as uow:
        channel = row.channel or row.destination or channel_for(row, uow.workspace.settings())
        if row.kind is OutboxKind.SHARE:
            _tell_sharer(uow, row, ChannelProblem.REFUSED_BY_SLACK)
        elif channel is not None and not channel.startswith("dm:"):
            tell_reviewers(uow, channel, ChannelProblem.REFUSED_BY_SLACK)


def tell_reviewers(uow: UnitOfWork, channel: str, problem: ChannelProblem) -> None:
    """Once a day for each channel and problem: nothing of any client is in it."""
    day = uow.at.date().isoformat()
    for user in reviewers_in_force(uow):
        row_id = derived_id("trouble", channel, problem.value, day, user)
        uow.outbox.add(
            OutboxRow(
                id=row_id,
                wire_id=uow.wire_id(row_id),
                kind=OutboxKind.DIRECT,
                facts={"notice": DirectKind.CHANNEL_TROUBLE.value, "channel": channel, "problem": problem.value},
                next_at=uow.at,
                destination=f"dm:{user}",
            )
        )
