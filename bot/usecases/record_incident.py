"""The one way an incident is stored, however it was flagged."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.alerts import AlertState, Cause
from bot.domain.client import Client
from bot.domain.counting import explain
from bot.domain.history import ClientStatus, Decision, Entry, Incident, Outcome, Void
from bot.domain.names import clean_note
from bot.domain.people import Grant
from bot.domain.reading import read_rules, read_watch
from bot.domain.signs import Level, Severity, Stage
from bot.usecases.flag_answers import AlertOutlook, FieldRefused, Flagged, SameThing
from bot.usecases.identity import derived_id
from bot.usecases.ports import Tuning, UnitOfWork
from bot.usecases.reassess import Reassessed, policy_for, reassess
from bot.usecases.records import EntryRecord, Evidence
from bot.usecases.setup_hints import setup_hints

# Clocks of phones run ahead; up to this much is now. DESIGN.md, "Modal".
CLOCK_SKEW = timedelta(minutes=5)
# Two people who tell of one sign within this time may tell of one thing.
SAME_THING_WITHIN = timedelta(hours=24)
NOTE_MAX = 2000  # characters; one section of a message holds 3,000 of them after escaping and cutting


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What the signs can carry, named as in `Incident`; a sign stores only its own."""

    days_late: int | None = None
    amount: Decimal | None = None
    our_error: bool = False
    after_agreement: bool = False
    hours: Decimal | None = None
    expects_rescue: bool = True
    stage: Stage = Stage.AGREED
    bar: str | None = None
    second_hand: bool = False


_FACTS = tuple(field.name for field in fields(IncidentFacts))


@dataclass(frozen=True, slots=True)
class NewIncident:
    """``occurred_at`` None is now. ``replaces`` is the incident that this one corrects."""

    sign: str
    severity: Severity
    occurred_at: datetime | None
    note: str
    receipt: str
    facts: IncidentFacts = IncidentFacts()
    is_confidential: bool = False
    evidence: Evidence | None = None
    replaces: str | None = None


def refusal_of(uow: UnitOfWork, client: Client | None, new: NewIncident) -> FieldRefused | None:
    """What is wrong with a flag, by the field; ``client`` is None for one that is still to be created."""
    settings = uow.workspace.settings()
    policy = policy_for(uow, client) if client else uow.workspace.policy()
    sign = policy.signs.get(new.sign)
    if sign is None:
        return FieldRefused("sign", "sign_unknown", {"sign": new.sign}, settings.language)
    if sign.off:
        return FieldRefused("sign", "sign_off", {"sign": new.sign}, settings.language)
    if new.occurred_at is not None and new.occurred_at > uow.at + CLOCK_SKEW:
        return FieldRefused("occurred_at", "in_future", {}, settings.language)
    return None


def incident_id(uow: UnitOfWork, new: NewIncident) -> str:
    """The same request makes the same incident."""
    return derived_id("incident", uow.workspace.facts().id, new.receipt)


def record_incident(
    tuning: Tuning,
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    new: NewIncident,
    *,
    is_new_client: bool = False,
    voiding: EntryRecord | None = None,
) -> Flagged:
    """Stores ``new`` for the root ``client`` in the caller's transaction, once for its receipt, and says what follows.

    The caller has asked `refusal_of` and taken no receipt yet. ``voiding`` is the void of the incident that ``new``
    corrects: both are judged together, so that a correction is never seen as one more incident, nor as one less.
    """
    known = _flagged_before(uow, client, new)
    is_first = uow.take_receipt(new.receipt)
    if known is not None:
        if is_first and known.by != grant.user:
            uow.history.add_witness(known.entry.id, grant.user)
        return _answer(tuning, uow, grant, client, known, is_witness_only=True, is_repeat=not is_first)
    record, was_cut = _record(uow, grant, client, new)
    if not is_first:
        stored = uow.history.get(record.entry.id) or record
        return _answer(tuning, uow, grant, client, stored, is_repeat=True)
    uow.history.add(record)
    uow.audit(grant.user, "incident_flagged", record.entry.id, after={"client": client.id, "sign": new.sign})
    if voiding is not None:
        uow.history.add(voiding)
    before = client.standing.level
    changed = reassess(tuning, uow, client, Cause.ADDED if voiding is None else Cause.WITHDRAWN)
    return _flagged(
        tuning, uow, grant, changed, record, level_before=before, is_new_client=is_new_client, note_was_cut=was_cut
    )


def _flagged_before(uow: UnitOfWork, client: Client, new: NewIncident) -> EntryRecord | None:
    """The incident that this message was flagged as before, for the same client and sign, unless it was taken back."""
    if new.evidence is None or new.replaces is not None:
        return None
    known = uow.history.flagged_from(client.id, new.sign, new.evidence.channel, new.evidence.ts)
    if known is None or known.receipt == new.receipt or _is_voided(uow.history.entries(client.id), known.entry.id):
        return None
    return known


def _is_voided(entries: Sequence[Entry], entry_id: str) -> bool:
    return any(isinstance(entry, Void) and entry.entry == entry_id for entry in entries)


def _record(uow: UnitOfWork, grant: Grant, client: Client, new: NewIncident) -> tuple[EntryRecord, bool]:
    note = clean_note(new.note, NOTE_MAX)
    carried = {name: getattr(new.facts, name) for name in _FACTS}
    happened = uow.at if new.occurred_at is None else min(new.occurred_at, uow.at)
    incident = Incident(
        id=incident_id(uow, new),
        at=happened,
        sign=new.sign,
        severity=new.severity,
        recorded_at=uow.at,
        by=grant.user,
        **carried,
    )
    record = EntryRecord(
        entry=incident,
        client=client.id,
        by=grant.user,
        note=note.text,
        is_confidential=new.is_confidential,
        evidence=new.evidence,
        replaces=new.replaces,
        receipt=new.receipt,
    )
    return record, note.is_cut


def _answer(
    tuning: Tuning,
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    stored: EntryRecord,
    *,
    is_witness_only: bool = False,
    is_repeat: bool = False,
) -> Flagged:
    """The answer about an incident that was stored before: nothing is judged to have changed."""
    changed = reassess(tuning, uow, client, Cause.TERMS)
    return _flagged(
        tuning,
        uow,
        grant,
        changed,
        stored,
        level_before=changed.verdict.level,
        is_witness_only=is_witness_only,
        is_repeat=is_repeat,
    )


def _flagged(
    tuning: Tuning,
    uow: UnitOfWork,
    grant: Grant,
    changed: Reassessed,
    record: EntryRecord,
    *,
    level_before: Level,
    is_new_client: bool = False,
    is_witness_only: bool = False,
    is_repeat: bool = False,
    note_was_cut: bool = False,
) -> Flagged:
    incident = record.entry
    assert isinstance(incident, Incident)
    settings = uow.workspace.settings()
    verdict = changed.verdict
    # Only an incident that does not count needs the reason looked up, which costs a second pass over the history.
    standing = None
    if incident.id not in verdict.counted:
        standings = explain(changed.entries, changed.client.terms, changed.policy, uow.at)
        standing = next((each for each in standings if each.incident == incident.id), None)
    return Flagged(
        incident=incident.id,
        client=changed.client.id,
        client_name=changed.client.name,
        is_new_client=is_new_client,
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
        same_thing=None if is_witness_only or record.replaces else _same_thing(changed.entries, incident),
        is_witness_only=is_witness_only,
        is_repeat=is_repeat,
        note_was_cut=note_was_cut,
        not_counting=standing.reason.value if standing and standing.reason else None,
        history_first=_parted_at(changed),
        wants_warning=verdict.warn_wanted,
        hints=setup_hints(uow, grant),
        language=settings.language,
        zone=settings.timezone,
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
        return AlertOutlook.WILL_BE_POSTED
    return AlertOutlook.IS_UP_TO_DATE


def _same_thing(entries: Sequence[Entry], incident: Incident) -> SameThing | None:
    voided = {entry.entry for entry in entries if isinstance(entry, Void)}
    alike = [
        entry
        for entry in entries
        if isinstance(entry, Incident)
        and entry.sign == incident.sign
        and entry.id != incident.id
        and entry.by not in (None, incident.by)
        and entry.id not in voided
        and abs(entry.at - incident.at) < SAME_THING_WITHIN
    ]
    nearest = min(alike, key=lambda entry: abs(entry.at - incident.at), default=None)
    return SameThing(nearest.id, nearest.at) if nearest else None


def _parted_at(changed: Reassessed) -> datetime | None:
    if changed.client.status not in (ClientStatus.PARTING, ClientStatus.FORMER):
        return None
    partings = [
        entry.at for entry in changed.entries if isinstance(entry, Decision) and entry.outcome is Outcome.PART_WAYS
    ]
    return max(partings, default=changed.client.created_at)
