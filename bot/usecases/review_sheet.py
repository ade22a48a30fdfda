"""What a review shows, as facts, for whoever asked; `slack.modals.review_form` draws it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from bot.domain.alerts import Episode, Vote
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.cost import Cost
from bot.domain.history import Outcome
from bot.domain.reading import RuleReading, WatchReading
from bot.domain.review import Kept, Month
from bot.domain.review_window import ReviewWindow
from bot.domain.signs import Level, Remedy
from bot.usecases.health_card import IncidentLine, PartingStory


@dataclass(frozen=True, slots=True)
class WarningLine:
    """They were told that something must stop. ``note`` is how; None where the person who asked may not read it."""

    sign: str
    at: datetime
    by: str
    note: str | None
    is_voided: bool
    void_reason: str | None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """``until`` goes with a probation."""

    outcome: Outcome
    at: datetime
    until: datetime | None
    by: str
    reason: str
    is_voided: bool
    void_reason: str | None


TimelineLine: TypeAlias = IncidentLine | WarningLine | DecisionLine


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """``lines`` are one page of the timeline, newest first; ``page`` counts from 0, ``total`` all of its entries, ``older``
    those that lie before the window.

    ``episode`` is the open alert. ``latest_decision`` is the id of the decision in force: whoever decides says which one
    they knew of. ``wants_list`` as on the health card.
    """

    client: Client
    level: Level
    rules: tuple[RuleReading, ...]
    watch: tuple[WatchReading, ...]
    calls_for: tuple[Remedy, ...]
    points: Decimal
    points_limit: Decimal
    months: tuple[Month, ...]
    cost: Cost
    window: ReviewWindow
    kept_before: tuple[Kept, ...]
    waivers: int
    conditions: tuple[Condition, ...]
    lines: tuple[TimelineLine, ...]
    page: int
    pages: int
    total: int
    older: int
    episode: Episode | None
    votes: tuple[Vote, ...]
    quorum: int
    latest_decision: str | None
    asker: str
    can_decide: bool
    at: datetime
    language: str
    zone: str
    parting: PartingStory | None = None
    wants_list: bool = False


@dataclass(frozen=True, slots=True)
class ReviewChart:
    """Points over twelve months; ``signs`` are those drawn by name, heaviest first, all others are one."""

    client_name: str
    months: tuple[Month, ...]
    signs: tuple[str, ...]
    language: str
    zone: str
