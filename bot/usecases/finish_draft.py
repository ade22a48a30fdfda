"""Goes on with what somebody typed before: they picked the client or the sign, or want the client created."""

from dataclasses import dataclass

from bot.domain.names import name_key
from bot.domain.people import Grant
from bot.domain.signs import Severity
from bot.usecases.flag_answers import AskedAlike, ClientChoice, FieldRefused, Flagged, SignMissing
from bot.usecases.flag_client import choose_client
from bot.usecases.flag_line import possible_name
from bot.usecases.forms import Done, NotDone
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.record_incident import NewIncident, record_incident, refusal_of, repeat_of
from bot.usecases.records import ONLY_ADD, draft_receipt
from bot.usecases.register_client import Looks, find_or_create


@dataclass(frozen=True, slots=True)
class FinishDraft:
    """``client`` and ``sign`` are what was picked just now. Without a client anywhere, the draft's name is created.

    ``is_another``: they were asked, and it is none of the clients whose name looks the same.
    """

    grant: Grant
    draft: str
    receipt: str
    client: str | None = None
    sign: str | None = None
    is_another: bool = False


def finish_draft(
    ports: Ports, command: FinishDraft
) -> Flagged | FieldRefused | AskedAlike | SignMissing | Done | NotDone:
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
        if body.get("only") == ONLY_ADD:
            return _add(uow, grant, body.get("name", ""))
        if sign is None:
            # Nothing is created before there is something to store for it: the form does both at once.
            known = uow.clients.get(client_id) if client_id else None
            choice = ClientChoice(known.id, known.name) if known else ClientChoice("", body.get("name", ""))
            return SignMissing(choice, language, draft.id)
        if client_id is None and not command.is_another:
            asked = _alike(uow, draft.id, body.get("name", ""))
            if asked is not None:
                return asked
        chosen = choose_client(uow, grant, client_id, body.get("name"), is_another=command.is_another)
        if isinstance(chosen, FieldRefused):
            return chosen
        client, is_new = chosen
        note = body.get("note", "")
        if command.sign is not None:
            # Picked in place of the word that was typed as the sign, which is no part of the note then.
            note = body.get("note_behind_sign", note)
        new = NewIncident(sign, Severity.NORMAL, None, note, receipt)
        refused = refusal_of(uow, client, new)
        if refused is not None:
            uow.roll_back()
            return refused
        return record_incident(ports.tuning, uow, grant, client, new, is_new_client=is_new)


def _alike(uow: UnitOfWork, draft: str, typed: str) -> AskedAlike | None:
    """The client that has a name which looks the same, without being it."""
    name = possible_name(typed)
    if name is None or name_key(name) in uow.clients.by_keys([name_key(name)]):
        return None
    known = Looks(uow).like(name)
    return None if known is None else AskedAlike(name, known, draft, uow.workspace.settings().language)


def _add(uow: UnitOfWork, grant: Grant, name: str) -> Done | NotDone:
    """A line of *Add clients*: whoever typed it was asked, and says that it is another client."""
    language = uow.workspace.settings().language
    client, _ = find_or_create(uow, grant, name, is_another=True)
    return Done("client_added", (("client", client.name),), language)
