"""Corrects an incident: the old one is voided, the corrected one is added and linked, in one transaction."""

from dataclasses import dataclass, replace

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.history import Incident, Void
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused, Flagged
from bot.usecases.flag_client import choose_client
from bot.usecases.forms import NotDone
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import reassess
from bot.usecases.record_incident import NewIncident, incident_id, record_incident, refusal_of
from bot.usecases.records import EntryRecord
from bot.usecases.register_client import root_client
from bot.usecases.who_may import EDIT_WITHIN, may_edit


@dataclass(frozen=True, slots=True)
class EditIncident:
    """``incident`` is the corrected one; ``corrects`` the id of the one that it replaces."""

    grant: Grant
    corrects: str
    client: str | None
    new_client: str | None
    incident: NewIncident


def edit_incident(ports: Ports, command: EditIncident) -> Flagged | FieldRefused | NotDone:
    """The corrected incident keeps the evidence of the old one, and its reporter is whoever corrected it."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        record = uow.history.get(command.corrects)
        if record is None or not isinstance(record.entry, Incident):
            return NotDone("not_found", (), language)
        if not may_edit(grant, record, uow.at):
            return NotDone("only_reporter_edits", (("days", str(EDIT_WITHIN.days)),), language)
        old_client = root_client(uow, record.client)
        if old_client is None:
            return NotDone("not_found", (), language)
        new = replace(command.incident, evidence=record.evidence, replaces=command.corrects)
        chosen = choose_client(uow, grant, command.client, command.new_client)
        if isinstance(chosen, FieldRefused):
            return chosen
        client, is_new = chosen
        refused = refusal_of(uow, client, new)
        if refused is not None:
            uow.roll_back()
            return refused
        is_repeat = uow.history.get(incident_id(uow, new)) is not None
        if not is_repeat and _is_voided(uow, old_client, command.corrects):
            uow.roll_back()
            return NotDone("already_void", (), language)
        voiding = _void_of(uow, grant, old_client, new)
        answer = record_incident(
            ports.tuning, uow, grant, client, new, is_new_client=is_new, voiding=None if is_repeat else voiding
        )
        if client.id != old_client.id:
            reassess(ports.tuning, uow, old_client, Cause.WITHDRAWN)
        return answer


def _is_voided(uow: UnitOfWork, client: Client, incident: str) -> bool:
    return any(isinstance(entry, Void) and entry.entry == incident for entry in uow.history.entries(client.id))


def _void_of(uow: UnitOfWork, grant: Grant, client: Client, new: NewIncident) -> EntryRecord:
    assert new.replaces is not None
    entry = Void(
        id=derived_id("void", new.replaces, new.receipt),
        at=uow.at,
        entry=new.replaces,
        reason="corrected",
        by=grant.user,
    )
    return EntryRecord(entry=entry, client=client.id, by=grant.user, receipt=new.receipt)
