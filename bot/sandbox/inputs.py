"""Interactive elements: where they stand in blocks, what they hold, and how a person's choice becomes a value."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import date, datetime
from typing import Any

from bot.sandbox.wire import Json, RefusedError

TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
OPTION_LISTS = frozenset({"checkboxes", "multi_static_select", "multi_external_select"})
OPTION_SINGLES = frozenset({"static_select", "external_select", "radio_buttons"})
SINGLE_KEYS = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
"""Element type to (the key in its value, the key of its initial value)."""
LIST_KEYS = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
BUTTONS = frozenset({"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"})


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block, in their order."""
    match block.get("type"):
        case "input":
            return [block["element"]]
        case "actions" | "context_actions":
            return list(block["elements"])
        case "section" if "accessory" in block and block["accessory"].get("type") != "image":
            return [block["accessory"]]
        case "container":
            return [element for child in block.get("child_blocks", []) for element in elements_of(child)]
        case "card":
            return list(block.get("actions", []))
        case _:
            return []


def walk(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Each (block, interactive element)."""
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def with_ids(blocks: Sequence[Json], new_id: Callable[[], str]) -> list[Json]:
    """The blocks with a block id and action ids everywhere, as Slack gives them where the app did not."""
    completed: list[Json] = deepcopy(list(blocks))
    for block in completed:
        if not block.get("block_id"):
            block["block_id"] = new_id()
        for element in elements_of(block):
            if not element.get("action_id"):
                element["action_id"] = new_id()
    return completed


def initial_values(blocks: Iterable[Json]) -> dict[str, dict[str, Json]]:
    """What the stateful elements hold before anybody touches them, as in `state.values`."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in walk(blocks):
        if element["type"] not in BUTTONS:
            values.setdefault(block["block_id"], {})[element["action_id"]] = initial_value(element)
    return values


def initial_value(element: Json) -> Json:
    """The value object of one element before anybody touches it."""
    kind = element["type"]
    if kind in TEXT_INPUTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in OPTION_SINGLES:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in OPTION_LISTS:
        return {"type": kind, "selected_options": list(element.get("initial_options", []))}
    if kind in LIST_KEYS:
        key, initial = LIST_KEYS[kind]
        return {"type": kind, key: list(element.get(initial, []))}
    if kind in SINGLE_KEYS:
        key, initial = SINGLE_KEYS[kind]
        return {"type": kind, key: element.get(initial)}
    return {"type": kind}


def options_of(element: Json) -> list[Json]:
    """All options of a static element, those in groups included."""
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return list(element.get("options") or []) + grouped


def choose(options: Sequence[Json], wanted: Any, where: str) -> Json:
    """The option whose value or text is `wanted`; RefusedError names what there is."""
    if isinstance(wanted, dict):
        return wanted
    sought = str(wanted)
    for option in options:
        if sought in (option.get("value"), option["text"]["text"]):
            return option
    offered = ", ".join(f"{option['text']['text']} ({option.get('value')})" for option in options) or "nothing"
    raise RefusedError(f"{where} offers no {sought!r}; it offers: {offered}")


def value_for(element: Json, given: Any, where: str, options: Sequence[Json] | None = None) -> Json:
    """The value object when a person puts `given` into the element.

    Text for text inputs; an option's value, text or object for choices, a list of them (or True for all, False
    for none) for checkboxes and multi-selects; a date or `YYYY-MM-DD`; an aware datetime or Unix seconds; an id
    for the pickers of people and conversations. None empties it.
    """
    kind = element["type"]
    known = options_of(element) if options is None else options
    if kind in TEXT_INPUTS:
        return {"type": kind, "value": None if given in (None, "") else str(given)}
    if kind in OPTION_SINGLES:
        return {"type": kind, "selected_option": None if given is None else choose(known, given, where)}
    if kind in OPTION_LISTS:
        return {"type": kind, "selected_options": [choose(known, one, where) for one in _listed(given, known)]}
    if kind in LIST_KEYS:
        return {"type": kind, LIST_KEYS[kind][0]: [str(one) for one in _listed(given, ())]}
    if kind in SINGLE_KEYS:
        return {"type": kind, SINGLE_KEYS[kind][0]: _plain(kind, given)}
    raise RefusedError(f"{where} is a {kind}: nothing can be put in there")


def _listed(given: Any, known: Sequence[Json]) -> list[Any]:
    if given is None or given is False:
        return []
    if given is True:
        return list(known)
    return list(given) if isinstance(given, (list, tuple, set)) else [given]


def _plain(kind: str, given: Any) -> Any:
    if kind == "datetimepicker" and isinstance(given, datetime):
        return int(given.timestamp())
    if kind == "datetimepicker" and given is not None:
        return int(given)
    if isinstance(given, date):
        return given.isoformat()
    if kind == "rich_text_input" and isinstance(given, str):
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": given}]}
        return {"type": "rich_text", "elements": [section]}
    return given


def is_empty(value: Json) -> bool:
    """Whether an input's value object holds nothing."""
    held = [content for key, content in value.items() if key != "type"]
    return all(content in (None, "", []) for content in held)


def own_errors(blocks: Iterable[Json], values: dict[str, dict[str, Json]]) -> dict[str, str]:
    """What Slack's own client refuses before it asks the app, by block id."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = values[block["block_id"]][element["action_id"]]
        problem = _own_error(block, element, value)
        if problem:
            errors[block["block_id"]] = problem
    return errors


def _own_error(block: Json, element: Json, value: Json) -> str:
    if is_empty(value):
        return "" if block.get("optional") else "Please complete this required field."
    if element["type"] == "number_input":
        return _number_error(element, str(value["value"]))
    if element["type"] in TEXT_INPUTS:
        length = len(str(value["value"]))
        if length > element.get("max_length", 3000):
            return f"Please enter at most {element.get('max_length', 3000)} characters."
        if length < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
    return ""


def _number_error(element: Json, text: str) -> str:
    try:
        number = float(text) if element.get("is_decimal_allowed") else int(text)
    except ValueError:
        return "Please enter a number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return ""
