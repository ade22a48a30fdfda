"""What stands in the register, read by the ports, for tests that must know what was stored and how often."""

import json

from bot.domain.case_file import read_cases
from bot.domain.client import Client
from bot.domain.history import Incident, Void, WarningGiven
from bot.domain.names import name_key
from bot.domain.signs import Level
from bot.usecases.import_history import import_history
from bot.usecases.records import EntryRecord
from tests.flows.stage import Stage


def client_named(stage: Stage, name: str) -> Client:
    """The root client that the name leads to."""
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        return uow.clients.by_keys([name_key(name)])[name_key(name)]


def records(stage: Stage, name: str) -> list[EntryRecord]:
    """Everything in that client's history, in the order it was entered."""
    client = client_named(stage, name)
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        return list(uow.history.records(client.id))


def incidents(stage: Stage, name: str) -> list[EntryRecord]:
    """The incidents, taken back or not."""
    return [record for record in records(stage, name) if isinstance(record.entry, Incident)]


def standing(stage: Stage, name: str) -> list[EntryRecord]:
    """The incidents that nobody has taken back."""
    voided = {record.entry.entry for record in records(stage, name) if isinstance(record.entry, Void)}
    return [record for record in incidents(stage, name) if record.entry.id not in voided]


def warnings(stage: Stage, name: str) -> list[EntryRecord]:
    return [record for record in records(stage, name) if isinstance(record.entry, WarningGiven)]


def level(stage: Stage, name: str) -> Level:
    return client_named(stage, name).standing.level


def all_names(stage: Stage) -> list[str]:
    """The names of all clients, merged and archived ones too."""
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        found = [uow.clients.get(client_id) for client_id in uow.clients.all_ids()]
    return sorted(client.name for client in found if client is not None)


def add_client(stage: Stage, *names: str) -> None:
    """Adds clients the way people do."""
    stage.partner.command("/client-policy", channel="C0GENERAL01")
    stage.partner.press("clients_add_open")
    stage.settle()
    stage.partner.fill({"names": "\n".join(names)})
    assert stage.partner.submit().ok
    stage.settle()
    stage.partner.close(everything=True)


def bring_in(stage: Stage, name: str, *history: dict[str, object], status: str = "active") -> None:
    """Imports a client with a history, as `partways import` does."""
    whole = {"id": name, "client": {"name": name, "status": status}, "history": list(history)}
    store, tuning = stage.bot.ports.store, stage.bot.ports.tuning
    cases = list(read_cases(json.dumps(whole)))
    import_history(store, tuning, stage.bot.home.workspace, cases, alert=False, on_case=lambda _: None)
