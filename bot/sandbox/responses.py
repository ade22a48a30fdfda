"""What an app says back to one person: in an acknowledgement, or through a response_url."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.blocks import Surface, check_blocks
from bot.sandbox.inputs import with_ids
from bot.sandbox.messages import Message
from bot.sandbox.platform import APP_ID, BOT_ID, BOT_USER_ID, Platform
from bot.sandbox.wire import Json

URL_USES = 5
URL_LIFE_S = 30 * 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer belongs: the person, the conversation, and the message that they acted on, if any."""

    user: str
    channel: str
    source: Message | None = None


@dataclass(slots=True)
class _Url:
    place: Place
    issued_s: float
    uses: int = 0


@dataclass(slots=True)
class Responses:
    """The response_urls that were given out."""

    platform: Platform
    _urls: dict[str, _Url] = field(default_factory=dict)

    def issue(self, place: Place) -> str:
        """A new response_url for that place."""
        url_id = secrets.token_hex(12)
        self._urls[url_id] = _Url(place, self.platform.clock.monotonic())
        return f"{self.platform.base_url}response/{url_id}"

    def use(self, url_id: str, said: Any) -> tuple[int, str]:
        """Answer a POST to a response_url: the HTTP status and the body."""
        url = self._urls.get(url_id)
        if url is None or self.platform.clock.monotonic() - url.issued_s > URL_LIFE_S:
            return 404, "expired_url"
        if url.uses >= URL_USES:
            return 404, "used_url"
        if not isinstance(said, dict):
            return 400, "invalid_payload"
        url.uses += 1
        problem = self.problem_of(said)
        if problem:
            return 400, problem
        self.show(url.place, said)
        return 200, "ok"

    def problem_of(self, said: Json) -> str:
        """The name of Slack's error for that answer, empty where it is good."""
        if said.get("delete_original"):
            return ""
        if not said.get("text") and not said.get("blocks") and not said.get("attachments"):
            return "no_text"
        return "invalid_blocks" if check_blocks(said.get("blocks") or [], Surface.MESSAGE) else ""

    def show(self, place: Place, said: Json) -> Message | None:
        """Show an answer where it belongs; None where it only took something away."""
        with self.platform.lock:
            if place.source is not None and (said.get("delete_original") or said.get("replace_original")):
                return self._change_source(place.source, said)
            if said.get("delete_original"):
                return None
            is_public = said.get("response_type") == "in_channel"
            message = self._message(place, said, is_public)
            if is_public:
                return self.platform.put(message)
            self.platform.workspace.ephemerals.append(message)
            self.platform.traffic.touch()
            return message

    def _change_source(self, source: Message, said: Json) -> Message | None:
        workspace = self.platform.workspace
        if said.get("delete_original"):
            if source.ephemeral_to:
                if source in workspace.ephemerals:
                    workspace.ephemerals.remove(source)
            elif workspace.message(source.channel, source.ts) is not None:
                self.platform.take_away(source)
            self.platform.traffic.touch()
            return None
        source.text = str(said.get("text") or "")
        source.blocks = with_ids(said.get("blocks") or [], self.platform.new_block_id)
        self.platform.traffic.touch()
        return source

    def _message(self, place: Place, said: Json, is_public: bool) -> Message:
        platform = self.platform
        source_thread = place.source.thread_ts if place.source is not None else ""
        return Message(
            channel=place.channel,
            ts=platform.workspace.new_ts(platform.clock.now()),
            user=BOT_USER_ID,
            text=str(said.get("text") or ""),
            team=platform.team_id,
            blocks=with_ids(said.get("blocks") or [], platform.new_block_id),
            attachments=list(said.get("attachments") or []),
            bot_id=BOT_ID,
            app_id=APP_ID,
            thread_ts=str(said.get("thread_ts") or source_thread),
            ephemeral_to="" if is_public else place.user,
        )
