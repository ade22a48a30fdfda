"""What Slack knows of channels, remembered for a minute. Implements `usecases.ports.Channels`."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.slack.asking import ask
from bot.slack.clients import Home
from bot.usecases.ports import ChannelFacts, Clock

T = TypeVar("T")

MEMORY = timedelta(seconds=60)
MAX_MEMBERS = 1000
_PAGE = 200
_TIMEOUT_S = 5
# Entries are dropped by age; this bounds what an attentive outsider could make us remember.
_MOST_REMEMBERED = 2000


class SlackChannels:
    """Safe to use from many threads. What could not be known is not remembered: the next question asks again."""

    def __init__(self, home: Home, clock: Clock) -> None:
        self._home = home
        self._facts: _Memory[ChannelFacts] = _Memory(clock)
        self._members: _Memory[tuple[str, ...]] = _Memory(clock)

    def facts(self, channel: str) -> ChannelFacts | None:
        return self._facts.get(channel, lambda: self._ask_facts(channel))

    def members(self, channel: str) -> Sequence[str] | None:
        return self._members.get(channel, lambda: self._ask_members(channel))

    def forget(self, channel: str) -> None:
        """Called by events of that channel; an answer that was asked for before is not kept either."""
        self._facts.forget(channel)
        self._members.forget(channel)

    def _ask_facts(self, channel: str) -> ChannelFacts | None:
        answer = ask(self._home, "conversations.info", _TIMEOUT_S, channel=channel)
        if answer is None or answer.get("ok") is not True:
            is_hidden = answer is not None and answer.get("error") == "channel_not_found"
            return _hidden(channel) if is_hidden else None
        described = answer.get("channel")
        return _facts(described) if isinstance(described, dict) else None

    def _ask_members(self, channel: str) -> tuple[str, ...] | None:
        members: list[str] = []
        cursor = ""
        while len(members) <= MAX_MEMBERS:
            after = {"cursor": cursor} if cursor else {}
            page = ask(self._home, "conversations.members", _TIMEOUT_S, channel=channel, limit=_PAGE, **after)
            if page is None or page.get("ok") is not True:
                return None
            told = page.get("members")
            if not isinstance(told, list) or not told:
                # An empty page says nothing of who is there; even the bot's own id is missing.
                return None
            members += [str(one) for one in told]
            metadata = page.get("response_metadata")
            cursor = str(metadata.get("next_cursor") or "") if isinstance(metadata, dict) else ""
            if not cursor:
                break
        return tuple(dict.fromkeys(members)) if len(members) <= MAX_MEMBERS else None


def _facts(channel: Mapping[str, object]) -> ChannelFacts | None:
    """None where a claim that decides over posting is missing: it must not count as "no"."""
    channel_id = channel.get("id")
    is_direct = channel.get("is_im") is True or channel.get("is_mpim") is True
    if not isinstance(channel_id, str) or not (is_direct or isinstance(channel.get("is_ext_shared"), bool)):
        return None
    return ChannelFacts(
        id=channel_id,
        name=str(channel.get("name") or ""),
        is_private=bool(channel.get("is_private")) or is_direct,
        is_archived=bool(channel.get("is_archived")),
        is_shared_outside=bool(channel.get("is_ext_shared")),
        is_about_to_be_shared=bool(
            channel.get("is_pending_ext_shared")
            or channel.get("pending_connected_team_ids")
            or channel.get("pending_shared")
        ),
        is_bot_member=bool(channel.get("is_member")) or channel.get("is_im") is True,
        is_direct=is_direct,
    )


def _hidden(channel: str) -> ChannelFacts:
    """Slack answers so for a private channel that the bot is not in, and for one that is gone: closed to us either way."""
    return ChannelFacts(
        id=channel,
        name="",
        is_private=True,
        is_archived=False,
        is_shared_outside=False,
        is_about_to_be_shared=False,
        is_bot_member=False,
        is_direct=False,
    )


@dataclass(frozen=True, slots=True)
class _Remembered(Generic[T]):
    value: T
    at: datetime


class _Memory(Generic[T]):
    """Answers by key, each at most `MEMORY` old."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Remembered[T]] = {}
        self._forgotten: dict[str, int] = {}

    def get(self, key: str, ask: Callable[[], T | None]) -> T | None:
        # The age counts from before the question: the answer may have been true only then.
        now = self._clock.now()
        with self._lock:
            known = self._known.get(key)
            times_forgotten = self._forgotten.get(key, 0)
        # A clock that went back makes everything look young, so a memory from the future counts as none.
        if known is not None and timedelta(0) <= now - known.at < MEMORY:
            return known.value
        value = ask()
        if value is not None:
            self._keep(key, _Remembered(value, now), times_forgotten)
        return value

    def forget(self, key: str) -> None:
        with self._lock:
            self._known.pop(key, None)
            self._forgotten[key] = self._forgotten.get(key, 0) + 1

    def _keep(self, key: str, answer: _Remembered[T], times_forgotten: int) -> None:
        with self._lock:
            if self._forgotten.get(key, 0) != times_forgotten:
                return
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = answer
