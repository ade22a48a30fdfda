"""A verdict as a person checks it by hand: each rule with its count, cut-off, window and dates; the points, line by line."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.signs import Level


@dataclass(frozen=True, slots=True)
class RuleReading:
    """``rule`` is a rule id of ten-signs.md, or the id of a sign of the team's own.

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
    lapses_at: datetime


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
