"""Clients to choose from while somebody types."""

from dataclasses import dataclass

from bot.domain.names import name_key
from bot.domain.people import Grant
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.flag_line import possible_name
from bot.usecases.ports import Ports
from bot.usecases.register_client import Looks, choices_of, near_clients

SUGGESTIONS_MAX = 20


@dataclass(frozen=True, slots=True)
class SuggestClients:
    grant: Grant
    typed: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``new_name`` is what a new client would be called; None where a client already has that name, or it cannot be one.

    ``alike`` is a client whose name looks the same: creating another asks for that to be chosen.
    """

    clients: tuple[ClientChoice, ...]
    new_name: str | None
    language: str
    alike: ClientChoice | None = None


def suggest_clients(ports: Ports, command: SuggestClients) -> Suggestions:
    """With nothing typed: the clients in the most trouble, since those are flagged most."""
    with ports.store.read(command.grant.workspace) as uow:
        language = uow.workspace.settings().language
        if not command.typed.strip():
            return Suggestions(choices_of(uow.clients.worst_first(0, SUGGESTIONS_MAX)), None, language)
        new_name = possible_name(command.typed)
        named = uow.clients.by_keys([name_key(new_name)]) if new_name else {}
        near = near_clients(uow, command.typed, SUGGESTIONS_MAX)
        # Whole names are found however they are ranked, of an archived client too: choosing it says why it cannot be.
        whole = [client for client in named.values() if client.id not in {choice.id for choice in near}]
        if named or new_name is None:
            return Suggestions((*choices_of(whole), *near)[:SUGGESTIONS_MAX], None, language)
        alike = Looks(uow).like(new_name)
        first = [] if alike is None else [alike]
        rest = [choice for choice in near if alike is None or choice.id != alike.id]
        return Suggestions((*first, *rest)[:SUGGESTIONS_MAX], new_name, language, alike)
