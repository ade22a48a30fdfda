"""*Add clients*: one name a line."""

from dataclasses import dataclass

from bot.domain.names import NameRefused, name_key
from bot.domain.people import Grant
from bot.usecases.flag_answers import AskedAlike, FieldRefused
from bot.usecases.flag_line import DRAFT_LIVES
from bot.usecases.forms import ClientsAdded
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import ONLY_ADD, Draft, Json
from bot.usecases.register_client import Looks, LooksAlike, find_or_create

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
    alike: list[AskedAlike] = []
    with ports.store.write(command.grant.workspace) as uow:
        language = uow.workspace.settings().language
        if not names:
            return FieldRefused("names", "names_empty", {}, language)
        if len(names) > NAMES_MAX:
            return FieldRefused("names", "too_many_names", {"limit": str(NAMES_MAX)}, language)
        looks = Looks(uow)
        for name in names:
            try:
                client, is_new = find_or_create(uow, command.grant, name, looks=looks)
            except NameRefused as why:
                refused.append((name, f"name_{why.reason}"))
                continue
            except LooksAlike as why:
                alike.append(AskedAlike(why.name, why.known, _keep(uow, command, why.name), language))
                continue
            (added if is_new else known).append(client.name)
    return ClientsAdded(tuple(added), tuple(known), tuple(refused), language, tuple(alike))


def _keep(uow: UnitOfWork, command: AddClients, name: str) -> str:
    """The line, for whoever says that it is another client; of many the first ones are asked about."""
    draft_id = derived_id("draft", uow.workspace.facts().id, command.receipt, name_key(name))
    body: dict[str, Json] = {"name": name, "only": ONLY_ADD}
    uow.keep_draft(Draft(draft_id, command.grant.user, body, uow.at + DRAFT_LIVES))
    return draft_id
