"""Slack's limits on interactive elements."""

from collections.abc import Callable

from bot.sandbox.findings import Findings
from bot.sandbox.wire import Json

_PICK = frozenset({"placeholder", "confirm", "focus_on_load"})
_MULTI = _PICK | {"max_selected_items"}
_TEXT = frozenset({"placeholder", "initial_value", "dispatch_action_config", "focus_on_load"})
_CONVERSATION = frozenset({"default_to_current_conversation", "response_url_enabled", "filter"})

ALLOWED: dict[str, frozenset[str]] = {
    "button": frozenset(
        {"url", "value", "style", "confirm", "accessibility_label", "visible_to_user_ids", "agent_prompt"}
    ),
    "overflow": frozenset({"options", "confirm"}),
    "checkboxes": frozenset({"options", "initial_options", "confirm", "focus_on_load"}),
    "radio_buttons": frozenset({"options", "initial_option", "confirm", "focus_on_load"}),
    "static_select": _PICK | {"options", "option_groups", "initial_option"},
    "external_select": _PICK | {"initial_option", "min_query_length"},
    "users_select": _PICK | {"initial_user"},
    "conversations_select": _PICK | _CONVERSATION | {"initial_conversation"},
    "channels_select": _PICK | {"initial_channel", "response_url_enabled"},
    "multi_static_select": _MULTI | {"options", "option_groups", "initial_options"},
    "multi_external_select": _MULTI | {"initial_options", "min_query_length"},
    "multi_users_select": _MULTI | {"initial_users"},
    "multi_conversations_select": _MULTI | {"initial_conversations", "default_to_current_conversation", "filter"},
    "multi_channels_select": _MULTI | {"initial_channels"},
    "datepicker": _PICK | {"initial_date"},
    "timepicker": _PICK | {"initial_time", "timezone"},
    "datetimepicker": frozenset({"initial_date_time", "confirm", "focus_on_load"}),
    "plain_text_input": _TEXT | {"multiline", "min_length", "max_length"},
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "number_input": _TEXT | {"is_decimal_allowed", "min_value", "max_value"},
    "rich_text_input": _TEXT,
    "file_input": frozenset({"filetypes", "max_files"}),
    "workflow_button": frozenset({"workflow", "style", "accessibility_label"}),
    "feedback_buttons": frozenset({"positive_button", "negative_button"}),
    "icon_button": frozenset({"icon", "value", "confirm", "accessibility_label", "visible_to_user_ids"}),
}
REQUIRED: dict[str, frozenset[str]] = {
    "button": frozenset({"text"}),
    "number_input": frozenset({"is_decimal_allowed"}),
    "icon_button": frozenset({"icon", "text"}),
    "feedback_buttons": frozenset({"positive_button", "negative_button"}),
    "workflow_button": frozenset({"text", "workflow"}),
}
_PICKERS = frozenset(
    {
        *(kind for kind in ALLOWED if kind.endswith("_select")),
        *("overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker"),
    }
)
IN_ACTIONS = _PICKERS | {"button", "datetimepicker", "workflow_button"}
IN_SECTION = _PICKERS | {"button", "workflow_button", "image"}
IN_INPUT = frozenset(ALLOWED) - {"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"}
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
_STYLES = frozenset({"primary", "danger"})


def check_element(found: Findings, path: str, element: Json, allowed: frozenset[str]) -> None:
    """One element in a place that takes only those types."""
    kind = element.get("type")
    if kind not in allowed:
        found.add(f"{path}/type", f"unsupported type: {kind}")
        return
    if kind == "image":
        check_image(found, path, element)
        return
    found.keys(path, element, REQUIRED.get(kind, frozenset()), ALLOWED[kind] | {"action_id"})
    if "action_id" in element:
        found.length(f"{path}/action_id", element["action_id"], 255, 1)
    if "placeholder" in element:
        found.text(f"{path}/placeholder", element["placeholder"], 150, plain=True)
    if "confirm" in element:
        found.confirm(f"{path}/confirm", element["confirm"])
    special = _SPECIAL.get(kind)
    if special is not None:
        special(found, path, element)


def check_image(found: Findings, path: str, image: Json) -> None:
    """An image, as an element or a block."""
    if ("image_url" in image) == ("slack_file" in image):
        found.add(path, "must provide exactly one of image_url and slack_file")
    if "image_url" in image:
        found.length(f"{path}/image_url", image["image_url"], 3000, 1)
    if "alt_text" not in image:
        found.add(path, "missing required field: alt_text")
    else:
        found.length(f"{path}/alt_text", image["alt_text"], 2000)
    if "title" in image:
        found.text(f"{path}/title", image["title"], 2000, plain=True)


def _button(found: Findings, path: str, element: Json) -> None:
    found.text(f"{path}/text", element.get("text"), 75, plain=True)
    found.length(f"{path}/value", element.get("value", ""), 2000)
    found.length(f"{path}/url", element.get("url", ""), 3000)
    found.length(f"{path}/accessibility_label", element.get("accessibility_label", ""), 75)
    if "style" in element and element["style"] not in _STYLES:
        found.add(f"{path}/style", "must be one of: primary, danger")


def _listed(most: int, plain: bool) -> Callable[[Findings, str, Json], None]:
    def check(found: Findings, path: str, element: Json) -> None:
        found.options(path, element, most=most, plain=plain)
        _initial_is_offered(found, path, element)

    return check


def _initial_is_offered(found: Findings, path: str, element: Json) -> None:
    grouped = [option for group in element.get("option_groups") or [] for option in group.get("options", [])]
    offered = [*(element.get("options") or []), *grouped]
    initial = [element["initial_option"]] if element.get("initial_option") else element.get("initial_options", [])
    for option in initial:
        if option not in offered:
            found.add(path, "initial_option must be one of the provided options")


def _text_input(found: Findings, path: str, element: Json) -> None:
    most = element.get("max_length", 3000)
    if not isinstance(most, int) or not 1 <= most <= 3000:
        found.add(f"{path}/max_length", "must be between 1 and 3000")
        return
    found.length(f"{path}/initial_value", element.get("initial_value", ""), most)
    if not 0 <= element.get("min_length", 0) <= most:
        found.add(f"{path}/min_length", "must be between 0 and max_length")


def _external(found: Findings, path: str, element: Json) -> None:
    if element.get("initial_option"):
        found.option(f"{path}/initial_option", element["initial_option"], plain=True)


def _datetime(found: Findings, path: str, element: Json) -> None:
    initial = element.get("initial_date_time")
    if initial is not None and not (isinstance(initial, int) and len(str(initial)) == 10):
        found.add(f"{path}/initial_date_time", "must be a Unix time in seconds, of ten digits")


_SPECIAL: dict[str, Callable[[Findings, str, Json], None]] = {
    "button": _button,
    "overflow": _listed(5, plain=True),
    "checkboxes": _listed(10, plain=False),
    "radio_buttons": _listed(10, plain=False),
    "static_select": _listed(100, plain=True),
    "multi_static_select": _listed(100, plain=True),
    "external_select": _external,
    "plain_text_input": _text_input,
    "datetimepicker": _datetime,
}
