"""What the rules say of a client at one moment, with the reasons and the arithmetic."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from bot.domain.signs import Level, Rule


@dataclass(frozen=True, slots=True)
class RuleHit:
    """One rule that holds. `incidents` are ids sorted as text; one that holds once has no window and no cut-off."""

    rule: str
    level: Level
    incidents: tuple[str, ...]
    window: timedelta | None = None
    cutoff: int | None = None

    @property
    def is_tripped_by_one(self) -> bool:
        """True where a single incident is enough for this rule."""
        return self.rule != Rule.POINTS and (self.cutoff is None or self.cutoff == 1)


class PointsLine(NamedTuple):
    """One line of the sum: what an incident adds now, and when that lapses."""

    incident: str
    points: Decimal
    lapses_at: datetime | None


@dataclass(frozen=True, slots=True)
class HalfTheLimit:
    """The points reach half the limit."""

    points: Decimal
    limit: Decimal


@dataclass(frozen=True, slots=True)
class OneShort:
    """One more incident of this sign within its window trips it."""

    sign: str
    count: int
    cutoff: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Untold:
    """Mental abuse that no warning has answered yet; `incidents` are ids sorted as text."""

    incidents: tuple[str, ...]


WatchReason: TypeAlias = HalfTheLimit | OneShort | Untold


@dataclass(frozen=True, slots=True)
class Verdict:
    """The level at one moment and what it rests on.

    `rules` are in alphabetical order of their ids. `points_lines` add up to `points`, oldest first, and hold only
    incidents that have points and lie in the points window. `counted` are ids sorted as text. `watch` is empty where a
    rule holds. `next_change` is the next moment at which time alone may change something. `warn_wanted`: there is
    counted mental abuse that no warning answers, and it has not yet come again after one.
    """

    level: Level
    rules: tuple[RuleHit, ...]
    points: Decimal
    points_limit: Decimal
    points_lines: tuple[PointsLine, ...]
    next_change: datetime | None
    counted: tuple[str, ...]
    watch: tuple[WatchReason, ...]
    warn_wanted: bool

    @property
    def told_rules(self) -> tuple[RuleHit, ...]:
        """The rules that a text names: where one incident alone trips another rule, `points` is left out."""
        if any(hit.is_tripped_by_one for hit in self.rules):
            return tuple(hit for hit in self.rules if hit.rule != Rule.POINTS)
        return self.rules


class StandingKind(StrEnum):
    """How one incident stands in a verdict."""

    COUNTED = "counted"
    VOIDED = "voided"
    WAIVED = "waived"
    SETTLED = "settled"
    NOT_COUNTING = "not_counting"


class NotCounting(StrEnum):
    """Why an incident's own facts, or the policy, keep it from counting."""

    WITHIN_GRACE = "within_grace"
    OUR_ERROR = "our_error"
    QUOTING = "quoting"
    NO_RESCUE = "no_rescue"
    EXEMPT_BAR = "exempt_bar"
    SIGN_OFF = "sign_off"
    UNKNOWN_SIGN = "unknown_sign"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one incident stands. `through` is the id of the void, the waiver or the keep that made it so."""

    incident: str
    kind: StandingKind
    reason: NotCounting | None = None
    through: str | None = None
