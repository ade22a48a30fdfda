"""users.*, team.*, bots.*, auth.*, reactions.*, api.*, apps.*: the small methods."""

from bot.sandbox.messages import Message, message_json
from bot.sandbox.people import user_json
from bot.sandbox.platform import APP_ID, BOT_ID, BOT_USER_ID
from bot.sandbox.web_api.calls import ApiError, Call, Method
from bot.sandbox.wire import Json


def users_info(call: Call) -> Json:
    """users.info."""
    return {"user": user_json(call.user(), call.platform.team_id, call.flag("include_locale"))}


def users_list(call: Call) -> Json:
    """users.list, paged: the workspace's own accounts, deactivated ones and bots included."""
    team_id = call.platform.team_id
    rows = [one for one in call.platform.workspace.users.values() if one.team_id == team_id]
    page, cursor = call.page(rows)
    return {
        "members": [user_json(one, team_id, call.flag("include_locale")) for one in page],
        "cache_ts": int(call.platform.clock.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def team_info(call: Call) -> Json:
    """team.info."""
    workspace = call.platform.workspace
    return {
        "team": {
            "id": workspace.team_id,
            "name": workspace.name,
            "domain": workspace.domain,
            "url": f"https://{workspace.domain}.slack.com/",
            "email_domain": "",
            "icon": {"image_default": True},
            "is_verified": False,
        }
    }


def bots_info(call: Call) -> Json:
    """bots.info."""
    wanted = call.text("bot") or BOT_ID
    user = next((one for one in call.platform.workspace.users.values() if one.bot_id == wanted), None)
    if user is None:
        raise ApiError("bot_not_found")
    icons = {"image_36": "", "image_48": "", "image_72": ""}
    shown = {"id": user.bot_id, "deleted": user.deleted, "name": user.name, "updated": user.updated}
    return {"bot": shown | {"app_id": user.app_id, "user_id": user.id, "icons": icons}}


def auth_test(call: Call) -> Json:
    """auth.test."""
    workspace = call.platform.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[BOT_USER_ID].handle,
        "team_id": workspace.team_id,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    """api.test: says back what it was told, or the error that it was asked for."""
    if call.text("error"):
        raise ApiError(call.text("error"), args=dict(call.args))
    return {"args": dict(call.args)}


def reactions_add(call: Call) -> Json:
    """reactions.add, as the app."""
    message = _reactable(call)
    name = call.required("name", "no_reaction")
    who = message.reactions.setdefault(name, [])
    if BOT_USER_ID in who:
        raise ApiError("already_reacted")
    who.append(BOT_USER_ID)
    channel = call.platform.workspace.channels[message.channel]
    call.platform.happen(reaction_event("reaction_added", BOT_USER_ID, name, message), channel)
    return {}


def reactions_get(call: Call) -> Json:
    """reactions.get."""
    message = _reactable(call)
    return {"type": "message", "channel": message.channel, "message": message_json(message)}


def reaction_event(kind: str, user: str, name: str, message: Message) -> Json:
    """The inner event of a reaction put on or taken off."""
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
    }


def _reactable(call: Call) -> Message:
    workspace = call.platform.workspace
    channel = workspace.channels.get(call.required("channel", "no_item_specified"))
    if channel is None or (channel.is_private and not call.is_member(channel)):
        raise ApiError("channel_not_found")
    if not call.is_member(channel):
        raise ApiError("not_in_channel")
    message = workspace.message(channel.id, call.required("timestamp", "no_item_specified"))
    if message is None:
        raise ApiError("message_not_found")
    return message


METHODS = {
    "users.info": Method(users_info, ("users:read",)),
    "users.list": Method(users_list, ("users:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
    "auth.test": Method(auth_test),
    "api.test": Method(api_test),
    "reactions.add": Method(reactions_add, ("reactions:write",)),
    "reactions.get": Method(reactions_get, ("reactions:read",)),
}
