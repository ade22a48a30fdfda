"""Moments as text, and due times in people's own time zones, right across the changes of the clock."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_WEEK: Final = 7  # days


def read_moment(text: str) -> datetime:
    """A moment in UTC from ISO 8601 with its offset, such as 2026-01-11T09:00:00Z; raises ValueError otherwise."""
    try:
        moment = datetime.fromisoformat(text)
        in_utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("not a moment") from None
    if moment.tzinfo is None:
        raise ValueError("not a moment with its offset")
    return in_utc


def write_moment(moment: datetime) -> str:
    """ISO 8601 in UTC with a Z, as `read_moment` takes it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def due(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first real moment of that day at or after the wall time, in UTC.

    A wall time that comes twice is taken at its first coming; one that the clock skips, at the end of the gap.
    """
    wall = datetime.combine(day, at, tzinfo=zone)  # fold 0: the first of two
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    before, after = moment - timedelta(hours=25), moment + timedelta(hours=25)
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(microseconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day that people in this zone have at that moment."""
    return moment.astimezone(zone).date()


def day_start(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the local day of that moment began."""
    return due(local_day(moment, zone), time(), zone)


def next_midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the local day after that moment begins; always later than the moment."""
    return _on_a_day_after(local_day(moment, zone), time(), zone, moment)


def next_local(at: time, zone: ZoneInfo, moment: datetime) -> datetime:
    """When it is that time of day next; always later than the moment."""
    return _on_a_day_after(local_day(moment, zone) - timedelta(days=1), at, zone, moment)


def _on_a_day_after(day: date, at: time, zone: ZoneInfo, moment: datetime) -> datetime:
    while True:
        day += timedelta(days=1)
        found = due(day, at, zone)
        if found > moment:
            return found


def days_between(earlier: datetime, later: datetime, zone: ZoneInfo) -> int:
    """Calendar days from one moment to the other as people in this zone count them."""
    return (local_day(later, zone) - local_day(earlier, zone)).days


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a team works: on `days` (0 is Monday) from `start` up to `end`, wall time in `zone`."""

    days: Set[int]
    start: time
    end: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not self.days or not all(0 <= day < _WEEK for day in self.days):
            raise ValueError("days: accepts one or more of 0 (Monday) to 6 (Sunday)")
        if self.start >= self.end:
            raise ValueError("end: accepts a time after start")

    @property
    def length(self) -> timedelta:
        """How long a working day is by the wall clock; on a day on which the clock changes it may last longer or shorter."""
        return datetime.combine(date.min, self.end) - datetime.combine(date.min, self.start)

    def add_working_time(self, start: datetime, hours: float | timedelta) -> datetime:
        """The moment at which so much working time has passed since `start`; time off does not pass."""
        left = hours if isinstance(hours, timedelta) else timedelta(hours=hours)
        day = local_day(start, self.zone)
        while True:
            opens, closes = self._span(day)
            begins = max(opens, start.astimezone(UTC))
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
            day = self._next_working_day(day)

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The end of the working day that comes so many working days after the local day of `start`; 0 is that day."""
        day = local_day(start, self.zone)
        for _ in range(days):
            day = self._next_working_day(day)
        return due(day, self.end, self.zone)

    def covers(self, moment: datetime) -> bool:
        """Whether the team works then; the very end of a working day still counts."""
        opens, closes = self._span(local_day(moment, self.zone))
        return opens < closes and opens <= moment <= closes

    def next_opening(self, moment: datetime) -> datetime:
        """When the next working day after the moment's local day opens."""
        return due(self._next_working_day(local_day(moment, self.zone)), self.start, self.zone)

    def _span(self, day: date) -> tuple[datetime, datetime]:
        opens = due(day, self.start, self.zone)
        return (opens, due(day, self.end, self.zone)) if day.weekday() in self.days else (opens, opens)

    def _next_working_day(self, day: date) -> date:
        day += timedelta(days=1)
        while day.weekday() not in self.days:
            day += timedelta(days=1)
        return day
