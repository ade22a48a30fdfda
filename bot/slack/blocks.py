"""Block Kit, block by block: each builder cuts to Slack's limits, so that no name or note gets a message refused.

Limits are Slack's own, from its Block Kit reference; lengths are counted by `mrkdwn.length`.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

from bot.slack.mrkdwn import Mrkdwn, Own, cut, cut_mrkdwn, escape

Block: TypeAlias = dict[str, object]
Element: TypeAlias = dict[str, object]

MESSAGE_BLOCKS_MAX: Final = 50
MODAL_BLOCKS_MAX: Final = 100
TEXT_MAX: Final = 3000
HEADER_MAX: Final = 150
BUTTON_MAX: Final = 75
OPTION_MAX: Final = 75
OPTIONS_MAX: Final = 100
OPTION_VALUE_MAX: Final = 150
OVERFLOW_MAX: Final = 5
CONTEXT_ELEMENTS_MAX: Final = 10
PLACEHOLDER_MAX: Final = 150
LABEL_MAX: Final = 2000
TITLE_MAX: Final = 24
INPUT_MAX: Final = 3000
BUTTON_VALUE_MAX: Final = 2000
# A notification shows a line or two, and Slack advises to stay far below this.
FALLBACK_MAX: Final = 3000


def plain(text: Own, limit: int) -> Element:
    """A plain_text object; Slack refuses an empty one."""
    return {"type": "plain_text", "text": _something(cut(text, limit)), "emoji": True}


def verbatim(text: Own, limit: int) -> Element:
    """Somebody's own text: no emoji made of colons."""
    return {"type": "plain_text", "text": _something(cut(text, limit)), "emoji": False}


def mrkdwn(text: Mrkdwn) -> Element:
    """A mrkdwn object in which Slack links nothing by itself."""
    return {"type": "mrkdwn", "text": _something(cut_mrkdwn(text, TEXT_MAX)), "verbatim": True}


def _something(text: str) -> str:
    return text if text.strip() else "–"


def header(text: Own) -> Block:
    return {"type": "header", "text": plain(text, HEADER_MAX)}


def section(text: Mrkdwn, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def passage(text: Own, *, block_id: str | None = None) -> Block:
    """A section of somebody's own text."""
    block: Block = {"type": "section", "text": verbatim(text, TEXT_MAX)}
    if block_id is not None:
        block["block_id"] = block_id
    return block


def context(*texts: Mrkdwn) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:CONTEXT_ELEMENTS_MAX]]}


def quiet_passage(text: Own) -> Block:
    """Somebody's own text, small."""
    return {"type": "context", "elements": [verbatim(text, TEXT_MAX)]}


def divider() -> Block:
    return {"type": "divider"}


def actions(buttons: Sequence[Element]) -> list[Block]:
    """One block of buttons, or none where there are none; the action ids within must differ."""
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []


def button(text: Own, action: str, value: str = "", *, style: str | None = None) -> Element:
    """``style`` is primary or danger. ``value`` holds ids only and is never cut."""
    element: Element = {"type": "button", "text": plain(text, BUTTON_MAX), "action_id": action}
    if value:
        if len(value) > BUTTON_VALUE_MAX:
            raise ValueError("a button carries ids only")
        element["value"] = value
    if style is not None:
        element["style"] = style
    return element


def option(text: Own, value: str, description: Own | None = None) -> Element:
    """``value`` is an id of ours, and never cut."""
    if not 0 < len(value) <= OPTION_VALUE_MAX:
        raise ValueError("an option carries an id of 1 to 150 characters")
    element: Element = {"text": plain(text, OPTION_MAX), "value": value}
    if description is not None:
        element["description"] = plain(description, OPTION_MAX)
    return element


def overflow(action: str, options: Sequence[Element]) -> Element:
    return {"type": "overflow", "action_id": action, "options": list(options[:OVERFLOW_MAX])}


def fallback(text: Own) -> str:
    """The message's ``text``. Slack reads it as mrkdwn, so it is escaped like any other."""
    return cut_mrkdwn(escape(text), FALLBACK_MAX)
