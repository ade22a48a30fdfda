"""A tiny Bolt app to drive the local Slack with: it knows a command, a form, a button, and notes what it is sent."""

import logging
from typing import Any

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bot.sandbox.local_slack import LocalSlack

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Tiny"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "tiny"},
        "slash_commands": [
            {"command": "/tiny", "description": "Say something", "should_escape": True},
            {"command": "/slow", "description": "Say nothing"},
        ],
        "shortcuts": [
            {"name": "Open a form", "type": "global", "callback_id": "open_form", "description": "-"},
            {"name": "Look at this", "type": "message", "callback_id": "look_at", "description": "-"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                *("commands", "chat:write", "im:write", "reactions:read", "users:read", "channels:read"),
                *("groups:read", "metadata.message:read", "channels:history", "groups:history"),
            ],
            "bot_optional": ["channels:history", "groups:history"],
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                *("app_home_opened", "reaction_added", "reaction_removed", "user_change", "channel_shared"),
                *("member_joined_channel", "member_left_channel", "channel_archive", "group_archive", "team_rename"),
                *("message_metadata_posted", "message_metadata_deleted", "channel_id_changed", "channel_unshared"),
            ],
            "metadata_subscriptions": [{"app_id": "*", "event_type": "tiny"}],
        },
        "interactivity": {"is_enabled": True},
    },
}


def text_input(block_id: str, **more: Any) -> dict[str, Any]:
    """An input block with a text field."""
    element = {"type": "plain_text_input", "action_id": "value"}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def plain(text: str) -> dict[str, Any]:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def form(title: str = "Form", blocks: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """A modal with one text field, or with those blocks."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Go"),
        "blocks": blocks or [text_input("note")],
        **more,
    }


def buttons(*labels: str) -> list[dict[str, Any]]:
    """An actions block with buttons whose action ids are their labels in small letters."""
    return [
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                {"type": "button", "action_id": label.lower(), "text": plain(label), "value": "1"} for label in labels
            ],
        }
    ]


class TinyApp:
    """The app. Tests set `answer` (the command's), `verdict` (the form's) and `event_status` as they need."""

    def __init__(self, slack: LocalSlack, client: WebClient) -> None:
        logger = logging.getLogger("tiny")
        logger.setLevel(logging.CRITICAL)
        self.bolt = App(
            client=client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            logger=logger,
        )
        self.client = client
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {"text": "heard"}
        self.verdict: dict[str, Any] = {}
        self.form: dict[str, Any] = form()
        self.options: dict[str, Any] = {"options": []}
        self.failing_events = 0
        self._listen()

    def handle(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any], bytes]:
        """Requests in process."""
        answer = self.bolt.dispatch(BoltRequest(body=body.decode(), headers=dict(headers), mode="http"))
        return answer.status, dict(answer.headers), (answer.body or "").encode()

    def seen(self, kind: str) -> list[dict[str, Any]]:
        """The events of that type, in order."""
        return [event for event in self.events if event["type"] == kind]

    def _listen(self) -> None:
        bolt = self.bolt

        @bolt.middleware
        def note(body: dict[str, Any], req: BoltRequest, next: Any) -> None:
            self.bodies.append(body)
            self.headers.append(dict(req.headers))
            next()

        @bolt.command("/tiny")
        def tiny(ack: Any, body: dict[str, Any]) -> None:
            if body["text"] == "open":
                self.client.views_open(trigger_id=body["trigger_id"], view=self.form)
                ack()
            else:
                ack(**self.answer)

        @bolt.shortcut("open_form")
        @bolt.shortcut("look_at")
        def shortcut(ack: Any, body: dict[str, Any]) -> None:
            self.client.views_open(trigger_id=body["trigger_id"], view=self.form)
            ack()

        @bolt.view("form")
        def submitted(ack: Any) -> None:
            ack(**self.verdict)

        @bolt.view_closed("form")
        def closed(ack: Any) -> None:
            ack()

        @bolt.action("push")
        def push(ack: Any, body: dict[str, Any]) -> None:
            self.client.views_push(trigger_id=body["trigger_id"], view=self.form)
            ack()

        @bolt.action("answer")
        def answer(ack: Any, respond: Any) -> None:
            ack()
            respond(**self.answer)

        @bolt.action("value")
        def changed(ack: Any, body: dict[str, Any]) -> None:
            ack()
            self.client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=self.form)

        @bolt.options("value")
        def suggest(ack: Any) -> None:
            ack(**self.options)

        for kind in MANIFEST["settings"]["event_subscriptions"]["bot_events"]:
            bolt.event(kind)(self._event)

    def _event(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if self.failing_events:
            self.failing_events -= 1
            raise RuntimeError("this event is not taken")
