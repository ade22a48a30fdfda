from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.local_time import WorkingHours, days_between, due, next_midnight, read_moment, write_moment

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "Africa/Cairo", "Asia/Beirut", "America/Santiago")]
ZONES += [ZoneInfo(name) for name in ("Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "America/New_York")]
WEEK = WorkingHours(frozenset(range(5)), time(9), time(17), BERLIN)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30), "2027-03-28T01:00:00Z"),
        ("Europe/Berlin", date(2027, 10, 31), time(2, 30), "2027-10-31T00:30:00Z"),
        ("Africa/Cairo", date(2027, 4, 30), time(0), "2027-04-29T22:00:00Z"),
        ("Asia/Beirut", date(2027, 3, 28), time(0), "2027-03-27T22:00:00Z"),
        ("America/Santiago", date(2027, 9, 5), time(0), "2027-09-05T04:00:00Z"),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15), "2027-10-02T15:30:00Z"),
        ("Europe/Berlin", date(2027, 6, 1), time(9), "2027-06-01T07:00:00Z"),
        ("Pacific/Apia", date(2011, 12, 30), time(9), "2011-12-30T10:00:00Z"),
    ],
)
def test_a_wall_time_is_due_once_a_day(zone, day, at, expected):
    """The first of two, the end of a gap, and the next day's start where a whole day was skipped."""
    assert write_moment(due(day, at, ZoneInfo(zone))) == expected


@given(st.sampled_from(ZONES), st.integers(1_262_304_000, 2_051_222_400))
def test_the_next_midnight_is_near_and_starts_a_day(zone, seconds):
    """It lies ahead, at most a long day away, and just before it there was another date."""
    moment = datetime.fromtimestamp(seconds, UTC)  # 2010 to 2035
    midnight = next_midnight(moment, zone)
    assert moment < midnight <= moment + timedelta(hours=49)
    just_before = (midnight - timedelta(seconds=1)).astimezone(zone).date()
    assert just_before < midnight.astimezone(zone).date()


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2027-03-22T10:00", 4, "2027-03-22T14:00"),
        ("2027-03-22T15:00", 4, "2027-03-23T11:00"),
        ("2027-03-22T06:00", 4, "2027-03-22T13:00"),
        ("2027-03-22T13:00", 4, "2027-03-22T17:00"),
        ("2027-03-26T16:00", 4, "2027-03-29T12:00"),  # over the weekend on which the clock changes
        ("2027-03-27T12:00", 4, "2027-03-29T13:00"),
        ("2027-03-22T17:00", 0.5, "2027-03-23T09:30"),
    ],
)
def test_working_time_passes_in_working_hours_only(start, hours, expected):
    """Nights, weekends and changes of the clock cost nothing."""
    assert WEEK.add_working_time(local(start), hours) == local(expected)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2027-03-22T10:00", 5, "2027-03-29T17:00"),
        ("2027-03-26T10:00", 1, "2027-03-29T17:00"),
        ("2027-03-27T10:00", 1, "2027-03-29T17:00"),
        ("2027-03-22T23:30", 10, "2027-04-05T17:00"),
        ("2027-03-22T10:00", 0, "2027-03-22T17:00"),
    ],
)
def test_working_days_end_with_the_working_day(start, days, expected):
    """Counted on the team's calendar, whatever the clock does between."""
    assert WEEK.add_working_days(local(start), days) == local(expected)


def test_the_next_opening_is_on_another_day():
    """Before work on a Friday the next working day is Monday."""
    assert WEEK.next_opening(local("2027-03-26T06:00")) == local("2027-03-29T09:00")


@pytest.mark.parametrize(("days", "start", "end"), [((), 9, 17), ((7,), 9, 17), ((0,), 17, 9), ((0,), 9, 9)])
def test_working_hours_that_never_come_are_refused(days, start, end):
    """Somebody must be at work at some time, else nothing would ever be due."""
    with pytest.raises(ValueError, match="accepts"):
        WorkingHours(frozenset(days), time(start), time(end), BERLIN)


def test_days_late_are_counted_on_the_calendar():
    """Two minutes over midnight are a day; 23 hours within one are none."""
    assert days_between(local("2027-03-27T23:59"), local("2027-03-28T00:01"), BERLIN) == 1
    assert days_between(local("2027-03-28T00:00"), local("2027-03-28T23:00"), BERLIN) == 0


@pytest.mark.parametrize("text", ["", "2026-01-11", "2026-01-11T09:00:00", "soon", "0001-01-01T00:00+14:00", "9" * 999])
def test_a_moment_without_its_offset_is_no_moment(text):
    """Nobody guesses a time zone."""
    with pytest.raises(ValueError, match="not a moment"):
        read_moment(text)


def test_moments_are_read_and_written_in_utc():
    """What is written is read again as the same moment."""
    assert write_moment(read_moment("2026-01-01T09:00:00+02:00")) == "2026-01-01T07:00:00Z"
