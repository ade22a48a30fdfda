"""What a restricted flag asks of the reviewers: that one of them looks after the people in it; docs/rules.md, "Care".

Pure: an item and who acts go in; the changed item comes out, or why not. No text of anybody's is read or judged here.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.local_time import WorkingHours
from bot.domain.reminders import Wait

# Sooner than any alert: somebody may be waiting to be asked how they are. Later on, at the opening of each working day.
FIRST_REMINDER = Wait(hours=2)


class CareState(StrEnum):
    """From the moment something restricted is reported until a reviewer says what was done."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CareItem:
    """``incident`` is the flag that was marked, or what it was corrected into; ``note`` is for reviewers only."""

    id: str
    client: str
    incident: str
    opened_at: datetime
    state: CareState = CareState.OPEN
    taken_by: str | None = None
    taken_at: datetime | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    note: str = ""
    revision: int = 1

    @property
    def is_open(self) -> bool:
        """Nobody has said yet what was done."""
        return self.state is not CareState.CLOSED


class CareRefusal(StrEnum):
    """Why an item stays as it is."""

    CLOSED = "care_closed"
    TAKEN = "care_taken"
    NOT_TAKEN_BY_YOU = "care_not_yours"


def take(item: CareItem, user: str, at: datetime, *, taker_has_left: bool) -> CareItem | CareRefusal:
    """The first to take it has it. ``taker_has_left``: whoever had it is no reviewer any more, so it can be taken over."""
    if not item.is_open:
        return CareRefusal.CLOSED
    if item.taken_by == user:
        return item
    if item.taken_by is not None and not taker_has_left:
        return CareRefusal.TAKEN
    return replace(item, state=CareState.TAKEN, taken_by=user, taken_at=at)


def give_back(item: CareItem, user: str) -> CareItem | CareRefusal:
    if not item.is_open:
        return CareRefusal.CLOSED
    if item.taken_by != user:
        return CareRefusal.NOT_TAKEN_BY_YOU
    return replace(item, state=CareState.OPEN, taken_by=None, taken_at=None)


def close(item: CareItem, user: str, note: str, at: datetime) -> CareItem | CareRefusal:
    """Any reviewer may close it; who had taken it stays known."""
    if not item.is_open:
        return CareRefusal.CLOSED
    return replace(item, state=CareState.CLOSED, closed_by=user, closed_at=at, note=note)


def first_reminder(since: datetime, hours: WorkingHours) -> datetime:
    """When the reviewers are reminded of an item that nobody has had ``since`` then."""
    return hours.add_working_time(since, FIRST_REMINDER.days * hours.length + timedelta(hours=FIRST_REMINDER.hours))


def next_reminder(after: datetime, hours: WorkingHours) -> datetime:
    """Every working day when work begins, for as long as nobody takes it."""
    return hours.next_opening(after)
