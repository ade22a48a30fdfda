"""The parts of a form: views, their metadata, and inputs."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action, Field, Modal
from bot.slack.mrkdwn import Own, head
from bot.slack.shape import BadShape, read_object
from bot.slack.wording import Words
from bot.slack.wording import label as shown_alone

METADATA_MAX = 3000
# Slack's ids and ours, and the words that stand among them.
_ID = re.compile(r"[\x21-\x7e]{0,255}")


def modal(
    words: Words,
    callback: Modal,
    title: Own,
    drawn: Sequence[Block],
    *,
    submit: Own | None = None,
    metadata: Mapping[str, str | None] | None = None,
) -> dict[str, object]:
    """A view. ``metadata`` holds ids only; what is None is left out."""
    view: dict[str, object] = {
        "type": "modal",
        "callback_id": callback.value,
        "title": blocks.plain(title, blocks.TITLE_MAX),
        "close": blocks.plain(words.plain("form.cancel" if submit else "form.close"), blocks.TITLE_MAX),
        "blocks": list(drawn[: blocks.MODAL_BLOCKS_MAX]),
        "private_metadata": pack(metadata or {}),
    }
    if submit is not None:
        view["submit"] = blocks.plain(submit, blocks.TITLE_MAX)
    return view


def is_id(text: str) -> bool:
    """Whether a view may carry it: nothing else comes back out of one, whatever a request says."""
    return _ID.fullmatch(text) is not None


def pack(ids: Mapping[str, str | None]) -> str:
    """Ids as a view carries them; ValueError where they are more than Slack takes, which ids never are."""
    packed = json.dumps({name: value for name, value in ids.items() if value is not None}, separators=(",", ":"))
    if len(packed) > METADATA_MAX:
        raise ValueError("a view carries ids only")
    return packed


def unpack(private_metadata: str) -> dict[str, str]:
    """What `pack` packed; empty where there is nothing or nothing readable."""
    try:
        # As strictly as a request's own JSON: this one stands within a string of it, where the gate did not look.
        ids = read_object(private_metadata or "{}")
    except BadShape:
        return {}
    return {name: value for name, value in ids.items() if isinstance(value, str) and is_id(value)}


def field(
    label: Own,
    block_id: Field,
    element: Element,
    *,
    hint: Own | None = None,
    optional: bool = False,
    redraws: bool = False,
) -> Block:
    """One input. ``redraws``: a change in it is told to the bot at once, since it changes which fields there are."""
    block: Block = {
        "type": "input",
        "block_id": block_id.value,
        "label": blocks.plain(label, blocks.LABEL_MAX),
        "element": {**element, "action_id": Action.VALUE.value},
        "optional": optional,
    }
    if hint is not None:
        block["hint"] = blocks.plain(hint, blocks.LABEL_MAX)
    if redraws:
        block["dispatch_action"] = True
    return block


def text_input(
    initial: str | None, *, longest: int, many_lines: bool = False, placeholder: Own | None = None
) -> Element:
    """``initial`` comes back as it was: it is cut where Slack would refuse it, and not cleaned."""
    element: Element = {
        "type": "plain_text_input",
        "multiline": many_lines,
        "max_length": min(longest, blocks.INPUT_MAX),
    }
    if initial:
        element["initial_value"] = head(initial, min(longest, blocks.INPUT_MAX))
    if placeholder is not None:
        element["placeholder"] = blocks.plain(placeholder, blocks.PLACEHOLDER_MAX)
    return element


def number_input(initial: str | None, *, decimals: bool, least: int = 0, most: int | None = None) -> Element:
    """``initial`` is plain decimal notation; anything else is left out."""
    element: Element = {"type": "number_input", "is_decimal_allowed": decimals, "min_value": str(least)}
    if most is not None:
        element["max_value"] = str(most)
    if initial and initial.isascii() and initial.replace(".", "", 1).isdigit() and initial[0] != "." != initial[-1]:
        element["initial_value"] = initial
    return element


def select(options: Sequence[Element], initial: str | None = None) -> Element:
    """One of ``options``, of which Slack takes 100."""
    shown = list(options[: blocks.OPTIONS_MAX])
    return _with_initial({"type": "static_select", "options": shown}, shown, initial)


def grouped_select(groups: Sequence[tuple[Own, Sequence[Element]]], initial: str | None, placeholder: Own) -> Element:
    """Groups with nothing in them are left out."""
    drawn = [
        {"label": blocks.plain(label, blocks.OPTION_MAX), "options": list(options[: blocks.OPTIONS_MAX])}
        for label, options in groups
        if options
    ]
    element: Element = {
        "type": "static_select",
        "option_groups": drawn,
        "placeholder": blocks.plain(placeholder, blocks.PLACEHOLDER_MAX),
    }
    shown = [option for _, options in groups for option in options[: blocks.OPTIONS_MAX]]
    return _with_initial(element, shown, initial)


def _with_initial(element: Element, shown: Sequence[Element], initial: str | None) -> Element:
    chosen = next((option for option in shown if option["value"] == initial), None)
    return element if chosen is None else {**element, "initial_option": chosen}


def client_select(words: Words, initial: tuple[str, str] | None = None, *, focus: bool = False) -> Element:
    """Asks the bot for clients as one types. ``initial`` is (id, name)."""
    element: Element = {
        "type": "external_select",
        "min_query_length": 1,
        "placeholder": blocks.plain(words.plain("form.client.placeholder"), blocks.PLACEHOLDER_MAX),
    }
    if initial is not None:
        element["initial_option"] = client_option(*initial)
    if focus:
        element["focus_on_load"] = True
    return element


def client_option(client: str, name: str) -> Element:
    """A client as an option: the id, and the name as it stands alone."""
    return blocks.option(shown_alone(name, blocks.OPTION_MAX), client)


def moment_input(initial: datetime | None) -> Element:
    """Slack takes moments of ten digits only: from September 2001 to 2286."""
    element: Element = {"type": "datetimepicker"}
    if initial is not None:
        element["initial_date_time"] = min(max(int(initial.timestamp()), 1_000_000_000), 9_999_999_999)
    return element


def day_input(initial: date | None) -> Element:
    """A day without a time, as people of the workspace count days."""
    element: Element = {"type": "datepicker"}
    if initial is not None:
        element["initial_date"] = initial.isoformat()
    return element


def tick(text: Own, *, is_on: bool) -> Element:
    """A single box; ticked, its value is "true"."""
    choice = blocks.option(text, "true")
    element: Element = {"type": "checkboxes", "options": [choice]}
    if is_on:
        element["initial_options"] = [choice]
    return element
