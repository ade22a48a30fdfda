"""*Add clients*: one name a line."""

from dataclasses import dataclass

from bot.domain.history import ClientStatus
from bot.domain.names import NameRefused, name_key
from bot.domain.people import Grant
from bot.usecases.flag_answers import AskedAlike, FieldRefused
from bot.usecases.flag_line import DRAFT_LIVES
from bot.usecases.forms import ClientsAdded, KnownParted
from bot.usecases.identity import derived_id
from bot.usecases.parting_story import parting_of
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
    """Names that exist stay as they are; a line that cannot be a name is told, and the others are added.

    Whoever names a former client again is shown when and why they were let go, and nothing is changed.
    """
    names = [line.strip() for line in command.lines.splitlines() if line.strip()]
    added: list[str] = []
    known: list[str] = []
    refused: list[tuple[str, str]] = []
    alike: list[AskedAlike] = []
    parted: dict[str, KnownParted] = {}
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
            if client.status in (ClientStatus.PARTING, ClientStatus.FORMER):
                is_former = client.status is ClientStatus.FORMER
                parted[client.id] = KnownParted(client.id, client.name, is_former, parting_of(uow, client))
            else:
                (added if is_new else known).append(client.name)
        return ClientsAdded(
            added=tuple(added),
            known=tuple(known),
            refused=tuple(refused),
            language=language,
            zone=uow.workspace.settings().timezone,
            parted=tuple(parted.values()),
            can_take_back=command.grant.is_reviewer,
            alike=tuple(alike),
        )


def _keep(uow: UnitOfWork, command: AddClients, name: str) -> str:
    """The line, for whoever says that it is another client; of many the first ones are asked about."""
    draft_id = derived_id("draft", uow.workspace.facts().id, command.receipt, name_key(name))
    body: dict[str, Json] = {"name": name, "only": ONLY_ADD}
    uow.keep_draft(Draft(draft_id, command.grant.user, body, uow.at + DRAFT_LIVES))
    return draft_id
