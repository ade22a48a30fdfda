"""Which open alert comes first for whoever decides; pure."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.alerts import AlertState, Episode


def is_overdue(episode: Episode, now: datetime) -> bool:
    """The date to decide by has passed; one that sleeps is looked at when it wakes."""
    return (
        episode.is_open
        and episode.state is not AlertState.SNOOZED
        and episode.decide_by is not None
        and episode.decide_by <= now
    )


def by_urgency(episodes: Iterable[Episode], now: datetime) -> tuple[Episode, ...]:
    """Those that the channel was told of: decisive before cumulative, then what nobody has, then what is overdue, then the
    oldest. What was put to sleep comes last of all, the first to wake before the others.
    """

    def place(episode: Episode) -> tuple[bool, int, bool, bool, datetime, str]:
        is_asleep = episode.state is AlertState.SNOOZED and episode.snoozed_until is not None
        moment = episode.snoozed_until if is_asleep and episode.snoozed_until else episode.told_at or episode.raised_at
        rank = 0 if is_asleep else -episode.told_level.rank
        return (is_asleep, rank, episode.taken_by is not None, not is_overdue(episode, now), moment, episode.id)

    return tuple(sorted((each for each in episodes if each.is_open and each.was_posted), key=place))
