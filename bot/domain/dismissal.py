"""Two people for taking a flag about conduct away: one proposes, another confirms; docs/rules.md, "Who may"."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.history import Incident
from bot.domain.signs import CONDUCT

# A proposal that nobody confirmed within so many working days has lapsed, and the flag stands.
LAPSES_AFTER_WORKING_DAYS: Final = 5


class DismissalState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"  # by whoever proposed it
    DECLINED = "declined"  # by another reviewer
    LAPSED = "lapsed"  # nobody confirmed it in time, or whoever proposed it is no reviewer any more
    OVERTAKEN = "overtaken"  # the flag was taken back or corrected meanwhile


@dataclass(frozen=True, slots=True)
class Dismissal:
    """``waives``: it happened and shall not count; otherwise it is to be voided. ``settled_by`` confirmed or ended it."""

    id: str
    client: str
    incident: str
    waives: bool
    reason: str
    proposed_by: str
    proposed_at: datetime
    lapses_at: datetime
    state: DismissalState = DismissalState.PENDING
    settled_by: str | None = None
    settled_at: datetime | None = None

    @property
    def is_pending(self) -> bool:
        return self.state is DismissalState.PENDING

    @property
    def was_alone(self) -> bool:
        """The only reviewer dismissed it without a second person."""
        return self.state is DismissalState.CONFIRMED and self.settled_by == self.proposed_by


def is_about_conduct(incident: Incident) -> bool:
    """What was done to people, and whatever was marked as restricted: nobody takes such a flag away alone."""
    return incident.sign in CONDUCT or incident.restricted
