"""Takes an incident back: undone by its reporter, voided or waived by a reviewer, or found to be the same as another.

Nothing is changed in place: each is an entry of its own that names the incident.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.dismissal import Dismissal, is_about_conduct
from bot.domain.history import Entry, Incident, Void, Waiver, check_entry
from bot.domain.names import clean_note
from bot.domain.people import Grant
from bot.usecases.alert_posts import revise_open_alert
from bot.usecases.end_dismissal import overtake_dismissal
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, ReasonForm
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.propose_dismissal import (
    dismissal_id,
    note_alone,
    propose_dismissal,
    takes_two,
    wanted_two,
    who_may_confirm,
)
from bot.usecases.reassess import reassess
from bot.usecases.records import EntryRecord, TakenBack
from bot.usecases.register_client import root_client
from bot.usecases.second_person import counted, impartial
from bot.usecases.who_may import UNDO_WITHIN, first_recorded, may_be_same, may_dismiss, may_undo, may_waive

REASON_MAX = 500  # characters


@dataclass(frozen=True, slots=True)
class UndoIncident:
    grant: Grant
    incident: str
    receipt: str


@dataclass(frozen=True, slots=True)
class DismissIncident:
    """``waives``: it happened and shall not count; otherwise it is voided, as if it had never been."""

    grant: Grant
    incident: str
    reason: str
    waives: bool
    receipt: str


@dataclass(frozen=True, slots=True)
class JoinIncidents:
    """``incident`` tells of the same thing as ``earlier``: it is voided, and its reporter is a witness of the other."""

    grant: Grant
    incident: str
    earlier: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Found:
    """An incident with the root client that it counts for.

    ``done_by`` are the receipts of its voids and waivers: the same request again changes nothing.
    """

    record: EntryRecord
    client: Client
    is_voided: bool
    is_waived: bool
    done_by: frozenset[str]


def undo_incident(ports: Ports, command: UndoIncident) -> Done | NotDone:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        found = find_incident(uow, command.incident)
        language = uow.workspace.settings().language
        if isinstance(found, NotDone):
            return found
        done = Done("undone", (("client", found.client.name),), language)
        if command.receipt in found.done_by:
            return done
        if found.record.by != grant.user:
            return NotDone("not_yours", (), language)
        if found.is_voided:
            return NotDone("already_void", (), language)
        if not may_undo(grant, found.record, uow.at, first_recorded(found.record, uow.history.get)):
            return NotDone("too_late_to_undo", (("hours", str(UNDO_WITHIN.days * 24)),), language)
        void_incident(ports, uow, grant.user, found.client, found.record, TakenBack.UNDONE, command.receipt)
        return done


def dismiss_incident(ports: Ports, command: DismissIncident) -> Done | NotDone | FieldRefused:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        found = find_incident(uow, command.incident)
        if isinstance(found, NotDone):
            return found
        done = Done("waived" if command.waives else "voided", (("client", found.client.name),), language)
        if command.receipt in found.done_by:
            return done
        is_proposal = takes_two(found.record, grant, counted(uow, grant.user, found.record))
        proposed = Done("dismissal_proposed", (("client", found.client.name),), language)
        if is_proposal and uow.dismissals.get(dismissal_id(command.incident, command.receipt)) is not None:
            return proposed
        refused = _refusal(uow, grant, found, waives=command.waives)
        if refused is not None:
            return refused
        reason = clean_note(command.reason, REASON_MAX).text
        if not reason:
            return FieldRefused("reason", "reason_empty", {}, language)
        how = (reason, command.receipt)
        if is_proposal:
            second = impartial(uow, grant.user, found.record)
            propose_dismissal(uow, grant, found.client, found.record, *how, waives=command.waives, reviewers=second)
            return proposed
        if wanted_two(found.record, found.client, grant.user):
            note_alone(uow, grant.user, found.record, *how, waives=command.waives)
        _dismiss(ports, uow, found, grant.user, *how, waives=command.waives)
        return done


def carry_out(
    ports: Ports, uow: UnitOfWork, dismissal: Dismissal, found: Found, confirmed_by: str, receipt: str
) -> None:
    """Dismisses what ``dismissal`` proposed, in the caller's transaction; the caller has checked who confirms."""
    _dismiss(ports, uow, found, confirmed_by, dismissal.reason, receipt, waives=dismissal.waives)


def _dismiss(ports: Ports, uow: UnitOfWork, found: Found, by: str, reason: str, receipt: str, *, waives: bool) -> None:
    incident = found.record.entry.id
    if not waives:
        void_incident(ports, uow, by, found.client, found.record, reason, receipt)
        return
    entry = Waiver(id=derived_id("waiver", incident, receipt), at=uow.at, entry=incident, reason=reason, by=by)
    _enter(ports, uow, by, found.client, entry, receipt, "incident_waived")


def open_reason(ports: Ports, grant: Grant, incident: str, *, waives: bool) -> ReasonForm | NotDone:
    """What the form that asks for the reason shows; refused here already to whoever may not."""
    with ports.store.read(grant.workspace) as uow:
        found = find_incident(uow, incident)
        refused = found if isinstance(found, NotDone) else _refusal(uow, grant, found, waives=waives)
        if refused is not None:
            return refused
        assert isinstance(found, Found)
        settings = uow.workspace.settings()
        return ReasonForm(
            purpose="incident_waive" if waives else "incident_void",
            subject=incident,
            client_name=found.client.name,
            sign=found.record.entry.sign if isinstance(found.record.entry, Incident) else None,
            at=found.record.entry.at,
            latest=None,
            language=settings.language,
            zone=settings.timezone,
        )


def join_incidents(ports: Ports, command: JoinIncidents) -> Done | NotDone:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        found, earlier = find_incident(uow, command.incident), find_incident(uow, command.earlier)
        if isinstance(found, NotDone):
            return found
        if isinstance(earlier, NotDone):
            return earlier
        done = Done("same_thing", (("client", found.client.name),), language)
        if command.receipt in found.done_by:
            return done
        if found.record.by != grant.user:
            return NotDone("not_yours", (), language)
        if found.is_voided:
            return NotDone("already_void", (), language)
        if earlier.is_voided or not _may_be_joined(found, earlier):
            return NotDone("not_found", (), language)
        if _takes_two_by_now(uow, grant, found.record):
            return NotDone("too_late_to_join", (), language)
        if uow.history.add_witness(command.earlier, grant.user):
            uow.audit(grant.user, "witness_added", command.earlier, after={"in_place_of": command.incident})
            revise_open_alert(uow, earlier.client.id)
        void_incident(ports, uow, grant.user, found.client, found.record, TakenBack.SAME_THING, command.receipt)
        return done


def _takes_two_by_now(uow: UnitOfWork, grant: Grant, record: EntryRecord) -> bool:
    """A flag about conduct that can no longer be undone is not given up alone either, not even for a like one."""
    assert isinstance(record.entry, Incident)
    since = first_recorded(record, uow.history.get)
    return is_about_conduct(record.entry) and not may_undo(grant, record, uow.at, since)


def _may_be_joined(found: Found, earlier: Found) -> bool:
    """The question was asked of these two; nobody takes back their own flag by naming some other incident."""
    one, other = found.record.entry, earlier.record.entry
    if not isinstance(one, Incident) or not isinstance(other, Incident):
        return False
    return found.client.id == earlier.client.id and may_be_same(one, other)


def void_incident(
    ports: Ports, uow: UnitOfWork, by: str, client: Client, record: EntryRecord, reason: str, receipt: str
) -> None:
    """Voids in the caller's transaction; the caller has checked that they may."""
    entry = Void(
        id=derived_id("void", record.entry.id, receipt), at=uow.at, entry=record.entry.id, reason=reason, by=by
    )
    _enter(ports, uow, by, client, entry, receipt, "incident_voided")


def _enter(
    ports: Ports, uow: UnitOfWork, by: str, client: Client, entry: Void | Waiver, receipt: str, action: str
) -> None:
    if not uow.take_receipt(receipt):
        return
    check_entry(uow.history.entries(client.id), entry, uow.at)
    uow.history.add(EntryRecord(entry=entry, client=client.id, by=by, receipt=receipt))
    overtake_dismissal(uow, entry.entry, by)
    uow.audit(by, action, entry.entry, after={"entry": entry.id, "client": client.id})
    reassess(ports.tuning, uow, client, Cause.WITHDRAWN)


def find_incident(uow: UnitOfWork, incident: str) -> Found | NotDone:
    language = uow.workspace.settings().language
    record = uow.history.get(incident)
    if record is None or not isinstance(record.entry, Incident):
        return NotDone("not_found", (), language)
    client = root_client(uow, record.client)
    if client is None:
        return NotDone("not_found", (), language)
    entries = uow.history.entries(client.id)
    return Found(
        record=record,
        client=client,
        is_voided=any(isinstance(entry, Void) and entry.entry == incident for entry in entries),
        is_waived=any(isinstance(entry, Waiver) and entry.entry == incident for entry in entries),
        done_by=_receipts_of(uow, client, incident, entries),
    )


def _receipts_of(uow: UnitOfWork, client: Client, incident: str, entries: Sequence[Entry]) -> frozenset[str]:
    """The receipts of what was entered against the incident; none, and no second look, where nothing was."""
    against = {entry.id for entry in entries if isinstance(entry, Void | Waiver) and entry.entry == incident}
    if not against:
        return frozenset()
    return frozenset(
        record.receipt for record in uow.history.records(client.id) if record.entry.id in against and record.receipt
    )


def _refusal(uow: UnitOfWork, grant: Grant, found: Found, *, waives: bool) -> NotDone | None:
    language = uow.workspace.settings().language
    checks: tuple[tuple[Callable[[], bool], str], ...] = (
        (lambda: not grant.is_reviewer, "reviewers_only"),
        (lambda: not _may_dismiss(uow, grant, found), "about_you"),
        (lambda: found.is_voided, "already_void"),
        (lambda: waives and not may_waive(found.record), "cannot_waive_physical"),
        (lambda: waives and found.is_waived, "already_waived"),
        (lambda: uow.dismissals.pending(found.record.entry.id) is not None, "dismissal_pending"),
        (lambda: _nobody_confirms(uow, grant, found), "nobody_confirms"),
    )
    why = next((why for fails, why in checks if fails()), None)
    return NotDone(why, (), language) if why else None


def _may_dismiss(uow: UnitOfWork, grant: Grant, found: Found) -> bool:
    return may_dismiss(grant, found.record, found.client, counted(uow, grant.user, found.record))


def _nobody_confirms(uow: UnitOfWork, grant: Grant, found: Found) -> bool:
    is_two = takes_two(found.record, grant, counted(uow, grant.user, found.record))
    second = impartial(uow, grant.user, found.record)
    return is_two and not who_may_confirm(grant.user, found.record, found.client, second)
