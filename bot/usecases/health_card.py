"""What `/client-health` shows of one client: the facts, for whoever asked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.alerts import Episode, Vote
from bot.domain.care import CareState
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.parting import GladAnswer, Parting
from bot.domain.reading import PointsLine, RuleReading, SignCount, WatchReading
from bot.domain.signs import Level, Remedy


class IncidentMark(StrEnum):
    """How an incident stands today."""

    COUNTED = "counted"
    OUT_OF_WINDOW = "out_of_window"
    SETTLED = "settled"
    VOIDED = "voided"
    WAIVED = "waived"
    NOT_COUNTING = "not_counting"


class Correction(StrEnum):
    """What the person who looks may do with an incident."""

    UNDO = "incident_undo"
    EDIT = "incident_edit"
    VOID = "incident_void"
    WAIVE = "incident_waive"


@dataclass(frozen=True, slots=True)
class CareLine:
    """What a flag marked restricted asks of the reviewers, for one of them. ``note`` is set once it is closed.

    ``can_take`` and ``can_give_back`` are about whoever asks.
    """

    id: str
    client: str
    client_name: str
    incident: str
    opened_at: datetime
    state: CareState
    taken_by: str | None
    closed_by: str | None
    closed_at: datetime | None
    note: str
    can_take: bool
    can_give_back: bool

    @property
    def is_open(self) -> bool:
        return self.state is not CareState.CLOSED


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """Somebody proposed to dismiss the flag. ``is_own``: whoever asks did, and may take it back."""

    id: str
    waives: bool
    reason: str
    by: str
    lapses_at: datetime
    is_own: bool
    can_confirm: bool


@dataclass(frozen=True, slots=True)
class DismissedLine:
    """Who dismissed a flag that takes two; ``confirmed_by`` is None where the only reviewer did it alone."""

    proposed_by: str
    confirmed_by: str | None


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """``note``, ``permalink`` and ``reason`` are None where the person who asked may not read the note; ``is_withheld``
    says so. ``reporter`` is None for everybody but reviewers and the reporter.

    ``about`` are those of the team whom it was done to; ``care`` and ``proposal`` are for reviewers alone.
    ``not_counting`` is a reason id of the domain where the mark is NOT_COUNTING. ``reason`` is the void's or waiver's.
    """

    id: str
    sign: str
    severity: str
    at: datetime
    mark: IncidentMark
    not_counting: str | None
    note: str | None
    reporter: str | None
    is_withheld: bool
    witnesses: int
    permalink: str | None
    facts: tuple[tuple[str, str], ...]
    corrections: tuple[Correction, ...]
    reason: str | None = None
    about: tuple[str, ...] = ()
    care: CareLine | None = None
    proposal: ProposalLine | None = None
    dismissed: DismissedLine | None = None


@dataclass(frozen=True, slots=True)
class PartingStory:
    """The latest parting of a client, with the ``answers`` to *glad you did?* by the days after its close."""

    parting: Parting
    answers: tuple[GladAnswer, ...]


@dataclass(frozen=True, slots=True)
class HealthCard:
    """``next_change`` is the earliest moment at which something leaves the count. ``more`` counts the older incidents.

    ``care`` are the restricted flags that nobody has closed yet, for reviewers alone. ``wants_warning``: somebody is to tell
    the client to stop, and to record that they did. ``on_hold_since``: a legal hold keeps all of it from being erased.
    ``wants_list``: the team is parting ways with them, and no list says who does what.
    """

    client: Client
    level: Level
    rules: tuple[RuleReading, ...]
    watch: tuple[WatchReading, ...]
    points: Decimal
    points_limit: Decimal
    points_window_days: int
    points_lines: tuple[PointsLine, ...]
    signs: tuple[SignCount, ...]
    next_change: datetime | None
    incidents: tuple[IncidentLine, ...]
    more: int
    waivers: int
    conditions: tuple[Condition, ...]
    kept_before: tuple[datetime, ...]
    calls_for: tuple[Remedy, ...]
    episode: Episode | None
    votes: tuple[Vote, ...]
    can_edit: bool
    can_merge: bool
    wants_warning: bool
    at: datetime
    language: str
    zone: str
    parting: PartingStory | None = None
    care: tuple[CareLine, ...] = ()
    on_hold_since: datetime | None = None
    wants_list: bool = False
