"""Gives posts that could not go out another try: their destination changed."""

from dataclasses import replace

from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxState


def resume_parked(uow: UnitOfWork, channel: str | None = None) -> int:
    """Every parked row, or those for ``channel``; returns how many. The audience is checked again before they go."""
    resumed = 0
    for row in uow.outbox.parked():
        if channel is not None and row.channel not in (None, channel) and row.destination not in (None, channel):
            continue
        pending = replace(row, state=OutboxState.PENDING, next_at=uow.at, trouble=None)
        if uow.outbox.save(pending, expected_state=row.state.value, expected_attempt=row.attempt):
            resumed += 1
    return resumed
