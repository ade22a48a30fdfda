"""conversations.* and users.conversations: reading where people talk."""

from bot.sandbox.channels import Channel, ChannelKind, channel_json
from bot.sandbox.messages import Message, message_json
from bot.sandbox.platform import BOT_USER_ID
from bot.sandbox.web_api.calls import ApiError, Call, Method
from bot.sandbox.wire import Json

_TYPES = {"public_channel": ChannelKind.PUBLIC, "private_channel": ChannelKind.PRIVATE, "im": ChannelKind.IM}


def info(call: Call) -> Json:
    """conversations.info."""
    channel = call.visible_channel("read")
    shown = channel_json(channel, call.platform.team_id, BOT_USER_ID, call.flag("include_num_members"))
    if call.flag("include_locale"):
        shown["locale"] = "en-US"
    return {"channel": shown}


def members(call: Call) -> Json:
    """conversations.members, paged."""
    channel = call.visible_channel("read")
    if channel.is_private and not call.is_member(channel):
        raise ApiError("channel_not_found")
    page, cursor = call.page(channel.members)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def list_(call: Call) -> Json:
    """conversations.list, paged: what the token may see."""
    rows = [one for one in _of_types(call) if not one.is_private or call.is_member(one)]
    return _listed(call, rows)


def users_conversations(call: Call) -> Json:
    """users.conversations, paged: where a person (else the app) is, as far as the token may see."""
    who = call.text("user") or BOT_USER_ID
    rows = [one for one in _of_types(call) if who in one.members and (not one.is_private or call.is_member(one))]
    return _listed(call, rows)


def history(call: Call) -> Json:
    """conversations.history: newest first, replies left out unless broadcast."""
    channel = call.visible_channel("history")
    if not call.is_member(channel):
        raise ApiError("not_in_channel")
    rows = [one for one in _seen(call, channel) if not one.is_reply or one.is_broadcast]
    page, cursor = call.page(list(reversed(_within(call, rows))))
    return {
        "messages": [_shown(call, one) for one in page],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def replies(call: Call) -> Json:
    """conversations.replies: the message, then its thread, the oldest first."""
    channel = call.visible_channel("history")
    if not call.is_member(channel):
        raise ApiError("not_in_channel")
    ts = call.required("ts", "thread_not_found")
    if call.platform.workspace.message(channel.id, ts) is None:
        raise ApiError("thread_not_found")
    rows = [one for one in _seen(call, channel) if ts in (one.ts, one.thread_ts)]
    page, cursor = call.page(_within(call, rows, always=ts))
    return {
        "messages": [_shown(call, one) for one in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def open_(call: Call) -> Json:
    """conversations.open: a direct conversation with one person."""
    call.need("im:write")
    wanted = [one for one in call.text("users").replace(" ", "").split(",") if one]
    if len(wanted) != 1:
        raise ApiError("users_list_not_supplied" if not wanted else "too_many_users")
    user = call.platform.workspace.users.get(wanted[0])
    if user is None:
        raise ApiError("user_not_found")
    existed = len(call.platform.workspace.channels)
    channel = call.direct_with(user)
    is_old = len(call.platform.workspace.channels) == existed
    answer: Json = {"channel": {"id": channel.id}}
    if call.flag("return_im"):
        answer["channel"] = channel_json(channel, call.platform.team_id, BOT_USER_ID)
    return answer | ({"no_op": True, "already_open": True} if is_old else {})


def _of_types(call: Call) -> list[Channel]:
    names = [one.strip() for one in call.text("types", "public_channel").split(",")]
    unknown = [one for one in names if one not in {*_TYPES, "mpim"}]
    if unknown:
        raise ApiError("invalid_types")
    kinds = {_TYPES[one] for one in names if one in _TYPES}
    for kind in sorted(kinds):
        call.need(f"{kind.value}:read")
    hides_archived = call.flag("exclude_archived")
    channels = call.platform.workspace.channels.values()
    return [one for one in channels if one.kind in kinds and not (hides_archived and one.is_archived)]


def _listed(call: Call, rows: list[Channel]) -> Json:
    page, cursor = call.page(rows)
    shown = [channel_json(one, call.platform.team_id, BOT_USER_ID, with_count=True) for one in page]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _seen(call: Call, channel: Channel) -> list[Message]:
    """The messages that reading shows by now: a lagging history hides the newest."""
    now_s = call.platform.clock.monotonic()
    return [one for one in call.platform.workspace.in_order(channel.id) if one.visible_from <= now_s]


def _within(call: Call, rows: list[Message], always: str = "") -> list[Message]:
    oldest, latest = call.text("oldest", "0"), call.text("latest", "9999999999.999999")
    try:
        low, high = float(oldest), float(latest)
    except ValueError:
        raise ApiError("invalid_ts_oldest") from None
    is_inclusive = call.flag("inclusive")

    def stands(message: Message) -> bool:
        at = float(message.ts)
        return message.ts == always or (low <= at <= high if is_inclusive else low < at < high)

    return [one for one in rows if stands(one)]


def _shown(call: Call, message: Message) -> Json:
    replies_ = len(call.platform.workspace.thread(message.channel, message.ts))
    return message_json(message, replies_, call.flag("include_all_metadata"))


METHODS = {
    "conversations.info": Method(info),
    "conversations.members": Method(members),
    "conversations.list": Method(list_),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "conversations.open": Method(open_),
    "users.conversations": Method(users_conversations),
}
