"""A client's history: what happened, what was said about it, what was decided, and what was taken back.

Every entry has the moment it happened (`at`) and the moment it was recorded (`recorded_at`, which is `at` where
none is given), both aware. `by` is the person's id. A history is a sequence of entries in the order in which they were
entered; that order matters only for two decisions of the same `at` and the same `recorded_at`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from bot.domain.names import name_key
from bot.domain.signs import Billing, Severity, SignId, Stage


class Outcome(StrEnum):
    """What a review came to. `keep` and `probation` settle what was before them; `part_ways` settles nothing."""

    KEEP = "keep"
    PROBATION = "probation"
    PART_WAYS = "part_ways"


class _RecordedWhenItHappened:
    """Gives an entry that names no `recorded_at` the moment it happened."""

    __slots__ = ()

    def __post_init__(self) -> None:
        if self.recorded_at is None:  # type: ignore[attr-defined]  # every entry below has both fields
            object.__setattr__(self, "recorded_at", self.at)  # type: ignore[attr-defined]  # as above


@dataclass(frozen=True, slots=True)
class Incident(_RecordedWhenItHappened):
    """One thing that a client did. `hours` are of rework, `days_late` calendar days, `amount` money.

    `restricted`: whoever flagged it marked it as sexual, threatening, or about who someone is. It changes no verdict.
    """

    id: str
    at: datetime
    sign: str
    severity: Severity = Severity.NORMAL
    recorded_at: datetime = None  # type: ignore[assignment]  # set to `at` on construction
    days_late: int | None = None
    amount: Decimal | None = None
    our_error: bool = False
    after_agreement: bool = False
    hours: Decimal | None = None
    expects_rescue: bool = True
    stage: Stage = Stage.AGREED
    bar: str | None = None
    second_hand: bool = False
    restricted: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True)
class WarningGiven(_RecordedWhenItHappened):
    """The team told the client that the behaviour behind one sign must stop."""

    id: str
    at: datetime
    sign: str
    recorded_at: datetime = None  # type: ignore[assignment]  # set to `at` on construction
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Decision(_RecordedWhenItHappened):
    """The team's answer after a review. `until` goes with a probation: it ends just before that moment."""

    id: str
    at: datetime
    outcome: Outcome
    until: datetime | None = None
    recorded_at: datetime = None  # type: ignore[assignment]  # set to `at` on construction
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Void(_RecordedWhenItHappened):
    """Retracts an incident, a warning or a decision: from then on it is treated as if it had never been."""

    id: str
    at: datetime
    entry: str
    reason: str | None = None
    recorded_at: datetime = None  # type: ignore[assignment]  # set to `at` on construction
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver(_RecordedWhenItHappened):
    """Lets one incident pass: it happened, and from then on it does not count."""

    id: str
    at: datetime
    entry: str
    reason: str | None = None
    recorded_at: datetime = None  # type: ignore[assignment]  # set to `at` on construction
    by: str | None = None


Entry: TypeAlias = Incident | WarningGiven | Decision | Void | Waiver


@dataclass(frozen=True, slots=True)
class Exemption:
    """A client is exempt from a bar for what happened from `since` up to, not including, `until`; None is no edge."""

    bar: str
    since: datetime | None = None
    until: datetime | None = None

    def covers(self, bar: str | None, at: datetime) -> bool:
        """True where an incident over this bar at this moment does not count; bars are compared as names are.

        An incident that names no bar is covered by none.
        """
        if bar is None or (self.bar != bar and name_key(self.bar) != name_key(bar)):
            return False
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class ClientTerms:
    """What of a client bears on the verdict."""

    billing: Billing = Billing.FIXED
    exempt_bars: tuple[Exemption, ...] = ()


class ClientStatus(StrEnum):
    """`parting` and `former` clients keep their verdict and raise no more threshold alerts."""

    ACTIVE = "active"
    PARTING = "parting"
    FORMER = "former"
    ARCHIVED = "archived"


class EntryRefusal(StrEnum):
    """Why an entry cannot be taken."""

    IN_THE_FUTURE = "in_the_future"
    UNTIL_MISSING = "until_missing"
    UNTIL_NOT_AFTER_DECISION = "until_not_after_decision"
    UNTIL_WITHOUT_PROBATION = "until_without_probation"
    UNKNOWN_ENTRY = "unknown_entry"
    NOT_VOIDABLE = "not_voidable"
    NOT_WAIVABLE = "not_waivable"
    ABUSE_NOT_WAIVABLE = "abuse_not_waivable"


class RefusedEntry(ValueError):
    """An entry that cannot be taken: the field that is wrong and why."""

    def __init__(self, field: str, reason: EntryRefusal) -> None:
        super().__init__(f"{field}: {reason.value}")
        self.field = field
        self.reason = reason


def check_entry(history: Sequence[Entry], entry: Entry, now: datetime) -> None:
    """Passes an entry that may be added to this history at `now`; raises `RefusedEntry` for any other."""
    if entry.at > now:
        raise RefusedEntry("at", EntryRefusal.IN_THE_FUTURE)
    if entry.recorded_at > now:
        raise RefusedEntry("recorded_at", EntryRefusal.IN_THE_FUTURE)
    match entry:
        case Decision():
            check_until(entry.outcome, entry.at, entry.until)
        case Void():
            if isinstance(_entry_meant(history, entry.entry), Void | Waiver):
                raise RefusedEntry("entry", EntryRefusal.NOT_VOIDABLE)
        case Waiver():
            meant = _entry_meant(history, entry.entry)
            if not isinstance(meant, Incident):
                raise RefusedEntry("entry", EntryRefusal.NOT_WAIVABLE)
            if meant.sign == SignId.PHYSICAL_ABUSE:
                raise RefusedEntry("entry", EntryRefusal.ABUSE_NOT_WAIVABLE)
        case Incident() | WarningGiven():
            pass


def check_until(outcome: Outcome, at: datetime, until: datetime | None) -> None:
    """A probation needs an end after its decision, and nothing else has one; raises `RefusedEntry`."""
    if outcome != Outcome.PROBATION:
        if until is not None:
            raise RefusedEntry("until", EntryRefusal.UNTIL_WITHOUT_PROBATION)
    elif until is None:
        raise RefusedEntry("until", EntryRefusal.UNTIL_MISSING)
    elif until <= at:
        raise RefusedEntry("until", EntryRefusal.UNTIL_NOT_AFTER_DECISION)


def _entry_meant(history: Sequence[Entry], entry_id: str) -> Entry:
    for known in history:
        if known.id == entry_id:
            return known
    raise RefusedEntry("entry", EntryRefusal.UNKNOWN_ENTRY)
