from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.care import (
    CareItem,
    CareRefusal,
    CareState,
    close,
    first_reminder,
    give_back,
    next_reminder,
    take,
)
from bot.domain.local_time import WorkingHours

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HOURS = WorkingHours(frozenset(range(5)), time(9), time(17), ZoneInfo("UTC"))
OPEN = CareItem("c-1", "acme", "i-1", MONDAY)
TAKEN = take(OPEN, "U0ANN", MONDAY, taker_has_left=False)


def test_the_first_to_take_it_has_it():
    """Taking it again changes nothing; another is refused until whoever has it has left."""
    assert isinstance(TAKEN, CareItem)
    assert (TAKEN.state, TAKEN.taken_by, TAKEN.taken_at) == (CareState.TAKEN, "U0ANN", MONDAY)
    assert take(TAKEN, "U0ANN", MONDAY, taker_has_left=False) is TAKEN
    assert take(TAKEN, "U0BEN", MONDAY, taker_has_left=False) is CareRefusal.TAKEN
    over = take(TAKEN, "U0BEN", MONDAY + timedelta(days=1), taker_has_left=True)
    assert isinstance(over, CareItem)
    assert over.taken_by == "U0BEN"


def test_only_whoever_has_it_gives_it_back():
    """Given back it is as it was."""
    assert isinstance(TAKEN, CareItem)
    assert give_back(TAKEN, "U0BEN") is CareRefusal.NOT_TAKEN_BY_YOU
    assert give_back(OPEN, "U0ANN") is CareRefusal.NOT_TAKEN_BY_YOU
    assert give_back(TAKEN, "U0ANN") == OPEN


@pytest.mark.parametrize("item", [OPEN, TAKEN])
def test_what_is_closed_stays_closed(item):
    """Anybody may close it, taken or not; after that nothing more is done with it."""
    closed = close(item, "U0BEN", "moved to another account", MONDAY)
    assert isinstance(closed, CareItem)
    assert (closed.is_open, closed.closed_by, closed.note) == (False, "U0BEN", "moved to another account")
    assert closed.taken_by == item.taken_by
    assert take(closed, "U0ANN", MONDAY, taker_has_left=True) is CareRefusal.CLOSED
    assert give_back(closed, "U0ANN") is CareRefusal.CLOSED
    assert close(closed, "U0ANN", "again", MONDAY) is CareRefusal.CLOSED


@pytest.mark.parametrize(
    ("reported", "first"),
    [
        ("2026-03-02T10:00", "2026-03-02T12:00"),
        ("2026-03-02T16:00", "2026-03-03T10:00"),
        ("2026-03-06T22:00", "2026-03-09T11:00"),
    ],
)
def test_the_first_reminder_is_two_working_hours_away(reported, first):
    """Reported on Friday night, it is said again on Monday."""
    at = datetime.fromisoformat(reported).replace(tzinfo=UTC)
    assert first_reminder(at, HOURS) == datetime.fromisoformat(first).replace(tzinfo=UTC)


def test_later_reminders_come_when_work_begins():
    """Each working morning, and not on a weekend."""
    friday = MONDAY + timedelta(days=4)
    assert next_reminder(MONDAY, HOURS) == MONDAY + timedelta(hours=23)
    assert next_reminder(friday, HOURS) == friday + timedelta(days=2, hours=23)
