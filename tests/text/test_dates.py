"""Moments as people read them."""

from datetime import UTC, datetime, time

import pytest

from bot.text import dates

AT = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


def test_a_day_is_the_local_one():
    """Half past eleven at night in UTC is the next day in Berlin."""
    assert dates.day(AT, "en", "UTC") == "Mar 3, 2026"
    assert dates.day(AT, "en", "Europe/Berlin") == "Mar 4, 2026"


def test_a_deadline_names_its_weekday():
    """People plan by weekdays."""
    assert dates.weekday_and_day(AT, "en", "Europe/Berlin") == "Wed, Mar 4, 2026"


def test_a_moment_says_its_offset():
    """Two people in two zones read the same moment."""
    shown = dates.moment(AT, "en", "Europe/Berlin").replace("\u202f", " ")
    assert shown == "Wed, Mar 4, 2026, 12:30 AM GMT+01:00"


def test_a_moment_without_a_zone_is_refused():
    """It would be shown hours off."""
    with pytest.raises(ValueError, match="zone"):
        dates.day(AT.replace(tzinfo=None), "en", "UTC")


def test_weekdays_count_from_monday():
    """Settings count from Monday = 0."""
    assert dates.weekdays((0, 6), "en") == ("Monday", "Sunday")
    assert dates.time_of_day(time(9), "en").replace("\u202f", " ") == "9:00 AM"
