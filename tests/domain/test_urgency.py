"""What comes first for whoever decides."""

from datetime import UTC, datetime, timedelta

from bot.domain.alerts import AlertState, Episode
from bot.domain.signs import Level
from bot.domain.urgency import by_urgency, is_overdue

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def episode(name: str, level: Level = Level.CUMULATIVE, **changes: object) -> Episode:
    values = {
        "id": name,
        "client": name,
        "number": 1,
        "state": AlertState.OPEN,
        "level": level,
        "told_level": level,
        "rules": (),
        "incidents": (),
        "raised_at": NOW - DAY,
        "hold_until": NOW - DAY,
        "told_at": NOW - DAY,
        **changes,
    }
    return Episode(**values)  # type: ignore[arg-type]


def order(*episodes: Episode) -> list[str]:
    return [each.id for each in by_urgency(episodes, NOW)]


def test_decisive_comes_before_everything() -> None:
    """Even where somebody has it, and the other one is older and nobody does."""
    mild = episode("mild", told_at=NOW - 9 * DAY)
    grave = episode("grave", Level.DECISIVE, taken_by="U1", state=AlertState.ACKNOWLEDGED, decide_by=NOW + DAY)
    assert order(mild, grave) == ["grave", "mild"]


def test_what_nobody_has_comes_before_what_is_overdue() -> None:
    """Then the overdue ones, then the others, each the oldest first."""
    taken = {"taken_by": "U1", "state": AlertState.ACKNOWLEDGED}
    assert order(
        episode("in time", decide_by=NOW + DAY, told_at=NOW - 8 * DAY, **taken),
        episode("late", decide_by=NOW, told_at=NOW - 2 * DAY, **taken),
        episode("later", decide_by=NOW - DAY, told_at=NOW - 3 * DAY, **taken),
        episode("new"),
        episode("old", told_at=NOW - 5 * DAY),
    ) == ["old", "new", "later", "late", "in time"]


def test_what_sleeps_comes_last() -> None:
    """The first to wake first, whatever its level; it is never overdue."""
    asleep = {"state": AlertState.SNOOZED, "decide_by": NOW - DAY}
    long = episode("long", Level.DECISIVE, snoozed_until=NOW + 3 * DAY, **asleep)
    short = episode("short", snoozed_until=NOW + DAY, **asleep)
    assert order(long, short, episode("awake")) == ["awake", "short", "long"]
    assert not is_overdue(long, NOW)


def test_what_was_not_said_yet_or_is_over_is_left_out() -> None:
    """A held alert may yet be taken back."""
    held = episode("held", state=AlertState.HELD, told_level=Level.CLEAR, told_at=None)
    assert order(held, episode("closed", state=AlertState.CLOSED)) == []


def test_overdue_begins_at_the_date_itself() -> None:
    """On it and after it, not before."""
    due = episode("due", decide_by=NOW)
    assert is_overdue(due, NOW)
    assert not is_overdue(due, NOW - timedelta(microseconds=1))
    assert not is_overdue(episode("open"), NOW)
