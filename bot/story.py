"""The example team's story: what its people did, day by day, lived through the local Slack as people live it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from importlib.resources import files
from typing import Any

from bot.sandbox.acts import act
from bot.sandbox.agency import ALERTS
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.messages import Message
from bot.sandbox.wire import RefusedError

Step = Mapping[str, Any]
"""One line of the story: `who` does `act` (an act of the sandbox, with its arguments), and `then` more of them at once.

When: `days_ago` `at` a time of day in UTC, or `minutes_ago`. Where: `on` names the client whose message in the alert
channel it is about, `direct` what stands in the message that the app wrote to that person alone. A date that a form asks
for is written as `{"in_days": 14}`.
"""

# What came due goes out when time is looked at: on Monday mornings, in the last month every working day, in the days that
# one reads first in the afternoon too. More often would show nothing else, and take as long again to load.
_LOOKS_AT = (timedelta(hours=9), timedelta(hours=15))
_RECENTLY = timedelta(days=30)
_LATELY = timedelta(days=9)
_MONDAY, *_WEEKEND = (0, 5, 6)
_WHEN = ("days_ago", "at", "minutes_ago")
_WHERE = ("on", "direct")
# An open alert has this button: people react to it and answer in its thread, not in a digest's that names the client too.
_ALERT = "alert_review"


class StoryError(ValueError):
    """A step that could not be lived as it is written: an alert that is not there, a form that refuses what is filled in."""


@dataclass(frozen=True, slots=True)
class Example:
    """The example team: its clients' history, as `partways import` reads it, and what its people did lately."""

    history: str
    story: tuple[Step, ...]

    @classmethod
    def shipped(cls) -> "Example":
        """The one that comes with the bot."""
        story = files("bot").joinpath("example_story.jsonl").read_text(encoding="utf-8")
        history = files("bot").joinpath("example.jsonl").read_text(encoding="utf-8")
        return cls(history, tuple(json.loads(line) for line in story.splitlines()))

    def begins(self, now: datetime) -> datetime:
        """The morning of its first day."""
        return min([_moment(step, now) for step in self.story], default=now).replace(hour=0, minute=0)


def moments(begin: datetime, step: Step, now: datetime) -> list[datetime]:
    """When somebody looks between ``begin`` and the step: the closer to now the more often; then its own moment."""
    end = _moment(step, now)
    day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    while day < end:
        found += [day + at for at in _looks(day, now - day)]
        day += timedelta(days=1)
    return [*(one for one in found if begin < one < end), end]


def _looks(day: datetime, ago: timedelta) -> tuple[timedelta, ...]:
    if day.weekday() in _WEEKEND or (ago > _RECENTLY and day.weekday() != _MONDAY):
        return ()
    return _LOOKS_AT if ago < _LATELY else _LOOKS_AT[:1]


def live(slack: LocalSlack, step: Step, settle: Callable[[], None]) -> None:
    """Does a step, one act after the other; ``settle`` lets the bot finish what it does behind each of them."""
    first = {key: value for key, value in step.items() if key not in (*_WHEN, *_WHERE, "who", "then")}
    for said in ({**first, **_place(slack, step)}, *step.get("then", ())):
        arguments = _dated(said, slack.clock.now())
        try:
            done = act(slack, step["who"], arguments.pop("act"), arguments)
        except (KeyError, RefusedError) as refused:
            raise StoryError(f"{dict(step)}: {said}: {refused}") from refused
        if trouble := done.get("error") or done.get("errors"):
            raise StoryError(f"{dict(step)}: {said}: {trouble}")
        settle()


def is_recent(step: Step) -> bool:
    """It happens while somebody looks: its alert is still being held."""
    return "minutes_ago" in step


def _moment(step: Step, now: datetime) -> datetime:
    if "minutes_ago" in step:
        return now - timedelta(minutes=step["minutes_ago"])
    hour, minute = (int(part) for part in step["at"].split(":"))
    return (now - timedelta(days=step["days_ago"])).replace(hour=hour, minute=minute, second=0, microsecond=0)


def _place(slack: LocalSlack, step: Step) -> dict[str, Any]:
    """Where it is done: at the newest message about a client, in its thread, or at what the app wrote to one person."""
    about = step.get("direct") or step.get("on")
    if about is None:
        return {}
    alone = "direct" in step
    shown = slack.person(step["who"]).direct() if alone else [one for one in slack.messages(ALERTS) if not one.is_reply]
    found = _newest([one for one in shown if one.user == slack.bot_user_id], about, step.get("action_id", _ALERT))
    if step["act"] == "press":
        return {"in": {"channel": found.channel, "ts": found.ts}}
    return {"channel": found.channel, "thread_ts" if step["act"] == "say" else "ts": found.ts}


def _newest(messages: list[Message], about: str, action_id: str) -> Message:
    """One that has such a button: a closed alert has none, nor has a digest, and the list that follows an alert has its own."""
    for one in reversed(messages):
        drawn = json.dumps(one.blocks, ensure_ascii=False)
        if about in unescape(one.text + drawn) and action_id in drawn:
            return one
    raise StoryError(f"the story tells of a message about {about} {action_id}, and there is none")


def _dated(said: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    if "values" not in said:
        return dict(said)
    values = {
        name: (now + timedelta(days=one["in_days"])).astimezone(UTC).date().isoformat()
        if isinstance(one, dict)
        else one
        for name, one in said["values"].items()
    }
    return {**said, "values": values}
