"""The whole state as JSON, for a page, a terminal or a test in another process."""

from bot.sandbox.channels import Channel, channel_json
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.messages import Message, message_json
from bot.sandbox.people import user_json
from bot.sandbox.stage import Reply, SubmitResult, Suggestions
from bot.sandbox.views import View, view_json
from bot.sandbox.wire import Json


def state_json(slack: LocalSlack) -> Json:
    """Everything that there is to see, and the number of the change that it stands for."""
    platform = slack.platform
    with platform.lock:
        workspace = platform.workspace
        version = slack.traffic.version
        return {
            "version": version,
            "now": slack.clock.now().isoformat(),
            "team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain},
            "app": app_json(slack),
            "people": [user_json(one, workspace.team_id, with_locale=True) for one in workspace.users.values()],
            "channels": [_channel(slack, one) for one in workspace.channels.values()],
            "ephemerals": [seen_message(slack, one) for one in workspace.ephemerals],
            "views": {who: [seen_view(one) for one in stack] for who, stack in workspace.stacks.items() if stack},
            "homes": {who: seen_view(view) for who, view in workspace.homes.items()},
            "connections": slack.sockets.count,
            "waiting_events": slack.events.waiting(),
        }


def app_json(slack: LocalSlack) -> Json:
    """The app as its manifest and its install have it."""
    manifest = slack.manifest
    return {
        "id": slack.app_id,
        "name": manifest.name,
        "bot_user_id": slack.bot_user_id,
        "scopes": sorted(slack.platform.scopes),
        "declined_scopes": sorted(slack.platform.declined_scopes),
        "events": sorted(manifest.bot_events),
        "has_home": manifest.has_home,
        "takes_messages": manifest.takes_messages,
        "is_installed": slack.platform.is_installed,
        "sends_own_metadata_events": slack.platform.sends_own_metadata_events,
        "commands": [
            {"command": one.command, "description": one.description, "usage_hint": one.usage_hint}
            for one in manifest.commands.values()
        ],
        "shortcuts": [
            {"callback_id": one.callback_id, "name": one.name, "type": one.kind} for one in manifest.shortcuts.values()
        ],
    }


def _channel(slack: LocalSlack, channel: Channel) -> Json:
    shown = channel_json(channel, slack.team_id, slack.bot_user_id, with_count=True)
    messages = [seen_message(slack, one) for one in slack.workspace.in_order(channel.id)]
    return shown | {"members": list(channel.members), "messages": messages}


def seen_message(slack: LocalSlack, message: Message) -> Json:
    """A message with all that is kept of it: its metadata, who alone sees it, what is chosen in it."""
    replies = len(slack.workspace.thread(message.channel, message.ts))
    shown = message_json(message, replies, with_metadata=True)
    extra: Json = {"channel": message.channel, "selected": message.selected, "options": message.options}
    if message.ephemeral_to:
        extra |= {"ephemeral_to": message.ephemeral_to, "is_ephemeral": True}
    return shown | extra


def seen_view(view: View) -> Json:
    """A view with the errors that stand at its fields."""
    return view_json(view) | {"user": view.user, "errors": view.errors}


def reply_json(slack: LocalSlack, reply: Reply) -> Json:
    """What came of an act."""
    with slack.platform.lock:
        return {
            "ok": reply.ack.ok and not reply.error,
            "status": reply.status,
            "ms": round(reply.ms, 2),
            "error": reply.error,
            "body": reply.body,
            "text": reply.text,
            "messages": [seen_message(slack, one) for one in reply.messages],
            "view": seen_view(reply.view) if reply.view is not None else None,
            "response_url": reply.response_url,
        }


def submit_json(slack: LocalSlack, result: SubmitResult) -> Json:
    """What came of submitting a form."""
    with slack.platform.lock:
        return {
            "ok": result.ok,
            "status": result.ack.status,
            "ms": round(result.ack.ms, 2),
            "error": result.error,
            "errors": result.errors,
            "is_sent": result.is_sent,
            "closed": result.closed,
            "cleared": result.cleared,
            "updated": result.updated is not None,
            "pushed": result.pushed is not None,
            "view": seen_view(result.view) if result.view is not None else None,
            "messages": [seen_message(slack, one) for one in result.messages],
        }


def suggestions_json(found: Suggestions) -> Json:
    """What an external select offers."""
    return {
        "ok": not found.error,
        "error": found.error,
        "options": list(found.options),
        "option_groups": list(found.groups),
        "labels": found.labels,
    }
