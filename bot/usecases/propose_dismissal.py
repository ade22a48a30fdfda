"""Proposes to dismiss a flag about conduct: it stands until another reviewer confirms, or the proposal lapses."""

from collections.abc import Sequence

from bot.domain.client import Client
from bot.domain.dismissal import LAPSES_AFTER_WORKING_DAYS, Dismissal, DismissalState, is_about_conduct
from bot.domain.history import Incident
from bot.domain.people import Grant
from bot.usecases.identity import derived_id
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import EntryRecord, OutboxKind, OutboxRow, TimerKind
from bot.usecases.who_may import is_alone, may_dismiss, those_concerned

DISMISSAL_ASKED = "dismissal_asked"  # to a reviewer who may confirm
DISMISSAL_TOLD = "dismissal_told"  # to whoever proposed it: how it ended


def takes_two(record: EntryRecord, grant: Grant, reviewers: Sequence[str]) -> bool:
    """Whether ``grant`` can only propose to dismiss it. The only reviewer acts alone, and it is marked so."""
    return isinstance(record.entry, Incident) and is_about_conduct(record.entry) and not is_alone(grant, reviewers)


def wanted_two(record: EntryRecord, client: Client, user: str) -> bool:
    """Whether a second person would have been wanted, had there been one: for the trail and the review to say."""
    assert isinstance(record.entry, Incident)
    return is_about_conduct(record.entry) or user in those_concerned(record, client)


def who_may_confirm(proposer: str, record: EntryRecord, client: Client, reviewers: Sequence[str]) -> tuple[str, ...]:
    """Every other reviewer but those who flagged it, witnessed it, own the client, or to whom it was done."""
    return tuple(user for user in reviewers if user != proposer and user not in those_concerned(record, client))


def dismissal_id(incident: str, receipt: str) -> str:
    """The same request makes the same proposal."""
    return derived_id("dismissal", incident, receipt)


def propose_dismissal(
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    record: EntryRecord,
    reason: str,
    receipt: str,
    *,
    waives: bool,
    reviewers: Sequence[str],
) -> Dismissal:
    """In the caller's transaction; the caller has checked that ``grant`` may and that somebody could confirm."""
    assert may_dismiss(grant, record, client, reviewers)
    lapses_at = uow.workspace.settings().hours.add_working_days(uow.at, LAPSES_AFTER_WORKING_DAYS)
    dismissal = Dismissal(
        id=dismissal_id(record.entry.id, receipt),
        client=record.client,
        incident=record.entry.id,
        waives=waives,
        reason=reason,
        proposed_by=grant.user,
        proposed_at=uow.at,
        lapses_at=lapses_at,
    )
    uow.dismissals.add(dismissal)
    uow.audit(grant.user, "dismissal_proposed", record.entry.id, after={"dismissal": dismissal.id, "waives": waives})
    uow.timers.set(TimerKind.DISMISSAL_LAPSES, dismissal.id, lapses_at)
    for user in who_may_confirm(grant.user, record, client, reviewers):
        tell_of_dismissal(uow, dismissal, DISMISSAL_ASKED, user)
    return dismissal


def note_alone(uow: UnitOfWork, user: str, record: EntryRecord, reason: str, receipt: str, *, waives: bool) -> None:
    """The only reviewer dismissed what would have taken two: kept beside it, so that the review can say so."""
    alone = Dismissal(
        id=dismissal_id(record.entry.id, receipt),
        client=record.client,
        incident=record.entry.id,
        waives=waives,
        reason=reason,
        proposed_by=user,
        proposed_at=uow.at,
        lapses_at=uow.at,
        state=DismissalState.CONFIRMED,
        settled_by=user,
        settled_at=uow.at,
    )
    uow.dismissals.add(alone)
    uow.audit(user, "dismissed_alone", record.entry.id, after={"dismissal": alone.id, "waives": waives})


def asked_row(dismissal: Dismissal, user: str) -> str:
    return derived_id(DISMISSAL_ASKED, dismissal.id, user)


def tell_of_dismissal(uow: UnitOfWork, dismissal: Dismissal, notice: str, user: str) -> None:
    row_id = derived_id(notice, dismissal.id, user)
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.DIRECT,
            facts={"notice": notice, "dismissal": dismissal.id, "client": dismissal.client},
            next_at=uow.at,
            destination=f"dm:{user}",
        )
    )
