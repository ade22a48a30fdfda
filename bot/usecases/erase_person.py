"""Erases one person's data: their id becomes a marker everywhere, and what they wrote goes where that was asked for."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.people import GONE
from bot.usecases.alert_posts import revise_alert
from bot.usecases.erase_client import scrub_soon, tell_what_was_emptied
from bot.usecases.ports import Store, UnitOfWork
from bot.usecases.records import Json, OutboxKind, OutboxRow
from bot.usecases.register_client import root_client
from bot.usecases.register_ports import HeldRow, Mention
from bot.usecases.setup_hints import reviewers_in_force
from bot.usecases.withdraw_posts import withdraw_posts

# What no single place of can be emptied: a client's name has to be there, the others come and go with their rows.
LEFT_OUT = frozenset({"clients", "client_names", "people", "outbox", "drafts", "workspaces"})


@dataclass(frozen=True, slots=True)
class Erased:
    """``rows`` in which they stood, by table; ``posts`` of ours that are being taken back; ``marker`` stands for them now."""

    marker: str
    rows: tuple[tuple[str, int], ...]
    posts: int


@dataclass(frozen=True, slots=True)
class OnHold:
    """Nothing was changed: they stand in the history of these clients, by name, which are on legal hold."""

    clients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastReviewer:
    """Nothing was changed: they are the only reviewer. Another one is to be chosen first."""


@dataclass(frozen=True, slots=True)
class NothingHeld:
    """They stand nowhere."""


def erase_person(
    store: Store, workspace: str, user: str, by: str, *, with_notes: bool
) -> Erased | OnHold | LastReviewer | NothingHeld:
    """``with_notes``: the notes that they wrote go too; else those stay, as notes of somebody who left."""
    with store.write(workspace) as uow:
        standing = uow.register.standing(user)
        if not standing:
            return NothingHeld()
        held = clients_on_hold(uow, standing)
        if held:
            return OnHold(held)
        if uow.workspace.settings().reviewers == (user,):
            return LastReviewer()
        return _erase(uow, user, by, standing, with_notes=with_notes)


def _erase(uow: UnitOfWork, user: str, by: str, standing: Sequence[HeldRow], *, with_notes: bool) -> Erased:
    marker = f"{GONE}{secrets.token_hex(4)}"
    counts = Counter(row.table for row in standing)
    uow.audit(by, "person_erased", marker, after={"rows": dict(counts), "with_notes": with_notes})
    _leave_settings(uow, user)
    _hand_over(uow, user, by, standing)
    posts = withdraw_posts(uow, _posts_showing(uow, user, standing))
    _redraw_alerts(uow, standing)
    uow.eraser.clear_evidence(user)
    if with_notes:
        uow.eraser.clear_texts(user)
    uow.eraser.replace_person(user, marker)
    tell_what_was_emptied(uow, marker if by == user else by)
    scrub_soon(uow)
    return Erased(marker, tuple(sorted(counts.items())), posts)


def clients_on_hold(uow: UnitOfWork, standing: Sequence[HeldRow]) -> tuple[str, ...]:
    """The clients on legal hold, by name, that one of these rows is about."""
    names = []
    for hold in uow.holds.all():
        client = root_client(uow, hold.client)
        if client is None:
            continue
        ids = {row_id for found in uow.eraser.client_rows(client.id).values() for row_id in found}
        if any(value in ids for held in standing for value in held.row.values() if isinstance(value, str)):
            names.append(client.name)
    return tuple(sorted(names))


def _leave_settings(uow: UnitOfWork, user: str) -> None:
    settings = uow.workspace.settings()
    if user in (*settings.reviewers, *settings.contractors):
        reviewers = tuple(each for each in settings.reviewers if each != user)
        contractors = tuple(each for each in settings.contractors if each != user)
        uow.workspace.save_settings(settings.with_changes({"reviewers": reviewers, "contractors": contractors}))


def _hand_over(uow: UnitOfWork, user: str, by: str, standing: Sequence[HeldRow]) -> None:
    """What they still had to do in a parting is a reviewer's from now on."""
    reviewers = [each for each in reviewers_in_force(uow) if each != user]
    heir = by if by in reviewers else next(iter(reviewers), None)
    for parting_id in sorted({str(held.row["parting"]) for held in standing if held.table == "parting_items"}):
        parting = uow.partings.get(parting_id)
        if parting is None or not parting.is_running or heir is None:
            continue
        items = tuple(
            replace(item, owner=heir) if item.owner == user and not item.is_settled else item for item in parting.items
        )
        uow.partings.save(replace(parting, items=items))


def _posts_showing(uow: UnitOfWork, user: str, standing: Sequence[HeldRow]) -> list[str]:
    """Direct messages to them, lines and cards that name them, and the digests that may. Alerts are drawn anew instead."""
    rows = [uow.outbox.get(row_id) for row_id in uow.eraser.posts_about([user])]
    posts = {row.id for row in rows if row is not None and _is_theirs(row, user)}
    taken = [str(held.row["taken_at"]) for held in standing if held.table == "episodes" and held.row["taken_at"]]
    if taken:
        posts |= set(uow.eraser.digests_since(datetime.fromisoformat(min(taken))))
    return sorted(posts)


def _is_theirs(row: OutboxRow, user: str) -> bool:
    return row.destination == f"dm:{user}" or (row.kind is not OutboxKind.ALERT and user in row.facts.values())


def _redraw_alerts(uow: UnitOfWork, standing: Sequence[HeldRow]) -> None:
    """Of whatever they took, snoozed or voted on."""
    ids: set[Json] = {held.row["id"] for held in standing if held.table == "episodes"}
    ids |= {held.row["episode"] for held in standing if held.table == "reactions"}
    for episode_id in sorted(str(each) for each in ids):
        episode = uow.episodes.get(episode_id)
        if episode is not None and episode.was_posted:
            revise_alert(uow, episode)


def redact_mentions(store: Store, workspace: str, chosen: Sequence[str], by: str) -> int:
    """Empties the chosen places (`Mention.id`) where a name stands in what people typed; gives how many.

    Places of clients on legal hold are left as they are, and the notes of what was done to whoever asks.
    """
    with store.write(workspace) as uow:
        held = {client_id for hold in uow.holds.all() for client_id in _group(uow, hold.client)}
        places = [uow.register.place(place) for place in sorted(set(chosen))]
        free = [each for each in places if each is not None and each.table not in LEFT_OUT and each.client not in held]
        free = [each for each in free if not _is_about(uow, each, by)]
        if not free:
            return 0
        uow.audit(by, "mentions_erased", workspace, after={"places": len(free)})
        emptied = sum(uow.eraser.blank(mention) for mention in free)
        tell_what_was_emptied(uow, by)
        scrub_soon(uow)
        return emptied


def _is_about(uow: UnitOfWork, place: Mention, by: str) -> bool:
    """What was done to them is not theirs to empty: another reviewer, or the operator, does that."""
    record = uow.history.get(dict(place.key)["id"]) if place.table == "entries" else None
    return record is not None and by in record.about


def mentions_of(uow: UnitOfWork, words: str) -> list[Mention]:
    """Where a name stands in what people typed. Names of clients are left to *Edit client* and to *Erase client*."""
    return [each for each in uow.register.mentioning(words) if each.table not in LEFT_OUT]


def _group(uow: UnitOfWork, client_id: str) -> list[str]:
    client = root_client(uow, client_id)
    return [] if client is None else [client.id, *(each.id for each in uow.clients.merged_into(client.id))]
