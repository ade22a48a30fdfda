"""Every way into the bot says what it asks for, and nothing is listed that is no way in."""

from bot.domain.authority import Act
from bot.slack.acts import ACTS
from bot.slack.entry_points import entry_points
from bot.slack.listeners.desk import Desk


def test_every_guarded_way_in_is_listed_and_no_other() -> None:
    """What is not listed is refused to everybody: a new one needs its line in `bot.slack.acts`."""
    entries = entry_points(Desk(*[None] * len(Desk.__slots__)))  # type: ignore[arg-type]
    assert {(entry.kind, entry.id) for entry in entries if entry.is_guarded} == set(ACTS)


def test_every_act_can_be_asked_for() -> None:
    """One that nothing asks for is left over."""
    assert set(ACTS.values()) == set(Act)
