"""App Home: what waits for whoever opened it, what is theirs, and what came of what they flagged.

As many statements whatever there is to show: nothing is asked client by client.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alerts import Episode
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.history import Entry
from bot.domain.parting import Parting, next_item, waits_for_money
from bot.domain.parting import is_overdue as item_is_overdue
from bot.domain.people import Grant
from bot.domain.review import latest_decision
from bot.domain.rules import judge
from bot.domain.urgency import by_urgency, is_overdue
from bot.usecases.ask_to_tell import WARNING_WANTED, waiting_to_be_told
from bot.usecases.home_flags import flag_lines
from bot.usecases.home_sheet import (
    AlertLine,
    ConditionWaits,
    Cut,
    HomeSheet,
    ItemWaits,
    Look,
    OwnedLine,
    PartingLine,
    ProbationEnds,
    T,
    TeamDesk,
    Wait,
    WarningWaits,
)
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import policy_for
from bot.usecases.records import EntryRecord, OutboxRow
from bot.usecases.setup_hints import are_chosen, reviewers_in_force, setup_hints

WAITS_SHOWN = 8
ALERTS_SHOWN = 8
LOOKS_SHOWN = 5
PARTINGS_SHOWN = 5
OWNED_SHOWN = 8
FLAGS_SHOWN = 5
# An edit leaves the incident that it corrected behind, which is not shown: so many more are looked at.
_FLAGS_READ = 3 * FLAGS_SHOWN
_ASKED_READ = 20
_CONDITIONS_READ = 40
_PROBATIONS_READ = 20
# An owner sees a condition so long before its date, a reviewer the end of a probation.
CONDITION_AHEAD = timedelta(days=7)
PROBATION_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read, once. ``clients`` leads any client id to its root, ``entries`` is by root, ``alerts`` by root too."""

    records: Sequence[EntryRecord]
    asked: Sequence[OutboxRow]
    conditions: Sequence[Condition]
    probations: Sequence[EntryRecord]
    partings: Sequence[Parting]
    owned: Sequence[Client]
    alerts: Mapping[str, Episode]
    clients: Mapping[str, Client]
    entries: Mapping[str, Sequence[Entry]]


def show_home(ports: Ports, grant: Grant) -> HomeSheet:
    with ports.store.read(grant.workspace) as uow:
        return home_sheet(uow, grant)


def home_sheet(uow: UnitOfWork, grant: Grant) -> HomeSheet:
    settings, seen = uow.workspace.settings(), _read(uow, grant)
    reviewers = reviewers_in_force(uow) if grant.is_reviewer else ()
    flags = flag_lines(uow, grant, seen.records, seen.clients, seen.entries, seen.alerts, reviewers)
    conditions = _conditions(uow, seen)
    waits = _waits(uow, grant, seen, conditions)
    return HomeSheet(
        clients=uow.clients.count(),
        hints=setup_hints(uow, grant, asks_for_clients=True),
        waits=_cut(waits, WAITS_SHOWN),
        owned=Cut(_owned(seen), uow.clients.count_owned(grant.user)),
        flags=flags[:FLAGS_SHOWN],
        has_older_flags=len(flags) > FLAGS_SHOWN or len(seen.records) == _FLAGS_READ,
        team=_team(uow, grant, seen, conditions, reviewers) if grant.is_reviewer else None,
        language=settings.language,
        zone=settings.timezone,
    )


def _read(uow: UnitOfWork, grant: Grant) -> _Seen:
    mine = None if grant.is_reviewer else grant.user
    records = uow.history.flagged_by(grant.user, _FLAGS_READ)
    asked = uow.outbox.direct_to(grant.user, WARNING_WANTED, _ASKED_READ)
    conditions = uow.conditions.unanswered(uow.at + CONDITION_AHEAD, _CONDITIONS_READ, mine)
    probations = (
        uow.history.probations_ending(uow.at, uow.at + PROBATION_AHEAD, _PROBATIONS_READ) if grant.is_reviewer else ()
    )
    partings, owned = uow.partings.running(), uow.clients.owned_by(grant.user, OWNED_SHOWN)
    open_ones = uow.episodes.open_ones()
    judged = {
        *(record.client for record in (*records, *probations)),
        *(str(row.facts["client"]) for row in asked),
        *(condition.client for condition in conditions),
    }
    named = judged | {episode.client for episode in open_ones} | {parting.client for parting in partings}
    clients = uow.clients.roots_of(named)
    roots = {clients[client].id for client in judged if client in clients}
    return _Seen(
        records=records,
        asked=asked,
        conditions=conditions,
        probations=probations,
        partings=partings,
        owned=owned,
        alerts={clients[episode.client].id: episode for episode in open_ones if episode.client in clients},
        clients=clients,
        entries=uow.history.entries_of(roots),
    )


def _cut(items: Sequence[T], most: int) -> Cut[T]:
    return Cut(tuple(items[:most]), len(items))


def _waits(
    uow: UnitOfWork, grant: Grant, seen: _Seen, conditions: Sequence[tuple[Client, ConditionWaits]]
) -> list[Wait]:
    """What waits longest, or is due first, comes first."""
    waits: list[tuple[datetime, Wait]] = []
    for episode in by_urgency(seen.alerts.values(), uow.at):
        if episode.taken_by == grant.user:
            waits.append((episode.decide_by or episode.raised_at, _alert(uow, seen, episode)))
    waits += [(warning.at, warning) for warning in _warnings(uow, seen)]
    waits += [(each.condition.due_at, each) for client, each in conditions if client.owner == grant.user]
    for parting in seen.partings:
        for item in parting.items:
            if item.owner == grant.user and not item.is_settled and not waits_for_money(parting, item.step):
                client = seen.clients[parting.client]
                is_late = item_is_overdue(parting, item, uow.at)
                waits.append((item.due_at, ItemWaits(parting.id, client.name, item, is_late)))
    return [wait for _, wait in sorted(waits, key=lambda each: each[0])]


def _alert(uow: UnitOfWork, seen: _Seen, episode: Episode) -> AlertLine:
    return AlertLine(seen.clients[episode.client].name, episode, is_overdue(episode, uow.at))


def _warnings(uow: UnitOfWork, seen: _Seen) -> list[WarningWaits]:
    """What the person was asked to say and nobody has said since, each client and sign once."""
    marked = uow.workspace.settings().warn_signs
    waiting: dict[tuple[str, str], WarningWaits] = {}
    for row in seen.asked:
        client = seen.clients.get(str(row.facts["client"]))
        if client is None or not client.raises_alerts:
            continue
        entries, sign = seen.entries[client.id], str(row.facts["sign"])
        verdict = judge(entries, client.terms, policy_for(uow, client), uow.at)
        incident = waiting_to_be_told(entries, verdict, marked).get(sign)
        if incident is not None:
            waiting.setdefault((client.id, sign), WarningWaits(client.id, client.name, sign, incident.at))
    return list(waiting.values())


def _conditions(uow: UnitOfWork, seen: _Seen) -> list[tuple[Client, ConditionWaits]]:
    """Those of the decision in force, with their clients, the earliest date first."""
    standing = []
    for condition in reversed(seen.conditions):
        client = seen.clients[condition.client]
        latest = latest_decision(seen.entries[client.id])
        if latest is not None and latest.id == condition.decision:
            standing.append((client, ConditionWaits(client.name, condition, condition.due_at <= uow.at)))
    return standing


def _owned(seen: _Seen) -> tuple[OwnedLine, ...]:
    partings = {seen.clients[parting.client].id: parting for parting in seen.partings}
    return tuple(OwnedLine(client, seen.alerts.get(client.id), partings.get(client.id)) for client in seen.owned)


def _team(
    uow: UnitOfWork,
    grant: Grant,
    seen: _Seen,
    conditions: Sequence[tuple[Client, ConditionWaits]],
    reviewers: Collection[str],
) -> TeamDesk:
    settings, policy = uow.workspace.settings(), uow.workspace.policy()
    urgent = by_urgency(seen.alerts.values(), uow.at)
    others = [episode for episode in urgent if episode.taken_by != grant.user]
    alerts = tuple(_alert(uow, seen, episode) for episode in others[:ALERTS_SHOWN])
    return TeamDesk(
        alerts=Cut(alerts, len(others)),
        open_alerts=len(urgent),
        untaken=sum(episode.taken_by is None for episode in urgent),
        overdue=sum(is_overdue(episode, uow.at) for episode in urgent),
        looks=_cut(_looks(grant, seen, conditions), LOOKS_SHOWN),
        partings=_cut([_parting(uow, seen, parting) for parting in seen.partings], PARTINGS_SHOWN),
        alert_channel=settings.alert_channel,
        reviewers=len(reviewers),
        are_chosen=are_chosen(reviewers, settings),
        points_limit=policy.points_limit,
        points_window_days=round(float(policy.points_window_days)),
        quorum=settings.quorum,
    )


def _looks(grant: Grant, seen: _Seen, conditions: Sequence[tuple[Client, ConditionWaits]]) -> list[Look]:
    """Clients that were kept and are to be looked at again; where an alert is open, that is looked at."""
    looks: list[tuple[datetime, Look]] = [
        (each.condition.due_at, each)
        for client, each in conditions
        if each.is_due and client.owner != grant.user and client.id not in seen.alerts
    ]
    for record in seen.probations:
        client = seen.clients[record.client]
        latest = latest_decision(seen.entries[client.id])
        is_in_force = latest is not None and latest.id == record.entry.id
        if not is_in_force or latest is None or latest.until is None or client.id in seen.alerts:
            continue
        if client.raises_alerts:
            looks.append((latest.until, ProbationEnds(client.id, client.name, latest.until)))
    return [look for _, look in sorted(looks, key=lambda each: each[0])]


def _parting(uow: UnitOfWork, seen: _Seen, parting: Parting) -> PartingLine:
    client = seen.clients[parting.client]
    following = next_item(parting)
    is_late = following is not None and item_is_overdue(parting, following, uow.at)
    return PartingLine(client.name, parting, following, is_late)
