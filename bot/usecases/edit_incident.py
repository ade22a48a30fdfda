"""Corrects an incident: the old one is voided, the corrected one is added and linked, in one transaction."""

from dataclasses import dataclass, replace

from bot.domain.history import Incident, Void
from bot.domain.people import Grant
from bot.usecases.correct_incident import void_incident
from bot.usecases.flag_answers import FieldRefused, Flagged
from bot.usecases.flag_client import choose_client
from bot.usecases.forms import NotDone
from bot.usecases.ports import Ports
from bot.usecases.record_incident import NewIncident, record_incident, refusal_of
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
        voids = [entry for entry in uow.history.entries(old_client.id) if isinstance(entry, Void)]
        is_voided = any(entry.entry == command.corrects for entry in voids)
        chosen = choose_client(uow, grant, command.client, command.new_client)
        if isinstance(chosen, FieldRefused):
            return chosen
        client, is_new = chosen
        refused = refusal_of(uow, client, new)
        if refused is not None:
            uow.roll_back()
            return refused
        if is_voided and uow.history.get_by_receipt(new.receipt) is None:
            uow.roll_back()
            return NotDone("already_void", (), language)
        # The corrected one first: what stays true does not withdraw an alert for the moment in between.
        answer = record_incident(ports.tuning, uow, grant, client, new, is_new_client=is_new)
        if not answer.is_repeat:
            void_incident(ports, uow, grant, old_client, record, "corrected", f"{new.receipt}:void")
        return answer
