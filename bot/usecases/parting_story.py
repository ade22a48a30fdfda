"""The latest parting of a client, as it is told to whoever looks at that client again."""

from collections.abc import Sequence

from bot.domain.client import Client
from bot.domain.history import ClientStatus, Decision, Entry, Outcome
from bot.domain.parting import Parting
from bot.usecases.health_card import PartingStory
from bot.usecases.ports import UnitOfWork


def parting_of(uow: UnitOfWork, client: Client) -> Parting | None:
    """The one that runs, else the latest, of a root client."""
    partings = uow.partings.of_client(client.id)
    return next((each for each in partings if each.is_running), partings[0] if partings else None)


def parting_story(uow: UnitOfWork, client: Client, entries: Sequence[Entry]) -> PartingStory | None:
    """``entries`` are the client's history: where nobody ever decided to part ways, the store is not asked."""
    was_decided = any(isinstance(entry, Decision) and entry.outcome is Outcome.PART_WAYS for entry in entries)
    if client.status is ClientStatus.ACTIVE and not was_decided:
        return None
    parting = parting_of(uow, client)
    return None if parting is None else PartingStory(parting, tuple(uow.partings.answers(parting.id)))
