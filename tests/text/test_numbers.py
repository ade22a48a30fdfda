"""Numbers as people read them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.text import numbers


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("0.50"), "0.5"), (1200, "1,200"), (Decimal("8.0"), "8"), (Decimal("1e30"), "1.000E+30")],
)
def test_numbers_have_no_idle_zeros(value: Decimal | int, shown: str):
    """A number has as many digits as it says something with."""
    assert numbers.number(value, "en") == shown


@pytest.mark.parametrize(("value", "shown"), [("1200", "1,200"), ("1200.5", "1,200.50"), ("1e25", "1.000E+25")])
def test_amounts_have_two_decimals_or_none(value: str, shown: str):
    """Money looks like money."""
    assert numbers.amount(Decimal(value), "en") == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 seconds"), (30, "30 seconds"), (90, "90 seconds"), (3600, "1 hour"), (14 * 86_400, "14 days")],
)
def test_durations_are_exact(seconds: int, shown: str):
    """Nothing is rounded away."""
    assert numbers.duration(timedelta(seconds=seconds), "en") == shown


def test_lists_read_as_sentences():
    """The last one is joined by a word."""
    assert numbers.listed(["a", "b", "c"], "en") == "a, b, and c"
