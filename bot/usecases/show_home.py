"""App Home: what waits for whoever opened it, what is theirs, and what came of what they flagged."""

from collections.abc import Collection, Sequence

from bot.domain.client import Client
from bot.domain.parting import Parting, next_item
from bot.domain.parting import is_overdue as item_is_overdue
from bot.domain.people import Grant
from bot.domain.urgency import by_urgency, is_overdue
from bot.usecases.home_flags import flag_lines
from bot.usecases.home_reading import FLAGS_READ, FLAGS_SHOWN, Seen, read_home
from bot.usecases.home_sheet import ConditionWaits, Cut, HomeSheet, OwnedLine, PartingLine, T, TeamDesk, WithoutList
from bot.usecases.home_waits import alert_line, looks_for, standing_conditions, waits_for
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.setup_hints import are_chosen, reviewers_in_force, setup_hints

WAITS_SHOWN = 8
ALERTS_SHOWN = 8
LOOKS_SHOWN = 5
PARTINGS_SHOWN = 5


def show_home(ports: Ports, grant: Grant) -> HomeSheet:
    with ports.store.read(grant.workspace) as uow:
        return home_sheet(uow, grant)


def home_sheet(uow: UnitOfWork, grant: Grant) -> HomeSheet:
    settings, seen = uow.workspace.settings(), read_home(uow, grant)
    reviewers = reviewers_in_force(uow) if grant.is_reviewer else ()
    flags = flag_lines(uow, grant, seen.records, seen.clients, seen.entries, seen.alerts, reviewers)
    conditions = standing_conditions(uow, seen)
    waits = waits_for(uow, grant, seen, conditions)
    return HomeSheet(
        clients=uow.clients.count(),
        hints=setup_hints(uow, grant, asks_for_clients=True),
        waits=_cut(waits, WAITS_SHOWN),
        owned=Cut(_owned(uow, seen), uow.clients.count_owned(grant.user)),
        flags=flags[:FLAGS_SHOWN],
        has_older_flags=len(flags) > FLAGS_SHOWN or len(seen.records) == FLAGS_READ,
        team=_team(uow, grant, seen, conditions, reviewers) if grant.is_reviewer else None,
        language=settings.language,
        zone=settings.timezone,
    )


def _cut(items: Sequence[T], most: int) -> Cut[T]:
    return Cut(tuple(items[:most]), len(items))


def _owned(uow: UnitOfWork, seen: Seen) -> tuple[OwnedLine, ...]:
    partings = {seen.clients[parting.client].id: parting for parting in seen.partings}
    lines = []
    for client in seen.owned:
        episode = seen.alerts.get(client.id)
        is_late = episode is not None and is_overdue(episode, uow.at)
        lines.append(OwnedLine(client, episode, partings.get(client.id), is_late))
    return tuple(lines)


def _team(
    uow: UnitOfWork,
    grant: Grant,
    seen: Seen,
    conditions: Sequence[tuple[Client, ConditionWaits]],
    reviewers: Collection[str],
) -> TeamDesk:
    settings, policy = uow.workspace.settings(), uow.workspace.policy()
    urgent = by_urgency(seen.alerts.values(), uow.at)
    others = [episode for episode in urgent if episode.taken_by != grant.user]
    alerts = tuple(alert_line(uow, seen, episode) for episode in others[:ALERTS_SHOWN])
    return TeamDesk(
        alerts=Cut(alerts, len(others)),
        open_alerts=len(urgent),
        untaken=sum(episode.taken_by is None for episode in urgent),
        overdue=sum(is_overdue(episode, uow.at) for episode in urgent),
        looks=_cut(looks_for(grant, seen, conditions), LOOKS_SHOWN),
        partings=_cut(_partings(uow, seen), PARTINGS_SHOWN),
        alert_channel=settings.alert_channel,
        reviewers=len(reviewers),
        are_chosen=are_chosen(reviewers, settings),
        points_limit=policy.points_limit,
        points_window_days=round(float(policy.points_window_days)),
        quorum=settings.quorum,
    )


def _partings(uow: UnitOfWork, seen: Seen) -> list[PartingLine | WithoutList]:
    """Those for which somebody has yet to begin come first."""
    return [
        *(WithoutList(client.id, client.name) for client in seen.without_list),
        *(_parting(uow, seen, parting) for parting in seen.partings),
    ]


def _parting(uow: UnitOfWork, seen: Seen, parting: Parting) -> PartingLine:
    client = seen.clients[parting.client]
    following = next_item(parting)
    is_late = following is not None and item_is_overdue(parting, following, uow.at)
    return PartingLine(client.name, parting, following, is_late)
