"""What somebody flagged lately, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.alerts import Episode
from bot.domain.client import Client
from bot.domain.counting import explain
from bot.domain.history import ClientStatus, Entry, Incident, Void
from bot.domain.people import Grant
from bot.domain.policy import Policy
from bot.domain.verdict import Standing, StandingKind
from bot.usecases.home_sheet import Came, FlagLine
from bot.usecases.incident_lines import corrections_of
from bot.usecases.ports import UnitOfWork
from bot.usecases.reassess import policy_for
from bot.usecases.records import EntryRecord, TakenBack
from bot.usecases.who_may import may_know_reporter

_SET_ASIDE = {
    StandingKind.VOIDED: Came.TAKEN_BACK,
    StandingKind.WAIVED: Came.WAIVED,
    StandingKind.NOT_COUNTING: Came.NOT_COUNTING,
    StandingKind.SETTLED: Came.SETTLED,
}
_GONE = {ClientStatus.PARTING: Came.PARTING, ClientStatus.FORMER: Came.FORMER}


def flag_lines(
    uow: UnitOfWork,
    grant: Grant,
    records: Sequence[EntryRecord],
    clients: Mapping[str, Client],
    entries: Mapping[str, Sequence[Entry]],
    alerts: Mapping[str, Episode],
    reviewers: Sequence[str],
) -> tuple[FlagLine, ...]:
    """``records`` are the person's own, ``clients`` by any id, ``entries`` and ``alerts`` by root.

    An incident that was corrected is told by its correction alone; one whose reporter nobody may know, not at all.
    """
    standings: dict[str, dict[str, Standing]] = {}
    lines = []
    for record in records:
        if not may_know_reporter(grant, record):
            continue
        client = clients[record.client]
        history = entries[client.id]
        if client.id not in standings:
            explained = explain(history, client.terms, policy_for(uow, client), uow.at)
            standings[client.id] = {each.incident: each for each in explained}
        standing, incident = standings[client.id].get(record.entry.id), record.entry
        if standing is None or not isinstance(incident, Incident):
            continue
        reason = _reason(history, standing)
        if reason == TakenBack.CORRECTED:
            continue
        alert = alerts.get(client.id)
        came = _came(uow, client, incident, standing, alert)
        lines.append(
            FlagLine(
                incident=incident.id,
                client_name=client.name,
                sign=incident.sign,
                at=incident.at,
                came=came,
                reason=reason,
                kept_at=_kept_at(history, standing),
                episode=alert if came is Came.ALERT else None,
                # Nobody but an only reviewer may dismiss a flag of their own, and that one proposes nothing.
                corrections=corrections_of(grant, record, client, standing, uow, reviewers, is_proposed=False),
            )
        )
    return tuple(lines)


def _came(uow: UnitOfWork, client: Client, incident: Incident, standing: Standing, alert: Episode | None) -> Came:
    if standing.kind in _SET_ASIDE:
        return _SET_ASIDE[standing.kind]
    if client.status in _GONE:
        return _GONE[client.status]
    if alert is not None and incident.id in alert.incidents:
        return Came.ALERT
    return Came.COUNTS if _still_counts(policy_for(uow, client), client, incident, uow.at) else Came.TOO_OLD


def _still_counts(policy: Policy, client: Client, incident: Incident, now: datetime) -> bool:
    """In its sign's window, or with points in the window of the points."""
    terms, age = policy.sign(incident.sign, client.billing), now - incident.at
    has_points = terms.weights[incident.severity] > 0 and age < policy.points_window
    return terms.window is None or age < terms.window or has_points


def _reason(history: Sequence[Entry], standing: Standing) -> str | None:
    """The bot's own words for a void, and why something does not count; what a reviewer wrote stands on the card."""
    if standing.kind is StandingKind.NOT_COUNTING and standing.reason is not None:
        return standing.reason.value
    if standing.kind is not StandingKind.VOIDED:
        return None
    void = next((entry for entry in history if entry.id == standing.through), None)
    return void.reason if isinstance(void, Void) and void.reason in set(TakenBack) else None


def _kept_at(history: Sequence[Entry], standing: Standing) -> datetime | None:
    if standing.kind is not StandingKind.SETTLED:
        return None
    return next((entry.at for entry in history if entry.id == standing.through), None)
