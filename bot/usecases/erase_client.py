"""Erases one client with its whole history, the messages about it, and what the audit trail says of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.client import Client
from bot.domain.dismissal import is_about_conduct
from bot.domain.history import Incident, Void, Waiver
from bot.domain.names import name_key
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone
from bot.usecases.ports import Ports, Store, UnitOfWork
from bot.usecases.propose_dismissal import takes_two
from bot.usecases.records import TimerKind
from bot.usecases.register_client import root_client
from bot.usecases.second_person import counted
from bot.usecases.withdraw_posts import withdraw_posts


@dataclass(frozen=True, slots=True)
class EraseClient:
    """``typed`` is the client's name, typed once more."""

    grant: Grant
    client: str
    typed: str
    receipt: str


def erase_client(ports: Ports, command: EraseClient) -> Done | NotDone | FieldRefused:
    """Refused while the client is on legal hold, and to anybody but reviewers."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), language)
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        if uow.holds.of_client(client.id) is not None:
            return NotDone("on_hold", (("client", client.name),), language)
        if name_key(command.typed) != name_key(client.name):
            return FieldRefused("confirm", "name_differs", {"client": client.name}, language)
        if _would_dismiss(uow, grant, client):
            return NotDone("conduct_stands", (("client", client.name),), language)
        if uow.take_receipt(command.receipt):
            drop_client(uow, client, grant.user, "client_erased")
        return Done("client_erased", (("client", client.name),), language)


def _would_dismiss(uow: UnitOfWork, grant: Grant, client: Client) -> bool:
    """Whether a flag about conduct that stands would go with it which this reviewer cannot dismiss alone.

    The operator can erase it all the same, and is a second person.
    """
    records = uow.history.records(client.id)
    taken_back = {record.entry.entry for record in records if isinstance(record.entry, Void | Waiver)}
    return any(
        record.entry.id not in taken_back
        and isinstance(record.entry, Incident)
        and is_about_conduct(record.entry)
        and (grant.user in record.about or takes_two(record, grant, counted(uow, grant.user, record)))
        for record in records
    )


class NotErased(StrEnum):
    """Why a client was left as it is."""

    NOT_FOUND = "not_found"
    ON_HOLD = "on_hold"


def erase_named_client(store: Store, workspace: str, name: str, by: str) -> NotErased | None:
    """The client of that name or alias; None where it was erased."""
    with store.write(workspace) as uow:
        client = uow.clients.by_keys([name_key(name)]).get(name_key(name))
        if client is None:
            return NotErased.NOT_FOUND
        if uow.holds.of_client(client.id) is not None:
            return NotErased.ON_HOLD
        drop_client(uow, client, by, "client_erased")
        return None


def drop_client(uow: UnitOfWork, client: Client, by: str, action: str) -> None:
    """``client`` is a root, and not on hold. What was posted goes by the next deliveries, the files by the next scrub."""
    group = (client, *uow.clients.merged_into(client.id))
    rows = uow.eraser.client_rows(client.id)
    ids = {row_id for found in rows.values() for row_id in found}
    names = {name for each in group for name in (each.name, *each.aliases)}
    named_in_trail = [
        mention
        for name in sorted(names)
        for mention in uow.register.mentioning(name)
        if mention.table == "audit" and name_key(name) in {name_key(line) for line in mention.text.splitlines()}
    ]
    # Its subject is the workspace: what the trail says of the client itself is emptied.
    counts = {table: len(found) for table, found in rows.items() if found}
    uow.audit(by, action, uow.workspace.facts().id, after={"client": client.id, "rows": counts})
    posts = {*uow.eraser.posts_about(ids), *uow.eraser.digests_since(min(each.created_at for each in group))}
    withdraw_posts(uow, sorted(posts))
    uow.eraser.drop_drafts({*ids, *names})
    uow.eraser.blank_audit(ids)
    for mention in named_in_trail:
        uow.eraser.blank(mention)
    uow.eraser.drop_client(client.id)
    tell_what_was_emptied(uow, by)
    scrub_soon(uow)


def tell_what_was_emptied(uow: UnitOfWork, by: str) -> None:
    """The trail says of itself which of its lines lost what they said."""
    lines = uow.eraser.emptied()
    if lines:
        uow.audit(by, "audit_redacted", uow.workspace.facts().id, after={"lines": list(lines)})


def scrub_soon(uow: UnitOfWork, at: datetime | None = None) -> None:
    """Has what was dropped taken out of the database's files: at once, unless a moment is given and none is sooner."""
    workspace = uow.workspace.facts().id
    wanted = at or uow.at
    known = uow.timers.get(TimerKind.SCRUB, workspace)
    if known is None or known > wanted:
        uow.timers.set(TimerKind.SCRUB, workspace, wanted)
