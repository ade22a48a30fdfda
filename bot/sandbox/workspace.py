"""The state of the workspace: who is in it, the conversations, the messages, the views."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.messages import Message
from bot.sandbox.people import User
from bot.sandbox.views import View


@dataclass(slots=True)
class Workspace:
    """Everything that the local Slack holds, kept in memory. Its owner guards it with a lock."""

    team_id: str
    name: str
    domain: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[str, dict[str, Message]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    _stamps: set[str] = field(default_factory=set)
    _numbers: int = 0

    def user(self, who: str) -> User | None:
        """The user of that id, handle (with or without @) or name."""
        if who in self.users:
            return self.users[who]
        sought = who.removeprefix("@").casefold()
        return next((user for user in self.users.values() if sought in (user.handle, user.name.casefold())), None)

    def channel(self, which: str) -> Channel | None:
        """The conversation of that id or name (with or without #)."""
        if which in self.channels:
            return self.channels[which]
        sought = which.removeprefix("#")
        return next((one for one in self.channels.values() if one.name and one.name == sought), None)

    def message(self, channel: str, ts: str) -> Message | None:
        """The message of that time stamp."""
        return self.messages.get(channel, {}).get(ts)

    def in_order(self, channel: str) -> list[Message]:
        """The channel's messages, the oldest first, replies among them."""
        return sorted(self.messages.get(channel, {}).values(), key=lambda message: message.ts)

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The answers beneath a message, the oldest first."""
        return [message for message in self.in_order(channel) if message.thread_ts == ts and message.is_reply]

    def stack(self, user: str) -> list[View]:
        """The modals open on that person's screen, the top one last."""
        return self.stacks.setdefault(user, [])

    def view(self, view_id: str) -> View | None:
        """The modal or home of that id, where it is still there."""
        open_views = [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())
        return next((view for view in open_views if view.id == view_id), None)

    def view_of_external_id(self, external_id: str) -> View | None:
        """The modal that the app named itself."""
        open_views = [view for stack in self.stacks.values() for view in stack]
        return next((view for view in open_views if view.spec.get("external_id") == external_id), None)

    def im_with(self, user: str, other: str) -> Channel:
        """The direct conversation of two, opened where there is none."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.IM and set(channel.members) == {user, other}:
                return channel
        opened = Channel(self.new_id("D"), "", ChannelKind.IM, user, 0, [user, other])
        self.channels[opened.id] = opened
        return opened

    def new_ts(self, at: datetime) -> str:
        """A time stamp that no message has: Unix seconds and six digits."""
        micros = int(at.timestamp() * 1_000_000)
        while True:
            stamp = f"{micros // 1_000_000}.{micros % 1_000_000:06d}"
            if stamp not in self._stamps:
                self._stamps.add(stamp)
                return stamp
            micros += 100

    def new_id(self, prefix: str) -> str:
        """An id that nothing has, in Slack's form: a letter and ten capitals or digits."""
        self._numbers += 1
        return f"{prefix}0{self._numbers:08X}X"

    def add_users(self, users: Iterable[User]) -> None:
        """Take people in."""
        self.users |= {user.id: user for user in users}

    def add_channels(self, channels: Iterable[Channel]) -> None:
        """Take conversations in."""
        self.channels |= {channel.id: channel for channel in channels}
