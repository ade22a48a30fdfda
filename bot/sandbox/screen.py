"""What one person sees: their conversations, the newest messages of one, a thread, their forms, the app's home."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.messages import Message, message_json
from bot.sandbox.people import User, user_json
from bot.sandbox.state import app_json, seen_view
from bot.sandbox.wire import Json

MESSAGES = 50
MESSAGES_MAX = 5000


@dataclass(slots=True)
class _Answers:
    """What stands beneath one message: how many answers, from whom, the newest's time stamp."""

    count: int = 0
    people: list[str] = field(default_factory=list)
    latest: str = ""


def screen_json(slack: LocalSlack, who: str, where: str = "", limit: int = MESSAGES, thread_ts: str = "") -> Json:
    """The screen of `who` in the conversation `where` (else their first), with its newest `limit` messages.

    With `thread_ts`, the thread beneath that message too. KeyError where there is no such person.
    """
    platform = slack.platform
    user = platform.user(who)
    with platform.lock:
        workspace = platform.workspace
        if not user.deleted and user.id != slack.bot_user_id:
            workspace.im_with(slack.bot_user_id, user.id)
        seen = [one for one in workspace.channels.values() if _is_seen(one, user, slack)]
        place = next((one for one in seen if where and where in (one.id, one.name)), None) or _first(seen, user)
        return {
            "ok": True,
            "version": slack.traffic.version,
            "now": slack.clock.now().isoformat(),
            "team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain},
            "app": app_json(slack),
            "me": user.id,
            "people": [_person(one, slack) for one in workspace.users.values()],
            "channels": [_conversation(slack, one, user) for one in seen],
            "channel": place.id if place is not None else "",
            "page": _page(slack, user, place, limit) if place is not None else None,
            "thread": _thread(slack, user, place, thread_ts) if place is not None and thread_ts else None,
            "views": [seen_view(one) for one in workspace.stacks.get(user.id, [])],
            "home": seen_view(workspace.homes[user.id]) if user.id in workspace.homes else None,
            "connections": slack.sockets.count,
            "waiting_events": slack.events.waiting(),
            "faults": slack.faults.planned(),
            "has_examples": slack.has_examples,
            "loading": slack.traffic.loading,
        }


def _is_seen(channel: Channel, user: User, slack: LocalSlack) -> bool:
    """Guests and outsiders see where they are let in; members also every public channel."""
    if user.id in channel.members:
        return True
    return not channel.is_private and not user.is_guest and user.team_id == slack.team_id and not user.deleted


def _first(seen: list[Channel], user: User) -> Channel | None:
    own = [one for one in seen if user.id in one.members and not one.is_archived]
    named = [one for one in own if one.kind is not ChannelKind.IM]
    return next(iter(named or own or seen), None)


def _person(user: User, slack: LocalSlack) -> Json:
    """The rights of outsiders too, which an app is not told: a person sees a badge there."""
    return user_json(user, slack.team_id, with_locale=True) | {
        "is_outside": user.team_id != slack.team_id,
        "is_guest": user.is_guest,
        "is_app": user.id == slack.bot_user_id,
    }


def _conversation(slack: LocalSlack, channel: Channel, user: User) -> Json:
    messages = slack.workspace.messages.get(channel.id, {}).values()
    private = [one for one in slack.workspace.ephemerals if (one.channel, one.ephemeral_to) == (channel.id, user.id)]
    others = [one.ts for one in [*messages, *private] if one.user != user.id and (not one.is_reply or one.is_broadcast)]
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind.name.lower(),
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": bool(channel.pending_teams),
        "is_member": user.id in channel.members,
        "has_app": slack.bot_user_id in channel.members,
        "members": list(channel.members),
        "topic": channel.topic,
        "latest": max(others, default=""),
    }


def _page(slack: LocalSlack, user: User, channel: Channel, limit: int) -> Json:
    everything = slack.workspace.in_order(channel.id)
    answers = _answers(everything)
    own = [one for one in everything if not one.is_reply or one.is_broadcast]
    shown = sorted([*own, *_ephemerals(slack, user, channel, "")], key=lambda one: one.ts)
    newest = shown[-max(1, min(limit, MESSAGES_MAX)) :]
    return {
        "messages": [_message(one, answers.get(one.ts)) for one in newest],
        "total": len(shown),
        "has_more": len(newest) < len(shown),
    }


def _thread(slack: LocalSlack, user: User, channel: Channel, thread_ts: str) -> Json | None:
    parent = slack.workspace.message(channel.id, thread_ts)
    if parent is None:
        return None
    replies = [*slack.workspace.thread(channel.id, thread_ts), *_ephemerals(slack, user, channel, thread_ts)]
    in_order = sorted(replies, key=lambda one: one.ts)
    return {"parent": _message(parent, None), "replies": [_message(one, None) for one in in_order]}


def _ephemerals(slack: LocalSlack, user: User, channel: Channel, thread_ts: str) -> list[Message]:
    return [
        one
        for one in slack.workspace.ephemerals
        if one.channel == channel.id and one.ephemeral_to == user.id and one.thread_ts == thread_ts
    ]


def _answers(messages: Iterable[Message]) -> dict[str, _Answers]:
    found: dict[str, _Answers] = {}
    for one in messages:
        if one.is_reply:
            beneath = found.setdefault(one.thread_ts, _Answers())
            beneath.count += 1
            beneath.latest = max(beneath.latest, one.ts)
            if one.user not in beneath.people:
                beneath.people.append(one.user)
    return found


def _message(message: Message, answers: _Answers | None) -> Json:
    shown = message_json(message, answers.count if answers else 0)
    shown |= {"channel": message.channel, "selected": message.selected, "is_ephemeral": bool(message.ephemeral_to)}
    if answers is not None:
        shown |= {"reply_users": answers.people, "latest_reply": answers.latest}
    return shown
