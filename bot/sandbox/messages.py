"""Messages, posted for all or shown to one person, and how Slack tells an app of them."""

from dataclasses import dataclass, field

from bot.sandbox.wire import Json


@dataclass(slots=True)
class Message:
    """One message. `ephemeral_to` is the one person who sees it, where it is ephemeral.

    `reactions` keeps, by name, who reacted, in their order.
    """

    channel: str
    ts: str
    user: str
    text: str
    team: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    bot_id: str = ""
    app_id: str = ""
    thread_ts: str = ""
    is_broadcast: bool = False
    metadata: Json | None = None
    edited_ts: str = ""
    edited_by: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    ephemeral_to: str = ""
    visible_from: float = 0.0
    options: Json = field(default_factory=dict)
    selected: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread beneath another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts


def message_json(message: Message, replies: int = 0, with_metadata: bool = False) -> Json:
    """The message object; `replies` is the number of answers in its thread."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "team": message.team,
        "text": message.text,
        "ts": message.ts,
    }
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": message.app_id, "bot_profile": _bot_profile(message)}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.attachments:
        shown["attachments"] = message.attachments
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    elif replies:
        shown["thread_ts"] = message.ts
    if replies:
        shown["reply_count"] = replies
    if message.is_broadcast:
        shown["subtype"] = "thread_broadcast"
    if message.edited_ts:
        shown["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.reactions:
        shown["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
        ]
    if with_metadata and message.metadata is not None:
        shown["metadata"] = message.metadata
    return shown


def _bot_profile(message: Message) -> Json:
    return {
        "id": message.bot_id,
        "deleted": False,
        "name": "app",
        "updated": 0,
        "app_id": message.app_id,
        "icons": {"image_36": "", "image_48": "", "image_72": ""},
        "team_id": message.team,
    }
