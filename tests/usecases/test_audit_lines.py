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
# Actions that are told by a caller's argument, and so do not stand in a call themselves.
BY_ARGUMENT = {"incident_voided", "incident_waived"}


def calls() -> Iterator[tuple[ast.Call, Path]]:
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == "audit":
                yield node, path


def keys_near(path: Path) -> set[str]:
    """Every key of a dictionary that is written out in a module that records lines."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Dict):
            found |= {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return found


def test_every_action_that_is_recorded_is_known() -> None:
    """It has its kind, by which it is found, and its words; and no kind stands there for nothing."""
    named = set(BY_ARGUMENT)
    for call, path in calls():
        action = call.args[1]
        if isinstance(action, ast.Constant):
            named.add(action.value)
        else:
            assert path.name in ("correct_incident.py", "unit_of_work.py"), path
    assert named == set(KINDS)


def test_every_fact_that_is_recorded_has_a_name_or_is_an_id() -> None:
    """What a call writes out as its before and after; the settings; what an alert is."""
    written = set()
    for call, _ in calls():
        for argument in (*call.args[3:], *(keyword.value for keyword in call.keywords)):
            if isinstance(argument, ast.Dict):
                written |= {key.value for key in argument.keys if isinstance(key, ast.Constant)}
    assert written
    assert written <= FIELDS | IDS_ONLY
    assert set(Settings.model_fields) <= FIELDS
    assert set(alert_trail._TOLD) <= FIELDS
    assert set(alert_trail._TOLD) <= set(Episode.__dataclass_fields__)


def test_every_name_of_a_fact_is_that_of_one() -> None:
    """No word is left over from a fact that nobody records any more."""
    recorded = set(Settings.model_fields) | set(alert_trail._TOLD)
    for _, path in calls():
        recorded |= keys_near(path)
    # These are set by name, one after another.
    recorded |= {"since", "until", "by", "kind", "client", "replaces"}
    assert recorded >= FIELDS - {"status"}
