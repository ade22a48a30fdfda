"""How far back a review looks."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.history import Incident
from bot.domain.review_window import ReviewWindow

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(("window", "days"), [("3", 91.25), ("6", 182.5), ("12", 365), ("24", 730)])
def test_months_are_twelfths_of_a_year(window: str, days: float) -> None:
    """Whatever is known of the client."""
    assert ReviewWindow(window).since(NOW, ago(9000), [Incident("i", ago(9999), "lying")]) == ago(days)


def test_everything_begins_before_the_first_that_is_known() -> None:
    """The oldest entry, or when the client was entered, whichever came first."""
    old, young = Incident("a", ago(4000), "lying"), Incident("b", ago(4), "lying")
    everything = ReviewWindow.ALL
    assert everything.since(NOW, ago(10), [young, old]) < old.at
    assert everything.since(NOW, ago(10), [young]) < ago(10)
    assert ago(11) < everything.since(NOW, ago(10), [])
