"""Pressing, choosing and being suggested: the elements of messages and views, as a person uses them."""

from collections.abc import Iterable
from typing import Any

from bot.sandbox.blocks import check_options
from bot.sandbox.inputs import BUTTONS, OPTION_LISTS, OPTION_SINGLES, choose, value_for, walk
from bot.sandbox.messages import Message
from bot.sandbox.people import User
from bot.sandbox.stage import Reply, Stage, Suggestions
from bot.sandbox.views import View
from bot.sandbox.wire import Ack, Json, RefusedError

Surface = Message | View


def label_of(element: Json) -> str:
    """What a person reads on an element: a button's text or a placeholder."""
    thing = element.get("text") or element.get("placeholder") or {}
    return str(thing.get("text", "")) if isinstance(thing, dict) else str(thing)


def find_element(
    surfaces: Iterable[Surface], action_id: str, value: Any, block_id: str = ""
) -> tuple[Surface, Json, Json]:
    """The first (surface, block, element) with that action id or label; among like buttons, the one of that value, among
    like menus the first that offers it.

    With `block_id`, only in that block.
    """
    seen: list[str] = []
    like: list[tuple[Surface, Json, Json]] = []
    for surface in surfaces:
        for block, element in walk(surface.blocks):
            if block_id and block["block_id"] != block_id:
                continue
            seen.append(element["action_id"])
            is_named = action_id in (element["action_id"], label_of(element))
            if not is_named:
                continue
            like.append((surface, block, element))
            if value is None or _answers_to(element, value):
                return surface, block, element
    menus = [one for one in like if one[2]["type"] != "button"]
    if menus:
        return menus[0]
    raise RefusedError(f"there is no {action_id!r} to press; there are: {', '.join(seen) or 'no buttons at all'}")


def _answers_to(element: Json, value: Any) -> bool:
    """A button has one value; a menu has those of its options, or their texts."""
    if element["type"] == "button":
        return bool(element.get("value") == value)
    if element["type"] != "overflow":
        return True
    return any(value in (option.get("value"), option["text"]["text"]) for option in element["options"])


class Controls:
    """One person's hand on buttons, menus and selects."""

    def __init__(self, stage: Stage, user: User) -> None:
        self._stage = stage
        self._user = user

    def use(self, surface: Surface, block: Json, element: Json, value: Any) -> Ack:
        """Press or choose, tell the app, and return its acknowledgement."""
        action = self._action(surface, block, element, value)
        return self.dispatch(surface, action)

    def dispatch(self, surface: Surface, action: Json) -> Ack:
        """Send one action from a surface to the app."""
        payloads = self._stage.payloads
        with self._stage.platform.lock:
            if isinstance(surface, View):
                envelope = payloads.view_action(self._user, surface, action)
            else:
                envelope = payloads.message_action(self._user, surface, action)
        return self._stage.delivery.send(envelope)

    def suggest(self, surface: Surface, block: Json, element: Json, typed: str) -> Suggestions:
        """Type into an external select; the app is asked only when enough was typed."""
        if element["type"] not in ("external_select", "multi_external_select"):
            raise RefusedError(f"{block['block_id']} is a {element['type']}: it does not ask the app for options")
        if len(typed) < element.get("min_query_length", 3):
            return Suggestions(None)
        with self._stage.platform.lock:
            envelope = self._stage.payloads.suggestion(self._user, block, element, typed, surface)
        ack = self._stage.delivery.send(envelope)
        if not ack.ok:
            return Suggestions(ack, error=ack.error)
        answer = ack.payload if isinstance(ack.payload, dict) else {}
        problems = check_options({key: answer[key] for key in ("options", "option_groups") if key in answer})
        if problems:
            return Suggestions(ack, error="; ".join(problems))
        return Suggestions(ack, tuple(answer.get("options") or ()), tuple(answer.get("option_groups") or ()))

    def value_of(self, surface: Surface, block: Json, element: Json, given: Any) -> Json:
        """The value object for what a person puts into an element; names of people and channels become ids."""
        kind = element["type"]
        if kind in ("external_select", "multi_external_select") and given is not None:
            offered = self._offered(surface, block, element, given)
            return value_for(element, given, block["block_id"], offered)
        return value_for(element, self._ids(kind, given), block["block_id"])

    def action_for(self, block: Json, element: Json, held: Json) -> Json:
        """The action of an element that now holds this value object."""
        with self._stage.platform.lock:
            stamp = self._stage.platform.workspace.new_ts(self._stage.platform.clock.now())
        return {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": stamp, **held}

    def _action(self, surface: Surface, block: Json, element: Json, value: Any) -> Json:
        kind = element["type"]
        if kind == "overflow":
            option = choose(element["options"], value, element["action_id"])
            return self.action_for(block, element, {"type": kind, "selected_option": option})
        if kind in BUTTONS:
            held = {"type": kind, "text": element.get("text")}
            return self.action_for(block, element, held | ({"value": element["value"]} if "value" in element else {}))
        held = self.value_of(surface, block, element, value)
        with self._stage.platform.lock:
            store = surface.values if isinstance(surface, View) else surface.selected
            store.setdefault(block["block_id"], {})[element["action_id"]] = held
        return self.action_for(block, element, held)

    def _offered(self, surface: Surface, block: Json, element: Json, given: Any) -> list[Json]:
        wanted = given if isinstance(given, list) else [given]
        offered: list[Json] = []
        for one in wanted:
            # An option as a whole was offered before: it is taken as it is, and the app is not asked twice.
            if not isinstance(one, dict):
                offered += self.suggest(surface, block, element, str(one)).all
        return offered

    def _ids(self, kind: str, given: Any) -> Any:
        if given is None or kind in OPTION_SINGLES or kind in OPTION_LISTS:
            return given
        find = {"users": self._user_id, "channels": self._channel_id, "conversations": self._channel_id}.get(
            kind.removeprefix("multi_").removesuffix("_select")
        )
        if find is None:
            return given
        return [find(str(one)) for one in given] if isinstance(given, (list, tuple, set)) else find(str(given))

    def _user_id(self, who: str) -> str:
        return self._stage.platform.user(who).id

    def _channel_id(self, which: str) -> str:
        return self._stage.platform.channel(which).id


def surfaces_of(place: Message | View | Reply) -> list[Surface]:
    """Where to look for an element: a reply's messages, the newest first, then the form that it opened."""
    if not isinstance(place, Reply):
        return [place]
    messages: list[Surface] = list(reversed(place.messages))
    return [*messages, place.view] if place.view is not None else messages
