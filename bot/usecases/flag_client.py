"""Flags a client by form: from the global shortcut, from a message, or to correct an incident."""

from dataclasses import dataclass

from bot.domain.client import Client
from bot.domain.names import NAME_LIMIT, NameRefused
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused, Flagged
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.record_incident import NewIncident, record_incident, refusal_of, repeat_of
from bot.usecases.register_client import LooksAlike, find_or_create, root_client


@dataclass(frozen=True, slots=True)
class FlagClient:
    """Either ``client`` (an id) or ``new_client`` (a name to create) is set.

    ``is_another``: they were asked, and the new client is none of those whose name looks the same.
    """

    grant: Grant
    client: str | None
    new_client: str | None
    incident: NewIncident
    is_another: bool = False


def flag_client(ports: Ports, command: FlagClient) -> Flagged | FieldRefused:
    """Stores the incident, and the client where it is new, in one transaction; or says which field is wrong."""
    with ports.store.write(command.grant.workspace) as uow:
        repeat = repeat_of(ports.tuning, uow, command.grant, command.incident.receipt)
        if repeat is not None:
            return repeat
        chosen = choose_client(uow, command.grant, command.client, command.new_client, is_another=command.is_another)
        if isinstance(chosen, FieldRefused):
            return chosen
        client, is_new = chosen
        refused = refusal_of(uow, client, command.incident)
        if refused is not None:
            uow.roll_back()
            return refused
        return record_incident(ports.tuning, uow, command.grant, client, command.incident, is_new_client=is_new)


def choose_client(
    uow: UnitOfWork, grant: Grant, client_id: str | None, new_name: str | None, *, is_another: bool = False
) -> tuple[Client, bool] | FieldRefused:
    """The root client that was chosen, and whether it was created just now."""
    language = uow.workspace.settings().language
    if client_id is not None:
        known = root_client(uow, client_id)
        return (known, False) if known else FieldRefused("client", "client_unknown", {}, language)
    try:
        return find_or_create(uow, grant, new_name or "", is_another=is_another)
    except NameRefused as refused:
        return FieldRefused("client", f"name_{refused.reason}", {"limit": str(NAME_LIMIT)}, language)
    except LooksAlike as alike:
        return FieldRefused("client", "looks_alike", {"client": alike.known.name}, language)
