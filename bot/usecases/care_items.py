"""Restricted flags as reviewers see them, for whoever asks: nobody else is told that there are any."""

from collections.abc import Sequence

from bot.domain.care import CareItem, CareState
from bot.domain.people import Grant
from bot.usecases.health_card import CareLine
from bot.usecases.notices import CareNotice
from bot.usecases.open_care import IS_REMINDER
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import OutboxRow
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import reviewers_in_force


def care_items_open(ports: Ports, grant: Grant) -> tuple[CareLine, ...]:
    """Everything that no reviewer has closed yet, the oldest first; nothing for anybody else."""
    with ports.store.read(grant.workspace) as uow:
        return care_lines(uow, grant, uow.care.open_items()) if grant.is_reviewer else ()


def care_of_client(uow: UnitOfWork, grant: Grant, client: str) -> tuple[CareLine, ...]:
    """All items of a root client, closed ones too, the oldest first; nothing for anybody but a reviewer."""
    return care_lines(uow, grant, uow.care.of_client(client)) if grant.is_reviewer else ()


def care_lines(uow: UnitOfWork, grant: Grant, items: Sequence[CareItem]) -> tuple[CareLine, ...]:
    """``grant`` must be a reviewer's."""
    reviewers = reviewers_in_force(uow) if items else ()
    lines = []
    for item in items:
        client = root_client(uow, item.client)
        if client is None:
            continue
        is_theirs = item.taken_by == grant.user
        lines.append(
            CareLine(
                id=item.id,
                client=client.id,
                client_name=client.name,
                incident=item.incident,
                opened_at=item.opened_at,
                state=item.state,
                taken_by=item.taken_by,
                closed_by=item.closed_by,
                closed_at=item.closed_at,
                note=item.note,
                can_take=item.is_open and not is_theirs and item.taken_by not in reviewers,
                can_give_back=item.is_open and is_theirs,
            )
        )
    return tuple(lines)


def care_notice(uow: UnitOfWork, row: OutboxRow) -> CareNotice | None:
    """What one reviewer is told; nothing for somebody who is no reviewer any more, nor a reminder of what is taken."""
    item = uow.care.get(str(row.facts["care"]))
    client = root_client(uow, item.client) if item else None
    user = (row.destination or "").removeprefix("dm:")
    if item is None or client is None or user not in reviewers_in_force(uow):
        return None
    is_reminder = row.facts.get(IS_REMINDER) is True
    if row.ts is None and (not item.is_open or (is_reminder and item.state is not CareState.OPEN)):
        return None
    settings = uow.workspace.settings()
    return CareNotice(
        client=client.id,
        client_name=client.name,
        item=item,
        is_reminder=is_reminder,
        language=settings.language,
        zone=settings.timezone,
    )
