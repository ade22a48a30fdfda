"""What somebody who flagged is told: the level now, why, what it does to the alert, and what to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.alerts import AlertState
from bot.domain.counting import explain
from bot.domain.history import ClientStatus, Decision, Entry, Incident, Outcome, Void
from bot.domain.people import Grant
from bot.domain.reading import read_rules, read_watch
from bot.domain.signs import Level
from bot.usecases.flag_answers import AlertOutlook, Flagged, SameThing
from bot.usecases.parting_story import parting_of
from bot.usecases.ports import Tuning, UnitOfWork
from bot.usecases.reassess import Reassessed
from bot.usecases.records import EntryRecord
from bot.usecases.setup_hints import setup_hints
from bot.usecases.who_may import first_recorded, may_be_same, may_undo, voided_in


@dataclass(frozen=True, slots=True)
class HowStored:
    """How the incident came to be stored, or that it had been before."""

    is_new_client: bool = False
    is_witness_only: bool = False
    is_repeat: bool = False
    note_was_cut: bool = False
    needs_care: bool = False


def told_of(
    tuning: Tuning,
    uow: UnitOfWork,
    grant: Grant,
    changed: Reassessed,
    record: EntryRecord,
    level_before: Level,
    how: HowStored,
) -> Flagged:
    """The answer about the incident in ``record``, after the client was judged again."""
    incident = record.entry
    assert isinstance(incident, Incident)
    settings = uow.workspace.settings()
    verdict = changed.verdict
    # Only an incident that does not count needs the reason looked up, which costs a second pass over the history.
    standing = None
    if incident.id not in verdict.counted:
        standings = explain(changed.entries, changed.client.terms, changed.policy, uow.at)
        standing = next((each for each in standings if each.incident == incident.id), None)
    is_parted = changed.client.status in (ClientStatus.PARTING, ClientStatus.FORMER)
    return Flagged(
        incident=incident.id,
        client=changed.client.id,
        client_name=changed.client.name,
        is_new_client=how.is_new_client,
        sign=incident.sign,
        severity=incident.severity,
        at=incident.at,
        level_before=level_before,
        level=verdict.level,
        why=read_rules(verdict, changed.entries),
        watch=read_watch(verdict),
        next_change=verdict.next_change,
        outlook=_outlook(changed, has_channel=settings.alert_channel is not None),
        hold_s=round(tuning.hold.total_seconds()),
        same_thing=None if how.is_witness_only or record.replaces else _same_thing(changed.entries, incident),
        is_witness_only=how.is_witness_only,
        is_repeat=how.is_repeat,
        note_was_cut=how.note_was_cut,
        not_counting=standing.reason.value if standing and standing.reason else None,
        history_first=_parted_at(changed.entries) if is_parted else None,
        wants_warning=verdict.warn_wanted,
        hints=setup_hints(uow, grant),
        language=settings.language,
        zone=settings.timezone,
        can_undo=may_undo(grant, record, uow.at, first_recorded(record, uow.history.get))
        and not voided_in(changed.entries, incident.id),
        is_parted=is_parted,
        needs_care=how.needs_care or (incident.restricted and record.by == grant.user),
        parting=parting_of(uow, changed.client) if is_parted else None,
    )


def _outlook(changed: Reassessed, *, has_channel: bool) -> AlertOutlook:
    if not changed.verdict.level.is_tripped:
        return AlertOutlook.NONE
    if not changed.client.raises_alerts:
        return AlertOutlook.NO_LONGER_RAISED
    if changed.episode is None or not changed.episode.is_open:
        return AlertOutlook.NONE
    if not has_channel:
        return AlertOutlook.NO_CHANNEL
    if changed.episode.state is AlertState.HELD:
        return AlertOutlook.WILL_BE_POSTED if changed.was_raised else AlertOutlook.IS_WAITING
    return AlertOutlook.IS_UP_TO_DATE


def _same_thing(entries: Sequence[Entry], incident: Incident) -> SameThing | None:
    voided = {entry.entry for entry in entries if isinstance(entry, Void)}
    if incident.id in voided:
        return None
    alike = [
        entry
        for entry in entries
        if isinstance(entry, Incident) and entry.id not in voided and may_be_same(incident, entry)
    ]
    nearest = min(alike, key=lambda entry: abs(entry.at - incident.at), default=None)
    return SameThing(nearest.id, nearest.at) if nearest else None


def _parted_at(entries: Sequence[Entry]) -> datetime | None:
    partings = [entry.at for entry in entries if isinstance(entry, Decision) and entry.outcome is Outcome.PART_WAYS]
    return max(partings, default=None)
