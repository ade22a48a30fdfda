"""Posts what the outbox owes. Implements `usecases.ports.Messenger`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from slack_sdk import WebClient

from bot.slack.clients import CALL_TIMEOUT_S, Home, web_client
from bot.slack.ids import ALERT_EVENT_TYPE
from bot.slack.one_request import post_json
from bot.slack.outcomes import outcome_of
from bot.slack.rendered import Rendered
from bot.slack.screens import CALL_ERRORS
from bot.usecases.notices import Notice
from bot.usecases.ports import Outcome

# Slack's clock and ours may differ, and a late post stands later than the try that made it.
_LOOK_BEFORE = timedelta(seconds=60)
_LOOK_AFTER = timedelta(minutes=15)
_PAGE = 100
_MAX_PAGES = 10


class SlackMessenger:
    """``render`` puts a notice into words and blocks; it runs before anything is sent, and what it raises is raised."""

    def __init__(self, home: Home, render: Callable[[Notice], Rendered]) -> None:
        self._home = home
        self._render = render
        self._client: WebClient = web_client(home.bot_token, home.api_url, CALL_TIMEOUT_S)

    def post(
        self,
        channel: str,
        notice: Notice,
        wire_id: str,
        thread_ts: str | None,
        *,
        is_loud: bool,
        is_plain: bool = False,
    ) -> Outcome:
        body = self._message(channel, notice, wire_id) | {"unfurl_links": False, "unfurl_media": False}
        if is_plain:
            del body["blocks"]
        if thread_ts is not None:
            body |= {"thread_ts": thread_ts, "reply_broadcast": is_loud}
        return self._send("chat.postMessage", body, channel)

    def edit(self, channel: str, ts: str, notice: Notice, wire_id: str, *, is_plain: bool = False) -> Outcome:
        body = self._message(channel, notice, wire_id) | {"ts": ts}
        if is_plain:
            # Slack keeps the old blocks where an edit names none.
            body["blocks"] = []
        return self._send("chat.update", body, channel, ts)

    def delete(self, channel: str, ts: str) -> Outcome:
        return self._send("chat.delete", {"channel": channel, "ts": ts}, channel, ts)

    def find(
        self, channel: str, wire_id: str, oldest: datetime, latest: datetime, thread_ts: str | None
    ) -> Sequence[str] | None:
        window = {
            "channel": channel,
            "oldest": f"{(oldest - _LOOK_BEFORE).timestamp():.6f}",
            "latest": f"{(latest + _LOOK_AFTER).timestamp():.6f}",
            "inclusive": True,
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        found: list[str] = []
        try:
            for message in self._messages(window, thread_ts):
                if self._is_ours(message, wire_id):
                    found.append(str(message["ts"]))
        except CALL_ERRORS:
            return None
        # A loud line stands in the thread and in the channel, as one message with one ts.
        return sorted(set(found), key=lambda ts: (len(ts.partition(".")[0]), ts))

    def direct_channel(self, user: str) -> str | None:
        try:
            channel = self._client.conversations_open(users=[user]).get("channel")
        except CALL_ERRORS:
            return None
        opened = channel.get("id") if isinstance(channel, dict) else None
        return opened if isinstance(opened, str) else None

    def _message(self, channel: str, notice: Notice, wire_id: str) -> dict[str, object]:
        rendered = self._render(notice)
        # The wire id alone: every app and member of the workspace can read a message's metadata.
        metadata = {"event_type": ALERT_EVENT_TYPE, "event_payload": {"wire_id": wire_id}}
        return {"channel": channel, "text": rendered.text, "blocks": rendered.blocks, "metadata": metadata}

    def _send(self, method: str, body: Mapping[str, object], channel: str, ts: str | None = None) -> Outcome:
        answer = post_json(self._home.api_url + method, self._home.bot_token, body, CALL_TIMEOUT_S)
        return outcome_of(answer, channel, ts)

    def _messages(self, window: Mapping[str, object], thread_ts: str | None) -> Iterator[Mapping[str, object]]:
        """Raises `LookupFailed` rather than leave out the rest: a message not seen would be posted again."""
        cursor = ""
        for _ in range(_MAX_PAGES):
            asked = dict(window) | ({"cursor": cursor} if cursor else {})
            if thread_ts is None:
                page = self._client.api_call("conversations.history", params=asked)
            else:
                page = self._client.api_call("conversations.replies", params=asked | {"ts": thread_ts})
            messages = page.get("messages")
            if not isinstance(messages, list):
                raise LookupFailed("no messages")
            yield from (message for message in messages if isinstance(message, dict))
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
        raise LookupFailed("too many pages")

    def _is_ours(self, message: Mapping[str, object], wire_id: str) -> bool:
        metadata = message.get("metadata")
        if not isinstance(metadata, dict) or metadata.get("event_type") != ALERT_EVENT_TYPE:
            return False
        payload = metadata.get("event_payload")
        # Anybody can read a wire id and post it again under their own name.
        return isinstance(payload, dict) and payload.get("wire_id") == wire_id and self._wrote(message)

    def _wrote(self, message: Mapping[str, object]) -> bool:
        return message.get("user") == self._home.bot_user and isinstance(message.get("ts"), str)


class LookupFailed(ValueError):
    """The window could not be read to its end."""
