"""What App Home shows, as facts, for whoever opened it; `slack.messages.home` draws it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from bot.domain.alerts import Episode
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.parting import Item, Parting
from bot.usecases.health_card import Correction
from bot.usecases.setup_hints import SetupHint

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """The first few of ``total``."""

    shown: tuple[T, ...]
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.shown)


class Came(StrEnum):
    """What came of an incident."""

    TAKEN_BACK = "taken_back"
    WAIVED = "waived"
    NOT_COUNTING = "not_counting"
    SETTLED = "settled"
    ALERT = "alert"
    PARTING = "parting"
    FORMER = "former"
    TOO_OLD = "too_old"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class FlagLine:
    """Something that the person flagged. No note: Home is read over somebody's shoulder.

    ``reason`` goes with TAKEN_BACK (one of `TakenBack`, None where a reviewer wrote one) and NOT_COUNTING (a reason id),
    ``kept_at`` with SETTLED, ``episode`` with ALERT.
    """

    incident: str
    client_name: str
    sign: str
    at: datetime
    came: Came
    reason: str | None
    kept_at: datetime | None
    episode: Episode | None
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class OwnedLine:
    """A client that the person owns. ``episode`` is its open alert, ``parting`` the one under way.

    ``is_overdue``: the date to decide on the alert has passed.
    """

    client: Client
    episode: Episode | None
    parting: Parting | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class AlertLine:
    client_name: str
    episode: Episode
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class WarningWaits:
    """The person was asked to tell the client that something must stop; ``at`` is when it happened last."""

    client: str
    client_name: str
    sign: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConditionWaits:
    client_name: str
    condition: Condition
    is_due: bool


@dataclass(frozen=True, slots=True)
class ItemWaits:
    """The step of a parting that the person has to do first, and how many ``more`` of that list are theirs by now.

    One that waits for the money waits for nobody.
    """

    parting: str
    client_name: str
    item: Item
    is_overdue: bool
    more: int = 0


@dataclass(frozen=True, slots=True)
class CareWaits:
    """Something restricted was reported of the client: no more is said of it here, not even the sign."""

    client: str
    client_name: str
    opened_at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True)
class DismissalWaits:
    """Somebody else proposed to take a flag away, which needs a second reviewer until it lapses."""

    client: str
    client_name: str
    lapses_at: datetime


@dataclass(frozen=True, slots=True)
class ProbationEnds:
    client: str
    client_name: str
    until: datetime


Wait: TypeAlias = AlertLine | WarningWaits | ConditionWaits | ItemWaits | CareWaits | DismissalWaits
Look: TypeAlias = ProbationEnds | ConditionWaits


@dataclass(frozen=True, slots=True)
class PartingLine:
    """``next`` is the first step that can be done now; None where all that is left waits for the money, or is done."""

    client_name: str
    parting: Parting
    next: Item | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class WithoutList:
    """The team is parting ways with them, and no list says who does what."""

    client: str
    client_name: str


@dataclass(frozen=True, slots=True)
class TeamDesk:
    """What a reviewer sees beside: ``alerts`` without those that they took themselves, ``open_alerts`` all of them."""

    alerts: Cut[AlertLine]
    open_alerts: int
    untaken: int
    overdue: int
    looks: Cut[Look]
    partings: Cut[PartingLine | WithoutList]
    alert_channel: str | None
    reviewers: int
    are_chosen: bool
    points_limit: Decimal
    points_window_days: int
    quorum: int


@dataclass(frozen=True, slots=True)
class HomeSheet:
    """``clients`` counts those of the whole team. ``team`` is None for whoever is no reviewer."""

    clients: int
    hints: tuple[SetupHint, ...]
    waits: Cut[Wait]
    owned: Cut[OwnedLine]
    flags: tuple[FlagLine, ...]
    has_older_flags: bool
    team: TeamDesk | None
    language: str
    zone: str
