"""The local Slack's state in one place: workspace, app, clock, faults, log, and what is on its way to the app."""

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.agency import agency
from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Faults
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Message
from bot.sandbox.people import User
from bot.sandbox.traffic import Traffic
from bot.sandbox.triggers import Triggers
from bot.sandbox.views import View, ViewIds
from bot.sandbox.wire import Json
from bot.sandbox.workspace import Workspace

APP_ID = "A0SANDBOX01"
BOT_ID = "B0SANDBOX01"
BOT_USER_ID = "U0SANDBOX01"
ACK_LIMIT_S = 3.0
"""How long Slack waits for an acknowledgement; its own number, in real time."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that came about; whether the app gets it is decided when it is sent out."""

    event: Json
    channel: Channel | None = None


class Platform:
    """What all parts of the local Slack work on. Take `lock` to read or change the workspace, never to deliver.

    `declined_scopes` are optional scopes that whoever installed the app did not grant. `base_url` is where the
    local Slack is served, with a slash at its end; the server sets it.
    """

    def __init__(
        self,
        manifest: Manifest,
        clock: SandboxClock,
        *,
        make_workspace: Callable[[datetime], Workspace] = agency,
        declined_scopes: Iterable[str] = (),
        app_channels: Iterable[str] = (),
        ack_limit_s: float = ACK_LIMIT_S,
    ) -> None:
        self.manifest = manifest
        self.clock = clock
        self.lock = threading.RLock()
        self.faults = Faults()
        self.traffic = Traffic()
        self.bot_token = f"xoxb-sandbox-{secrets.token_hex(8)}"
        self.app_token = f"xapp-sandbox-{secrets.token_hex(8)}"
        self.signing_secret = secrets.token_hex(16)
        self.base_url = "http://127.0.0.1/"
        self.ack_limit_s = ack_limit_s
        self.declined_scopes = set(declined_scopes)
        self.sends_own_metadata_events = True
        self.is_installed = True
        self.happenings: list[Happening] = []
        self._make_workspace = make_workspace
        self._app_channels = tuple(app_channels)
        self._begin()

    def _begin(self) -> None:
        self.triggers = Triggers(self.clock)
        self.workspace = self._make_workspace(self.clock.now())
        self.workspace.add_users([self._bot_user()])
        for name in self._app_channels:
            self.channel(name).members.append(BOT_USER_ID)

    def reset(self) -> None:
        """Begin anew: the same app, tokens and clock, a fresh workspace, no faults, an empty log."""
        with self.lock:
            self.faults.clear()
            self.happenings.clear()
            self.sends_own_metadata_events = True
            self.is_installed = True
            self._begin()
            self.traffic.clear()

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that the bot token has."""
        return self.manifest.scopes - frozenset(self.declined_scopes)

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.workspace.team_id

    def user(self, who: str) -> User:
        """The user of that id, handle or name; KeyError names who there is."""
        found = self.workspace.user(who)
        if found is None:
            raise KeyError(
                f"no person {who!r}; there are: {', '.join(u.handle for u in self.workspace.users.values())}"
            )
        return found

    def channel(self, which: str) -> Channel:
        """The conversation of that id or name; KeyError names what there is."""
        found = self.workspace.channel(which)
        if found is None:
            names = ", ".join(one.name for one in self.workspace.channels.values() if one.name)
            raise KeyError(f"no channel {which!r}; there are: {names}")
        return found

    def happen(self, event: Json, channel: Channel | None = None) -> None:
        """Note an event for the app. `event_ts` is added where it is missing. Hold the lock."""
        event.setdefault("event_ts", self.workspace.new_ts(self.clock.now()))
        self.happenings.append(Happening(event, channel))
        self.traffic.touch()

    def take_happenings(self) -> list[Happening]:
        """All events that came about since the last time."""
        with self.lock:
            taken, self.happenings = self.happenings, []
            return taken

    def new_view(self, user: str, spec: Json, root: View | None = None, previous: View | None = None) -> View:
        """A view object for that person, not yet on their screen. Hold the lock."""
        ids = ViewIds(self.workspace.new_id("V"), user, self.team_id, APP_ID, BOT_ID)
        return View.made(ids, spec, self.new_hash(), root, previous)

    def new_hash(self) -> str:
        """A view's next hash: the time and something that no other has."""
        return f"{int(self.clock.now().timestamp())}.{secrets.token_hex(4)}"

    def new_block_id(self) -> str:
        """An id for a block or an element that the app left without. Hold the lock."""
        return self.workspace.new_id("b").lower()

    def put(self, message: Message) -> Message:
        """Post a message, and let its events happen. Hold the lock."""
        self.workspace.messages.setdefault(message.channel, {})[message.ts] = message
        message.visible_from = self.clock.monotonic() + self.faults.history_lag.total_seconds()
        channel = self.workspace.channels[message.channel]
        self.happen(self._message_event(message, channel), channel)
        if message.metadata is not None:
            self.happen(self._metadata_event("posted", message, metadata=message.metadata), channel)
        return message

    def take_away(self, message: Message) -> None:
        """Delete a message, and let its events happen. Hold the lock."""
        del self.workspace.messages[message.channel][message.ts]
        channel = self.workspace.channels[message.channel]
        stamp = self.workspace.new_ts(self.clock.now())
        if message.metadata is not None:
            gone = self._metadata_event("deleted", message, previous_metadata=message.metadata)
            self.happen(gone | {"deleted_ts": stamp, "event_ts": stamp}, channel)
        self.traffic.touch()

    def change_metadata(self, message: Message, metadata: Json | None) -> None:
        """Give a message other metadata, and let the event happen. Hold the lock."""
        if metadata is None or metadata == message.metadata:
            return
        before, message.metadata = message.metadata, metadata
        event = self._metadata_event("updated", message, previous_metadata=before, metadata=metadata)
        self.happen(event, self.workspace.channels[message.channel])

    def _metadata_event(self, what: str, message: Message, **carried: Json | None) -> Json:
        stamp = message.ts if what == "posted" else self.workspace.new_ts(self.clock.now())
        return {
            "type": f"message_metadata_{what}",
            "app_id": message.app_id,
            "bot_id": message.bot_id,
            "user_id": message.user,
            "team_id": self.team_id,
            "channel_id": message.channel,
            "message_ts": message.ts,
            "event_ts": stamp,
            **carried,
        }

    def _message_event(self, message: Message, channel: Channel) -> Json:
        event: Json = {
            "type": "message",
            "user": message.user,
            "text": message.text,
            "ts": message.ts,
            "team": message.team,
            "channel": message.channel,
            "channel_type": {ChannelKind.PUBLIC: "channel", ChannelKind.PRIVATE: "group"}.get(channel.kind, "im"),
            "event_ts": message.ts,
        }
        if message.bot_id:
            event["bot_id"] = message.bot_id
        return event

    def _bot_user(self) -> User:
        name = self.manifest.display_name
        return User(
            BOT_USER_ID, name.casefold(), name, self.workspace.team_id, is_bot=True, bot_id=BOT_ID, app_id=APP_ID
        )
