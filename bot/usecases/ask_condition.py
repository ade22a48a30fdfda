"""On the date of a condition: was it kept? The client's owner is asked, later the reviewers; anybody let in may answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.history import Entry
from bot.domain.people import Grant
from bot.domain.review import latest_decision
from bot.usecases.forms import Done, NotDone
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, TimerKind
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import acting, reviewers_in_force

# The owner has so long before the reviewers are asked.
OWNER_HAS_WORKING_DAYS = 2
CONDITION_ASKED = "condition_asked"
CONDITION_BROKEN = "condition_broken"


@dataclass(frozen=True, slots=True)
class AnswerCondition:
    grant: Grant
    condition: str
    is_kept: bool
    receipt: str


def conditions_in_force(uow: UnitOfWork, client: Client, entries: Sequence[Entry]) -> tuple[Condition, ...]:
    """Those of the decision in force, earliest date first; a later decision replaces them.

    ``entries`` are the client's history: where nobody ever decided, the store is not asked.
    """
    latest = latest_decision(entries)
    if latest is None:
        return ()
    return tuple(each for each in uow.conditions.of_client(client.id) if each.decision == latest.id)


def condition_due(uow: UnitOfWork, condition_id: str) -> None:
    """Asks the owner first, or where there is none the reviewers; a second time, the reviewers who were not asked."""
    condition = uow.conditions.get(condition_id)
    client = root_client(uow, condition.client) if condition else None
    if condition is None or client is None or condition.is_kept is not None or not client.raises_alerts:
        return
    if condition.id not in {each.id for each in conditions_in_force(uow, client, uow.history.entries(client.id))}:
        return
    owner = acting(uow, client.owner)
    if owner is not None and uow.outbox.get(_row_id(CONDITION_ASKED, condition, owner)) is None:
        _tell(uow, CONDITION_ASKED, condition, (owner,))
        later = uow.workspace.settings().hours.add_working_days(uow.at, OWNER_HAS_WORKING_DAYS)
        uow.timers.set(TimerKind.CONDITION_DUE, condition.id, later)
        return
    _tell(uow, CONDITION_ASKED, condition, reviewers_in_force(uow))


def answer_condition(ports: Ports, command: AnswerCondition) -> Done | NotDone:
    """The first answer holds. A condition that was not kept is told to the reviewers: they decide what it means."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        settings = uow.workspace.settings()
        condition = uow.conditions.get(command.condition)
        client = root_client(uow, condition.client) if condition else None
        if condition is None or client is None:
            return NotDone("not_found", (), settings.language)
        done = Done(
            "condition_kept" if command.is_kept else "condition_broken", (("client", client.name),), settings.language
        )
        if not uow.take_receipt(command.receipt):
            return done
        if condition.is_kept is not None:
            by = (("by", condition.answered_by or ""),)
            return NotDone("condition_answered", by, settings.language)
        answered = replace(condition, is_kept=command.is_kept, answered_by=grant.user, answered_at=uow.at)
        uow.conditions.save_answer(answered)
        uow.timers.drop(TimerKind.CONDITION_DUE, condition.id)
        uow.audit(
            grant.user, "condition_answered", condition.id, before={"is_kept": None}, after={"is_kept": command.is_kept}
        )
        if not command.is_kept:
            others = [reviewer for reviewer in reviewers_in_force(uow) if reviewer != grant.user]
            _tell(uow, CONDITION_BROKEN, condition, others)
        return done


def _row_id(notice: str, condition: Condition, user: str) -> str:
    return derived_id(notice, condition.id, user)


def _tell(uow: UnitOfWork, notice: str, condition: Condition, users: Sequence[str]) -> None:
    """Once for each person: a row that is there already stays as it is."""
    for user in users:
        row_id = _row_id(notice, condition, user)
        uow.outbox.add(
            OutboxRow(
                id=row_id,
                wire_id=uow.wire_id(row_id),
                kind=OutboxKind.DIRECT,
                facts={"notice": notice, "condition": condition.id},
                next_at=uow.at,
                destination=f"dm:{user}",
            )
        )
