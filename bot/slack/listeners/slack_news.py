"""Events that tell of the world: messages of ours, channels, people. They act for nobody, so nobody is asked for rights."""

import re
from collections.abc import Mapping

from bot.slack.entry import Ack, Asked, EntryPoints, Event
from bot.slack.ids import ALERT_EVENT_TYPE
from bot.slack.listeners.desk import Desk
from bot.slack.parse import CHANNEL, TS, USER
from bot.slack.screens import notice_home
from bot.slack.wording import Words
from bot.usecases.hear_slack import (
    hear_channel_changed,
    hear_channel_id_changed,
    hear_deleted,
    hear_person,
    hear_posted,
)
from bot.usecases.wipe_workspace import app_uninstalled
from bot.usecases.workspace_facts import language_of

CHANNEL_EVENTS = (
    "channel_archive",
    "channel_unarchive",
    "channel_shared",
    "channel_unshared",
    "group_archive",
    "group_unarchive",
    "channel_left",
    "group_left",
    "member_joined_channel",
    "member_left_channel",
)
PEOPLE_EVENTS = ("user_change", "team_join")
GONE_EVENTS = ("app_uninstalled", "tokens_revoked")


def add_slack_news(entries: EntryPoints, desk: Desk) -> None:
    entries.fact("message_metadata_posted", lambda asked: _posted(desk, asked))
    entries.fact("message_metadata_deleted", lambda asked: _deleted(desk, asked))
    for name in CHANNEL_EVENTS:
        entries.fact(name, lambda asked: _channel(desk, asked))
    entries.fact("channel_id_changed", lambda asked: _renumbered(desk, asked))
    for name in PEOPLE_EVENTS:
        entries.fact(name, lambda asked: _person(desk, asked))
    for name in GONE_EVENTS:
        entries.fact(name, lambda asked: _uninstalled(desk, asked))


def _posted(desk: Desk, asked: Asked[Event]) -> Ack:
    event = asked.part.event
    wire_id = _wire_id(event.get("metadata"))
    channel, ts = _id(event, "channel_id", CHANNEL), _id(event, "message_ts", TS)
    if wire_id and channel and ts:
        hear_posted(desk.ports, asked.workspace, wire_id, channel, ts, _id(event, "user_id", USER))
    return Ack()


def _deleted(desk: Desk, asked: Asked[Event]) -> Ack:
    event = asked.part.event
    channel, ts = _id(event, "channel_id", CHANNEL), _id(event, "message_ts", TS)
    if channel and ts:
        hear_deleted(desk.ports, asked.workspace, channel, ts)
    return Ack()


def _wire_id(metadata: object) -> str | None:
    """Only ours: any app can post metadata of any kind."""
    if not isinstance(metadata, dict) or metadata.get("event_type") != ALERT_EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    wire_id = payload.get("wire_id") if isinstance(payload, dict) else None
    return wire_id if isinstance(wire_id, str) else None


def _channel(desk: Desk, asked: Asked[Event]) -> Ack:
    """What was known is dropped, and that it is to be looked at anew is stored, before the answer."""
    told = asked.part.event.get("channel")
    channel = _id(told, "id", CHANNEL) if isinstance(told, dict) else _id(asked.part.event, "channel", CHANNEL)
    if channel is None:
        return Ack()
    hear_channel_changed(desk.ports, asked.workspace, channel)
    return Ack()


def _renumbered(desk: Desk, asked: Asked[Event]) -> Ack:
    old, new = (_id(asked.part.event, name, CHANNEL) for name in ("old_channel_id", "new_channel_id"))
    if old is not None and new is not None:
        hear_channel_id_changed(desk.ports, asked.workspace, old, new)
    return Ack()


def _person(desk: Desk, asked: Asked[Event]) -> Ack:
    """Stored before the answer: Slack tells of a member who became a guest once, and sends it again where this fails.

    What stands in their App Home is cleared at once, and not only when they look at it again.
    """
    told = asked.part.event.get("user")
    user = _id(told, "id", USER) if isinstance(told, dict) else _id(asked.part.event, "user", USER)
    if user is None:
        return Ack()
    desk.forget_person(asked.workspace, user)
    role = hear_person(desk.ports, asked.workspace, user)
    if role is None:
        return Ack()
    words = Words(language_of(desk.ports, asked.workspace))
    return Ack(later=lambda: _clear_home(desk, user, words.plain("guard.refused")))


def _clear_home(desk: Desk, user: str, text: str) -> None:
    desk.screens.publish(user, notice_home(text))


def _uninstalled(desk: Desk, asked: Asked[Event]) -> Ack:
    """Tokens of people are none of ours: only our own says that the app is gone."""
    tokens = asked.part.event.get("tokens")
    if isinstance(tokens, dict) and not tokens.get("bot"):
        return Ack()
    app_uninstalled(desk.ports, asked.workspace)
    return Ack()


def _id(event: Mapping[str, object], name: str, form: re.Pattern[str]) -> str | None:
    """None for what is no such id: it would go on to Slack's API, and be deleted or looked up there."""
    value = event.get(name)
    return value if isinstance(value, str) and form.fullmatch(value) else None
