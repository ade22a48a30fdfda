"""What the weekly digest says when it goes out: never notes, amounts or reporters."""

from datetime import datetime

from bot.domain.alerts import Episode
from bot.domain.digest import ListedAlert, make_digest
from bot.domain.parting import Parting
from bot.usecases.notices import DigestNotice
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxRow
from bot.usecases.register_client import root_client


def digest_notice(uow: UnitOfWork, row: OutboxRow) -> DigestNotice | None:
    """None where there is nothing to say and the settings want silence then, or where the next one is due already."""
    at, since = (datetime.fromisoformat(str(row.facts[name])) for name in ("at", "since"))
    settings = uow.workspace.settings()
    if str(row.facts["week"]) < settings.digest_schedule.latest(uow.at).name:
        return None
    digest = make_digest(
        _listed(uow, [*uow.episodes.open_ones(), *uow.episodes.closed_since(since)]),
        uow.clients.worst_first(0, uow.clients.count()),
        since=since,
        at=uow.at,
        policy_changes=sum(version.at > since for version in uow.workspace.policy_versions()),
        partings=_partings(uow),
    )
    if settings.digest_only_if_something and not digest.has_something:
        return None
    return DigestNotice(digest=digest, since=since, at=at, language=settings.language, zone=settings.timezone)


def _listed(uow: UnitOfWork, episodes: list[Episode]) -> list[ListedAlert]:
    """Under the names that the clients have today; a merged one under its root's."""
    listed = []
    for episode in episodes:
        client = root_client(uow, episode.client)
        if client is not None:
            listed.append(ListedAlert(client.name, episode))
    return listed


def _partings(uow: UnitOfWork) -> list[tuple[str, Parting]]:
    """The running ones, each with the name that its client has today."""
    found = [(root_client(uow, parting.client), parting) for parting in uow.partings.running()]
    return [(client.name, parting) for client, parting in found if client is not None]
