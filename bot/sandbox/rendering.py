"""Messages and forms as plain text, as far as a terminal can show them."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.sandbox.controls import label_of
from bot.sandbox.inputs import elements_of
from bot.sandbox.messages import Message
from bot.sandbox.views import View
from bot.sandbox.wire import Json

Namer = Callable[[str], str]
"""From an id of a person or channel to what a person reads there."""

_DATE = re.compile(r"<!date\^(\d+)\^[^|>]*\|([^>]*)>")
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]+)>")
_BARE = re.compile(r"<(https?://[^|>]+)>")
_BROADCAST = re.compile(r"<!(channel|here|everyone)>")


def plain(text: str, name_of: Namer) -> str:
    """mrkdwn as one reads it: names for ids, links spelled out, entities undone."""
    text = _DATE.sub(lambda match: match[2] or datetime.fromtimestamp(int(match[1]), UTC).isoformat(), text)
    text = _PERSON.sub(lambda match: f"@{name_of(match[1])}", text)
    text = _CHANNEL.sub(lambda match: f"#{name_of(match[1])}", text)
    text = _LINK.sub(r"\2 (\1)", text)
    text = _BROADCAST.sub(r"@\1", _BARE.sub(r"\1", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def render_message(message: Message, name_of: Namer) -> str:
    """One message: who, what, its buttons and its emoji."""
    body = render_blocks(message.blocks, name_of) if message.blocks else plain(message.text, name_of)
    private = "  (only you see this)" if message.ephemeral_to else ""
    lines = [f"{name_of(message.user)}  {message.ts}{private}", *(f"  {line}" for line in body.splitlines())]
    if message.reactions:
        lines.append("  " + "  ".join(f":{name}: {len(users)}" for name, users in message.reactions.items()))
    return "\n".join(lines)


def render_view(view: View, name_of: Namer) -> str:
    """A form or a home: its title, its blocks with what is filled in, and the errors at its fields."""
    lines = [f"== {view.title} ==" if view.title else "== Home =="]
    for block in view.blocks:
        lines.extend(_block(block, name_of, view.values))
        if block["block_id"] in view.errors:
            lines.append(f"  !! {view.errors[block['block_id']]}")
    submit = (view.spec.get("submit") or {}).get("text")
    return "\n".join([*lines, *([f"[submit: {submit}]"] if submit else [])])


def render_blocks(blocks: list[Json], name_of: Namer) -> str:
    """Blocks, a line or more each."""
    return "\n".join(line for block in blocks for line in _block(block, name_of, {}))


def _block(block: Json, name_of: Namer, values: dict[str, dict[str, Json]]) -> Iterator[str]:
    kind = block["type"]
    if kind == "divider":
        yield "-" * 20
    elif kind == "input":
        yield f"{block['label']['text']} [{block['block_id']}]: {_held(block, values)}"
    elif kind == "rich_text":
        yield from _rich(block["elements"], name_of).splitlines()
    elif kind in ("table", "data_table"):
        for row in block["rows"]:
            yield " | ".join(_cell(cell, name_of) for cell in row)
    elif kind == "image":
        yield f"[image: {block.get('alt_text', '')}]"
    else:
        yield from _texts(block, name_of)
    buttons = [f"[{label_of(element) or element['action_id']}]" for element in elements_of(block) if kind != "input"]
    if buttons:
        yield "  ".join(buttons)


def _texts(block: Json, name_of: Namer) -> Iterator[str]:
    own = block.get("text")
    parts = [own] if own else []
    parts += block.get("fields") or []
    if block["type"] == "context":
        parts += [element for element in block["elements"] if element["type"] != "image"]
    for part in parts:
        text = part if isinstance(part, str) else part["text"]
        yield from plain(text, name_of).splitlines() or [""]
    for child in block.get("child_blocks") or []:
        yield from _block(child, name_of, {})


def _held(block: Json, values: dict[str, dict[str, Json]]) -> str:
    value = values.get(block["block_id"], {}).get(block["element"].get("action_id", ""), {})
    for key, held in value.items():
        if key == "type" or held in (None, [], ""):
            continue
        chosen = held if isinstance(held, list) else [held]
        return ", ".join(one["text"]["text"] if isinstance(one, dict) and "text" in one else str(one) for one in chosen)
    return "_" * 10


def _cell(cell: Json, name_of: Namer) -> str:
    if cell["type"] == "rich_text":
        return _rich(cell["elements"], name_of)
    return str(cell.get("text", cell.get("value", "")))


def _rich(elements: list[Json], name_of: Namer) -> str:
    lines: list[str] = []
    for element in elements:
        if element["type"] == "rich_text_list":
            lines.extend(f"- {_leaves(item['elements'], name_of)}" for item in element["elements"])
        else:
            lines.append(_leaves(element["elements"], name_of))
    return "\n".join(lines)


def _leaves(leaves: list[Json], name_of: Namer) -> str:
    return "".join(_leaf(leaf, name_of) for leaf in leaves)


def _leaf(leaf: Json, name_of: Namer) -> str:
    match leaf["type"]:
        case "user":
            return f"@{name_of(leaf['user_id'])}"
        case "channel":
            return f"#{name_of(leaf['channel_id'])}"
        case "emoji":
            return f":{leaf['name']}:"
        case "date":
            return str(leaf.get("fallback") or datetime.fromtimestamp(leaf["timestamp"], UTC).isoformat())
        case "broadcast":
            return f"@{leaf['range']}"
        case _:
            return str(leaf.get("text") or leaf.get("url", ""))
