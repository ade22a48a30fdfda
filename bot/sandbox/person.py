"""Acting as a person: what one can do in Slack with an app, and what Slack does not let one do."""

import re
from dataclasses import replace
from typing import Any

from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.controls import Controls, find_element, surfaces_of
from bot.sandbox.forms import Forms
from bot.sandbox.messages import Message
from bot.sandbox.people import User
from bot.sandbox.platform import BOT_USER_ID
from bot.sandbox.responses import Place
from bot.sandbox.stage import Reply, Stage, SubmitResult, Suggestions
from bot.sandbox.views import View, view_json
from bot.sandbox.wire import Ack, Envelope, Json, RefusedError

_MENTION = re.compile(r"(?<!\S)@([\w.-]+)")
_CHANNEL = re.compile(r"(?<!\S)#([\w-]+)")
_LINK = re.compile(r"(?<![<|\w])https?://[^\s<>|]+")
_BROADCASTS = frozenset({"channel", "here", "everyone"})


class Person:
    """One person at their screen. Each act returns when the app has answered and all events are sent."""

    def __init__(self, stage: Stage, user: User) -> None:
        self._stage = stage
        self.user = user
        self._controls = Controls(stage, user)
        self._forms = Forms(stage, user, self._controls)

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def views(self) -> list[View]:
        """The forms on the screen, the top one last."""
        with self._stage.platform.lock:
            return list(self._stage.platform.workspace.stack(self.id))

    @property
    def view(self) -> View | None:
        """The form on top of the screen."""
        return self._stage.top_view(self.id)

    @property
    def home(self) -> View | None:
        """The app's home as this person sees it, None where nothing was published."""
        with self._stage.platform.lock:
            return self._stage.platform.workspace.homes.get(self.id)

    @property
    def ephemerals(self) -> list[Message]:
        """What only this person sees, the oldest first."""
        return self._stage.ephemerals_of(self.id)

    def direct(self) -> list[Message]:
        """The direct messages with the app, the oldest first."""
        workspace = self._stage.platform.workspace
        with self._stage.platform.lock:
            return workspace.in_order(workspace.im_with(BOT_USER_ID, self.id).id)

    def command(self, typed: str, channel: str | None = None, thread_ts: str = "") -> Reply:
        """Type a slash command, in a channel by name or id (else in one where this person is)."""
        self._must_be_colleague("run this app's commands")
        name, _, text = typed.strip().partition(" ")
        platform = self._stage.platform
        known = platform.manifest.commands.get(name)
        if known is None:
            raise RefusedError(f"{name} is not a command; there are: {', '.join(platform.manifest.commands)}")
        if thread_ts:
            raise RefusedError(f"{name} is not supported in threads")
        place = self._channel(channel)
        with platform.lock:
            said = self._escaped(text) if known.should_escape else text
            envelope = self._stage.payloads.command(self.user, place, name, said)
        return self._asked(envelope, Place(self.id, place.id), typed)

    def shortcut(self, callback_id: str, message: Message | None = None) -> Reply:
        """Use a global shortcut, or a message's with the message."""
        self._must_be_colleague("use this app's shortcuts")
        known = self._stage.platform.manifest.shortcuts.get(callback_id)
        if known is None:
            raise RefusedError(f"{callback_id} is not a shortcut of the app")
        if (known.kind == "message") != (message is not None):
            raise RefusedError(f"{known.name} is a {known.kind} shortcut")
        with self._stage.platform.lock:
            if message is None:
                envelope = self._stage.payloads.global_shortcut(self.user, callback_id)
            else:
                self._must_see(message)
                if message.ephemeral_to:
                    raise RefusedError("an ephemeral message has no shortcuts")
                envelope = self._stage.payloads.message_shortcut(self.user, callback_id, message)
        return self._done(lambda: self._stage.delivery.send(envelope), envelope.body)

    def press(
        self, action_id: str, value: Any = None, in_: Message | View | Reply | None = None, block_id: str = ""
    ) -> Reply:
        """Press a button, or choose `value` in a menu or select, by action id or label (and block, where many are alike).

        Looked for in the message, view or reply given; else in the form on top, then in what only this person
        sees, the newest first, then in the home.
        """
        places = surfaces_of(in_) if in_ is not None else self._own_surfaces()
        surface, block, element = find_element(places, action_id, value, block_id)
        if isinstance(surface, Message):
            self._must_see(surface)
        return self._done(lambda: self._controls.use(surface, block, element, value))

    def fill(self, values: dict[str, Any], view: View | None = None) -> View:
        """Put values into the form's inputs, by block id, in that order.

        Inputs that tell the app of each change do so at once, so that the next ones may be new.
        """
        for block_id, given in values.items():
            self._forms.put(view or self._forms.top(), block_id, given)
        self._stage.events.flush()
        return view or self._forms.top()

    def change(self, block_id: str, value: Any, view: View | None = None) -> Reply:
        """Change one input that tells the app of each change."""
        return self._done(lambda: self._forms.change(view or self._forms.top(), block_id, value))

    def suggest(self, block_id: str, typed: str, view: View | None = None) -> Suggestions:
        """Type into an external select of the form, and see what the app offers."""
        return self._forms.suggest(view or self._forms.top(), block_id, typed)

    def submit(self, view: View | None = None) -> SubmitResult:
        """Submit the form on top."""
        before = self._stage.shown_to(self.id)
        result = self._forms.submit(view or self._forms.top())
        self._stage.events.flush()
        return replace(result, messages=self._stage.new_to(self.id, before))

    def close(self, everything: bool = False) -> list[View]:
        """Close the form on top, or all; returns what was closed."""
        closed = self._forms.close(everything)
        self._stage.events.flush()
        return closed

    def say(self, channel: str, text: str, thread_ts: str = "") -> Message:
        """Post a message."""
        platform = self._stage.platform
        with platform.lock:
            place = self._channel(channel)
            stamp = platform.workspace.new_ts(platform.clock.now())
            said = Message(place.id, stamp, self.id, text, self.user.team_id, thread_ts=thread_ts)
            platform.put(said)
        self._stage.events.flush()
        return said

    def reply_to(self, message: Message, text: str) -> Message:
        """Answer in a message's thread."""
        return self.say(message.channel, text, thread_ts=message.thread_ts or message.ts)

    def react(self, channel: str, ts: str, name: str) -> None:
        """Put an emoji on a message; a skin tone is written as Slack does, `wave::skin-tone-2`."""
        self._reaction("reaction_added", channel, ts, name)

    def unreact(self, channel: str, ts: str, name: str) -> None:
        """Take an emoji off again."""
        self._reaction("reaction_removed", channel, ts, name)

    def delete(self, message: Message) -> None:
        """Delete a message: one's own, or any as an admin."""
        if message.user != self.id and not (self.user.is_admin or self.user.is_owner):
            raise RefusedError("only admins delete other people's messages")
        with self._stage.platform.lock:
            self._stage.platform.take_away(message)
        self._stage.events.flush()

    def open_home(self) -> View | None:
        """Open the app's home, tell the app, and return what is published there afterwards."""
        platform = self._stage.platform
        if not platform.manifest.has_home:
            raise RefusedError("the app has no home tab")
        with platform.lock:
            home = platform.workspace.homes.get(self.id)
            event: Json = {
                "type": "app_home_opened",
                "user": self.id,
                "channel": platform.workspace.im_with(BOT_USER_ID, self.id).id,
                "tab": "home",
            }
            platform.happen(event | ({"view": view_json(home)} if home else {}))
        self._stage.events.flush()
        return self.home

    def _asked(self, envelope: Envelope, place: Place, typed: str) -> Reply:
        """Send a command and show its answer."""
        problems: list[str] = []
        public: list[Message] = []

        def send() -> Ack:
            ack = self._stage.delivery.send(envelope)
            said = {"text": ack.payload} if isinstance(ack.payload, str) else ack.payload
            if ack.ok and isinstance(said, dict) and said:
                problems.append(self._stage.responses.problem_of(said))
                if not problems[0]:
                    public.extend(self._show(place, said, typed))
            return ack

        reply = self._done(send, envelope.body)
        error = reply.error or "".join(problems)
        return replace(reply, messages=(*reply.messages, *public), error=error)

    def _show(self, place: Place, said: Json, typed: str) -> list[Message]:
        platform = self._stage.platform
        is_public = said.get("response_type") == "in_channel"
        if is_public:
            with platform.lock:
                stamp = platform.workspace.new_ts(platform.clock.now())
                platform.put(Message(place.channel, stamp, self.id, typed, self.user.team_id))
        shown = self._stage.responses.show(place, said)
        return [shown] if shown is not None and is_public else []

    def _done(self, act: Any, request: Json | None = None) -> Reply:
        before = self._stage.shown_to(self.id)
        ack: Ack = act()
        self._stage.events.flush()
        messages = self._stage.new_to(self.id, before)
        return Reply(ack, messages, self.view, ack.error, request or self._last_request())

    def _last_request(self) -> Any:
        entry = self._stage.platform.traffic.last_delivery()
        return entry.request if entry is not None else None

    def _reaction(self, kind: str, channel: str, ts: str, name: str) -> None:
        platform = self._stage.platform
        with platform.lock:
            place = self._channel(channel)
            message = platform.workspace.message(place.id, ts)
            if message is None:
                raise RefusedError(f"there is no message {ts} in {place.name}")
            who = message.reactions.setdefault(name, [])
            if (self.id in who) == (kind == "reaction_added"):
                raise RefusedError("already_reacted" if kind == "reaction_added" else "no_reaction")
            who.append(self.id) if kind == "reaction_added" else who.remove(self.id)
            if not who:
                del message.reactions[name]
            item = {"type": "message", "channel": place.id, "ts": ts}
            platform.happen(
                {"type": kind, "user": self.id, "reaction": name, "item": item, "item_user": message.user}, place
            )
        self._stage.events.flush()

    def _own_surfaces(self) -> list[Message | View]:
        top, home = self.view, self.home
        newest: list[Message | View] = list(reversed(self.ephemerals))
        return [*([top] if top else []), *newest, *([home] if home else [])]

    def _must_be_colleague(self, to_do: str) -> None:
        if self.user.deleted:
            raise RefusedError(f"{self.user.name} is deactivated")
        if self.user.is_bot or self.user.team_id != self._stage.platform.team_id:
            raise RefusedError(f"only people of this workspace can {to_do}")

    def _must_see(self, message: Message) -> None:
        channel = self._stage.platform.workspace.channels[message.channel]
        is_hidden = message.ephemeral_to not in ("", self.id)
        if is_hidden or (channel.is_private and self.id not in channel.members) or self.user.deleted:
            raise RefusedError(f"{self.user.name} does not see that message")

    def _channel(self, which: str | None) -> Channel:
        workspace = self._stage.platform.workspace
        if which is None:
            own = [one for one in workspace.channels.values() if self.id in one.members and not one.is_archived]
            named = [one for one in own if one.kind is not ChannelKind.IM]
            return (named or own or [workspace.im_with(BOT_USER_ID, self.id)])[0]
        if which.startswith("@"):
            return workspace.im_with(self._stage.platform.user(which).id, self.id)
        channel = self._stage.platform.channel(which)
        if self.id not in channel.members:
            raise RefusedError(f"{self.user.name} is not in {channel.name or channel.id}")
        if channel.is_archived:
            raise RefusedError(f"{channel.name} is archived")
        return channel

    def _escaped(self, text: str) -> str:
        """What `should_escape` sends: entities, and ids in place of the names of people and channels."""
        workspace = self._stage.platform.workspace
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

        def person(match: re.Match[str]) -> str:
            if match[1] in _BROADCASTS:
                return f"<!{match[1]}>"
            user = workspace.user(match[1])
            return f"<@{user.id}>" if user else match[0]

        def channel(match: re.Match[str]) -> str:
            found = workspace.channel(match[1])
            return f"<#{found.id}|{'' if found.is_private else found.name}>" if found else match[0]

        linked = _LINK.sub(lambda match: f"<{match[0]}>", plain)
        return _CHANNEL.sub(channel, _MENTION.sub(person, linked))
