"""Merges a client into another, so that one history counts, and takes it apart again. Rows stay where they were entered."""

from dataclasses import dataclass, replace

from bot.domain.alerts import Cause, Closing, close
from bot.domain.client import Client, Standing
from bot.domain.history import ClientStatus
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, MergeForm, NotDone
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import apply_change, reassess
from bot.usecases.records import TimerKind
from bot.usecases.register_client import choices_of, root_client


@dataclass(frozen=True, slots=True)
class MergeClients:
    grant: Grant
    client: str
    into: str
    receipt: str


@dataclass(frozen=True, slots=True)
class UnmergeClient:
    grant: Grant
    client: str
    receipt: str


def open_merge_form(ports: Ports, grant: Grant, client_id: str) -> MergeForm | NotDone:
    with ports.store.read(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, client_id)
        if client is None:
            return NotDone("not_found", (), language)
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), language)
        direct = [each for each in uow.clients.merged_into(client.id) if each.merged_into == client.id]
        return MergeForm(client, choices_of(direct), language)


def merge_clients(ports: Ports, command: MergeClients) -> Done | NotDone | FieldRefused:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), language)
        client, into = uow.clients.get(command.client), root_client(uow, command.into)
        if client is None or into is None:
            return NotDone("not_found", (), language)
        done = Done("merged", (("client", client.name), ("into", into.name)), language)
        if not uow.take_receipt(command.receipt):
            return done
        refused = _refusal(uow, client, into, language)
        if refused is not None:
            uow.roll_back()
            return refused
        _close_alert(uow, client)
        for each in (*uow.clients.merged_into(client.id), client):
            moved = replace(each, root=into.id)
            uow.clients.save(replace(moved, merged_into=into.id) if each.id == client.id else moved)
        # Taken apart again, the client is judged anew: what was last known of it then, its timer too, is out of date.
        uow.clients.save_standing(replace(client, standing=Standing()))
        uow.timers.drop(TimerKind.CLIENT_CHANGES, client.id)
        uow.audit(grant.user, "client_merged", client.id, before={"into": None}, after={"into": into.id})
        reassess(ports.tuning, uow, into, Cause.ADDED)
        return done


def _refusal(uow: UnitOfWork, client: Client, into: Client, language: str) -> NotDone | FieldRefused | None:
    if client.merged_into is not None:
        return NotDone("already_merged", (), language)
    if client.id == into.id:
        return FieldRefused("into", "merge_self", {"client": client.name}, language)
    if into.status is ClientStatus.ARCHIVED:
        return FieldRefused("into", "merge_archived", {}, language)
    if any(parting.is_running for parting in uow.partings.of_client(client.id)):
        # Its list would go on for a client that nobody decided to let go.
        return FieldRefused("into", "merge_parting", {"client": client.name}, language)
    return None


def _close_alert(uow: UnitOfWork, client: Client) -> None:
    """The other client's alert goes on for both; this one's message says that it went."""
    episode = uow.episodes.latest(client.id)
    if episode is not None and episode.is_open:
        apply_change(uow, close(episode, Closing.MERGED, uow.at))


def unmerge_client(ports: Ports, command: UnmergeClient) -> Done | NotDone:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = uow.clients.get(command.client)
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), language)
        if client is None:
            return NotDone("not_found", (), language)
        done = Done("unmerged", (("client", client.name),), language)
        if not uow.take_receipt(command.receipt):
            return done
        if client.merged_into is None:
            return NotDone("not_merged", (), language)
        old_root = uow.clients.get(client.root)
        for each in _below(uow, client):
            uow.clients.save(replace(each, root=client.id))
        apart = replace(client, merged_into=None, root=client.id)
        uow.clients.save(apart)
        uow.audit(grant.user, "client_unmerged", client.id, before={"into": client.merged_into}, after={"into": None})
        reassess(ports.tuning, uow, replace(apart, revision=apart.revision + 1), Cause.ADDED)
        if old_root is not None:
            reassess(ports.tuning, uow, old_root, Cause.WITHDRAWN)
        return done


def _below(uow: UnitOfWork, client: Client) -> list[Client]:
    """Everybody who was merged into ``client``, at any depth."""
    together = uow.clients.merged_into(client.root)
    below: list[Client] = []
    parents = {client.id}
    while parents:
        children = [each for each in together if each.merged_into in parents]
        below.extend(children)
        parents = {each.id for each in children}
    return below
