"""Tells those who have something to do in a parting: that they have it, and that it was stopped. An edit of the living
message pings nobody, and not everybody reads the alert channel.
"""

from datetime import UTC, datetime, timedelta

from bot.domain.parting import Parting, PartingState
from bot.usecases.identity import derived_id
from bot.usecases.notices import PartingNewsNotice
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow
from bot.usecases.register_client import root_client

PARTING_GIVEN = "parting_given"
PARTING_STOPPED = "parting_stopped"
# Whoever begins a list goes through its owners and dates at once: what somebody gets in the same while is told together.
GATHER = timedelta(minutes=5)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def tell_given(uow: UnitOfWork, parting: Parting, user: str, by: str) -> None:
    """``user`` has something in the list, given by somebody else; what, is read when it is told."""
    if user == by:
        return
    told_at = _FIRST + ((uow.at - _FIRST) // GATHER + 1) * GATHER
    _owe(uow, PARTING_GIVEN, parting, user, told_at)


def tell_begun(uow: UnitOfWork, parting: Parting) -> None:
    for owner in dict.fromkeys(item.owner for item in parting.items):
        tell_given(uow, parting, owner, parting.decided_by)


def tell_stopped(uow: UnitOfWork, parting: Parting) -> None:
    """Whoever has something open might go on with it, and whoever decided to part is to know."""
    concerned = [*(item.owner for item in parting.items if not item.is_settled), parting.decided_by]
    for user in dict.fromkeys(concerned):
        if user != parting.ended_by:
            _owe(uow, PARTING_STOPPED, parting, user, uow.at)


def _owe(uow: UnitOfWork, notice: str, parting: Parting, user: str, told_at: datetime) -> None:
    row_id = derived_id(notice, parting.id, user, told_at.isoformat())
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.DIRECT,
            facts={"notice": notice, "parting": parting.id, "user": user},
            next_at=told_at,
            destination=f"dm:{user}",
        )
    )


def parting_news(uow: UnitOfWork, row: OutboxRow) -> PartingNewsNotice | None:
    """None where it is not so any more: it ended meanwhile, or somebody else has it, or it is done."""
    parting = uow.partings.get(str(row.facts["parting"]))
    client = root_client(uow, parting.client) if parting else None
    if parting is None or client is None:
        return None
    is_stopped = row.facts["notice"] == PARTING_STOPPED
    user = str(row.facts["user"])
    steps = tuple(item.step for item in parting.items if item.owner == user and not item.is_settled)
    if parting.state is not (PartingState.STOPPED if is_stopped else PartingState.RUNNING) or not (steps or is_stopped):
        return None
    settings = uow.workspace.settings()
    return PartingNewsNotice(client.id, client.name, parting, steps, uow.at, settings.language, settings.timezone)
