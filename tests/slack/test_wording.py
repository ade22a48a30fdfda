"""How lists of moments are said."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.slack.wording import Words

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(*days_ago: float) -> list[datetime]:
    return [NOON - timedelta(days=days) for days in days_ago]


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        (at(), ""),
        (at(0, 1), "Mar 1, 2026; Mar 2, 2026"),
        (at(0, 0.1, 0.2, 3), "Feb 27, 2026; Mar 2, 2026 (3×)"),
        (
            at(*range(8), 6.9),
            "3 earlier; Feb 25, 2026; Feb 26, 2026; Feb 27, 2026; Feb 28, 2026; Mar 1, 2026; Mar 2, 2026",
        ),
        (at(*([0] * 2500)), "Mar 2, 2026 (2,500×)"),
    ],
)
def test_a_day_of_many_is_said_once(moments: list[datetime], said: str) -> None:
    """With how many it had; of more than six days the newest, after how many moments were before them."""
    assert str(Words("en").days(moments)) == said


def test_days_are_those_of_the_zone() -> None:
    """Half past eleven in the evening in one zone is the next day in another."""
    late = [datetime(2026, 3, 2, 23, 30, tzinfo=UTC), datetime(2026, 3, 3, 8, tzinfo=UTC)]
    assert str(Words("en").days(late)) == "Mar 2, 2026; Mar 3, 2026"
    assert str(Words("en", "Europe/Berlin").days(late)) == "Mar 3, 2026 (2×)"
