from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.clock import SandboxClock

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_standing_clock_moves_only_when_moved() -> None:
    """With `running=False` the time is what it was set to, to the microsecond."""
    clock = SandboxClock(START, running=False)
    assert clock.now() == START
    clock.move(timedelta(days=1))
    assert clock.now() == START + timedelta(days=1)
    assert clock.monotonic() == 86_400


def test_monotonic_never_goes_back() -> None:
    """Setting the wall clock back does not turn back the other one."""
    clock = SandboxClock(START, running=False)
    clock.set(START - timedelta(hours=1))
    assert clock.now() == START - timedelta(hours=1)
    assert clock.monotonic() == 0


def test_listeners_hear_of_each_move() -> None:
    """Whoever asked is called after the move, and sees the new time."""
    clock = SandboxClock(START, running=False)
    heard: list[datetime] = []
    clock.on_move(lambda: heard.append(clock.now()))
    clock.move(timedelta(minutes=1))
    assert heard == [START + timedelta(minutes=1)]


def test_a_naive_time_is_refused() -> None:
    """A time without an offset is no time."""
    with pytest.raises(ValueError, match="aware"):
        SandboxClock(datetime(2026, 3, 2))  # noqa: DTZ001 what is refused
