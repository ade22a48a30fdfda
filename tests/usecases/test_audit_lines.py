"""The code that records lines, held against the words that tell of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.domain.alerts import Episode
from bot.domain.settings import Settings
from bot.slack.messages.audit_values import FIELDS, IDS_ONLY
from bot.usecases import alert_trail
from bot.usecases.audit_lines import KINDS

CODE = Path(__file__).parents[2] / "bot"


def calls() -> Iterator[tuple[ast.Call, Path]]:
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == "audit":
                yield node, path


def test_every_action_that_is_recorded_is_known() -> None:
    """It has its kind, by which it is found, and its words. (Those chosen as the code runs are held by every flow.)"""
    actions = [call.args[1] for call, _ in calls()]
    named = {action.value for action in actions if isinstance(action, ast.Constant)}
    assert len(named) > 20
    assert named <= set(KINDS), named - set(KINDS)


def test_every_fact_that_is_recorded_has_a_name_or_is_an_id() -> None:
    """What a call writes out as its before and after; the settings; what an alert is."""
    written = set()
    for call, _ in calls():
        for argument in (*call.args[3:], *(keyword.value for keyword in call.keywords)):
            if isinstance(argument, ast.Dict):
                written |= {key.value for key in argument.keys if isinstance(key, ast.Constant)}
    assert written
    assert written <= FIELDS | IDS_ONLY, written - FIELDS - IDS_ONLY
    assert set(Settings.model_fields) <= FIELDS
    assert set(alert_trail._TOLD) <= FIELDS
    assert set(alert_trail._TOLD) <= set(Episode.__dataclass_fields__)
