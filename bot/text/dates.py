"""Moments, days and times of day as people of a language read them, in a zone."""

from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from babel.core import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names, get_timezone, get_timezone_gmt


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def day(at: datetime, language: str, zone: str) -> str:
    """The local date, as in "Mar 3, 2026"."""
    return local_day(_local(at, zone).date(), language)


def month(first: date, language: str) -> str:
    """A month with its year, as in "Mar 2026"."""
    return format_skeleton("yMMM", datetime.combine(first, time()), locale=_locale(language))


def weekday_and_day(at: datetime, language: str, zone: str) -> str:
    """The local date with its weekday, as in "Tue, Mar 3, 2026": for what has to be done by then."""
    return _weekday_and_day(_local(at, zone).date(), language)


def moment(at: datetime, language: str, zone: str) -> str:
    """Date and time to the minute, as in "Tue, Mar 3, 2026, 2:05 PM GMT+01:00"."""
    return moment_as_given(_local(at, zone), language)


def moment_as_given(at: datetime, language: str) -> str:
    """Date and time in the offset that ``at`` carries."""
    clock = time_of_day(at.time().replace(second=0, microsecond=0), language)
    zone = get_timezone_gmt(at, locale=_locale(language)) if at.utcoffset() else "UTC"
    return f"{_weekday_and_day(at.date(), language)}, {clock} {zone}"


# What follows is kept, since Babel takes its time and an answer is full of dates that were said a moment ago.


@lru_cache(maxsize=1024)
def _weekday_and_day(of: date, language: str) -> str:
    return format_skeleton("yMMMEd", datetime.combine(of, time()), locale=_locale(language))


@lru_cache(maxsize=1024)
def local_day(of: date, language: str) -> str:
    """A date that is local already."""
    return format_date(of, format="medium", locale=_locale(language))


@lru_cache(maxsize=1024)
def time_of_day(at: time, language: str) -> str:
    """A time without a date, as in "9:00 AM"."""
    return format_time(at, format="short", locale=_locale(language))


def weekdays(days: tuple[int, ...], language: str) -> tuple[str, ...]:
    """Names of days of the week as they stand alone; Monday is 0."""
    names = get_day_names("wide", context="stand-alone", locale=_locale(language))
    return tuple(names[number] for number in days)


def _local(at: datetime, zone: str) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without a zone cannot be shown in another")
    return at.astimezone(_zone(zone))


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo:
    return get_timezone(name)
