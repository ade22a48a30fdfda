"""Numbers, lists and lengths of time as people of a language read them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

_UNITS: Final[tuple[tuple[Literal["day", "hour", "minute"], int], ...]] = (
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)


def number(value: Decimal | int, language: str) -> str:
    """Up to two decimals and no idle zeros, as in "1,200.5"."""
    if _is_out_of_hand(value):
        return f"{value:.3E}"
    return _decimal(value, "#,##0.##", language)


def amount(value: Decimal, language: str) -> str:
    """Money without its currency, which the workspace knows: "1,200" or "1,200.50"."""
    if _is_out_of_hand(value):
        return f"{value:.3E}"
    pattern = "#,##0" if value == value.to_integral_value() else "#,##0.00"
    return _decimal(value, pattern, language)


@lru_cache(maxsize=1024)
def _decimal(value: Decimal | int, pattern: str, language: str) -> str:
    """Kept, since Babel takes its time and an answer says the same few numbers again and again."""
    return format_decimal(value, format=pattern, locale=language)


def duration(length: timedelta, language: str) -> str:
    """The largest unit that divides it from days down to seconds, as in "30 seconds" or "3 days"."""
    seconds = max(0, round(length.total_seconds()))
    for unit, size in _UNITS:
        if seconds and seconds % size == 0:
            # A threshold out of reach keeps Babel from going over to a larger unit, which would round.
            return format_timedelta(length, granularity=unit, threshold=float("inf"), locale=language)
    return format_timedelta(timedelta(seconds=seconds), granularity="second", threshold=1e9, locale=language)


def listed(items: Sequence[str], language: str) -> str:
    """Joined as a sentence would, as in "one, two, and three"."""
    return format_list(list(items), locale=language)


def _is_out_of_hand(value: Decimal | int) -> bool:
    """Babel rounds within 28 digits and raises beyond; nobody reads such a number digit by digit."""
    exact = Decimal(value)
    return not exact.is_finite() or abs(exact) >= Decimal("1e20")
