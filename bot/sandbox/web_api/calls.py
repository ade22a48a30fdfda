"""One call of the Web API: its arguments, its checks, and Slack's way of saying no."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.people import User
from bot.sandbox.platform import BOT_USER_ID, Platform
from bot.sandbox.wire import Json

_NO = frozenset({"", "0", "false", "False", "None"})
DEFAULT_PAGE = 100
MAX_PAGE = 1000


class ApiError(Exception):
    """`ok: false` with that error's name; `extra` goes beside it."""

    def __init__(self, name: str, **extra: Any) -> None:
        super().__init__(name)
        self.name = name
        self.extra = extra


@dataclass(frozen=True, slots=True)
class Call:
    """One call that has a good token. The platform's lock is held while it is answered."""

    platform: Platform
    method: str
    args: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """An argument as text, the default where it is missing."""
        given = self.args.get(name)
        return default if given is None else str(given)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """An argument that must be there."""
        given = self.text(name)
        if not given:
            raise ApiError(error, response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return given

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes-or-no argument: JSON's, or a form's 1, 0, true, false."""
        given = self.args.get(name)
        if given is None:
            return default
        return given if isinstance(given, bool) else str(given) not in _NO

    def number(self, name: str, default: int) -> int:
        """A whole number; a bad one is refused."""
        given = self.args.get(name)
        if given in (None, ""):
            return default
        try:
            return int(str(given))
        except ValueError:
            raise ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {name}"]}) from None

    def structure(self, name: str, error: str) -> Any:
        """An argument that is JSON: parsed already, or as text in a form; None where it is missing."""
        given = self.args.get(name)
        if not isinstance(given, str):
            return given
        if not given.strip():
            return None
        try:
            return json.loads(given)
        except ValueError:
            raise ApiError(error) from None

    def need(self, scope: str) -> None:
        """Refuse unless the token has that scope."""
        if scope not in self.platform.scopes:
            provided = ",".join(sorted(self.platform.scopes))
            raise ApiError("missing_scope", needed=scope, provided=provided)

    def user(self, name: str = "user") -> User:
        """The person that an argument names by id."""
        found = self.platform.workspace.users.get(self.required(name, "user_not_found"))
        if found is None:
            raise ApiError("user_not_found")
        return found

    def visible_channel(self, purpose: str, name: str = "channel") -> Channel:
        """The conversation that an argument names by id, if the token may see it; `purpose` is read or history."""
        wanted = self.required(name, "channel_not_found")
        channel = self.platform.workspace.channels.get(wanted)
        if channel is None:
            raise ApiError("channel_not_found")
        self.need(f"{channel.kind.value}:{purpose}")
        if channel.is_private and not self.is_member(channel):
            raise ApiError("channel_not_found")
        return channel

    def is_member(self, channel: Channel) -> bool:
        """Whether the app is in that conversation."""
        return BOT_USER_ID in channel.members

    def postable_channel(self) -> Channel:
        """The conversation to post to: by id, by #name, or by a person's id for the direct one."""
        wanted = self.required("channel", "channel_not_found")
        workspace = self.platform.workspace
        if wanted in workspace.users:
            return self.direct_with(workspace.users[wanted])
        channel = workspace.channel(wanted)
        if channel is None or (channel.is_private and not self.is_member(channel)):
            raise ApiError("channel_not_found")
        if channel.is_archived:
            raise ApiError("is_archived")
        if not self.is_member(channel) and "chat:write.public" not in self.platform.scopes:
            raise ApiError("not_in_channel")
        return channel

    def direct_with(self, user: User) -> Channel:
        """The direct conversation with a person, refused for bots, the deactivated and unreachable outsiders."""
        workspace = self.platform.workspace
        if user.id == BOT_USER_ID or user.is_bot:
            raise ApiError("cannot_dm_bot")
        if user.deleted:
            raise ApiError("user_disabled")
        if user.team_id != workspace.team_id and not self.shares_channel(user):
            raise ApiError("user_not_found")
        return workspace.im_with(BOT_USER_ID, user.id)

    def shares_channel(self, user: User) -> bool:
        """Whether the app and that person are in one channel."""
        channels = self.platform.workspace.channels.values()
        return any({BOT_USER_ID, user.id} <= set(one.members) for one in channels if one.kind is not ChannelKind.IM)

    def page(self, rows: Sequence[Any]) -> tuple[list[Any], str]:
        """One page of rows by `limit` and `cursor`, and the next cursor, empty at the end."""
        limit = min(self.number("limit", DEFAULT_PAGE) or DEFAULT_PAGE, MAX_PAGE)
        start = _start(self.text("cursor"))
        end = start + limit
        return list(rows[start:end]), f"page:{end}" if end < len(rows) else ""


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    prefix, _, number = cursor.partition(":")
    if prefix != "page" or not number.isdecimal():
        raise ApiError("invalid_cursor")
    return int(number)


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what answers it, and the scopes that it always needs."""

    answer: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
