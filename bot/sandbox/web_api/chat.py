"""chat.*: posting, changing, deleting."""

import re
from typing import Any

from bot.sandbox.blocks import Surface, check_blocks
from bot.sandbox.channels import Channel
from bot.sandbox.inputs import with_ids
from bot.sandbox.messages import Message, message_json
from bot.sandbox.platform import APP_ID, BOT_ID, BOT_USER_ID
from bot.sandbox.web_api.calls import ApiError, Call, Method
from bot.sandbox.wire import Json

MAX_TEXT = 40_000
"""Characters after which Slack cuts a message's text."""
_EVENT_TYPE = re.compile(r"[A-Za-z0-9_-]{1,255}")


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = call.postable_channel()
    content = _content(call)
    thread_ts = _thread(call, channel)
    message = call.platform.put(_message(call, channel, content, thread_ts))
    return {"channel": channel.id, "ts": message.ts, "message": message_json(message, with_metadata=True)} | _warned(
        call
    )


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    channel = call.postable_channel()
    user = call.user()
    if user.id not in channel.members or user.deleted:
        raise ApiError("user_not_in_channel")
    message = _message(call, channel, _content(call), call.text("thread_ts"))
    message.ephemeral_to = user.id
    call.platform.workspace.ephemerals.append(message)
    call.platform.traffic.touch()
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """chat.update: only the app's own messages."""
    message = _own_message(call, "cant_update_message")
    content = _content(call)
    message.text, message.blocks = content["text"], content["blocks"]
    message.attachments = content["attachments"]
    message.edited_by, message.edited_ts = BOT_USER_ID, call.platform.workspace.new_ts(call.platform.clock.now())
    if call.flag("reply_broadcast"):
        message.is_broadcast = True
    call.platform.change_metadata(message, content["metadata"])
    call.platform.traffic.touch()
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(message, with_metadata=True),
    }


def delete(call: Call) -> Json:
    """chat.delete: only the app's own messages."""
    message = _own_message(call, "cant_delete_message")
    call.platform.take_away(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink."""
    workspace = call.platform.workspace
    channel = workspace.channels.get(call.required("channel", "channel_not_found"))
    if channel is None or (channel.is_private and not call.is_member(channel)):
        raise ApiError("channel_not_found")
    message = workspace.message(channel.id, call.required("message_ts", "message_not_found"))
    if message is None:
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(workspace.domain, message)}


def permalink(domain: str, message: Message) -> str:
    """A message's address, as Slack builds it."""
    link = f"https://{domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else link


def _content(call: Call) -> Json:
    """Text, blocks, attachments and metadata, checked."""
    blocks = call.structure("blocks", "invalid_blocks_format") or []
    attachments = call.structure("attachments", "invalid_attachments") or []
    text = call.text("text")
    markdown = call.text("markdown_text")
    if markdown and (text or blocks):
        raise ApiError("markdown_text_conflict")
    if not text and not blocks and not attachments and not markdown:
        raise ApiError("no_text")
    problems = check_blocks(blocks, Surface.MESSAGE)
    if problems:
        raise ApiError("invalid_blocks", errors=problems, response_metadata={"messages": problems})
    return {
        "text": (text or markdown)[:MAX_TEXT],
        "blocks": with_ids(blocks, call.platform.new_block_id),
        "attachments": attachments,
        "metadata": _metadata(call),
    }


def _metadata(call: Call) -> Json | None:
    given = call.structure("metadata", "invalid_metadata_format")
    if given is None:
        return None
    if not _is_metadata(given):
        raise ApiError("invalid_metadata_format")
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]}


def _is_metadata(given: Any) -> bool:
    if not isinstance(given, dict) or not isinstance(given.get("event_payload"), dict):
        return False
    return bool(_EVENT_TYPE.fullmatch(str(given.get("event_type", ""))))


def _thread(call: Call, channel: Channel) -> str:
    thread_ts = call.text("thread_ts")
    if thread_ts and call.platform.workspace.message(channel.id, thread_ts) is None:
        raise ApiError("thread_not_found")
    return thread_ts


def _message(call: Call, channel: Channel, content: Json, thread_ts: str) -> Message:
    platform = call.platform
    return Message(
        channel=channel.id,
        ts=platform.workspace.new_ts(platform.clock.now()),
        user=BOT_USER_ID,
        text=content["text"],
        team=platform.team_id,
        blocks=content["blocks"],
        attachments=content["attachments"],
        bot_id=BOT_ID,
        app_id=APP_ID,
        thread_ts=thread_ts,
        is_broadcast=bool(thread_ts) and call.flag("reply_broadcast"),
        metadata=content["metadata"],
        options={
            name: call.args[name] for name in ("unfurl_links", "unfurl_media", "parse", "mrkdwn") if name in call.args
        },
    )


def _own_message(call: Call, refused: str) -> Message:
    workspace = call.platform.workspace
    channel = workspace.channel(call.required("channel", "channel_not_found"))
    if channel is None or (channel.is_private and not call.is_member(channel)):
        raise ApiError("channel_not_found")
    if channel.is_archived:
        raise ApiError("is_archived")
    message = workspace.message(channel.id, call.required("ts", "message_not_found"))
    if message is None:
        raise ApiError("message_not_found")
    if message.user != BOT_USER_ID:
        raise ApiError(refused)
    return message


def _warned(call: Call) -> Json:
    if call.text("text") or call.text("markdown_text"):
        return {}
    return {"warning": "missing_text_in_message", "response_metadata": {"warnings": ["missing_text_in_message"]}}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink),
}
