"""The one way an incident is stored, however it was flagged."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.history import ClientStatus, Incident
from bot.domain.names import NAME_LIMIT, clean_note
from bot.domain.people import Grant
from bot.domain.signs import Severity, Stage
from bot.usecases.alert_posts import revise_open_alert
from bot.usecases.flag_answers import FieldRefused, Flagged
from bot.usecases.flag_outcome import HowStored, told_of
from bot.usecases.identity import derived_id
from bot.usecases.open_care import follow_correction, open_care
from bot.usecases.ports import Tuning, UnitOfWork
from bot.usecases.reassess import policy_for, reassess
from bot.usecases.records import EntryRecord, Evidence, Json
from bot.usecases.register_client import root_client
from bot.usecases.who_may import voided_in

# Clocks of phones run ahead; up to this much is now.
CLOCK_SKEW = timedelta(minutes=5)
BAR_MAX = NAME_LIMIT  # characters: a bar is named as briefly as a client
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
    restricted: bool = False


_FACTS = tuple(field.name for field in fields(IncidentFacts))


@dataclass(frozen=True, slots=True)
class NewIncident:
    """``occurred_at`` None is now. ``replaces`` is the incident that this one corrects. ``about`` are user ids: to whom."""

    sign: str
    severity: Severity
    occurred_at: datetime | None
    note: str
    receipt: str
    facts: IncidentFacts = IncidentFacts()
    is_confidential: bool = False
    evidence: Evidence | None = None
    replaces: str | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction keeps of the incident that it replaces, and the void that goes with it.

    Both are judged together, so that a correction is never seen as one more incident, nor as one less.
    """

    voiding: EntryRecord
    by: str
    recorded_at: datetime
    witnesses: tuple[str, ...]


def refusal_of(uow: UnitOfWork, client: Client, new: NewIncident, *, moves: bool = True) -> FieldRefused | None:
    """What is wrong with a flag, by the field. ``moves`` is False for a correction that stays with its client."""
    settings = uow.workspace.settings()
    sign = policy_for(uow, client).signs.get(new.sign)
    if moves and client.status is ClientStatus.ARCHIVED:
        return FieldRefused("client", "client_archived", {}, settings.language)
    if sign is None:
        return FieldRefused("sign", "sign_unknown", {"sign": new.sign}, settings.language)
    if sign.off:
        return FieldRefused("sign", "sign_off", {"sign": new.sign}, settings.language)
    if new.occurred_at is not None and new.occurred_at > uow.at + CLOCK_SKEW:
        return FieldRefused("occurred_at", "in_future", {}, settings.language)
    if new.facts.bar is not None and len(new.facts.bar) > BAR_MAX:
        return FieldRefused("bar", "bar_too_long", {"limit": str(BAR_MAX)}, settings.language)
    return None


def incident_id(uow: UnitOfWork, receipt: str) -> str:
    """The same request makes the same incident."""
    return derived_id("incident", uow.workspace.facts().id, receipt)


def repeat_of(tuning: Tuning, uow: UnitOfWork, grant: Grant, receipt: str) -> Flagged | None:
    """The answer to a request whose incident is stored already.

    To be asked before anything else: what the request names may have changed since it was first handled.
    """
    stored = uow.history.get(incident_id(uow, receipt))
    if stored is None:
        return None
    client = root_client(uow, stored.client)
    return None if client is None else _unchanged(tuning, uow, grant, client, stored, HowStored(is_repeat=True))


def record_incident(
    tuning: Tuning,
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    new: NewIncident,
    *,
    is_new_client: bool = False,
    corrected: Corrected | None = None,
) -> Flagged:
    """Stores ``new`` for the root ``client`` in the caller's transaction, once for its receipt, and says what follows.

    The caller has asked `refusal_of` and taken no receipt.
    """
    known = _flagged_before(uow, client, new)
    if known is not None:
        return _witnessed(tuning, uow, grant, client, known, new)
    record, note_was_cut = _record(uow, grant, client, new, corrected)
    # An incident's id follows from its receipt, so it is stored once, and no receipt has to be kept beside it.
    if not uow.history.add_once(record):
        repeat = repeat_of(tuning, uow, grant, new.receipt)
        assert repeat is not None, "its client cannot be gone"
        return repeat
    _tell_trail(uow, grant, client, record)
    if corrected is not None:
        uow.history.add(corrected.voiding)
        told: dict[str, Json] = {"entry": corrected.voiding.entry.id, "client": corrected.voiding.client}
        uow.audit(grant.user, "incident_voided", new.replaces or "", after=told)
    if not (new.replaces and follow_correction(uow, new.replaces, client.id, record.entry.id)) and new.facts.restricted:
        open_care(uow, client.id, record.entry.id, grant.user)
    changed = reassess(tuning, uow, client, Cause.ADDED if corrected is None else Cause.WITHDRAWN)
    how = HowStored(is_new_client=is_new_client, note_was_cut=note_was_cut)
    return told_of(tuning, uow, grant, changed, record, client.standing.level, how)


def _tell_trail(uow: UnitOfWork, grant: Grant, client: Client, record: EntryRecord) -> None:
    incident = record.entry
    assert isinstance(incident, Incident)
    told: dict[str, Json] = {
        "client": client.id,
        "sign": incident.sign,
        "severity": incident.severity.value,
        "at": incident.at.isoformat(),
        "is_confidential": record.is_confidential,
    }
    if record.replaces is not None:
        told["replaces"] = record.replaces
    uow.audit(grant.user, "incident_flagged", incident.id, after=told)


def _witnessed(
    tuning: Tuning, uow: UnitOfWork, grant: Grant, client: Client, known: EntryRecord, new: NewIncident
) -> Flagged:
    """That message was flagged before: somebody else becomes a witness, whoever flagged it is told that it is stored."""
    is_own = known.by == grant.user
    if new.facts.restricted:
        # Their mark is not lost with their note: the flag that stands for both is to be cared for.
        open_care(uow, client.id, known.entry.id, grant.user)
    if not is_own and uow.history.add_witness(known.entry.id, grant.user):
        uow.audit(grant.user, "witness_added", known.entry.id, after={"client": client.id})
        revise_open_alert(uow, client.id)
    how = HowStored(is_witness_only=not is_own, is_repeat=is_own, needs_care=new.facts.restricted)
    return _unchanged(tuning, uow, grant, client, known, how)


def _flagged_before(uow: UnitOfWork, client: Client, new: NewIncident) -> EntryRecord | None:
    """The incident that this message was flagged as before, for the same client and sign, unless it was taken back."""
    if new.evidence is None or new.replaces is not None:
        return None
    message = (new.evidence.channel, new.evidence.ts)
    known = uow.history.flagged_from(client.id, new.sign, *message)
    if known is None or known.receipt == new.receipt:
        return None
    entries = uow.history.entries(client.id)
    if not voided_in(entries, known.entry.id):
        return known
    # The one that was found is void; what it was corrected into may have happened earlier, and so not be the newest.
    for record in uow.history.records(client.id):
        evidence, entry = record.evidence, record.entry
        is_alike = isinstance(entry, Incident) and entry.sign == new.sign and evidence is not None
        if is_alike and evidence and (evidence.channel, evidence.ts) == message and not voided_in(entries, entry.id):
            return None if record.receipt == new.receipt else record
    return None


def _record(
    uow: UnitOfWork, grant: Grant, client: Client, new: NewIncident, corrected: Corrected | None
) -> tuple[EntryRecord, bool]:
    note = clean_note(new.note, NOTE_MAX)
    carried = {name: getattr(new.facts, name) for name in _FACTS}
    if new.facts.bar is not None:
        carried["bar"] = clean_note(new.facts.bar, BAR_MAX).text or None
    by = corrected.by if corrected else grant.user
    incident = Incident(
        id=incident_id(uow, new.receipt),
        at=uow.at if new.occurred_at is None else min(new.occurred_at, uow.at),
        sign=new.sign,
        severity=new.severity,
        recorded_at=corrected.recorded_at if corrected else uow.at,
        by=by,
        **carried,
    )
    record = EntryRecord(
        entry=incident,
        client=client.id,
        by=by,
        note=note.text,
        is_confidential=new.is_confidential or new.facts.restricted,
        evidence=new.evidence,
        replaces=new.replaces,
        receipt=new.receipt,
        witnesses=corrected.witnesses if corrected else (),
        about=new.about,
    )
    return record, note.is_cut


def _unchanged(
    tuning: Tuning, uow: UnitOfWork, grant: Grant, client: Client, stored: EntryRecord, how: HowStored
) -> Flagged:
    """The answer about an incident that was stored before: nothing is judged to have changed."""
    changed = reassess(tuning, uow, client, Cause.TERMS)
    return told_of(tuning, uow, grant, changed, stored, changed.verdict.level, how)
