"""The rules: what a client's history comes to at one moment.

`judge` goes once over the history, then over what counts. `counting.explain` says how each single incident stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import attrgetter

from bot.domain.counting import Known, counted_by_sign, known_at
from bot.domain.history import ClientTerms, Decision, Entry, Incident, Outcome, WarningGiven
from bot.domain.policy import Policy, SignTerms
from bot.domain.signs import Level, Rule, SignId
from bot.domain.verdict import HalfTheLimit, OneShort, PointsLine, RuleHit, Untold, Verdict, WatchReason


@dataclass(slots=True)
class _Findings:
    """What the rules have come to so far. `moments` are those at which time alone may change something."""

    now: datetime
    hits: list[RuleHit] = field(default_factory=list)
    reasons: list[WatchReason] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)


def judge(history: Sequence[Entry], terms: ClientTerms, policy: Policy, now: datetime) -> Verdict:
    """The verdict at `now` (aware). `history` is in the order in which the entries were entered."""
    known = known_at(history, now)
    signs = policy.terms(terms.billing)
    by_sign = counted_by_sign(known, terms, policy, signs)
    counted = [incident for incidents in by_sign.values() for incident in incidents]

    found = _Findings(now)
    for sign in sorted(by_sign):  # so that the reasons have an order that does not hang on that of the history
        _weigh_sign(signs[sign], by_sign[sign], known, found)
    lines = _points_lines(counted, signs, policy.points_window, now)
    points = _weigh_points(lines, policy, found)
    _weigh_probation(known, counted, found)
    untold = _untold(known, by_sign.get(SignId.MENTAL_ABUSE, ()))
    if untold:
        found.reasons.append(Untold(untold))

    found.hits.sort(key=attrgetter("rule"))
    repeated = any(hit.rule == Rule.MENTAL_ABUSE_AFTER_WARNING for hit in found.hits)
    return Verdict(
        level=_level(found),
        rules=tuple(found.hits),
        points=points,
        points_limit=policy.points_limit,
        points_lines=tuple(lines),
        next_change=min(found.moments, default=None),
        counted=_ids(counted),
        watch=() if found.hits else tuple(found.reasons),
        warn_wanted=bool(untold) and not repeated,
    )


def _weigh_sign(terms: SignTerms, incidents: Sequence[Incident], known: Known, found: _Findings) -> None:
    if terms.sign == SignId.MENTAL_ABUSE:
        _weigh_abuse(terms, incidents, known, found)
    elif terms.cutoff is None or terms.window is None:
        found.hits.append(RuleHit(terms.sign, terms.level, _ids(incidents)))
    else:
        _weigh_window(terms, terms.cutoff, terms.window, incidents, found)
    if terms.sign == SignId.INVOICE_DISPUTE:
        haggled = [incident for incident in incidents if incident.after_agreement]
        if haggled:
            found.hits.append(RuleHit(Rule.HAGGLING_AFTER_AGREEMENT, Level.CUMULATIVE, _ids(haggled)))


def _weigh_window(
    terms: SignTerms, cutoff: int, window: timedelta, incidents: Sequence[Incident], found: _Findings
) -> None:
    start = _window_start(found.now, window)
    within = [incident for incident in incidents if incident.at > start]
    if not within:
        return
    leaves = _window_end(min(incident.at for incident in within), window)
    if leaves is not None:
        found.moments.append(leaves)
    if len(within) >= cutoff:
        found.hits.append(RuleHit(terms.sign, terms.level, _ids(within), window, cutoff))
    elif len(within) == cutoff - 1:
        found.reasons.append(OneShort(terms.sign, len(within), cutoff, window))


def _weigh_abuse(terms: SignTerms, incidents: Sequence[Incident], known: Known, found: _Findings) -> None:
    """Mental abuse that came again after they were told. What was settled or waived serves as the first time."""
    first = min(
        incident.at
        for incident in known.incidents
        if incident.sign == SignId.MENTAL_ABUSE and incident.id not in known.voided
    )
    told = min((warning.at for warning in _abuse_warnings(known) if warning.at >= first), default=None)
    again = [] if told is None else [incident for incident in incidents if incident.at > told]
    if again:
        found.hits.append(RuleHit(Rule.MENTAL_ABUSE_AFTER_WARNING, terms.level, _ids(again)))


def _untold(known: Known, incidents: Sequence[Incident]) -> tuple[str, ...]:
    """Mental abuse with no warning about it at or after it."""
    last = max((warning.at for warning in _abuse_warnings(known)), default=None)
    return _ids(incident for incident in incidents if last is None or incident.at > last)


def _abuse_warnings(known: Known) -> list[WarningGiven]:
    return [warning for warning in known.warnings if warning.sign == SignId.MENTAL_ABUSE]


def _points_lines(
    counted: Iterable[Incident], signs: Mapping[str, SignTerms], window: timedelta, now: datetime
) -> list[PointsLine]:
    start = _window_start(now, window)
    within = [
        (incident.at, incident.id, weight)
        for incident in counted
        if incident.at > start and (weight := signs[incident.sign].weights[incident.severity])
    ]
    within.sort()
    return [PointsLine(name, weight, _window_end(at, window)) for at, name, weight in within]


def _weigh_points(lines: Sequence[PointsLine], policy: Policy, found: _Findings) -> Decimal:
    points = sum([line.points for line in lines], Decimal(0))
    if lines and lines[0].lapses_at is not None:
        found.moments.append(lines[0].lapses_at)
    if points >= policy.points_limit:
        behind = tuple(sorted([line.incident for line in lines]))
        found.hits.append(RuleHit(Rule.POINTS, Level.CUMULATIVE, behind, policy.points_window))
    elif points * 2 >= policy.points_limit:
        found.reasons.append(HalfTheLimit(points, policy.points_limit))
    return points


def _weigh_probation(known: Known, counted: Iterable[Incident], found: _Findings) -> None:
    """The latest decision, where it is a probation: the rule if it was broken, and the moment of its end."""
    latest: Decision | None = None
    for decision in known.decisions:  # of two at one moment, recorded at one moment, the one entered later holds
        if latest is None or (decision.at, decision.recorded_at) >= (latest.at, latest.recorded_at):
            latest = decision
    if latest is None or latest.outcome != Outcome.PROBATION or latest.until is None:
        return
    broken = [incident for incident in counted if latest.at < incident.at < latest.until]
    if broken:
        found.hits.append(RuleHit(Rule.BROKEN_PROBATION, Level.CUMULATIVE, _ids(broken)))
    if latest.until > found.now:
        found.moments.append(latest.until)


def _level(found: _Findings) -> Level:
    if not found.hits:
        return Level.WATCH if found.reasons else Level.CLEAR
    return Level.DECISIVE if any(hit.level is Level.DECISIVE for hit in found.hits) else Level.CUMULATIVE


def _ids(incidents: Iterable[Incident]) -> tuple[str, ...]:
    return tuple(sorted([incident.id for incident in incidents]))


def _window_start(now: datetime, window: timedelta) -> datetime:
    """What happened after this moment is inside the window; a window longer than the calendar holds everything."""
    try:
        return now - window
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _window_end(at: datetime, window: timedelta) -> datetime | None:
    """When something that happened at `at` leaves the window; None beyond the calendar's end."""
    try:
        return at + window
    except OverflowError:
        return None
