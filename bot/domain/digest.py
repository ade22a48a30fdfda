"""The weekly digest: when it is due, and what stands in it; pure.

A week is the ISO week of the local day on which the digest is due: one digest for each, whatever the clock does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.alerts import Episode
from bot.domain.client import Client
from bot.domain.history import ClientStatus
from bot.domain.local_time import due, local_day
from bot.domain.parting import Parting, is_overdue

WEEK = timedelta(days=7)
# A client of whom nobody has flagged anything for so long has become quiet.
QUIET_AFTER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Week:
    """``day`` is the local day on which its digest is due."""

    day: date
    due_at: datetime

    @property
    def name(self) -> str:
        """By ISO 8601, as in 2026-W10."""
        year, number, _ = self.day.isocalendar()
        return f"{year}-W{number:02}"


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on ``day`` (0 is Monday) at the wall time ``at`` in ``zone``."""

    day: int
    at: time
    zone: ZoneInfo

    def latest(self, now: datetime) -> Week:
        """The last week whose digest is due at ``now`` or before."""
        week = self._around(now)
        while week.due_at > now:
            week = self._week(week.day - WEEK)
        return week

    def following(self, now: datetime) -> Week:
        """The first week whose digest is due after ``now``."""
        week = self._week(self.latest(now).day + WEEK)
        while week.due_at <= now:
            week = self._week(week.day + WEEK)
        return week

    def before(self, week: Week) -> Week:
        return self._week(week.day - WEEK)

    def _around(self, now: datetime) -> Week:
        """The week that is due on the next such day, today or within the six days that follow; one more for the zone."""
        today = local_day(now, self.zone)
        return self._week(today + timedelta(days=(self.day - today.weekday()) % 7) + WEEK)

    def _week(self, day: date) -> Week:
        return Week(day, due(day, self.at, self.zone))


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """``client_name`` is the client's name today."""

    client_name: str
    episode: Episode


@dataclass(frozen=True, slots=True)
class ListedParting:
    """A running parting. ``overdue`` items may be done and are past their date."""

    client_name: str
    parting: Parting
    overdue: int


@dataclass(frozen=True, slots=True)
class Digest:
    """Each list worst first. An open alert stands in one of the first three; what changed is told besides.

    ``without_alert`` are clients at a limit for whom no alert was raised: an import or a new policy brought them there.
    """

    overdue: tuple[ListedAlert, ...]
    untaken: tuple[ListedAlert, ...]
    under_way: tuple[ListedAlert, ...]
    raised: tuple[ListedAlert, ...]
    ended: tuple[ListedAlert, ...]
    without_alert: tuple[str, ...]
    quiet: tuple[str, ...]
    policy_changes: int
    partings: tuple[ListedParting, ...] = ()

    @property
    def open_alerts(self) -> int:
        return len(self.overdue) + len(self.untaken) + len(self.under_way)

    @property
    def has_something(self) -> bool:
        lists = (self.ended, self.raised, self.without_alert, self.quiet, self.partings)
        return self.open_alerts > 0 or self.policy_changes > 0 or any(lists)


def make_digest(
    alerts: Sequence[ListedAlert],
    clients: Sequence[Client],
    *,
    since: datetime,
    at: datetime,
    policy_changes: int = 0,
    partings: Sequence[tuple[str, Parting]] = (),
) -> Digest:
    """``alerts`` are all open ones, and those closed since; ``clients`` all that are not archived, worst first.

    ``partings`` are the running ones, each with the client's name today; what is overdue comes first.

    An alert that is still held, or was withdrawn before it was posted, was never said, and is not told here either.
    """
    said = sorted((alert for alert in alerts if alert.episode.was_posted), key=_worst_first)
    still = [alert for alert in said if alert.episode.is_open]
    overdue = [alert for alert in still if _is_overdue(alert.episode, at)]
    untaken = [alert for alert in still if alert not in overdue and alert.episode.taken_by is None]
    has_alert = {alert.episode.client for alert in alerts if alert.episode.is_open}
    others = [client for client in clients if client.id not in has_alert and client.status is ClientStatus.ACTIVE]
    return Digest(
        overdue=tuple(overdue),
        untaken=tuple(untaken),
        under_way=tuple(alert for alert in still if alert not in overdue and alert not in untaken),
        raised=tuple(alert for alert in still if alert.episode.told_at is not None and alert.episode.told_at > since),
        ended=tuple(alert for alert in said if _ended_since(alert.episode, since)),
        without_alert=tuple(client.name for client in others if client.standing.level.is_tripped),
        quiet=tuple(client.name for client in others if _became_quiet(client, since, at)),
        policy_changes=policy_changes,
        partings=_listed_partings(partings, at),
    )


def _listed_partings(partings: Sequence[tuple[str, Parting]], at: datetime) -> tuple[ListedParting, ...]:
    listed = [ListedParting(name, one, sum(is_overdue(one, item, at) for item in one.items)) for name, one in partings]
    return tuple(sorted(listed, key=lambda one: (-one.overdue, one.parting.begun_at, one.parting.id)))


def _worst_first(alert: ListedAlert) -> tuple[int, datetime, str]:
    episode = alert.episode
    return -episode.told_level.rank, episode.decide_by or episode.raised_at, episode.id


def _is_overdue(episode: Episode, at: datetime) -> bool:
    return episode.decide_by is not None and episode.decide_by <= at


def _ended_since(episode: Episode, since: datetime) -> bool:
    return episode.closed_at is not None and episode.closed_at > since


def _became_quiet(client: Client, since: datetime, at: datetime) -> bool:
    newest = client.standing.newest_at
    return newest is not None and since < newest + QUIET_AFTER <= at and not client.standing.level.is_tripped
