from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import alerts
from bot.domain.alerts import AlertState, Closing, Episode, Judged
from bot.domain.local_time import WorkingHours
from bot.domain.reminders import (
    REMIND_AFTER,
    STEPS,
    Hat,
    Recipient,
    begins_to_wait,
    called_to_decide,
    decision_due,
    overdue_again,
    reminded,
    reminder_moments,
    waits_for_taker,
)
from bot.domain.signs import Level

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = WorkingHours(frozenset(range(5)), time(9), time(17), BERLIN)
ALWAYS = WorkingHours(frozenset(range(7)), time(0), time(23, 59), BERLIN)

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LIE = Judged(Level.DECISIVE, ("lying",), ("i1",))
HELD = alerts.raise_alert("e", "acme", 1, LIE, AT, timedelta(seconds=30))
OPEN = alerts.end_hold(HELD, AT)
TAKEN = alerts.take(OPEN, "U1", AT, WEEK)
REVIEWED = alerts.begin_review(OPEN)
ASLEEP = alerts.snooze(OPEN, "U1", AT + timedelta(days=3), "on leave")
CLOSED = replace(OPEN, state=AlertState.CLOSED, closing=Closing.KEPT, closed_at=AT)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("level", "since", "expected"),
    [
        (Level.DECISIVE, "2027-03-22T10:00", ["2027-03-22T14:00", "2027-03-23T10:00", "2027-03-24T10:00"]),
        (Level.CUMULATIVE, "2027-03-22T10:00", ["2027-03-23T10:00", "2027-03-25T10:00", "2027-03-29T10:00"]),
        # Raised in the evening, at night, before work: counted from the next opening.
        (Level.DECISIVE, "2027-03-22T20:00", ["2027-03-23T13:00", "2027-03-23T17:00", "2027-03-24T17:00"]),
        (Level.DECISIVE, "2027-03-22T03:00", ["2027-03-22T13:00", "2027-03-22T17:00", "2027-03-23T17:00"]),
        # On a Friday, and on a Saturday, over the weekend on which the clock goes forward.
        (Level.DECISIVE, "2027-03-26T16:00", ["2027-03-29T12:00", "2027-03-29T16:00", "2027-03-30T16:00"]),
        (Level.CUMULATIVE, "2027-03-27T12:00", ["2027-03-29T17:00", "2027-03-31T17:00", "2027-04-02T17:00"]),
        # And on which it goes back.
        (Level.CUMULATIVE, "2027-10-29T09:00", ["2027-10-29T17:00", "2027-11-02T17:00", "2027-11-04T17:00"]),
        # Just at the closing, and a minute before it.
        (Level.DECISIVE, "2027-03-22T17:00", ["2027-03-23T13:00", "2027-03-23T17:00", "2027-03-24T17:00"]),
        (Level.DECISIVE, "2027-03-22T16:59", ["2027-03-23T12:59", "2027-03-23T16:59", "2027-03-24T16:59"]),
        (Level.DECISIVE, "2027-03-22T13:00", ["2027-03-22T17:00", "2027-03-23T13:00", "2027-03-24T13:00"]),
    ],
)
def test_reminders_come_in_working_time(level: Level, since: str, expected: list[str]) -> None:
    """Decisive after 4 working hours, 1 and 2 days; cumulative after 1, 3 and 5 days."""
    assert list(reminder_moments(level, local(since), WEEK)) == [local(text) for text in expected]


def test_who_works_day_and_night_is_reminded_by_the_real_hour() -> None:
    """Four hours are four hours, also over the one that the clock skips."""
    first, *_ = reminder_moments(Level.DECISIVE, local("2027-03-28T00:30"), ALWAYS)
    assert first == local("2027-03-28T00:30").astimezone(UTC) + timedelta(hours=4)


@given(
    st.sampled_from(list(REMIND_AFTER)),
    st.integers(1_262_304_000, 2_051_222_400),
    st.sampled_from(("UTC", "Europe/Berlin", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe")),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_reminders_lie_ahead_in_order_and_in_working_hours(
    level: Level, seconds: int, zone: str, days: set[int]
) -> None:
    """Wherever the team is and whenever it works, there is one moment for each step."""
    hours = WorkingHours(frozenset(days), time(9), time(17), ZoneInfo(zone))
    since = datetime.fromtimestamp(seconds, UTC)
    moments = reminder_moments(level, since, hours)
    assert len(moments) == len(STEPS)
    assert list(moments) == sorted({since, *moments})[1:]
    for moment in moments:
        shown = moment.astimezone(hours.zone)
        assert shown.weekday() in days
        assert time(9) <= shown.time() <= time(17)


@pytest.mark.parametrize(
    ("episode", "waits"),
    [
        (HELD, False),
        (OPEN, True),
        (TAKEN, False),
        (REVIEWED, True),
        (alerts.begin_review(TAKEN), False),
        (ASLEEP, False),
        (CLOSED, False),
        (alerts.let_go(TAKEN), True),
        (alerts.wake(ASLEEP, has_votes=False), True),
    ],
)
def test_an_alert_waits_while_it_is_awake_and_nobody_has_it(episode: Episode, waits: bool) -> None:
    """A vote does not take it: somebody still must."""
    assert waits_for_taker(episode) is waits


RISEN = replace(OPEN, told_at=AT + timedelta(hours=1))


@pytest.mark.parametrize(
    ("before", "after", "begins"),
    [
        (HELD, OPEN, True),
        (OPEN, OPEN, False),
        (OPEN, REVIEWED, False),
        (REVIEWED, OPEN, False),
        (OPEN, RISEN, True),
        (TAKEN, RISEN, True),
        (TAKEN, OPEN, True),
        (ASLEEP, OPEN, True),
        (OPEN, TAKEN, False),
        (OPEN, CLOSED, False),
    ],
)
def test_waiting_begins_once_each_time(before: Episode, after: Episode, begins: bool) -> None:
    """Posted, risen, given back, woken: each begins anew, and nothing else does."""
    assert begins_to_wait(before, after) is begins


def test_a_snooze_is_slept_out_before_a_late_decision_is_asked_for() -> None:
    """The later of the two dates; a closed alert has none, and one that nobody ever took has none either."""
    assert TAKEN.decide_by is not None
    short = alerts.snooze(TAKEN, "U1", TAKEN.decide_by - timedelta(days=1), "on leave")
    long = alerts.snooze(TAKEN, "U1", TAKEN.decide_by + timedelta(days=1), "on leave")
    assert decision_due(TAKEN) == decision_due(short) == TAKEN.decide_by
    assert decision_due(long) == long.snoozed_until
    assert decision_due(OPEN) is None
    assert decision_due(replace(TAKEN, state=AlertState.CLOSED)) is None


@pytest.mark.parametrize(
    ("level", "decide_by", "expected"),
    [
        (Level.DECISIVE, "2027-03-22T17:00", ("2027-03-23", "2027-03-24", "2027-03-25", "2027-04-01", "2027-04-08")),
        (Level.DECISIVE, "2027-03-26T17:00", ("2027-03-29", "2027-03-30", "2027-03-31", "2027-04-07", "2027-04-14")),
        (Level.CUMULATIVE, "2027-03-22T17:00", ("2027-03-25", "2027-03-30", "2027-04-06", "2027-04-13")),
        (Level.CUMULATIVE, "2027-03-25T17:00", ("2027-03-30", "2027-04-02", "2027-04-09", "2027-04-16")),
    ],
)
def test_a_late_decision_comes_back_when_work_begins(level: Level, decide_by: str, expected: tuple[str, ...]) -> None:
    """A decisive one for three working days, a cumulative one every third day for six; then once a week without end."""
    at = due_at = local(decide_by)
    for day in expected:
        at = overdue_again(level, due_at, at, WEEK)
        assert at == local(f"{day}T09:00")


def test_after_a_downtime_a_late_decision_comes_once_a_week() -> None:
    """It is asked for as it would be by then, and not made up for."""
    due_at, at = local("2027-03-22T17:00"), local("2027-06-02T12:30")
    assert overdue_again(Level.DECISIVE, due_at, at, WEEK) == local("2027-06-09T09:00")


def test_a_team_that_works_one_day_a_week_is_asked_on_that_day() -> None:
    """Never on a day off, and never twice for one of its days."""
    mondays = WorkingHours(frozenset({0}), WEEK.start, WEEK.end, WEEK.zone)
    at = due_at = local("2027-03-22T17:00")
    for day in ("2027-03-29", "2027-04-05", "2027-04-12", "2027-04-19"):
        at = overdue_again(Level.DECISIVE, due_at, at, mondays)
        assert at == local(f"{day}T09:00")


def test_first_whoever_is_closest_then_the_reviewers_too() -> None:
    """Nobody is told twice at once; where there is no owner the reviewers are asked from the first."""
    owner, reviewer = Recipient("U1", Hat.OWNER), Recipient("U2", Hat.REVIEWER)
    assert reminded(1, "U1", ("U2",)) == (owner,)
    assert reminded(2, "U1", ("U2", "U1")) == (owner, reviewer)
    assert reminded(1, None, ("U2",)) == (reviewer,)
    taker = Recipient("U1", Hat.TAKER)
    assert called_to_decide("U1", ("U2",), is_first=True) == (taker,)
    assert called_to_decide("U1", ("U1", "U2"), is_first=False) == (taker, reviewer)
    assert called_to_decide(None, ("U2",), is_first=True) == (reviewer,)
