"""What waits for whoever opened App Home, and which clients reviewers are to look at again."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.alerts import Episode
from bot.domain.care import CareState
from bot.domain.client import Client
from bot.domain.history import Incident
from bot.domain.parting import is_overdue as item_is_overdue
from bot.domain.parting import waits_for_money
from bot.domain.people import Grant
from bot.domain.review import latest_decision
from bot.domain.rules import judge
from bot.domain.urgency import by_urgency, is_overdue
from bot.usecases.ask_to_tell import waiting_to_be_told
from bot.usecases.home_reading import Seen
from bot.usecases.home_sheet import (
    AlertLine,
    CareWaits,
    ConditionWaits,
    DismissalWaits,
    ItemWaits,
    Look,
    ProbationEnds,
    Wait,
    WarningWaits,
)
from bot.usecases.ports import UnitOfWork
from bot.usecases.reassess import policy_for


def waits_for(
    uow: UnitOfWork, grant: Grant, seen: Seen, conditions: Sequence[tuple[Client, ConditionWaits]]
) -> list[Wait]:
    """People first; then what waits longest, or is due first."""
    waits: list[tuple[datetime, Wait]] = []
    for episode in by_urgency(seen.alerts.values(), uow.at):
        if episode.taken_by == grant.user:
            waits.append((episode.decide_by or episode.raised_at, alert_line(uow, seen, episode)))
    waits += [(warning.at, warning) for warning in _warnings(uow, seen)]
    waits += [(each.condition.due_at, each) for client, each in conditions if client.owner == grant.user]
    waits += [(item.item.due_at, item) for item in _items(uow, grant, seen)]
    waits += [(dismissal.lapses_at, dismissal) for dismissal in _dismissals(grant, seen)]
    return [*_care(grant, seen), *(wait for _, wait in sorted(waits, key=lambda each: each[0]))]


def _items(uow: UnitOfWork, grant: Grant, seen: Seen) -> list[ItemWaits]:
    """For each parting the first of the steps that the person has and that can be done now: the list shows the others."""
    waiting = []
    for parting in seen.partings:
        own = [
            item
            for item in parting.items
            if item.owner == grant.user and not item.is_settled and not waits_for_money(parting, item.step)
        ]
        if own:
            first = min(own, key=lambda item: item.due_at)
            is_late = item_is_overdue(parting, first, uow.at)
            waiting.append(ItemWaits(parting.id, seen.clients[parting.client].name, first, is_late, len(own) - 1))
    return waiting


def _care(grant: Grant, seen: Seen) -> list[CareWaits]:
    """What nobody has taken waits for every reviewer; what was taken, for whoever took it."""
    waiting = []
    for item in seen.care:
        is_mine = item.taken_by == grant.user
        if is_mine or item.state is CareState.OPEN:
            client = seen.clients[item.client]
            waiting.append(CareWaits(client.id, client.name, item.opened_at, is_mine))
    return waiting


def _dismissals(grant: Grant, seen: Seen) -> list[DismissalWaits]:
    """Not the person's own proposals, nor flags of theirs or about a client they own: those are for others to confirm."""
    waiting = []
    for dismissal in seen.dismissals:
        client = seen.clients[dismissal.client]
        flagged = next((entry for entry in seen.entries[client.id] if entry.id == dismissal.incident), None)
        reporter = flagged.by if isinstance(flagged, Incident) else None
        if grant.user not in (dismissal.proposed_by, client.owner, reporter):
            waiting.append(DismissalWaits(client.id, client.name, dismissal.lapses_at))
    return waiting


def alert_line(uow: UnitOfWork, seen: Seen, episode: Episode) -> AlertLine:
    return AlertLine(seen.clients[episode.client].name, episode, is_overdue(episode, uow.at))


def _warnings(uow: UnitOfWork, seen: Seen) -> list[WarningWaits]:
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
        # The one that they were asked about: what came since is told to whoever is asked about that.
        if incident is not None and incident.id == row.facts["incident"]:
            waiting.setdefault((client.id, sign), WarningWaits(client.id, client.name, sign, incident.at))
    return list(waiting.values())


def standing_conditions(uow: UnitOfWork, seen: Seen) -> list[tuple[Client, ConditionWaits]]:
    """Those of the decision in force, with their clients, the earliest date first."""
    standing = []
    for condition in reversed(seen.conditions):
        client = seen.clients[condition.client]
        latest = latest_decision(seen.entries[client.id])
        if latest is not None and latest.id == condition.decision:
            standing.append((client, ConditionWaits(client.name, condition, condition.due_at <= uow.at)))
    return standing


def looks_for(grant: Grant, seen: Seen, conditions: Sequence[tuple[Client, ConditionWaits]]) -> list[Look]:
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
