"""What a review looks at: the history newest first, the points month by month, and how often they were kept, for what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.history import Decision, Entry, Incident, Outcome, Void, WarningGiven
from bot.domain.local_time import local_day
from bot.domain.policy import SignTerms
from bot.domain.verdict import Standing, StandingKind

MONTHS_SHOWN: Final = 12

Told: TypeAlias = Incident | WarningGiven | Decision


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on the timeline. ``voided`` is the void that retracted it; None where it stands."""

    entry: Told
    voided: Void | None


@dataclass(frozen=True, slots=True)
class Month:
    """Points of the incidents that happened in one calendar month; ``first`` is its first day.

    ``counted`` is what counts today, ``settled`` what a keep has dealt with; ``by_sign`` holds both together, only signs
    with points in that month.
    """

    first: date
    counted: Decimal
    settled: Decimal
    by_sign: Mapping[str, Decimal]

    @property
    def points(self) -> Decimal:
        return self.counted + self.settled


@dataclass(frozen=True, slots=True)
class Kept:
    """One time the team decided to keep them; ``signs`` is what that settled: sign ids with how many, most first."""

    decision: Decision
    signs: tuple[tuple[str, int], ...]


def timeline(history: Iterable[Entry], now: datetime) -> tuple[Moment, ...]:
    """Incidents, warnings and decisions known at ``now``, newest first; of two at one moment the later entered first.

    A void or a waiver is no line of its own: it is told with what it dismissed.
    """
    told: list[Told] = []
    voids: dict[str, Void] = {}
    for entry in history:
        if entry.at > now or entry.recorded_at > now:
            continue
        if isinstance(entry, Void):
            voids.setdefault(entry.entry, entry)
        elif isinstance(entry, Incident | WarningGiven | Decision):
            told.append(entry)
    told.reverse()
    told.sort(key=lambda entry: entry.at, reverse=True)
    return tuple(Moment(entry, voids.get(entry.id)) for entry in told)


def months(
    incidents: Iterable[Incident],
    standings: Mapping[str, Standing],
    signs: Mapping[str, SignTerms],
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Month, ...]:
    """The last twelve calendar months of ``zone``, the current one last, empty ones too.

    Each incident has the points that today's policy gives it. What was voided or waived, or does not count by its own
    facts, has none.
    """
    firsts = _last_months(local_day(now, zone), MONTHS_SHOWN)
    counted = dict.fromkeys(firsts, Decimal(0))
    settled = dict.fromkeys(firsts, Decimal(0))
    by_sign: dict[date, dict[str, Decimal]] = {first: {} for first in firsts}
    # Local time is at most a day from UTC: what is older is left out without looking at its calendar.
    start = datetime(firsts[0].year, firsts[0].month, 1, tzinfo=zone)
    for incident in incidents:
        if incident.at < start:
            continue
        kind = standings[incident.id].kind
        sums = {StandingKind.COUNTED: counted, StandingKind.SETTLED: settled}.get(kind)
        first = local_day(incident.at, zone).replace(day=1)
        if sums is None or first not in sums or incident.sign not in signs:
            continue
        points = signs[incident.sign].weights[incident.severity]
        sums[first] += points
        if points:
            by_sign[first][incident.sign] = by_sign[first].get(incident.sign, Decimal(0)) + points
    return tuple(Month(first, counted[first], settled[first], by_sign[first]) for first in firsts)


def _last_months(day: date, how_many: int) -> list[date]:
    number = day.year * 12 + day.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - how_many + 1, number + 1)]


def heaviest_signs(shown: Sequence[Month], most: int) -> tuple[str, ...]:
    """The signs with the most points in these months, the heaviest first."""
    sums: dict[str, Decimal] = {}
    for month in shown:
        for sign, points in month.by_sign.items():
            sums[sign] = sums.get(sign, Decimal(0)) + points
    return tuple(sorted(sums, key=lambda sign: (-sums[sign], sign))[:most])


def kept_before(moments: Iterable[Moment], standings: Iterable[Standing]) -> tuple[Kept, ...]:
    """Each keep that stands, oldest first, and what it was the first to settle."""
    signs = {moment.entry.id: moment.entry.sign for moment in moments if isinstance(moment.entry, Incident)}
    settled: dict[str, Counter[str]] = {}
    for standing in standings:
        if standing.kind is StandingKind.SETTLED and standing.through is not None and standing.incident in signs:
            settled.setdefault(standing.through, Counter())[signs[standing.incident]] += 1
    keeps = [
        moment.entry
        for moment in moments
        if isinstance(moment.entry, Decision) and moment.voided is None and moment.entry.outcome != Outcome.PART_WAYS
    ]
    return tuple(
        Kept(keep, _most_first(settled.get(keep.id, Counter()))) for keep in sorted(keeps, key=lambda keep: keep.at)
    )


def _most_first(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def latest_decision(history: Iterable[Entry]) -> Decision | None:
    """The decision in force: of two at one moment the one recorded later, then the one entered later; voided ones are none."""
    entries = list(history)
    decisions = [entry for entry in entries if isinstance(entry, Decision)]
    if not decisions:
        return None
    voided = {entry.entry for entry in entries if isinstance(entry, Void)}
    standing = [decision for decision in reversed(decisions) if decision.id not in voided]
    # Of equals `max` takes the first, and the one entered last holds.
    return max(standing, key=lambda decision: (decision.at, decision.recorded_at), default=None)
