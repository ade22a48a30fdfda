"""From Slack's payloads to what was asked, strictly: an odd id, or a part that is missing, is a `BadPayload`."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.slack.entry import Action, Asked, Command, Event, FlaggedMessage, Kind, Options, Screen, Shortcut

Payload: TypeAlias = Mapping[str, object]
AnyPart: TypeAlias = Command | Shortcut | Action | Screen | Options | Event

USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_TEAM = re.compile(r"[TE][A-Z0-9]{2,20}")
CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,20}")
TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
# Labels of a host name: they become a part of a link.
_DOMAIN = re.compile(r"[a-zA-Z0-9.-]{1,120}")
# Trigger, view, event and callback ids, hashes and commands: printable and without spaces.
_TOKEN = re.compile(r"[\x21-\x7e]{1,255}")


class BadPayload(ValueError):
    """Not a request that Slack sends. Names the field, never its value."""


def read(kind: Kind, body: Payload, *, is_retry: bool = False) -> Asked[AnyPart]:
    """What ``body`` asks. Its own shape was checked before (`slack.shape`). Raises `BadPayload`."""
    return _READERS[kind](body) if kind is not Kind.EVENT else _event(body, is_retry=is_retry)


def _command(body: Payload) -> Asked[AnyPart]:
    workspace, trigger = _id(body, "team_id", _TEAM), _id(body, "trigger_id", _TOKEN)
    return Asked(
        kind=Kind.COMMAND,
        id=_id(body, "command", _TOKEN),
        workspace=workspace,
        user=_id(body, "user_id", USER),
        # Only people of the workspace that the app is installed in can type its commands.
        user_team=None,
        channel=_id(body, "channel_id", CHANNEL),
        team_domain=_maybe(body, "team_domain", _DOMAIN),
        trigger_id=trigger,
        response_url=_text(body, "response_url") or None,
        receipt=f"command:{workspace}:{trigger}",
        part=Command(_text(body, "text")),
    )


def _shortcut(body: Payload) -> Asked[AnyPart]:
    message = _flagged_message(body) if body.get("type") == "message_action" else None
    trigger = _id(body, "trigger_id", _TOKEN)
    return _interaction(
        Kind.SHORTCUT,
        _id(body, "callback_id", _TOKEN),
        body,
        Shortcut(message),
        f"shortcut:{_workspace(body)}:{trigger}",
    )


def _flagged_message(body: Payload) -> FlaggedMessage:
    message = _object(body, "message")
    return FlaggedMessage(
        channel=_id(_object(body, "channel"), "id", CHANNEL),
        ts=_id(body if "message_ts" in body else message, "message_ts" if "message_ts" in body else "ts", TS),
        thread_ts=_maybe(message, "thread_ts", TS),
        author=_maybe(message, "user", USER),
        text=_text(message, "text"),
    )


def _action(body: Payload) -> Asked[AnyPart]:
    actions = body.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], dict):
        raise BadPayload("actions")
    action: Payload = actions[0]
    action_id, ts = _id(action, "action_id", _TOKEN), _id(action, "action_ts", TS)
    container = _maybe_object(body, "container")
    part = Action(
        value=_value_of(action),
        block_id=_text(action, "block_id"),
        action_ts=ts,
        message_ts=_maybe(container, "message_ts", TS),
        is_ephemeral=container.get("is_ephemeral") is True,
        screen=_screen(_object(body, "view")) if isinstance(body.get("view"), dict) else None,
    )
    receipt = f"action:{_workspace(body)}:{ts}:{_id(_object(body, 'user'), 'id', USER)}:{action_id}"
    return _interaction(Kind.ACTION, action_id, body, part, receipt)


def _value_of(action: Payload) -> str:
    for key in ("selected_option", "selected_user", "selected_conversation", "selected_channel", "value"):
        chosen = action.get(key)
        if isinstance(chosen, dict):
            chosen = chosen.get("value")
        if isinstance(chosen, str):
            return chosen
    return ""


def _submission(body: Payload) -> Asked[AnyPart]:
    return _view(Kind.SUBMISSION, body)


def _closed(body: Payload) -> Asked[AnyPart]:
    return _view(Kind.CLOSED, body)


def _view(kind: Kind, body: Payload) -> Asked[AnyPart]:
    screen = _screen(_object(body, "view"))
    # The callback id too: one view may become another form by `response_action: update`, which is a new request.
    receipt = f"{kind}:{_workspace(body)}:{screen.id}:{screen.callback_id}"
    return _interaction(kind, screen.callback_id, body, screen, receipt)


def _options(body: Payload) -> Asked[AnyPart]:
    view = _maybe_object(body, "view")
    block_id = _id(body, "block_id", _TOKEN)
    part = Options(
        value=_text(body, "value"),
        block_id=block_id,
        callback_id=_text(view, "callback_id"),
        private_metadata=_text(view, "private_metadata"),
    )
    # Suggestions change nothing, so they need no receipt that lasts.
    return _interaction(Kind.OPTIONS, block_id, body, part, "")


def _interaction(kind: Kind, id: str, body: Payload, part: AnyPart, receipt: str) -> Asked[AnyPart]:
    user, team = _object(body, "user"), _maybe_object(body, "team")
    return Asked(
        kind=kind,
        id=id,
        workspace=_workspace(body),
        user=_id(user, "id", USER),
        user_team=_maybe(user, "team_id", _TEAM),
        channel=_channel(body),
        team_domain=_maybe(team, "domain", _DOMAIN),
        trigger_id=_maybe(body, "trigger_id", _TOKEN),
        response_url=_text(body, "response_url") or None,
        receipt=receipt,
        part=part,
    )


def _event(body: Payload, *, is_retry: bool) -> Asked[AnyPart]:
    event, workspace = _object(body, "event"), _workspace(body)
    user = event.get("user")
    return Asked(
        kind=Kind.EVENT,
        id=_id(event, "type", _TOKEN),
        workspace=workspace,
        user=_maybe(user if isinstance(user, dict) else event, "id" if isinstance(user, dict) else "user", USER),
        user_team=_maybe(event, "user_team", _TEAM),
        channel=_channel(event) or _maybe(_maybe_object(event, "item"), "channel", CHANNEL),
        team_domain=None,
        trigger_id=None,
        response_url=None,
        receipt=f"event:{workspace}:{_id(body, 'event_id', _TOKEN)}",
        part=Event(event, is_retry=is_retry),
    )


def _workspace(body: Payload) -> str:
    """The workspace that the app was installed in, in the order in which Bolt looks for it.

    ``team`` may be that of somebody else's workspace in a channel that two of them share.
    """
    authorizations = body.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else {}
    places: tuple[tuple[Payload, str], ...] = (
        (_maybe_object(body, "view"), "app_installed_team_id"),
        (_maybe_object(body, "team"), "id"),
        (first if isinstance(first, dict) else {}, "team_id"),
        (body, "team_id"),
        (_maybe_object(body, "user"), "team_id"),
    )
    for place, key in places:
        if place.get(key) is not None:
            return _id(place, key, _TEAM)
    raise BadPayload("team_id")


def _channel(body: Payload) -> str | None:
    channel = body.get("channel")
    if isinstance(channel, dict):
        return _maybe(channel, "id", CHANNEL)
    return _maybe(body, "channel", CHANNEL) or _maybe(body, "channel_id", CHANNEL)


def _screen(view: Payload) -> Screen:
    blocks = view.get("blocks")
    state = _maybe_object(view, "state")
    return Screen(
        id=_id(view, "id", _TOKEN),
        type=_text(view, "type"),
        callback_id=_text(view, "callback_id"),
        private_metadata=_text(view, "private_metadata"),
        hash=_maybe(view, "hash", _TOKEN) or "",
        root_id=_maybe(view, "root_view_id", _TOKEN),
        blocks=tuple(block for block in blocks if isinstance(block, dict)) if isinstance(blocks, list) else (),
        state=_state(_maybe_object(state, "values")),
    )


def _state(values: Payload) -> dict[str, dict[str, dict[str, object]]]:
    state: dict[str, dict[str, dict[str, object]]] = {}
    for block_id, inputs in values.items():
        if not isinstance(inputs, dict) or not all(isinstance(given, dict) for given in inputs.values()):
            raise BadPayload("state.values")
        state[block_id] = inputs
    return state


def _object(body: Payload, key: str) -> Payload:
    value = body.get(key)
    if not isinstance(value, dict):
        raise BadPayload(key)
    return value


def _maybe_object(body: Payload, key: str) -> Payload:
    value = body.get(key)
    return value if isinstance(value, dict) else {}


def _text(body: Payload, key: str) -> str:
    value = body.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadPayload(key)
    return value


def _id(body: Payload, key: str, form: re.Pattern[str]) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise BadPayload(key)
    return value


def _maybe(body: Payload, key: str, form: re.Pattern[str]) -> str | None:
    return None if body.get(key) in (None, "") else _id(body, key, form)


_READERS: dict[Kind, Callable[[Payload], Asked[AnyPart]]] = {
    Kind.COMMAND: _command,
    Kind.SHORTCUT: _shortcut,
    Kind.ACTION: _action,
    Kind.SUBMISSION: _submission,
    Kind.CLOSED: _closed,
    Kind.OPTIONS: _options,
}
