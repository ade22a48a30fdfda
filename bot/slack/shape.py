"""The shapes that a request from Slack may have at all.

Bolt reads ids at several depths of a body without looking at their types, and dies on a list where it expects an
object. What is checked here is what Bolt and `slack.parse` will touch: nothing else of a body is judged.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import NoReturn

Body = dict[str, object]

MAX_DEPTH = 64  # levels of brackets; Slack's deepest block nests a dozen
MAX_DIGITS = 20  # of an integer; Slack's numbers fit 64 bits

_TEXT = (str, type(None))
_OBJECT = (dict, type(None))
_EITHER = (str, dict, type(None))
_ITEMS = (list, type(None))

# Keys that mean the same wherever Bolt looks for them, with what it can digest there.
_ALLOWED: dict[str, tuple[type, ...]] = {
    "type": _TEXT,
    "subtype": _TEXT,
    "id": _TEXT,
    "user": _EITHER,
    "user_id": _TEXT,
    "user_team": _TEXT,
    "team": _EITHER,
    "team_id": _TEXT,
    "app_installed_team_id": _TEXT,
    "enterprise": _EITHER,
    "enterprise_id": _TEXT,
    "channel": _EITHER,
    "channel_id": _TEXT,
    "is_enterprise_install": (str, bool, type(None)),
    "is_ext_shared_channel": (bool, type(None)),
    "authorizations": _ITEMS,
    "event": _OBJECT,
    "event_id": _TEXT,
    "view": _OBJECT,
    "state": _OBJECT,
    "message": _OBJECT,
    "previous_message": _OBJECT,
    "container": _OBJECT,
    "item": _OBJECT,
    "assistant_thread": _OBJECT,
    "actions": _ITEMS,
    "command": _TEXT,
    "callback_id": _TEXT,
    "action_id": _TEXT,
    "block_id": _TEXT,
    "thread_ts": _TEXT,
    "trigger_id": _TEXT,
    "response_url": _TEXT,
    "response_urls": (list,),  # Bolt asks for its length without looking
    "function": _OBJECT,
    "function_data": _OBJECT,
    "function_execution_id": _TEXT,
    "execution_id": _TEXT,
    "bot_access_token": _TEXT,
    "inputs": _OBJECT,
    "challenge": _TEXT,
}
# Objects and lists of objects in which the table holds again.
_INSIDE = (
    "user",
    "team",
    "enterprise",
    "channel",
    "event",
    "view",
    "message",
    "previous_message",
    "container",
    "item",
    "assistant_thread",
    "function",
    "function_data",
    "authorizations",
    "actions",
    "response_urls",
)
_WALKED_LEVELS = 5
# What each type of request must have, by the object that it stands in; the empty name is the body itself.
_NEEDED: dict[str, tuple[tuple[str, str], ...]] = {
    "event_callback": (("event", "type"),),
    "url_verification": (("", "challenge"),),
    "block_actions": (("actions", "action_id"), ("user", "id")),
    "block_suggestion": (("", "action_id"), ("", "block_id"), ("user", "id")),
    "view_submission": (("view", "callback_id"), ("view", "id"), ("view", "type"), ("user", "id")),
    "view_closed": (("view", "callback_id"), ("view", "id"), ("user", "id")),
    "shortcut": (("", "callback_id"), ("user", "id")),
    "message_action": (("", "callback_id"), ("user", "id")),
}


class BadShape(ValueError):
    """The text is not what Slack sends. Says why in a few words of ours, never with words of the sender."""


def read_object(text: str) -> Body:
    """The JSON object in ``text``; NUL characters are taken out of its strings, since PostgreSQL stores none.

    Raises `BadShape` for anything else than an object, nesting over 64 levels, integers over 20 digits, NaN and
    Infinity (also where it is written as 1e999), and lone surrogates.
    """
    _refuse_depth(text)
    try:
        value: object = json.loads(text, parse_int=_short_int, parse_float=_finite, parse_constant=_refuse_constant)
    except BadShape:
        raise
    except (ValueError, RecursionError):
        raise BadShape("not JSON") from None
    if not isinstance(value, dict):
        raise BadShape("not a JSON object")
    lowered = text.lower()
    if "\\ud" in lowered:
        _refuse_surrogates(value)
    if "\\u0000" in lowered:
        without = _without_nul(value)
        assert isinstance(without, dict)
        return without
    return value


def check_body(body: Body) -> None:
    """Raises `BadShape` where Bolt would die on ``body``, or could not say what kind of request it is."""
    _check_level(body, _WALKED_LEVELS)
    kind = body.get("type")
    if kind is None:
        if not isinstance(body.get("command"), str) and "ssl_check" not in body:
            raise BadShape("neither a command nor a type")
        return
    # Bolt tells a request's kind by its type alone, and then looks for these without asking.
    for place, key in _NEEDED.get(str(kind), ()):
        if not isinstance(_place(body, place).get(key), str):
            raise BadShape(f"{kind} without {key}")


def is_listened_to(body: Body) -> bool:
    """False for the kinds of request that this bot has nothing of: old dialogs, attachments, workflow steps.

    They are kept from Bolt, which dies on some of them; what it is given is what is checked here.
    """
    kind = body.get("type")
    if kind == "view_submission" and _place(body, "view").get("type") == "workflow_step":
        return False
    return isinstance(body.get("command"), str) if kind is None else kind in _NEEDED


def _place(body: Body, name: str) -> Body:
    found = body.get(name) if name else body
    if name == "actions" and isinstance(found, list) and found:
        found = found[0]
    return found if isinstance(found, dict) else {}


def _check_level(level: Body, levels_left: int) -> None:
    for key, value in level.items():
        allowed = _ALLOWED.get(key)
        if allowed is None:
            continue
        if not isinstance(value, allowed):
            raise BadShape(f"{key} of a wrong type")
        if levels_left and key in _INSIDE:
            for inside in _objects(key, value):
                _check_level(inside, levels_left - 1)


def _objects(key: str, value: object) -> Iterator[Body]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for one in value:
            if not isinstance(one, dict):
                raise BadShape(f"{key} of a wrong type")
            yield one


# A string literal, or one bracket. An unfinished string runs to the end of the text, half of an escape included: a text
# that ends otherwise would be searched again from each of its quotation marks.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)


def _refuse_depth(text: str) -> None:
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return
    depth = 0
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadShape("nested too deeply")
        elif token in "]}":
            depth -= 1


def _short_int(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise BadShape("a number of too many digits")
    return int(digits)


def _finite(digits: str) -> float:
    """Slack's times are strings. A number too great for a float would come out as Infinity, which no JSON holds."""
    value = float(digits)
    if not math.isfinite(value):
        raise BadShape("a number that is none")
    return value


def _refuse_constant(_name: str) -> NoReturn:
    raise BadShape("a number that is none")


def _refuse_surrogates(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise BadShape("half of a character") from None


def _without_nul(value: object) -> object:
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [_without_nul(one) for one in value]
        case dict():
            return {str(key).replace("\0", ""): _without_nul(one) for key, one in value.items()}
        case _:
            return value
