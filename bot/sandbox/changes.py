"""What changes in a workspace while an app is in it: channels shared and archived, people joining and leaving."""

from collections.abc import Callable

from bot.sandbox.agency import OTHER_TEAM_ID
from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.events import Events
from bot.sandbox.people import User, user_json
from bot.sandbox.platform import BOT_USER_ID, Platform
from bot.sandbox.wire import Json


class Changes:
    """Changes to the workspace, each with the events that Slack sends for it. Channels and people go by id or name."""

    def __init__(self, platform: Platform, events: Events) -> None:
        self._platform = platform
        self._events = events

    def invite_app(self, channel: str) -> Channel:
        """Bring the app into a channel, as `/invite` does."""
        return self.join(BOT_USER_ID, channel)

    def remove_app(self, channel: str) -> Channel:
        """Take the app out of a channel."""
        return self.leave(BOT_USER_ID, channel)

    def join(self, who: str, channel: str) -> Channel:
        """Let a person (or the app) into a channel."""

        def act(place: Channel) -> None:
            user = self._platform.user(who)
            if user.id not in place.members:
                place.members.append(user.id)
                self._platform.happen(self._member_event("member_joined_channel", user, place), place)

        return self._on(channel, act)

    def leave(self, who: str, channel: str) -> Channel:
        """Let a person (or the app) out of a channel."""

        def act(place: Channel) -> None:
            user = self._platform.user(who)
            if user.id not in place.members:
                return
            place.members.remove(user.id)
            self._platform.happen(self._member_event("member_left_channel", user, place), place)
            if user.id == BOT_USER_ID:
                kind = "group_left" if place.is_private else "channel_left"
                self._platform.happen({"type": kind, "channel": place.id, "actor_id": place.creator})

        return self._on(channel, act)

    def archive(self, channel: str) -> Channel:
        """Archive a channel."""
        return self._archived(channel, True)

    def unarchive(self, channel: str) -> Channel:
        """Bring an archived channel back."""
        return self._archived(channel, False)

    def rename(self, channel: str, name: str) -> Channel:
        """Rename a channel."""

        def act(place: Channel) -> None:
            place.previous_names.append(place.name)
            place.name = name
            shown = {"id": place.id, "name": name, "created": place.created}
            self._platform.happen({"type": self._named(place, "rename"), "channel": shown}, place)

        return self._on(channel, act)

    def begin_sharing(self, channel: str, team: str = OTHER_TEAM_ID) -> Channel:
        """Invite another organisation into a channel; they have not accepted yet."""

        def act(place: Channel) -> None:
            place.pending_teams.append(team)

        return self._on(channel, act)

    def share(self, channel: str, team: str = OTHER_TEAM_ID, with_people: tuple[str, ...] = ()) -> Channel:
        """Share a channel with another organisation; its people named here join."""

        def act(place: Channel) -> None:
            place.pending_teams = [one for one in place.pending_teams if one != team]
            if team not in place.connected_teams:
                place.connected_teams.append(team)
            event = {"type": "channel_shared", "connected_team_id": team, "channel": place.id}
            self._platform.happen(event, place)

        shared = self._on(channel, act)
        for who in with_people:
            self.join(who, shared.id)
        return shared

    def unshare(self, channel: str, team: str = OTHER_TEAM_ID) -> Channel:
        """End the sharing; that organisation's people leave."""

        def act(place: Channel) -> None:
            place.pending_teams = [one for one in place.pending_teams if one != team]
            if team in place.connected_teams:
                place.connected_teams.remove(team)
            users = self._platform.workspace.users
            place.members = [one for one in place.members if users[one].team_id != team]
            event: Json = {"type": "channel_unshared", "previously_connected_team_id": team, "channel": place.id}
            self._platform.happen(event | {"is_ext_shared": place.is_ext_shared}, place)

        return self._on(channel, act)

    def change_id(self, channel: str) -> Channel:
        """Give a channel another id, as Slack does when a private one begins to be shared."""

        def act(place: Channel) -> None:
            workspace = self._platform.workspace
            old, new = place.id, workspace.new_id("C")
            workspace.channels = {(new if key == old else key): one for key, one in workspace.channels.items()}
            place.id = new
            workspace.messages[new] = workspace.messages.pop(old, {})
            for message in workspace.messages[new].values():
                message.channel = new
            event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
            self._platform.happen(event, place)

        return self._on(channel, act)

    def make_guest(self, who: str, single_channel: bool = False) -> User:
        """Turn a member into a guest."""

        def act(user: User) -> None:
            user.is_restricted, user.is_ultra_restricted = True, single_channel
            user.is_admin = user.is_owner = False

        return self._of(who, act)

    def make_member(self, who: str) -> User:
        """Turn a guest into a member."""

        def act(user: User) -> None:
            user.is_restricted = user.is_ultra_restricted = False

        return self._of(who, act)

    def make_admin(self, who: str, is_admin: bool = True) -> User:
        """Make a member an admin, or no longer one."""

        def act(user: User) -> None:
            user.is_admin = is_admin
            user.is_owner = user.is_owner and is_admin

        return self._of(who, act)

    def deactivate(self, who: str) -> User:
        """Deactivate an account; it leaves its channels without a word."""

        def act(user: User) -> None:
            user.deleted = True
            for channel in self._platform.workspace.channels.values():
                if user.id in channel.members and channel.kind is not ChannelKind.IM:
                    channel.members.remove(user.id)

        return self._of(who, act)

    def add_person(self, handle: str, name: str) -> User:
        """A new member joins the workspace."""
        with self._platform.lock:
            workspace = self._platform.workspace
            user = User(workspace.new_id("U"), handle, name, workspace.team_id, updated=self._now())
            workspace.add_users([user])
            self._platform.happen({"type": "team_join", "user": user_json(user, workspace.team_id)})
        self._events.flush()
        return user

    def add_channel(self, name: str, is_private: bool = False, members: tuple[str, ...] = ()) -> Channel:
        """A new channel with those people."""
        kind = ChannelKind.PRIVATE if is_private else ChannelKind.PUBLIC
        with self._platform.lock:
            ids = [self._platform.user(who).id for who in members]
            creator = ids[0] if ids else ""
            channel = Channel(self._platform.workspace.new_id("C"), name, kind, creator, self._now(), ids)
            self._platform.workspace.add_channels([channel])
            self._platform.traffic.touch()
        return channel

    def uninstall(self) -> None:
        """Take the app off the workspace: its token dies first, then it is told."""
        with self._platform.lock:
            self._platform.is_installed = False
            self._platform.happen({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER_ID]}})
            self._platform.happen({"type": "app_uninstalled"})
        self._events.flush()

    def _archived(self, channel: str, is_archived: bool) -> Channel:
        def act(place: Channel) -> None:
            place.is_archived = is_archived
            kind = self._named(place, "archive" if is_archived else "unarchive")
            self._platform.happen({"type": kind, "channel": place.id, "user": place.creator}, place)

        return self._on(channel, act)

    def _on(self, channel: str, act: Callable[[Channel], None]) -> Channel:
        with self._platform.lock:
            place = self._platform.channel(channel)
            act(place)
            place.updated = self._now()
            self._platform.traffic.touch()
        self._events.flush()
        return place

    def _of(self, who: str, act: Callable[[User], None]) -> User:
        with self._platform.lock:
            user = self._platform.user(who)
            act(user)
            user.updated = self._now()
            shown = user_json(user, self._platform.team_id, with_locale=True)
            self._platform.happen({"type": "user_change", "user": shown, "cache_ts": user.updated})
        self._events.flush()
        return user

    def _member_event(self, kind: str, user: User, place: Channel) -> Json:
        event: Json = {"type": kind, "user": user.id, "channel": place.id, "channel_type": place.type_letter}
        event |= {"team": self._platform.team_id}
        return event | ({"inviter": place.creator} if kind == "member_joined_channel" and place.creator else {})

    def _named(self, place: Channel, what: str) -> str:
        return f"{'group' if place.is_private else 'channel'}_{what}"

    def _now(self) -> int:
        return int(self._platform.clock.now().timestamp())
