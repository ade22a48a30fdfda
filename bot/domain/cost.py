"""What it takes to keep a client, against what they bring, over the time that is looked at.

Guesses are kept apart from what was recorded.

A waived or settled incident cost what it cost; a voided one never was, and one that was our own mistake is not theirs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.history import Incident
from bot.domain.review_window import YEAR
from bot.domain.signs import SignId
from bot.domain.verdict import Standing, StandingKind

MONTHS_IN_A_YEAR: Final = 12
_MICROSECOND: Final = timedelta(microseconds=1)
# Hours in which one person does a client's month's work, where no hourly rate is set: half a month to a whole one.
_MONTH_OF_WORK_H: Final = (Decimal(80), Decimal(160))
_COSTING: Final = (StandingKind.COUNTED, StandingKind.SETTLED, StandingKind.WAIVED)


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, both included; one value where nothing in it was guessed."""

    low: Decimal
    high: Decimal

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.high + other.high)

    def __mul__(self, other: "Range") -> "Range":
        """Of what is not negative."""
        return Range(self.low * other.low, self.high * other.high)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


# What an incident takes where nobody recorded hours: ours, by the kind of work that follows it. Shown as a guess.
_GUESSED_H: Final[Mapping[str, Range]] = {
    SignId.MIND_CHANGE: Range(Decimal(2), Decimal(8)),
    SignId.IGNORED_ADVICE: Range(Decimal(4), Decimal(16)),
    SignId.UNREASONABLE_DEMAND: Range(Decimal(2), Decimal(8)),
    SignId.LEGAL_RISK: Range(Decimal(2), Decimal(8)),
}
# Talking it over, writing about it, chasing the money.
_GUESSED_OTHERWISE_H: Final = Range(Decimal("0.5"), Decimal(2))


@dataclass(frozen=True, slots=True)
class Money:
    """A sum over ``times`` incidents, of which ``unknown`` named no amount."""

    amount: Decimal
    times: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What the time since ``since``, of ``months`` months, took and brought.

    ``hours`` were recorded; ``guessed`` incidents named none, and took ``hours_guessed``. ``rework`` counts how often
    they went back on what was approved. ``days_late`` is the longest delay, ``days_late_mean`` the mean of those known.
    ``rate`` is what an hour earns elsewhere: the team's own, or a guess (``is_rate_guessed``), or unknown.
    """

    since: datetime
    months: Decimal
    incidents: int
    hours: Decimal
    hours_guessed: Range
    guessed: int
    rework: int
    late: Money
    days_late: int | None
    days_late_mean: Decimal | None
    disputed: Money
    people: int
    monthly_value: Decimal | None
    rate: Range | None
    is_rate_guessed: bool

    @property
    def hours_lost(self) -> Range:
        return Range(self.hours, self.hours) + self.hours_guessed

    @property
    def elsewhere(self) -> Range | None:
        """What the lost hours would have earned with somebody else."""
        return None if self.rate is None else self.hours_lost * self.rate

    @property
    def brings(self) -> Decimal | None:
        """What they pay in that time; a client of less than a month is taken to have been one for a month."""
        return None if self.monthly_value is None else self.monthly_value * max(self.months, Decimal(1))

    @property
    def is_a_year(self) -> bool:
        return self.months == MONTHS_IN_A_YEAR

    @property
    def share(self) -> Range | None:
        """What the lost hours would have earned, as a part of what the client brings (1 is all of it)."""
        brings, elsewhere = self.brings, self.elsewhere
        if not brings or elsewhere is None:
            return None
        return Range(elsewhere.low / brings, elsewhere.high / brings)


def has_cost(incident: Incident, standings: Mapping[str, Standing], since: datetime) -> bool:
    """True for what happened later than ``since``, was theirs, and was never retracted."""
    return incident.at > since and standings[incident.id].kind in _COSTING


def cost_of_keeping(
    incidents: Iterable[Incident],
    standings: Mapping[str, Standing],
    *,
    people: int,
    monthly_value: Decimal | None,
    hourly_rate: Decimal | None,
    since: datetime,
    now: datetime,
) -> Cost:
    """``people`` is how many flagged the incidents that `has_cost` is true of: who they are stands beside the history."""
    window = [incident for incident in incidents if has_cost(incident, standings, since)]
    without_hours = [incident for incident in window if incident.hours is None]
    late = [incident for incident in window if incident.sign == SignId.SLOW_PAY]
    days_late = [incident.days_late for incident in late if incident.days_late is not None]
    return Cost(
        since=since,
        months=_months(now - since),
        incidents=len(window),
        hours=sum((incident.hours for incident in window if incident.hours is not None), Decimal(0)),
        hours_guessed=sum(
            (_GUESSED_H.get(incident.sign, _GUESSED_OTHERWISE_H) for incident in without_hours),
            Range(Decimal(0), Decimal(0)),
        ),
        guessed=len(without_hours),
        rework=sum(incident.sign == SignId.MIND_CHANGE for incident in window),
        late=_money(late),
        days_late=max(days_late, default=None),
        days_late_mean=Decimal(sum(days_late)) / len(days_late) if days_late else None,
        disputed=_money([incident for incident in window if incident.sign == SignId.INVOICE_DISPUTE]),
        people=people,
        monthly_value=monthly_value,
        rate=_rate(hourly_rate, monthly_value),
        is_rate_guessed=hourly_rate is None,
    )


def _months(length: timedelta) -> Decimal:
    """To the microsecond: a year has twelve exactly."""
    return Decimal(length // _MICROSECOND * MONTHS_IN_A_YEAR) / (YEAR // _MICROSECOND)


def _money(incidents: list[Incident]) -> Money:
    known = [incident.amount for incident in incidents if incident.amount is not None]
    return Money(sum(known, Decimal(0)), len(incidents), len(incidents) - len(known))


def _rate(hourly_rate: Decimal | None, monthly_value: Decimal | None) -> Range | None:
    if hourly_rate is not None:
        return Range(hourly_rate, hourly_rate)
    if not monthly_value:
        return None
    shortest, longest = _MONTH_OF_WORK_H
    return Range(monthly_value / longest, monthly_value / shortest)
