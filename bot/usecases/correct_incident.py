"""Takes an incident back: undone by its reporter, voided or waived by a reviewer, or found to be the same as another.

Nothing is changed in place: each is an entry of its own that names the incident.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.history import Incident, Void, Waiver, check_entry
from bot.domain.names import clean_note
from bot.domain.people import Grant
from bot.usecases.forms import Done, NotDone, ReasonForm
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import reassess
from bot.usecases.records import EntryRecord
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import reviewers_in_force
from bot.usecases.who_may import UNDO_WITHIN, may_dismiss, may_undo, may_waive

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
class _Found:
    record: EntryRecord
    client: Client
    is_voided: bool
    is_waived: bool


def undo_incident(ports: Ports, command: UndoIncident) -> Done | NotDone:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        found = _find(uow, command.incident)
        language = uow.workspace.settings().language
        if isinstance(found, NotDone):
            return found
        if found.record.by != grant.user:
            return NotDone("not_yours", (), language)
        if found.is_voided:
            return NotDone("already_void", (), language)
        if not may_undo(grant, found.record, uow.at):
            return NotDone("too_late_to_undo", (("hours", str(UNDO_WITHIN.days * 24)),), language)
        void_incident(ports, uow, grant, found.client, found.record, "undone by its reporter", command.receipt)
        return Done("undone", (("client", found.client.name),), language)


def dismiss_incident(ports: Ports, command: DismissIncident) -> Done | NotDone:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        found = _find(uow, command.incident)
        refused = found if isinstance(found, NotDone) else _refusal(uow, grant, found, waives=command.waives)
        if refused is not None:
            return refused
        assert isinstance(found, _Found)
        reason = clean_note(command.reason, REASON_MAX).text
        if not command.waives:
            void_incident(ports, uow, grant, found.client, found.record, reason, command.receipt)
            return Done("voided", (("client", found.client.name),), language)
        entry = Waiver(
            id=derived_id("waiver", command.incident, command.receipt),
            at=uow.at,
            entry=command.incident,
            reason=reason,
            by=grant.user,
        )
        _enter(ports, uow, grant, found.client, entry, command.receipt, "incident_waived")
        return Done("waived", (("client", found.client.name),), language)


def open_reason(ports: Ports, grant: Grant, incident: str, *, waives: bool) -> ReasonForm | NotDone:
    """What the form that asks for the reason shows; refused here already to whoever may not."""
    with ports.store.read(grant.workspace) as uow:
        found = _find(uow, incident)
        refused = found if isinstance(found, NotDone) else _refusal(uow, grant, found, waives=waives)
        if refused is not None:
            return refused
        assert isinstance(found, _Found)
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
        found, earlier = _find(uow, command.incident), _find(uow, command.earlier)
        if isinstance(found, NotDone):
            return found
        if isinstance(earlier, NotDone):
            return earlier
        if found.record.by != grant.user:
            return NotDone("not_yours", (), language)
        if found.client.id != earlier.client.id or earlier.is_voided:
            return NotDone("not_found", (), language)
        if found.is_voided:
            return NotDone("already_void", (), language)
        uow.history.add_witness(command.earlier, grant.user)
        void_incident(ports, uow, grant, found.client, found.record, f"same as {command.earlier}", command.receipt)
        return Done("same_thing", (("client", found.client.name),), language)


def void_incident(
    ports: Ports, uow: UnitOfWork, grant: Grant, client: Client, record: EntryRecord, reason: str, receipt: str
) -> None:
    """Voids in the caller's transaction; the caller has checked that ``grant`` may."""
    entry = Void(
        id=derived_id("void", record.entry.id, receipt), at=uow.at, entry=record.entry.id, reason=reason, by=grant.user
    )
    _enter(ports, uow, grant, client, entry, receipt, "incident_voided")


def _enter(
    ports: Ports, uow: UnitOfWork, grant: Grant, client: Client, entry: Void | Waiver, receipt: str, action: str
) -> None:
    if not uow.take_receipt(receipt):
        return
    check_entry(uow.history.entries(client.id), entry, uow.at)
    uow.history.add(EntryRecord(entry=entry, client=client.id, by=grant.user, receipt=receipt))
    uow.audit(grant.user, action, entry.entry, after={"by_entry": entry.id, "reason": entry.reason})
    reassess(ports.tuning, uow, client, Cause.WITHDRAWN)


def _find(uow: UnitOfWork, incident: str) -> _Found | NotDone:
    language = uow.workspace.settings().language
    record = uow.history.get(incident)
    if record is None or not isinstance(record.entry, Incident):
        return NotDone("not_found", (), language)
    client = root_client(uow, record.client)
    if client is None:
        return NotDone("not_found", (), language)
    entries = uow.history.entries(client.id)
    return _Found(
        record=record,
        client=client,
        is_voided=any(isinstance(entry, Void) and entry.entry == incident for entry in entries),
        is_waived=any(isinstance(entry, Waiver) and entry.entry == incident for entry in entries),
    )


def _refusal(uow: UnitOfWork, grant: Grant, found: _Found, *, waives: bool) -> NotDone | None:
    language = uow.workspace.settings().language
    checks: tuple[tuple[Callable[[], bool], str], ...] = (
        (lambda: not grant.is_reviewer, "reviewers_only"),
        (lambda: not may_dismiss(grant, found.record, found.client, reviewers_in_force(uow)), "about_you"),
        (lambda: found.is_voided, "already_void"),
        (lambda: waives and not may_waive(found.record), "cannot_waive_physical"),
        (lambda: waives and found.is_waived, "already_waived"),
    )
    why = next((why for fails, why in checks if fails()), None)
    return NotDone(why, (), language) if why else None
