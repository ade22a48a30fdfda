"""The life of an alert: one episode per client, from the first trip to its close; docs/rules.md, "An alert".

Pure: what is known goes in, the episode that follows and what must be told come out.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.local_time import WorkingHours
from bot.domain.signs import Level

DECIDE_WITHIN_WORKING_DAYS = {Level.DECISIVE: 5, Level.CUMULATIVE: 10}
SNOOZE_MAX = {Level.DECISIVE: timedelta(days=3), Level.CUMULATIVE: timedelta(days=14)}
# What 💤 asks for where nobody chose a date.
SNOOZE_BY_EMOJI = timedelta(days=3)


class AlertState(StrEnum):
    HELD = "held"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    IN_REVIEW = "in_review"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class Closing(StrEnum):
    """Why an episode ended."""

    KEPT = "kept"
    PROBATION = "probation"
    PARTED = "parted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    MERGED = "merged"  # into another client, whose alert goes on for both


class Cause(StrEnum):
    """What made us judge a client again; a fall in the verdict means different things after each."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    TIME = "time"
    TERMS = "terms"
    IMPORTED = "imported"


class News(StrEnum):
    """What the channel is told in the alert's thread. The loud ones are broadcast, the quiet ones stay in the thread."""

    RAISED = "raised"
    MORE_EVIDENCE = "more_evidence"
    FELL = "fell"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    MERGED = "merged"
    SNOOZED = "snoozed"
    WOKE = "woke"
    REMINDED = "reminded"
    OVERDUE = "overdue"
    KEPT = "kept"
    PROBATION = "probation"
    PARTED = "parted"

    @property
    def is_loud(self) -> bool:
        return self in (News.RAISED, News.WITHDRAWN, News.WOKE, News.REMINDED, News.OVERDUE, *DECIDED)


# A reviewer decided, and so closed the episode.
DECIDED = (News.KEPT, News.PROBATION, News.PARTED)


class VoteFor(StrEnum):
    KEEP = "keep"
    PART_WAYS = "part_ways"


@dataclass(frozen=True, slots=True)
class Vote:
    user: str
    choice: VoteFor


@dataclass(frozen=True, slots=True)
class Episode:
    """``level`` is today's verdict, ``told_level`` the one that the channel was last told of.

    ``told_at`` is when it was told that the level rose to it: who took the alert before then has not seen this level.
    """

    id: str
    client: str
    number: int
    state: AlertState
    level: Level
    told_level: Level
    rules: tuple[str, ...]
    incidents: tuple[str, ...]
    raised_at: datetime
    hold_until: datetime
    told_at: datetime | None = None
    taken_by: str | None = None
    taken_at: datetime | None = None
    decide_by: datetime | None = None
    snoozed_until: datetime | None = None
    snoozed_by: str | None = None
    snooze_reason: str | None = None
    closed_at: datetime | None = None
    closing: Closing | None = None
    revision: int = 1

    @property
    def is_open(self) -> bool:
        return self.state is not AlertState.CLOSED

    @property
    def was_posted(self) -> bool:
        """False while it is held, and for good when it was withdrawn before the hold ended."""
        return self.state is not AlertState.HELD and self.told_level is not Level.CLEAR


@dataclass(frozen=True, slots=True)
class Judged:
    """The part of a verdict that an alert depends on; ``incidents`` are those behind any rule that holds."""

    level: Level
    rules: tuple[str, ...]
    incidents: tuple[str, ...]

    @property
    def has_tripped(self) -> bool:
        return self.level in (Level.CUMULATIVE, Level.DECISIVE)


@dataclass(frozen=True, slots=True)
class Change:
    """The episode after a change, and what its thread must be told, in order. ``episode`` is None where none exists."""

    episode: Episode | None
    news: tuple[News, ...] = ()


def reassess(
    episode: Episode | None, judged: Judged, cause: Cause, *, raises_alerts: bool, has_votes: bool = False, at: datetime
) -> Change:
    """What a new verdict does to the open ``episode``.

    Opening one is `raise_alert`: this only says so by returning no episode; the caller asks `should_raise` first.
    ``has_votes``: a review that was interrupted by a snooze goes on when the level rises.
    """
    if episode is None or not episode.is_open:
        return Change(episode)
    seen = _seen(episode, judged)
    if episode.state is AlertState.HELD:
        # Nothing was said yet, so nothing has to be taken back.
        return Change(seen) if judged.has_tripped and raises_alerts else close(seen, Closing.WITHDRAWN, at)
    if cause in (Cause.TERMS, Cause.IMPORTED):
        # Terms and imports never ping, and never close what people are working on.
        return Change(seen)
    if judged.has_tripped:
        return _still_tripped(episode, seen, cause, at, raises_alerts=raises_alerts, has_votes=has_votes)
    if cause is Cause.ADDED:
        return Change(seen)
    return close(seen, Closing.EXPIRED if cause is Cause.TIME else Closing.WITHDRAWN, at)


def should_raise(episode: Episode | None, judged: Judged, cause: Cause, *, raises_alerts: bool) -> bool:
    """A first alert needs a trip, an active client, no open episode, and something that happened (or came back to light).

    Time and policy alone raise nothing: nothing happened that people could act on today.
    """
    no_episode = episode is None or not episode.is_open
    return judged.has_tripped and raises_alerts and no_episode and cause in (Cause.ADDED, Cause.WITHDRAWN)


def raise_alert(episode_id: str, client: str, number: int, judged: Judged, at: datetime, hold: timedelta) -> Episode:
    return Episode(
        id=episode_id,
        client=client,
        number=number,
        state=AlertState.HELD,
        level=judged.level,
        told_level=Level.CLEAR,
        rules=judged.rules,
        incidents=judged.incidents,
        raised_at=at,
        hold_until=at + hold,
    )


def end_hold(episode: Episode, at: datetime) -> Episode:
    """The hold is over: the alert is posted at today's level."""
    if episode.state is not AlertState.HELD:
        return episode
    return replace(episode, state=AlertState.OPEN, told_level=episode.level, told_at=at)


def _seen(episode: Episode, judged: Judged) -> Episode:
    return replace(episode, level=judged.level, rules=judged.rules, incidents=judged.incidents)


def _still_tripped(
    episode: Episode, seen: Episode, cause: Cause, at: datetime, *, raises_alerts: bool, has_votes: bool
) -> Change:
    # By time alone nothing happened that people could act on; of a former client nobody wants to hear more.
    is_news = cause is not Cause.TIME and raises_alerts
    if is_news and seen.level.rank > episode.told_level.rank:
        return Change(_raised(seen, at, has_votes=has_votes), (News.RAISED,))
    if seen.level.rank < min(episode.level.rank, episode.told_level.rank):
        return Change(replace(seen, told_level=seen.level), (News.FELL,))
    added = set(seen.incidents) - set(episode.incidents)
    # A correction puts another incident in the place of one that was known: that is no more evidence than before.
    is_more = cause is Cause.ADDED or len(seen.incidents) > len(episode.incidents)
    return Change(seen, (News.MORE_EVIDENCE,) if is_news and added and is_more else ())


def _raised(seen: Episode, at: datetime, *, has_votes: bool) -> Episode:
    """Whoever took it or let it sleep did so at a lower level; votes were cast on the client, and stay."""
    return replace(
        seen,
        told_level=seen.level,
        told_at=at,
        state=AlertState.IN_REVIEW if has_votes else AlertState.OPEN,
        taken_by=None,
        taken_at=None,
        decide_by=None,
        snoozed_until=None,
        snoozed_by=None,
        snooze_reason=None,
    )


def close(episode: Episode, closing: Closing, at: datetime) -> Change:
    """Ends the episode. Told only where it had been said: an alert withdrawn within its hold was never posted."""
    closed = replace(episode, state=AlertState.CLOSED, closing=closing, closed_at=at, snoozed_until=None)
    if episode.state is AlertState.HELD:
        return Change(closed)
    # The news of each closing bears its name.
    return Change(closed, (News(closing.value),))


def take(episode: Episode, user: str, at: datetime, hours: WorkingHours) -> Episode:
    """``user`` takes it; the decide-by date is set once per level, so that passing it on buys no time."""
    decide_by = episode.decide_by or hours.add_working_days(at, DECIDE_WITHIN_WORKING_DAYS[episode.told_level])
    state = AlertState.ACKNOWLEDGED if episode.state in (AlertState.OPEN, AlertState.ACKNOWLEDGED) else episode.state
    return replace(episode, taken_by=user, taken_at=at, decide_by=decide_by, state=state)


def let_go(episode: Episode) -> Episode:
    """Nobody has it any more; a review or a snooze that is under way goes on."""
    state = AlertState.OPEN if episode.state is AlertState.ACKNOWLEDGED else episode.state
    return replace(episode, taken_by=None, taken_at=None, state=state)


def begin_review(episode: Episode) -> Episode:
    """The first vote opens the review, out of a snooze too: somebody is looking."""
    if not episode.is_open:
        return episode
    return replace(episode, state=AlertState.IN_REVIEW, snoozed_until=None, snoozed_by=None, snooze_reason=None)


def back_from_review(episode: Episode) -> Episode:
    """The last vote was taken back: it stands as it did before anybody voted."""
    if episode.state is not AlertState.IN_REVIEW:
        return episode
    return replace(episode, state=AlertState.ACKNOWLEDGED if episode.taken_by else AlertState.OPEN)


def latest_snooze(episode: Episode, at: datetime) -> datetime:
    """The last moment at which a snooze that begins now may end."""
    return at + SNOOZE_MAX[episode.told_level]


def emoji_snooze_ends(episode: Episode, at: datetime, hours: WorkingHours) -> datetime:
    """What 💤 alone asks for: three days; a decisive alert comes back when the next working day opens."""
    if episode.told_level is Level.DECISIVE:
        return min(hours.next_opening(at), latest_snooze(episode, at))
    return at + SNOOZE_BY_EMOJI


def snooze(episode: Episode, user: str, until: datetime, reason: str | None) -> Episode:
    return replace(episode, state=AlertState.SNOOZED, snoozed_until=until, snoozed_by=user, snooze_reason=reason)


def wake(episode: Episode, *, has_votes: bool) -> Episode:
    """The snooze ended, by time or because it was taken back."""
    if episode.state is not AlertState.SNOOZED:
        return episode
    awake = AlertState.ACKNOWLEDGED if episode.taken_by else AlertState.OPEN
    state = AlertState.IN_REVIEW if has_votes else awake
    return replace(episode, state=state, snoozed_until=None, snoozed_by=None, snooze_reason=None)
