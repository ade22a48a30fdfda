"""The catalogue as the renderers use it: data in, safe text out, in one language and zone."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.local_time import local_day
from bot.slack.mrkdwn import Mrkdwn, Own, SomebodyGone, clean, cut, escape, isolate, one_line
from bot.text import dates, numbers
from bot.text.catalogue import Catalogue

# What a sentence gives to one piece of somebody's data; a client's name has at most 75 characters.
VALUE_MAX = 80


class Words:
    """Says things in one language; moments are shown in ``zone``.

    `plain` gives text for plain_text objects and notifications, `rich` for mrkdwn. Values that are plain ``str`` are
    cut, cleaned and isolated by both, and escaped by `rich`; `Own` and `Mrkdwn` pass as what they are.
    """

    def __init__(self, language: str, zone: str = "UTC") -> None:
        self.language, self.zone = language, zone
        self._catalogue = Catalogue(language)

    def plain(self, key: str, /, **values: object) -> Own:
        return Own(self._catalogue.say(key, **{name: _plain(value) for name, value in values.items()}))

    def rich(self, key: str, /, **values: object) -> Mrkdwn:
        return Mrkdwn(self._catalogue.say(key, **{name: self._rich(value) for name, value in values.items()}))

    def plain_count(self, key: str, n: int, /, **values: object) -> Own:
        shown = {name: _plain(value) for name, value in values.items()}
        return Own(self._catalogue.count(key, n, **{"n": self.number(n), **shown}))

    def rich_count(self, key: str, n: int, /, **values: object) -> Mrkdwn:
        shown = {name: self._rich(value) for name, value in values.items()}
        return Mrkdwn(self._catalogue.count(key, n, **{"n": self.number(n), **shown}))

    def day(self, at: datetime) -> Own:
        return Own(dates.day(at, self.language, self.zone))

    def deadline(self, at: datetime) -> Own:
        return Own(dates.weekday_and_day(at, self.language, self.zone))

    def moment(self, at: datetime) -> Own:
        return Own(dates.moment(at, self.language, self.zone))

    def moment_as_given(self, at: datetime) -> Own:
        """In the offset that ``at`` carries, whatever the zone."""
        return Own(dates.moment_as_given(at, self.language))

    def local_day(self, of: date) -> Own:
        return Own(dates.local_day(of, self.language))

    def month(self, first: date) -> Own:
        """A month with its year; ``first`` is any day of it."""
        return Own(dates.month(first, self.language))

    def time_of_day(self, at: time) -> Own:
        return Own(dates.time_of_day(at, self.language))

    def weekdays(self, days: tuple[int, ...]) -> Own:
        """Three and more in a row by the first and the last of them."""
        names = dates.weekdays(days, self.language)
        if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
            return self.plain("weekdays.in_a_row", first=Own(names[0]), last=Own(names[-1]))
        return Own(numbers.listed(names, self.language))

    def number(self, value: Decimal | int) -> Own:
        return Own(numbers.number(value, self.language))

    def amount(self, value: Decimal) -> Own:
        return Own(numbers.amount(value, self.language))

    def duration(self, length: timedelta) -> Own:
        return Own(numbers.duration(length, self.language))

    def listed(self, items: Sequence[Mrkdwn]) -> Mrkdwn:
        return Mrkdwn(numbers.listed([self._rich(item) for item in items], self.language))

    def _rich(self, value: object) -> str:
        if isinstance(value, SomebodyGone):
            return escape(self._catalogue.say("somebody_gone"))
        if isinstance(value, Mrkdwn):
            return value
        return escape(_plain(value))

    def bold(self, value: object) -> Mrkdwn:
        """A name or a word that is to be found at a glance."""
        return Mrkdwn(f"*{self._rich(value)}*")

    def days(self, moments: Sequence[datetime], most: int = 6) -> Own:
        """The newest ``most`` days, oldest first, each once with how many it had, and how many moments were before them."""
        zone = ZoneInfo(self.zone)
        per_day = Counter(local_day(at, zone) for at in moments)
        newest = sorted(per_day)[-most:]
        shown = Own("; ".join(self._day_of(day, per_day[day]) for day in newest))
        earlier = len(moments) - sum(per_day[day] for day in newest)
        return self.plain_count("days.and_earlier", earlier, days=shown) if earlier else shown

    def _day_of(self, day: date, times: int) -> Own:
        shown = self.local_day(day)
        return shown if times == 1 else self.plain("days.times", day=shown, n=self.number(times))


def data(text: str, limit: int = VALUE_MAX) -> Own:
    """Somebody's data on one line, as it may stand among our words: cut, cleaned and isolated."""
    return Own(isolate(cut(one_line(text), limit)))


def label(text: str, limit: int) -> Own:
    """Somebody's data where nothing stands beside it, such as an option: cut and cleaned, not isolated."""
    return Own(cut(one_line(text), limit))


def passage(text: str, limit: int) -> Own:
    """Somebody's text standing alone in a plain_text object, with its line breaks."""
    return Own(cut(clean(text).strip(), limit))


def _plain(value: object) -> str:
    if isinstance(value, Mrkdwn):
        raise TypeError("mrkdwn cannot stand in plain text")
    if isinstance(value, Own):
        return value
    return data(str(value))
