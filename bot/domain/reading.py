"""A verdict as a person checks it by hand: each rule with its count, cut-off, window and dates; the points, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.history import Decision, Entry, Incident, Void
from bot.domain.signs import Level, Remedy, Rule, remedy_of, sign_of_rule
from bot.domain.verdict import HalfTheLimit, OneShort, RuleHit, Untold, Verdict


@dataclass(frozen=True, slots=True)
class RuleReading:
    """``rule`` is a rule id, or the id of a sign of the team's own.

    ``dates`` are when the incidents behind it happened, oldest first. ``cutoff`` and ``window_days`` are None for a rule
    that holds once. ``until`` is set for broken_probation alone, ``points`` and ``limit`` for points alone.
    """

    rule: str
    level: Level
    dates: tuple[datetime, ...]
    incidents: tuple[str, ...]
    cutoff: int | None = None
    window_days: int | None = None
    points: Decimal | None = None
    limit: Decimal | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PointsLine:
    """One incident's part of the points, and when it lapses."""

    incident: str
    sign: str
    at: datetime
    points: Decimal
    lapses_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignCount:
    """How far one sign is: counted incidents in its window against its cut-off (None: once is enough)."""

    sign: str
    counted: int
    cutoff: int | None
    window_days: int | None


@dataclass(frozen=True, slots=True)
class WatchReading:
    """Why a client is on watch. ``kind`` is "points", "one_short" (with its sign) or "untold"."""

    kind: str
    sign: str | None = None


_REMEDY_ORDER = (
    Remedy.LEAVE_AT_ONCE,
    Remedy.WARN,
    Remedy.STAND_FIRM,
    Remedy.COLLECT_FIRST,
    Remedy.HELP_ONCE_THEN_PART,
    Remedy.TEAM_CHOOSES,
)


def read_rules(verdict: Verdict, entries: Sequence[Entry]) -> tuple[RuleReading, ...]:
    """The rules that a text names, decisive ones first, each with what a person needs to check it."""
    incidents = {entry.id: entry for entry in entries if isinstance(entry, Incident)}
    readings = [_read_rule(hit, verdict, incidents, entries) for hit in verdict.told_rules]
    return tuple(sorted(readings, key=lambda reading: (-reading.level.rank, reading.rule)))


def _read_rule(
    hit: RuleHit, verdict: Verdict, incidents: Mapping[str, Incident], entries: Sequence[Entry]
) -> RuleReading:
    is_points = hit.rule == Rule.POINTS
    behind = sorted((incidents[incident] for incident in hit.incidents), key=lambda incident: incident.at)
    return RuleReading(
        rule=hit.rule,
        level=hit.level,
        dates=tuple(incident.at for incident in behind),
        incidents=tuple(incident.id for incident in behind),
        cutoff=hit.cutoff,
        window_days=None if hit.window is None else round(hit.window / timedelta(days=1)),
        points=verdict.points if is_points else None,
        limit=verdict.points_limit if is_points else None,
        until=_probation_end(entries) if hit.rule == Rule.BROKEN_PROBATION else None,
    )


def _probation_end(entries: Sequence[Entry]) -> datetime | None:
    voided = {entry.entry for entry in entries if isinstance(entry, Void)}
    decisions = [entry for entry in entries if isinstance(entry, Decision) and entry.id not in voided]
    latest = max(decisions, key=lambda decision: (decision.at, decision.recorded_at), default=None)
    return latest.until if latest else None


def read_watch(verdict: Verdict) -> tuple[WatchReading, ...]:
    """Why a client is on watch, in the order of the verdict."""
    readings = []
    for reason in verdict.watch:
        match reason:
            case HalfTheLimit():
                readings.append(WatchReading("points"))
            case OneShort(sign=sign):
                readings.append(WatchReading("one_short", sign))
            case Untold():
                readings.append(WatchReading("untold"))
    return tuple(readings)


def read_points(verdict: Verdict, entries: Sequence[Entry]) -> tuple[PointsLine, ...]:
    """The sum line by line, oldest first; the lines add up to ``verdict.points``."""
    incidents = {entry.id: entry for entry in entries if isinstance(entry, Incident)}
    return tuple(
        PointsLine(
            line.incident, incidents[line.incident].sign, incidents[line.incident].at, line.points, line.lapses_at
        )
        for line in verdict.points_lines
    )


def read_remedies(verdict: Verdict, entries: Sequence[Entry]) -> tuple[Remedy, ...]:
    """What the tripped signs call for: people's safety and the law first, then money, then the rest."""
    signs = {entry.id: entry.sign for entry in entries if isinstance(entry, Incident)}
    called_for = {Remedy.WARN} if verdict.warn_wanted else set()
    for hit in verdict.rules:
        own = sign_of_rule(hit.rule)
        if hit.rule in (Rule.MENTAL_ABUSE_AFTER_WARNING, Rule.HAGGLING_AFTER_AGREEMENT):
            called_for.add(remedy_of(hit.rule))
        elif own is not None:
            called_for.add(remedy_of(own))
        else:
            called_for.update(remedy_of(signs[incident]) for incident in hit.incidents)
    return tuple(remedy for remedy in _REMEDY_ORDER if remedy in called_for)
