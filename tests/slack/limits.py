"""Holds what is rendered against Slack's limits, by two independent readings of them."""

import json
import os
from functools import lru_cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.sandbox.blocks import Surface, check_blocks, check_view
from bot.slack.mrkdwn import length

EVIL = ("<!", "<@UEVIL", "<#CEVIL", "<http://", "<https://evil", "@channel", "@here", "\u202e", "\ud800")

DRAWN = (":white_check_mark:", "```fence", "https://evil")


@lru_cache
def schema(name: str) -> Draft202012Validator:
    folder = os.environ.get("SLACK_SCHEMAS")
    if not folder:
        pytest.skip("SLACK_SCHEMAS names no folder with Slack's schemas")
    whole = json.loads((Path(folder) / "slack-block-kit.schema.json").read_text("utf-8"))
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": whole["$defs"]})


def problems_of_message(rendered) -> list[str]:
    problems = check_blocks(rendered.blocks, Surface.MESSAGE)
    if not rendered.text.strip() or length(rendered.text) > 4000:
        problems.append("text")
    whole = [{"type": "mrkdwn", "text": rendered.text}, rendered.blocks]
    return problems + evil_in([rendered.text, rendered.blocks]) + drawn_in(whole) + too_long(rendered.blocks)


def problems_of_view(view) -> list[str]:
    return check_view(view) + evil_in(view) + drawn_in(view) + too_long(view["blocks"])


def too_long(blocks) -> list[str]:
    """Also where Slack should count in UTF-16 units."""
    texts = [block["text"]["text"] for block in blocks if block["type"] in ("section", "header")]
    return [text for text in texts if length(text) > 3000]


def evil_in(rendered) -> list[str]:
    """What somebody typed and could ping, link or turn a line round. What a form gives back to be edited is theirs."""
    # As characters: escaped, the first half of an ordinary pair reads like a lone surrogate.
    said = json.dumps(without_initial_values(rendered), ensure_ascii=False)
    return [evil for evil in EVIL if evil in said.lower() or evil in said]


def drawn_in(rendered) -> list[str]:
    """Emoji, code and links that Slack would make of what somebody typed: in mrkdwn, and in plain text with emoji."""
    found = []
    if isinstance(rendered, dict):
        if rendered.get("type") == "mrkdwn" or rendered.get("emoji") is True:
            found = [drawn for drawn in DRAWN if drawn in rendered["text"]]
        for inner in rendered.values():
            found += drawn_in(inner)
    elif isinstance(rendered, list):
        for inner in rendered:
            found += drawn_in(inner)
    return found


def without_initial_values(value):
    if isinstance(value, dict):
        return {key: without_initial_values(inner) for key, inner in value.items() if key != "initial_value"}
    if isinstance(value, list):
        return [without_initial_values(inner) for inner in value]
    return value


def problems_by_schema(blocks, name="block") -> list[str]:
    return [
        f"{error.json_path}: {error.message[:200]}" for block in blocks for error in schema(name).iter_errors(block)
    ]
