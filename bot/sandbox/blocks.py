"""Slack's limits on blocks, messages and views: what it would refuse as `invalid_blocks`."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from bot.sandbox.charts import check_data_table, check_data_visualization, check_table
from bot.sandbox.elements import (
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    check_element,
    check_image,
)
from bot.sandbox.findings import Findings
from bot.sandbox.inputs import elements_of
from bot.sandbox.wire import Json


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


MAX_BLOCKS = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
MARKDOWN_TEXT = 12_000
TITLE = 24
PRIVATE_METADATA = 3000
VIEW_BYTES = 250_000

_ANYWHERE = frozenset({"section", "header", "divider", "context", "actions", "image", "input", "rich_text", "video"})
_MESSAGE_ONLY = frozenset(
    {"markdown", "table", "data_table", "data_visualization", "card", "carousel", "container", "context_actions"}
    | {"plan", "task_card", "file", "auth_provider", "call"}
)
ON = {
    Surface.MESSAGE: _ANYWHERE | _MESSAGE_ONLY,
    Surface.MODAL: _ANYWHERE | {"alert"},
    Surface.HOME: _ANYWHERE,
}
_VIEW_KEYS = {
    Surface.MODAL: frozenset(
        {"title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close", "notify_on_close"}
        | {"external_id", "submit_disabled"}
    ),
    Surface.HOME: frozenset({"blocks", "private_metadata", "callback_id", "external_id"}),
}
_LEVELS = frozenset({"default", "info", "warning", "error", "success"})


def check_blocks(blocks: Any, surface: Surface, path: str = "/blocks") -> list[str]:
    """What Slack would refuse in these blocks, worded as it words it; empty where it would take them."""
    found = Findings()
    _check_all(found, blocks, surface, path)
    return found.messages


def check_view(view: Json) -> list[str]:
    """What Slack would refuse in this view."""
    found = Findings()
    kind = view.get("type")
    if kind not in (Surface.MODAL, Surface.HOME):
        found.add("/view/type", f"unsupported type: {kind}")
        return found.messages
    surface = Surface(kind)
    required = frozenset({"title", "blocks"}) if surface is Surface.MODAL else frozenset({"blocks"})
    found.keys("/view", view, required, _VIEW_KEYS[surface])
    for name in ("title", "submit", "close"):
        if view.get(name) is not None and surface is Surface.MODAL:
            found.text(f"/view/{name}", view[name], TITLE, plain=True)
    for name, most in (("private_metadata", PRIVATE_METADATA), ("callback_id", 255), ("external_id", 255)):
        found.length(f"/view/{name}", view.get(name) or "", most)
    if "blocks" in view:
        _check_all(found, view["blocks"], surface, "/view/blocks", least=1)
    has_inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in view.get("blocks") or [])
    if surface is Surface.MODAL and has_inputs and not view.get("submit"):
        found.add("/view/submit", "missing required field: submit")
    if len(str(view).encode()) > VIEW_BYTES:
        found.add("/view", "view_too_large")
    return found.messages


def check_options(answer: Json) -> list[str]:
    """What Slack would refuse in the answer to a suggestion: `options` (none is allowed) or `option_groups`."""
    found = Findings()
    found.options("", answer, most=100, least=0)
    return found.messages


def _check_all(found: Findings, blocks: Any, surface: Surface, path: str, least: int = 0) -> None:
    if not found.count(path, blocks, MAX_BLOCKS[surface], least):
        return
    for index, block in enumerate(blocks):
        place = f"{path}/{index}"
        if not isinstance(block, dict) or block.get("type") not in ON[surface]:
            kind = block.get("type") if isinstance(block, dict) else block
            found.add(f"{place}/type", f"unsupported type: {kind}")
            continue
        if "block_id" in block:
            found.length(f"{place}/block_id", block["block_id"], 255, 1)
        _CHECKS[block["type"]](found, place, block)
    if not found.messages:
        _check_ids(found, blocks, path)
        _check_totals(found, blocks, path)


def _check_ids(found: Findings, blocks: list[Json], path: str) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            found.add(f"{path}/{index}/block_id", f"block_id already exists: {block_id}")
        seen.add(block_id or "")
        actions = [element["action_id"] for element in elements_of(block) if element.get("action_id")]
        for action_id in sorted({one for one in actions if actions.count(one) > 1}):
            found.add(f"{path}/{index}", f"action_id already exists: {action_id}")


def _check_totals(found: Findings, blocks: list[Json], path: str) -> None:
    kinds = [block["type"] for block in blocks]
    if kinds.count("table") > 1:
        found.add(path, "only_one_table_allowed")
    if kinds.count("data_visualization") > 2:
        found.add(path, "no more than 2 data_visualization blocks allowed")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MARKDOWN_TEXT:
        found.add(path, f"markdown must be less than {MARKDOWN_TEXT + 1} characters in total")


def _keys(found: Findings, path: str, block: Json, required: set[str], optional: set[str]) -> None:
    found.keys(path, block, frozenset(required), frozenset(optional | {"block_id"}))


def _section(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, set(), {"text", "fields", "accessory", "expand"})
    if "text" not in block and "fields" not in block:
        found.add(path, "must provide text or fields")
    if "text" in block:
        found.text(f"{path}/text", block["text"], 3000)
    if "fields" in block and found.count(f"{path}/fields", block["fields"], 10, 1):
        for index, field in enumerate(block["fields"]):
            found.text(f"{path}/fields/{index}", field, 2000)
    if "accessory" in block:
        check_element(found, f"{path}/accessory", block["accessory"], IN_SECTION)


def _header(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"text"}, {"level"})
    found.text(f"{path}/text", block.get("text"), 150, plain=True)


def _divider(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, set(), set())


def _context(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"elements"}, set())
    if not found.count(f"{path}/elements", block.get("elements"), 10, 1):
        return
    for index, element in enumerate(block["elements"]):
        place = f"{path}/elements/{index}"
        if isinstance(element, dict) and element.get("type") == "image":
            check_image(found, place, element)
        else:
            found.text(place, element, 3000)


def _actions(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"elements"}, set())
    if found.count(f"{path}/elements", block.get("elements"), 25, 1):
        for index, element in enumerate(block["elements"]):
            check_element(found, f"{path}/elements/{index}", element, IN_ACTIONS)


def _context_actions(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"elements"}, set())
    if found.count(f"{path}/elements", block.get("elements"), 5, 1):
        for index, element in enumerate(block["elements"]):
            check_element(found, f"{path}/elements/{index}", element, IN_CONTEXT_ACTIONS)


def _input(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"label", "element"}, {"hint", "optional", "dispatch_action"})
    found.text(f"{path}/label", block.get("label"), 2000, plain=True)
    if block.get("hint") is not None:
        found.text(f"{path}/hint", block["hint"], 2000, plain=True)
    if isinstance(block.get("element"), dict):
        check_element(found, f"{path}/element", block["element"], IN_INPUT)
    else:
        found.add(f"{path}/element", "must provide an object")


def _image(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, set(), {"image_url", "slack_file", "alt_text", "title"})
    check_image(found, path, block)


def _markdown(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"text"}, set())
    found.length(f"{path}/text", block.get("text", ""), MARKDOWN_TEXT, 1)


def _alert(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"text"}, {"level"})
    found.text(f"{path}/text", block.get("text"), 200)
    if block.get("level", "default") not in _LEVELS:
        found.add(f"{path}/level", f"must be one of: {', '.join(sorted(_LEVELS))}")


def _rich_text(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"elements"}, set())
    kinds = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
    if not found.count(f"{path}/elements", block.get("elements"), 1000):
        return
    for index, element in enumerate(block["elements"]):
        if not isinstance(element, dict) or element.get("type") not in kinds:
            found.add(f"{path}/elements/{index}/type", "unsupported type")


def _card(found: Findings, path: str, block: Json) -> None:
    _keys(
        found,
        path,
        block,
        set(),
        {"hero_image", "icon", "slack_icon", "title", "subtitle", "body", "subtext", "actions"},
    )
    if not {"hero_image", "title", "actions", "body"} & block.keys():
        found.add(path, "must provide one of hero_image, title, actions, body")
    for name, most in (("title", 150), ("subtitle", 150), ("body", 200), ("subtext", 200)):
        if name in block:
            found.text(f"{path}/{name}", block[name], most)
    if "actions" in block and found.count(f"{path}/actions", block["actions"], 3, 1):
        for index, element in enumerate(block["actions"]):
            check_element(found, f"{path}/actions/{index}", element, frozenset({"button"}))


def _carousel(found: Findings, path: str, block: Json) -> None:
    _keys(found, path, block, {"elements"}, set())
    if found.count(f"{path}/elements", block.get("elements"), 10, 1):
        for index, card in enumerate(block["elements"]):
            _card(found, f"{path}/elements/{index}", card)


def _container(found: Findings, path: str, block: Json) -> None:
    optional = {"title", "rich_text_title", "subtitle", "icon", "width", "is_collapsible", "default_collapsed"}
    _keys(found, path, block, {"child_blocks"}, optional | {"has_header_divider"})
    if "title" in block:
        found.text(f"{path}/title", block["title"], 150, plain=True)
    if not found.count(f"{path}/child_blocks", block.get("child_blocks"), 10, 1):
        return
    allowed = {"actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table"}
    for index, child in enumerate(block["child_blocks"]):
        if child.get("type") not in allowed | {"video"}:
            found.add(f"{path}/child_blocks/{index}/type", f"unsupported type: {child.get('type')}")
        else:
            _CHECKS[child["type"]](found, f"{path}/child_blocks/{index}", child)


def _unread(found: Findings, path: str, block: Json) -> None:
    """Blocks that are taken as they are: what is in them shows nowhere in the sandbox."""
    del found, path, block


_CHECKS: dict[str, Callable[[Findings, str, Json], None]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "alert": _alert,
    "rich_text": _rich_text,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "table": check_table,
    "data_table": check_data_table,
    "data_visualization": check_data_visualization,
    **dict.fromkeys(("video", "plan", "task_card", "file", "auth_provider", "call"), _unread),
}
