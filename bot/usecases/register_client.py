"""Finds a client by what was typed, or makes a new one."""

from collections.abc import Sequence

from bot.domain import matching
from bot.domain.client import Client
from bot.domain.history import ClientStatus
from bot.domain.lookalikes import skeleton
from bot.domain.names import clean_name, name_key
from bot.domain.people import Grant
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.identity import derived_id
from bot.usecases.ports import UnitOfWork

NEAR_MAX = 3


def root_client(uow: UnitOfWork, client_id: str) -> Client | None:
    """The client itself, or the one it was merged into."""
    client = uow.clients.get(client_id)
    if client is None or client.root == client.id:
        return client
    return uow.clients.get(client.root)


class LooksAlike(Exception):
    """A new name looks the same as ``known``'s: somebody is to say whether they are one client."""

    def __init__(self, name: str, known: ClientChoice) -> None:
        super().__init__()
        self.name, self.known = name, known


class Looks:
    """The clients' names and aliases by how they look."""

    def __init__(self, uow: UnitOfWork) -> None:
        names = uow.clients.names()
        shown = {each.client: each.name for each in names if not each.is_alias}
        self._by_look: dict[str, dict[str, ClientChoice]] = {}
        for each in names:
            alias = each.name if each.is_alias else None
            self.add(each.name, ClientChoice(each.client, shown.get(each.client, each.name), alias))

    def add(self, name: str, client: ClientChoice) -> None:
        self._by_look.setdefault(skeleton(name), {}).setdefault(client.id, client)

    def like(self, name: str, besides: str | None = None) -> ClientChoice | None:
        """A client with a name that looks like ``name``; ``besides`` is the root client that may have it."""
        alike = self._by_look.get(skeleton(name), {})
        return next((choice for client, choice in alike.items() if client != besides), None)


def find_or_create(
    uow: UnitOfWork, grant: Grant, raw_name: str, *, is_another: bool = False, looks: Looks | None = None
) -> tuple[Client, bool]:
    """The client of that name, and whether it is new. Raises `NameRefused` where it cannot be a name.

    Raises `LooksAlike`, and creates nothing, where another client's name looks the same, unless somebody said that they
    are two (``is_another``). ``looks`` spares many in a row the reading, and is kept up to date.
    """
    name = clean_name(raw_name)
    key = name_key(name)
    known = uow.clients.by_keys([key]).get(key)
    if known is not None:
        return known, False
    looks = looks or Looks(uow)
    alike = None if is_another else looks.like(name)
    if alike is not None:
        raise LooksAlike(name, alike)
    client_id = derived_id("client", uow.workspace.facts().id, key, uow.at.isoformat())
    client = Client(id=client_id, name=name, created_at=uow.at, created_by=grant.user, root=client_id)
    uow.clients.add(client)
    uow.audit(grant.user, "client_created", client.id, after={"name": name})
    looks.add(name, ClientChoice(client.id, name))
    return client, True


def near_clients(uow: UnitOfWork, typed: str, limit: int = NEAR_MAX) -> tuple[ClientChoice, ...]:
    """Clients whose name or alias is nearly what was typed, the nearest first, each once."""
    known = uow.clients.names()
    names = {each.client: each.name for each in known if not each.is_alias}
    parted = {each.client for each in known if each.is_parted}
    near = matching.near_names(typed, [matching.KnownName(each.client, each.name) for each in known], limit)
    return tuple(
        ClientChoice(
            match.client,
            names[match.client],
            None if match.name == names[match.client] else match.name,
            match.client in parted,
        )
        for match in near
        if match.client in names
    )


def choices_of(clients: Sequence[Client]) -> tuple[ClientChoice, ...]:
    parted = (ClientStatus.PARTING, ClientStatus.FORMER)
    return tuple(ClientChoice(client.id, client.name, is_parted=client.status in parted) for client in clients)
