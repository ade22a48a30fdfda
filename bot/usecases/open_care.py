"""Something was marked restricted: the reviewers are told at once, and reminded until one of them takes it.

What they are told names the client and nothing else: no sign, no note, nobody who flagged it or whom it was done to.
"""

from dataclasses import replace

from bot.domain.care import CareItem, CareState, first_reminder, next_reminder
from bot.usecases.identity import derived_id
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, TimerKind
from bot.usecases.setup_hints import reviewers_in_force

CARE_WANTED = "care_wanted"
# The fact of a row that says it again, since nobody has taken it.
IS_REMINDER = "is_reminder"


def open_care(uow: UnitOfWork, client: str, incident: str, by: str) -> None:
    """In the caller's transaction; one item for a flag, however often it is marked."""
    if uow.care.of_incident(incident) is not None:
        return
    item = CareItem(id=derived_id("care", incident), client=client, incident=incident, opened_at=uow.at)
    uow.care.add(item)
    uow.audit(by, "care_opened", item.id, after={"client": client, "incident": incident})
    for user in reviewers_in_force(uow):
        _tell(uow, item, user, care_row(item, user), is_reminder=False)
    uow.timers.set(TimerKind.CARE_REMINDER, item.id, first_reminder(uow.at, uow.workspace.settings().hours))


def follow_correction(uow: UnitOfWork, corrected: str, client: str, incident: str) -> bool:
    """The item of a flag that was corrected goes on with what it was corrected into; False where it had none."""
    item = uow.care.of_incident(corrected)
    if item is None:
        return False
    uow.care.save(replace(item, client=client, incident=incident))
    return True


def remind_of_care(uow: UnitOfWork, care_id: str) -> None:
    """Nobody has taken it: said again, and asked for again when the next working day begins."""
    item = uow.care.get(care_id)
    if item is None or item.state is not CareState.OPEN:
        return
    for user in reviewers_in_force(uow):
        row_id = derived_id("care_reminder", item.id, uow.at.isoformat(), user)
        _tell(uow, item, user, row_id, is_reminder=True)
    uow.timers.set(TimerKind.CARE_REMINDER, item.id, next_reminder(uow.at, uow.workspace.settings().hours))


def care_row(item: CareItem, user: str) -> str:
    """The row of what one reviewer was told when it was reported; its message says how things stand."""
    return derived_id("care_wanted", item.id, user)


def _tell(uow: UnitOfWork, item: CareItem, user: str, row_id: str, *, is_reminder: bool) -> None:
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.DIRECT,
            facts={"notice": CARE_WANTED, "care": item.id, "client": item.client, IS_REMINDER: is_reminder},
            next_at=uow.at,
            destination=f"dm:{user}",
        )
    )
