"""Goes on with what somebody typed before: they picked the client or the sign, or want the client created."""

from dataclasses import dataclass

from bot.domain.people import Grant
from bot.domain.signs import Severity
from bot.usecases.flag_answers import ClientChoice, FieldRefused, Flagged, SignMissing
from bot.usecases.flag_client import choose_client
from bot.usecases.forms import NotDone
from bot.usecases.ports import Ports
from bot.usecases.record_incident import NewIncident, record_incident, refusal_of, repeat_of
from bot.usecases.records import draft_receipt


@dataclass(frozen=True, slots=True)
class FinishDraft:
    """``client`` and ``sign`` are what was picked just now. Without a client anywhere, the draft's name is created."""

    grant: Grant
    draft: str
    receipt: str
    client: str | None = None
    sign: str | None = None


def finish_draft(ports: Ports, command: FinishDraft) -> Flagged | FieldRefused | SignMissing | NotDone:
    """Stores the incident, or says that the sign is still to be chosen (`SignMissing`: open the form with the draft)."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        draft = uow.draft(command.draft)
        if draft is None or draft.user != grant.user:
            return NotDone("draft_gone", (), language)
        # The typed line's own receipt: finished twice, in whatever way, or delivered again, it is one incident.
        receipt = draft_receipt(draft.id)
        repeat = repeat_of(ports.tuning, uow, grant, receipt)
        if repeat is not None:
            return repeat
        body = {key: str(value) for key, value in draft.body.items() if value is not None}
        client_id = command.client or body.get("client")
        sign = command.sign or body.get("sign")
        if sign is None:
            # Nothing is created before there is something to store for it: the form does both at once.
            known = uow.clients.get(client_id) if client_id else None
            choice = ClientChoice(known.id, known.name) if known else ClientChoice("", body.get("name", ""))
            return SignMissing(choice, language, draft.id)
        chosen = choose_client(uow, grant, client_id, body.get("name"))
        if isinstance(chosen, FieldRefused):
            return chosen
        client, is_new = chosen
        new = NewIncident(sign, Severity.NORMAL, None, body.get("note", ""), receipt)
        refused = refusal_of(uow, client, new)
        if refused is not None:
            uow.roll_back()
            return refused
        return record_incident(ports.tuning, uow, grant, client, new, is_new_client=is_new)
