"""Which events the app gets, in which envelope, and when they are sent again."""

import threading
from dataclasses import dataclass, replace
from typing import Protocol

from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.platform import APP_ID, BOT_ID, BOT_USER_ID, Happening, Platform
from bot.sandbox.wire import Ack, Envelope, Json, Kind

RETRY_AFTER_S = (0.0, 60.0, 300.0)
"""When an event that was not taken is sent again, in seconds after the attempt before; Slack's own numbers."""

_BY_CHANNEL = frozenset(
    {"member_joined_channel", "member_left_channel", "channel_shared", "channel_unshared", "channel_id_changed"}
)
_FIXED_SCOPES = {
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "message_metadata_posted": "metadata.message:read",
    "message_metadata_updated": "metadata.message:read",
    "message_metadata_deleted": "metadata.message:read",
    "team_rename": "team:read",
    "team_domain_change": "team:read",
}
_MEMBERS_ONLY = frozenset(
    {"reaction_added", "reaction_removed", "message", *_BY_CHANNEL} - {"channel_shared", "channel_unshared"}
)
_MESSAGE_SUBSCRIPTIONS = {ChannelKind.PUBLIC: "channels", ChannelKind.PRIVATE: "groups", ChannelKind.IM: "im"}


def scope_of(event_type: str, kind: ChannelKind = ChannelKind.PUBLIC) -> str:
    """The scope that an event of that type, in that kind of conversation, needs; empty where it needs none."""
    if event_type in _FIXED_SCOPES:
        return _FIXED_SCOPES[event_type]
    if event_type == "message" or event_type.startswith("message."):
        return f"{kind.value}:history"
    if event_type in _BY_CHANNEL:
        return f"{kind.value}:read"
    if event_type.startswith("channel_"):
        return "channels:read"
    if event_type.startswith("group_"):
        return "groups:read"
    return ""


class Sender(Protocol):
    """What carries a request to the app."""

    def send(self, envelope: Envelope) -> Ack:
        """Deliver once, and say how the app answered."""


@dataclass(frozen=True, slots=True)
class _Due:
    envelope: Envelope
    at_s: float


class Events:
    """Sends what happened to the app, on the thread that calls `flush`; never while the platform's lock is held."""

    def __init__(self, platform: Platform, sender: Sender) -> None:
        self._platform = platform
        self._sender = sender
        self._queue: list[_Due] = []
        self._sending = threading.RLock()
        self._guard = threading.Lock()

    def flush(self) -> int:
        """Send all events that are due, those that they cause included; return how many were sent."""
        sent = 0
        with self._sending:
            while True:
                self._take_in()
                due = self._next_due()
                if due is None:
                    return sent
                sent += 1
                ack = self._sender.send(due.envelope)
                if not ack.ok:
                    self._again(due.envelope, ack)

    def waiting(self) -> int:
        """How many events wait to be sent or sent again."""
        with self._guard:
            return len(self._queue) + len(self._platform.happenings)

    def clear(self) -> None:
        """Forget what waits."""
        with self._guard:
            self._queue.clear()

    def _take_in(self) -> None:
        now_s = self._platform.clock.monotonic()
        for happening in self._platform.take_happenings():
            if self._is_wanted(happening) and not self._platform.faults.loses(happening.event["type"]):
                with self._guard:
                    self._queue.append(_Due(self._envelope(happening), now_s))

    def _next_due(self) -> _Due | None:
        now_s = self._platform.clock.monotonic()
        with self._guard:
            for due in self._queue:
                if due.at_s <= now_s:
                    self._queue.remove(due)
                    return due
        return None

    def _again(self, envelope: Envelope, ack: Ack) -> None:
        stop = {name.lower(): value for name, value in ack.headers.items()}.get("x-slack-no-retry") == "1"
        if stop or envelope.retry >= len(RETRY_AFTER_S):
            return
        wait_s = RETRY_AFTER_S[envelope.retry]
        reason = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}.get(
            ack.error, "http_error"
        )
        again = replace(envelope, retry=envelope.retry + 1, retry_reason=reason)
        with self._guard:
            self._queue.append(_Due(again, self._platform.clock.monotonic() + wait_s))

    def _is_wanted(self, happening: Happening) -> bool:
        platform, event, channel = self._platform, happening.event, happening.channel
        kind = channel.kind if channel is not None else ChannelKind.PUBLIC
        name = event["type"]
        subscription = f"message.{_MESSAGE_SUBSCRIPTIONS[kind]}" if name == "message" else name
        if subscription not in platform.manifest.bot_events:
            return False
        if scope_of(name, kind) not in {"", *platform.scopes}:
            return False
        if name.startswith("message_metadata_") and not self._wants_metadata(event):
            return False
        return channel is None or self._can_see(name, event, channel)

    def _wants_metadata(self, event: Json) -> bool:
        carried = event.get("metadata") or event.get("previous_metadata") or {}
        is_own = event["app_id"] == APP_ID
        if is_own and not self._platform.sends_own_metadata_events:
            return False
        return carried.get("event_type") in self._platform.manifest.metadata_events

    def _can_see(self, name: str, event: Json, channel: Channel) -> bool:
        is_about_itself = event.get("user") == BOT_USER_ID and name in _BY_CHANNEL
        if BOT_USER_ID in channel.members or is_about_itself:
            return True
        return not channel.is_private and name not in _MEMBERS_ONLY and not name.startswith("message_metadata_")

    def _envelope(self, happening: Happening) -> Envelope:
        platform = self._platform
        with platform.lock:
            event_id = platform.workspace.new_id("Ev")
            envelope_id = platform.workspace.new_id("evt-")
        team_id = platform.team_id
        body: Json = {
            "token": "sandbox-verification-token",
            "team_id": team_id,
            "enterprise_id": None,
            "context_team_id": team_id,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": happening.event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(platform.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team_id,
                    "user_id": BOT_USER_ID,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": happening.channel is not None and happening.channel.is_ext_shared,
            "event_context": f"4-{BOT_ID}-{event_id}",
        }
        return Envelope(Kind.EVENT, str(happening.event["type"]), body, envelope_id)
