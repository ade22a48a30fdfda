import json
from datetime import UTC, datetime

from bot.domain.case_file import read_cases
from bot.domain.policy import Policy
from bot.usecases.backtest import backtest

THEN, NOW = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
LATE = {"at": "2026-01-01T00:00:00Z", "type": "incident", "id": "i1", "sign": "slow_pay"}


def rows(case, policy=None, asked=()):
    cases = read_cases(json.dumps([{"id": "a", "client": {"name": "Acme"}, "history": [LATE], **case}]))
    return [row.as_json() for row in backtest(cases, policy or Policy.default(), asked, NOW)]


def test_it_judges_at_the_times_asked_for_else_at_those_expected_else_now():
    """Times asked for go before the file's own."""
    expect = {"expect": [{"at": "2026-02-01T00:00:00Z"}]}
    assert [row["at"] for row in rows(expect, asked=[THEN, NOW])] == ["2026-01-02T00:00:00Z", "2026-05-01T00:00:00Z"]
    assert [row["at"] for row in rows(expect)] == ["2026-02-01T00:00:00Z"]
    assert [row["at"] for row in rows({})] == ["2026-05-01T00:00:00Z"]


def test_a_cases_policy_is_merged_upon_the_workspaces():
    """What the case leaves out is the workspace's."""
    workspace = Policy.default().with_changes({"signs": {"slow_pay": {"cutoff": 1, "points": 5}}})
    (row,) = rows({"policy": {"signs": {"slow_pay": {"points": 0.5}}}}, workspace, [THEN])
    assert (row["rules"], row["incidents"], row["points"]) == (["slow_pay"], {"slow_pay": ["i1"]}, 0.5)


def test_a_row_is_plain_json():
    """Whole points have no decimal point, and no next change is null."""
    (row,) = rows({"history": []})
    assert json.dumps(row) == (
        '{"id": "a", "at": "2026-05-01T00:00:00Z", "level": "clear", "rules": [], "incidents": {}, '
        '"points": 0, "next_change": null}'
    )
