"""A list for a client who is being parted with and has none: it came so with an import."""

from dataclasses import dataclass

from bot.domain.client import Client
from bot.domain.history import ClientStatus
from bot.domain.parting import Parting
from bot.domain.people import Grant
from bot.domain.rules import judge
from bot.usecases.begin_parting import begin_parting
from bot.usecases.forms import Done, NotDone
from bot.usecases.parting_story import parting_of
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import policy_for
from bot.usecases.register_client import root_client


@dataclass(frozen=True, slots=True)
class BeginList:
    grant: Grant
    client: str
    receipt: str


@dataclass(frozen=True, slots=True)
class ListBegun:
    """``parting`` is the one whose list began."""

    done: Done
    parting: str


def wants_list(client: Client, parting: Parting | None) -> bool:
    """``parting`` is the client's latest. The team is parting ways with them, and nothing says who does what."""
    return client.status is ClientStatus.PARTING and (parting is None or not parting.is_running)


def begin_list(ports: Ports, command: BeginList) -> ListBegun | NotDone:
    """By a reviewer, in whose name it goes; of two the second is told who began it."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        about = (("client", client.name),)
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), language)
        known = parting_of(uow, client)
        if not uow.take_receipt(command.receipt) and known is not None and known.decided_by == grant.user:
            return ListBegun(Done("list_begun", about, language), known.id)
        if known is not None and known.is_running:
            return NotDone("has_list", (("by", known.decided_by), *about), language)
        if not wants_list(client, known):
            return NotDone("not_parting", about, language)
        parting = _begun(uow, grant, client)
        return ListBegun(Done("list_begun", about, language), parting.id)


def _begun(uow: UnitOfWork, grant: Grant, client: Client) -> Parting:
    """In the order that what stands against the client today calls for."""
    entries = uow.history.entries(client.id)
    verdict = judge(entries, client.terms, policy_for(uow, client), uow.at)
    return begin_parting(uow, grant, client, None, verdict, entries)
