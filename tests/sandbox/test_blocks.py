import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.blocks import Surface, check_blocks, check_options, check_view
from tests.sandbox.tiny_app import buttons, form, plain, text_input

SCHEMAS = os.environ.get("SLACK_SCHEMAS")
# What the fixtures hold to be good, and the sandbox refuses all the same, each for its reason.
STRICTER = frozenset(
    {
        "messages/webhook_message_basic.json",  # Two blocks of one id.
        "messages/webhook_message_delete.json",  # Two blocks of one id.
    }
)


def section(text: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def options(count: int) -> list[dict[str, Any]]:
    return [{"text": plain(str(number)), "value": str(number)} for number in range(count)]


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def table(rows: int, columns: int = 2, cell: str = "x") -> dict[str, Any]:
    line = [{"type": "raw_text", "text": cell}] * columns
    return {"type": "data_table", "caption": "c", "rows": [line] * rows}


def chart(title: str = "t", points: int = 2, label: str = "a") -> dict[str, Any]:
    names = [f"{label}{number}" for number in range(points)]
    data = [{"label": name, "value": 1} for name in names]
    shown = {"type": "bar", "axis_config": {"categories": names}, "series": [{"name": "s", "data": data}]}
    return {"type": "data_visualization", "title": title, "chart": shown}


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([section("x" * 3001)], "less than 3001"),
        ([section("")], "more than 0"),
        ([{"type": "section"}], "must provide text or fields"),
        ([section(fields=[{"type": "mrkdwn", "text": "x"}] * 11)], "no more than 10"),
        ([section(fields=[{"type": "mrkdwn", "text": "x" * 2001}])], "less than 2001"),
        ([section(colour="red")], "invalid additional property: colour"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "unsupported type: mrkdwn"),
        ([{"type": "header", "text": plain("x" * 151)}], "less than 151"),
        ([{"type": "context", "elements": [plain("x")] * 11}], "no more than 10"),
        ([{"type": "context", "elements": []}], "no less than 1"),
        (
            [actions(*[{"type": "button", "action_id": str(n), "text": plain("x")} for n in range(26)])],
            "no more than 25",
        ),
        ([actions({"type": "button", "text": plain("x" * 76)})], "less than 76"),
        ([actions({"type": "button", "text": plain("x"), "value": "x" * 2001})], "less than 2001"),
        ([actions({"type": "button", "text": plain("x"), "style": "loud"})], "must be one of"),
        ([actions({"type": "button"})], "missing required field: text"),
        ([actions({"type": "plain_text_input"})], "unsupported type: plain_text_input"),
        ([actions({"type": "static_select", "options": options(101)})], "no more than 100"),
        ([actions({"type": "static_select"})], "missing required field: options"),
        ([actions({"type": "overflow", "options": options(6)})], "no more than 5"),
        ([actions({"type": "checkboxes", "options": options(11)})], "no more than 10"),
        ([actions({"type": "radio_buttons", "options": [{"text": plain("x" * 76), "value": "1"}]})], "less than 76"),
        (
            [actions({"type": "static_select", "options": options(1), "initial_option": options(2)[1]})],
            "initial_option",
        ),
        ([section(block_id="a"), section(block_id="a")], "block_id already exists: a"),
        ([section(block_id="x" * 256)], "less than 256"),
        ([{"type": "actions", "elements": buttons("A")[0]["elements"] * 2}], "action_id already exists: a"),
        ([section()] * 51, "no more than 50"),
        ([{"type": "alert", "text": plain("x")}], "unsupported type: alert"),
        ([{"type": "unheard_of"}], "unsupported type: unheard_of"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "less than 12001"),
        ([table(1)], "no less than 2"),
        ([table(202)], "no more than 201"),
        ([table(2, columns=21)], "no more than 20"),
        ([table(200, cell="x" * 101)], "less than 20001"),
        ([chart(title="x" * 51)], "less than 51"),
        ([chart(points=21)], "no more than 20"),
        ([chart(label="x" * 20)], "less than 21"),
        ([chart()] * 3, "no more than 2 data_visualization"),
        ([{"type": "image", "image_url": "https://example.com/x.png"}], "missing required field: alt_text"),
    ],
)
def test_what_slack_refuses(blocks: list[dict[str, Any]], problem: str) -> None:
    """One more than the limit, or one thing missing, is refused, with a pointer to the place."""
    found = check_blocks(blocks, Surface.MESSAGE)
    assert any(problem in one for one in found), found
    assert all("[json-pointer:/blocks" in one for one in found)


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x" * 3000)],
        [section(fields=[{"type": "mrkdwn", "text": "x" * 2000}] * 10)],
        [{"type": "header", "text": plain("x" * 150)}],
        [actions({"type": "static_select", "options": options(100)}), {"type": "divider"}],
        [section()] * 50,
        [table(201)],
        [chart(), chart()],
        [{"type": "markdown", "text": "x" * 12_000}],
        buttons("A", "B"),
    ],
)
def test_what_slack_takes(blocks: list[dict[str, Any]]) -> None:
    """The limit itself is still good."""
    assert check_blocks(blocks, Surface.MESSAGE) == []


def test_views_have_their_own_limits() -> None:
    """Titles, totals, metadata, and what only a message may show."""
    assert check_view(form("x" * 24, blocks=[section()] * 100, private_metadata="x" * 3000)) == []
    assert "less than 25" in check_view(form(submit=plain("x" * 25)))[0]
    assert "no more than 100" in check_view(form(blocks=[section()] * 101))[0]
    assert "less than 3001" in check_view(form(private_metadata="x" * 3001))[0]
    assert "unsupported type: data_table" in check_view(form(blocks=[table(2)]))[0]
    assert check_view(form(blocks=[{"type": "alert", "text": plain("x")}])) == []
    assert (
        "unsupported type: alert" in check_view({"type": "home", "blocks": [{"type": "alert", "text": plain("x")}]})[0]
    )
    assert (
        "invalid additional property: title"
        in check_view({"type": "home", "title": plain("x"), "blocks": [section()]})[0]
    )
    assert "missing required field: submit" in check_view({**form(), "submit": None})[0]
    assert check_view(form(blocks=[text_input("a"), text_input("b")])) == []


def test_suggestions_may_be_empty() -> None:
    """No options is an answer; both forms at once is none."""
    assert check_options({"options": []}) == []
    assert check_options({"option_groups": [{"label": plain("g"), "options": options(1)}]}) == []
    assert check_options({"options": options(101)}) != []
    assert check_options({"options": [], "option_groups": []}) != []


@pytest.mark.skipif(SCHEMAS is None, reason="SLACK_SCHEMAS names no folder with published block samples")
def test_published_samples_are_taken() -> None:
    """Blocks and views that others hold to be good are good here too."""
    content = json.loads((Path(SCHEMAS or "") / "slackblocks-valid-fixtures.json").read_text(encoding="utf-8"))
    judged: dict[str, list[str]] = {}
    for name, sample in content.items():
        if name.startswith("blocks/"):
            blocks = sample if isinstance(sample, list) else [sample]
            judged[name] = check_blocks(blocks, Surface.MODAL if "alert" in name else Surface.MESSAGE)
        elif sample.get("type") in ("modal", "home"):
            judged[name] = check_view(sample)
        elif "blocks" in sample:
            judged[name] = check_blocks(sample["blocks"], Surface.MESSAGE)
    assert len(judged) > 40
    wrong = {name: found for name, found in judged.items() if found and name not in STRICTER}
    assert wrong == {}
