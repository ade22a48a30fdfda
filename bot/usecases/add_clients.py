"""*Add clients*: one name a line."""

from dataclasses import dataclass

from bot.domain.names import NameRefused
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import ClientsAdded
from bot.usecases.ports import Ports
from bot.usecases.register_client import find_or_create

NAMES_MAX = 200


@dataclass(frozen=True, slots=True)
class AddClients:
    grant: Grant
    lines: str
    receipt: str


def add_clients(ports: Ports, command: AddClients) -> ClientsAdded | FieldRefused:
    """Names that exist stay as they are; a line that cannot be a name is told, and the others are added."""
    names = [line.strip() for line in command.lines.splitlines() if line.strip()]
    added: list[str] = []
    known: list[str] = []
    refused: list[tuple[str, str]] = []
    with ports.store.write(command.grant.workspace) as uow:
        language = uow.workspace.settings().language
        if not names:
            return FieldRefused("names", "names_empty", {}, language)
        if len(names) > NAMES_MAX:
            return FieldRefused("names", "too_many_names", {"limit": str(NAMES_MAX)}, language)
        for name in names:
            try:
                client, is_new = find_or_create(uow, command.grant, name)
            except NameRefused as why:
                refused.append((name, f"name_{why.reason}"))
                continue
            (added if is_new else known).append(client.name)
    return ClientsAdded(tuple(added), tuple(known), tuple(refused), language)
