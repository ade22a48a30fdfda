"""The requests that a person's doing makes Slack send: commands, shortcuts, buttons, forms, suggestions."""

from bot.sandbox.channels import Channel
from bot.sandbox.messages import Message, message_json
from bot.sandbox.people import User
from bot.sandbox.platform import APP_ID, Platform
from bot.sandbox.responses import Place, Responses
from bot.sandbox.views import View, view_json
from bot.sandbox.wire import Envelope, Json, Kind

TOKEN = "sandbox-verification-token"

_BOTH = ("username", "name")
_NAMED_BY = {"shortcut": ("username",), "message_action": ("name",), "block_suggestion": ("name",)}
"""Under which keys each request says a person's handle, where not under both."""
_SHORTCUTS = frozenset({"shortcut", "message_action"})


class Payloads:
    """Builds requests. Hold the platform's lock."""

    def __init__(self, platform: Platform, responses: Responses) -> None:
        self._platform = platform
        self._responses = responses

    def command(self, user: User, channel: Channel, command: str, text: str) -> Envelope:
        """A slash command."""
        body: Json = {
            "token": TOKEN,
            "team_id": self._platform.team_id,
            "team_domain": self._platform.workspace.domain,
            "channel_id": channel.id,
            "channel_name": channel.command_name,
            "user_id": user.id,
            "user_name": user.handle,
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._responses.issue(Place(user.id, channel.id)),
            "trigger_id": self._platform.triggers.issue(user.id),
        }
        return self._envelope(Kind.COMMAND, command, body)

    def global_shortcut(self, user: User, callback_id: str) -> Envelope:
        """A global shortcut: no conversation, no response_url."""
        body: Json = {
            **self._start("shortcut", user),
            "is_enterprise_install": False,
            "action_ts": self._now_ts(),
            "callback_id": callback_id,
            "trigger_id": self._platform.triggers.issue(user.id),
        }
        return self._envelope(Kind.INTERACTION, callback_id, body)

    def message_shortcut(self, user: User, callback_id: str, message: Message) -> Envelope:
        """A shortcut from a message's menu."""
        channel = self._platform.workspace.channels[message.channel]
        body: Json = {
            **self._start("message_action", user),
            "is_enterprise_install": False,
            "action_ts": self._now_ts(),
            "callback_id": callback_id,
            "trigger_id": self._platform.triggers.issue(user.id),
            "response_url": self._responses.issue(Place(user.id, channel.id)),
            "message_ts": message.ts,
            "channel": self._channel(channel),
            "message": message_json(message, self._replies(message)),
        }
        return self._envelope(Kind.INTERACTION, callback_id, body)

    def message_action(self, user: User, message: Message, action: Json) -> Envelope:
        """A button or a select on a message."""
        channel = self._platform.workspace.channels[message.channel]
        is_ephemeral = bool(message.ephemeral_to)
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": is_ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        body: Json = {
            **self._start("block_actions", user),
            "container": container,
            "trigger_id": self._platform.triggers.issue(user.id),
            "channel": self._channel(channel),
            "state": {"values": message.selected},
            "response_url": self._responses.issue(Place(user.id, channel.id, message)),
            "actions": [action],
            "is_enterprise_install": False,
        }
        if not is_ephemeral:
            body["message"] = message_json(message, self._replies(message))
        return self._envelope(Kind.INTERACTION, action["action_id"], body)

    def view_action(self, user: User, view: View, action: Json) -> Envelope:
        """A button, a select or a dispatching input in a form or in the home."""
        shown = view_json(view)
        body: Json = {
            **self._start("block_actions", user),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._platform.triggers.issue(user.id, view.id),
            "view": shown,
            "state": shown["state"],
            "hash": view.hash,
            "actions": [action],
            "is_enterprise_install": False,
        }
        return self._envelope(Kind.INTERACTION, action["action_id"], body)

    def submission(self, user: User, view: View) -> Envelope:
        """A submitted form."""
        body: Json = {
            **self._start("view_submission", user),
            "trigger_id": self._platform.triggers.issue(user.id, view.id),
            "view": view_json(view),
            "response_urls": [],
            "is_enterprise_install": False,
        }
        return self._envelope(Kind.INTERACTION, view.callback_id, body)

    def closed(self, user: User, view: View, is_cleared: bool) -> Envelope:
        """A form that was closed without being submitted."""
        shown = view_json(view)
        body: Json = {
            **self._start("view_closed", user),
            "view": shown,
            "is_cleared": is_cleared,
            "is_enterprise_install": False,
        }
        return self._envelope(Kind.INTERACTION, view.callback_id, body)

    def suggestion(self, user: User, block: Json, element: Json, typed: str, where: View | Message) -> Envelope:
        """What somebody has typed into an external select so far."""
        body: Json = {
            **self._start("block_suggestion", user),
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": typed,
            "is_enterprise_install": False,
        }
        if isinstance(where, View):
            body |= {"container": {"type": "view", "view_id": where.id}, "view": view_json(where)}
        else:
            channel = self._platform.workspace.channels[where.channel]
            container = {"type": "message", "message_ts": where.ts, "channel_id": channel.id}
            body |= {"container": container, "channel": self._channel(channel), "message": message_json(where)}
        return self._envelope(Kind.SUGGESTION, element["action_id"], body)

    def _start(self, kind: str, user: User) -> Json:
        platform = self._platform
        start: Json = {
            "type": kind,
            "team": {"id": platform.team_id, "domain": platform.workspace.domain},
            "user": {"id": user.id, **dict.fromkeys(_NAMED_BY.get(kind, _BOTH), user.handle), "team_id": user.team_id},
            "token": TOKEN,
            "enterprise": None,
        }
        return start if kind in _SHORTCUTS else start | {"api_app_id": APP_ID}

    def _envelope(self, kind: Kind, name: str, body: Json) -> Envelope:
        return Envelope(kind, name, body, self._platform.workspace.new_id("env-"))

    def _channel(self, channel: Channel) -> Json:
        return {"id": channel.id, "name": channel.command_name}

    def _replies(self, message: Message) -> int:
        return len(self._platform.workspace.thread(message.channel, message.ts))

    def _now_ts(self) -> str:
        return self._platform.workspace.new_ts(self._platform.clock.now())
