"""When time reminds people of an alert: nobody has taken it, or the date to decide by has passed; docs/rules.md, "An alert".

Pure: an episode and the team's working hours go in; moments, and who is to be told, come out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.alerts import AlertState, Episode
from bot.domain.local_time import WorkingHours
from bot.domain.signs import Level


@dataclass(frozen=True, slots=True)
class Wait:
    """Working time: so many working days and hours. A working day is as long as the team's hours say."""

    days: int = 0
    hours: int = 0


# After the last one an alert that nobody has taken stands in the digest alone.
REMIND_AFTER = {
    Level.DECISIVE: (Wait(hours=4), Wait(days=1), Wait(days=2)),
    Level.CUMULATIVE: (Wait(days=1), Wait(days=3), Wait(days=5)),
}
STEPS = range(1, 4)
# A decision that is late is asked for again when so many working days later work begins...
OVERDUE_AGAIN_AFTER = {Level.DECISIVE: 1, Level.CUMULATIVE: 3}
# ...for so many working days, and from then on once a week: what is said every morning is soon not read any more.
OVERDUE_OFTEN_FOR = {Level.DECISIVE: 3, Level.CUMULATIVE: 6}
_WEEK = timedelta(days=7)
# A line in the channel that could not be posted for so long is no news any more: the message itself says how things are.
LINE_IS_NEWS_FOR = timedelta(days=1)


class Hat(StrEnum):
    """Why somebody is reminded."""

    OWNER = "owner"
    REVIEWER = "reviewer"
    TAKER = "taker"


@dataclass(frozen=True, slots=True)
class Recipient:
    user: str
    hat: Hat


def waits_for_taker(episode: Episode) -> bool:
    """Posted, awake, and nobody has it: votes alone do not take it."""
    return episode.state in (AlertState.OPEN, AlertState.IN_REVIEW) and episode.taken_by is None


def begins_to_wait(before: Episode, after: Episode) -> bool:
    """Reminders begin anew: it was posted, given back, woken, or it rose to a level that nobody has taken it at."""
    return waits_for_taker(after) and (not waits_for_taker(before) or before.told_at != after.told_at)


def reminder_moments(level: Level, since: datetime, hours: WorkingHours) -> tuple[datetime, ...]:
    """One moment for each of `STEPS`, for an alert that nobody has had ``since`` then."""
    return tuple(
        hours.add_working_time(since, wait.days * hours.length + timedelta(hours=wait.hours))
        for wait in REMIND_AFTER[level]
    )


def decision_due(episode: Episode) -> datetime | None:
    """When the date to decide by is to be looked at: a snooze that lasts longer is slept out. None where there is none."""
    if not episode.is_open or episode.decide_by is None:
        return None
    if episode.state is AlertState.SNOOZED and episode.snoozed_until is not None:
        return max(episode.decide_by, episode.snoozed_until)
    return episode.decide_by


def overdue_again(level: Level, decide_by: datetime, at: datetime, hours: WorkingHours) -> datetime:
    """When a decision that is late ``at`` is asked for again: at the opening of a working day, and never for the last time."""
    again = at
    for _ in range(OVERDUE_AGAIN_AFTER[level]):
        again = hours.next_opening(again)
    if again <= hours.add_working_days(decide_by, OVERDUE_OFTEN_FOR[level]):
        return again
    return max(again, hours.next_opening(at + _WEEK - timedelta(days=1)))


def reminded(step: int, owner: str | None, reviewers: tuple[str, ...]) -> tuple[Recipient, ...]:
    """Who is to take it: first the client's owner, then the reviewers too. Without an owner the reviewers from the first."""
    owners = () if owner is None else (Recipient(owner, Hat.OWNER),)
    if step == STEPS.start and owners:
        return owners
    return _each_once(owners, reviewers)


def called_to_decide(taken_by: str | None, reviewers: tuple[str, ...], *, is_first: bool) -> tuple[Recipient, ...]:
    """Who is to decide: first whoever took it, then the reviewers too."""
    takers = () if taken_by is None else (Recipient(taken_by, Hat.TAKER),)
    if is_first and takers:
        return takers
    return _each_once(takers, reviewers)


def _each_once(first: tuple[Recipient, ...], reviewers: tuple[str, ...]) -> tuple[Recipient, ...]:
    known = {recipient.user for recipient in first}
    return (*first, *(Recipient(user, Hat.REVIEWER) for user in reviewers if user not in known))
