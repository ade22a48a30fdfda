"""Reminds whoever has an overdue item of a parting's list: by direct message, in working time, until it is settled."""

from collections.abc import Mapping, Sequence

from bot.domain.parting import Item, Parting, due_reminders, first_working_moment, is_overdue, reminded
from bot.domain.parting_order import Step
from bot.usecases.identity import derived_id
from bot.usecases.notices import PartingReminderNotice
from bot.usecases.parting_change import Found, find_running, store
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, TimerKind
from bot.usecases.setup_hints import acting, reviewers_in_force

PARTING_OVERDUE = "parting_overdue"


def parting_reminder_due(uow: UnitOfWork, parting_id: str) -> None:
    """One message to each person for all that they have; the living message shows what is overdue."""
    found = find_running(uow, parting_id)
    if not isinstance(found, Found):
        return
    parting, hours = found.parting, uow.workspace.settings().hours
    opening = first_working_moment(uow.at, hours)
    if opening > uow.at:
        # After a downtime, or with other hours than when it was set: nobody is written to at night.
        uow.timers.set(TimerKind.PARTING_REMINDER, parting.id, opening)
        return
    due = due_reminders(parting, hours, uow.at)
    for user, items in _by_person(uow, parting, due).items():
        _owe(uow, parting, user, items)
    store(uow, reminded(parting, due, uow.at))


def _by_person(uow: UnitOfWork, parting: Parting, items: Sequence[Item]) -> Mapping[str, list[Item]]:
    """The owner; where they have left, whoever decided, and where they have too, the reviewers."""
    found: dict[str, list[Item]] = {}
    for item in items:
        one = acting(uow, item.owner) or acting(uow, parting.decided_by)
        for user in (one,) if one is not None else reviewers_in_force(uow):
            found.setdefault(user, []).append(item)
    return found


def _owe(uow: UnitOfWork, parting: Parting, user: str, items: Sequence[Item]) -> None:
    row_id = derived_id(PARTING_OVERDUE, parting.id, uow.at.isoformat(), user)
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.DIRECT,
            facts={
                "notice": PARTING_OVERDUE,
                "parting": parting.id,
                "user": user,
                "steps": [item.step.value for item in items],
            },
            next_at=uow.at,
            destination=f"dm:{user}",
        )
    )


def parting_reminder(uow: UnitOfWork, row: OutboxRow) -> PartingReminderNotice | None:
    """Only what is still overdue when it goes out; None where nothing is."""
    found = find_running(uow, str(row.facts["parting"]))
    if not isinstance(found, Found):
        return None
    settings, named = uow.workspace.settings(), row.facts["steps"]
    steps = tuple(
        item.step
        for item in found.parting.items
        if isinstance(named, list | tuple) and item.step.value in named and is_overdue(found.parting, item, uow.at)
    )
    if not steps:
        return None
    return PartingReminderNotice(
        client_name=found.client.name,
        parting=found.parting,
        steps=steps,
        left=_left(found.parting, steps, str(row.facts["user"])),
        at=uow.at,
        language=settings.language,
        zone=settings.timezone,
    )


def _left(parting: Parting, steps: Sequence[Step], user: str) -> tuple[str, ...]:
    """The owners in whose place ``user`` is reminded, each once."""
    owners = dict.fromkeys(parting.item(step).owner for step in steps)
    return tuple(owner for owner in owners if owner != user)
