"""The rows of a living message: the channel's own, and those of reviewers who got it directly while no channel may have it."""

from collections.abc import Callable, Sequence

from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxRow, OutboxState

# The fact of a channel's row that names the users who were told directly.
ALSO_TO = "also_to"


def told_directly(row: OutboxRow) -> list[str]:
    """The users who have a copy of their own, in the order in which they got it."""
    told = row.facts.get(ALSO_TO)
    return [str(user) for user in told] if isinstance(told, list | tuple) else []


def deleted_in(uow: UnitOfWork, row: OutboxRow, channel_row: str) -> str | None:
    """The channel in which somebody deleted the message whose copy ``row`` is; None for any other row."""
    if row.destination is None:
        return None
    channel = uow.outbox.get(channel_row)
    return channel.channel if channel is not None and channel.state is OutboxState.WITHDRAWN else None


def copies(uow: UnitOfWork, row_id: str, direct_row: Callable[[str], str]) -> Sequence[OutboxRow]:
    """The channel's row first; ``direct_row`` gives the id of a user's. Nothing where the message is not owed."""
    channel = uow.outbox.get(row_id)
    if channel is None:
        return ()
    direct = [uow.outbox.get(direct_row(user)) for user in told_directly(channel)]
    return (channel, *(row for row in direct if row is not None))
