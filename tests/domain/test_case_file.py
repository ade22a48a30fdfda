import json
from pathlib import Path

import pytest

from bot.domain.case_file import CaseAccepts, CaseRefused, read_cases, write_case
from bot.domain.history import EntryRefusal
from bot.domain.policy import Accepts, Policy

CASES = (Path(__file__).parents[1] / "cases" / "verdicts.json").read_text(encoding="utf-8")
BARE = {"id": "a", "client": {"name": "Acme"}, "history": []}
AT = "2026-01-01T09:00:00Z"


def with_entry(**entry):
    return {**BARE, "history": [entry]}


def incident(**facts):
    return with_entry(**{"at": AT, "type": "incident", "sign": "slow_pay", **facts})


def test_what_is_written_is_read_again_as_the_same_case():
    """As a list and as one case a line."""
    cases = list(read_cases(CASES))
    written = [write_case(case) for case in cases]
    assert list(read_cases(json.dumps(written))) == cases
    assert list(read_cases([json.dumps(one) + "\r\n" for one in written])) == cases


def test_everything_a_case_can_hold_survives():
    """Notes, links, people, edges of exemptions and facts come back as they were."""
    whole = {
        "id": "c1",
        "client": {
            "name": "Acme",
            "aliases": ["ACS"],
            "billing": "hourly",
            "exempt_bars": ["nights", {"bar": "rounds", "from": AT, "until": "2026-02-01T09:00:00Z"}],
            "monthly_value": 1200.5,
            "status": "parting",
        },
        "policy": {"points_limit": 0.3, "signs": {"ghosting": {"level": "decisive", "points": 1}}},
        "history": [
            {"at": AT, "type": "incident", "id": "i1", "sign": "slow_pay", "days_late": 9, "amount": 0.1, "by": "U1",
             "links": ["https://slack.example/p1"], "note": "late"},
            {"at": AT, "type": "warning", "id": "w1", "sign": "slow_pay", "recorded_at": "2026-01-02T09:00:00Z"},
            {"at": AT, "type": "decision", "id": "d1", "outcome": "probation", "until": "2026-02-01T09:00:00Z"},
            {"at": AT, "type": "void", "id": "v1", "entry": "w1", "reason": "wrong"},
            {"at": AT, "type": "waive", "id": "x1", "entry": "i1", "reason": "let pass"},
        ],
        "expect": [{"at": AT}],
    }  # fmt: skip
    (case,) = read_cases(json.dumps(whole))
    assert write_case(case) == whole


def test_an_entry_without_an_id_is_called_by_its_place():
    """The first is #1; a name that is taken gets a stroke."""
    history = [
        {"at": AT, "type": "incident", "sign": "lying"},
        {"at": AT, "type": "incident", "sign": "lying", "id": "#1"},
    ]
    (case,) = read_cases(json.dumps({**BARE, "history": history}))
    assert [entry.id for entry in case.entries] == ["#1'", "#1"]


@pytest.mark.parametrize("text", ["", "  \n", "[]", "\ufeff[]"])
def test_an_empty_file_holds_no_cases(text):
    """Nothing is not a mistake."""
    assert list(read_cases(text)) == []


def test_one_case_may_be_written_over_several_lines():
    """As an editor formats it."""
    assert [case.id for case in read_cases(json.dumps(BARE, indent=2))] == ["a"]


@pytest.mark.parametrize(
    ("raw", "field", "accepts"),
    [
        ({**BARE, "notes": 1}, "notes", CaseAccepts.KNOWN_KEY),
        ({**BARE, "client": {"name": "A", "alias": []}}, "client.alias", CaseAccepts.KNOWN_KEY),
        ({**BARE, "client": {}}, "client.name", CaseAccepts.REQUIRED),
        ({**BARE, "client": {"name": "\u202e"}}, "client.name", CaseAccepts.NAME),
        ({**BARE, "client": {"name": "A", "billing": "weekly"}}, "client.billing", CaseAccepts.ONE_OF),
        ({**BARE, "client": {"name": "A", "exempt_bars": [3]}}, "client.exempt_bars[0]", CaseAccepts.OBJECT),
        (
            {**BARE, "client": {"name": "A", "exempt_bars": [{"bar": "x", "since": AT}]}},
            "client.exempt_bars[0].since",
            CaseAccepts.KNOWN_KEY,
        ),
        ({**BARE, "client": {"name": "A", "aliases": ["B"] * 21}}, "client.aliases", CaseAccepts.AT_MOST),
        ({**BARE, "client": {"name": "A", "exempt_bars": ["x"] * 26}}, "client.exempt_bars", CaseAccepts.AT_MOST),
        ({**BARE, "client": {"name": "A", "exempt_bars": ["a\nb"]}}, "client.exempt_bars[0].bar", CaseAccepts.BAR),
        ({**BARE, "client": {"name": "A", "exempt_bars": ["x" * 76]}}, "client.exempt_bars[0].bar", CaseAccepts.TEXT),
        (incident(days_late=10**6), "history[0].days_late", CaseAccepts.AT_MOST),
        ({**BARE, "policy": {"grace": 1}}, "policy.grace", Accepts.ONE_OF),
        ({**BARE, "policy": {"grace_days": -1}}, "policy.grace_days", Accepts.WHOLE_NUMBER_FROM),
        ({**BARE, "history": 3}, "history", CaseAccepts.LIST),
        ({**BARE, "history": [3]}, "history[0]", CaseAccepts.OBJECT),
        (with_entry(at=AT), "history[0].type", CaseAccepts.ONE_OF),
        (with_entry(at=AT, type="incidents"), "history[0].type", CaseAccepts.ONE_OF),
        (with_entry(type="incident", sign="lying"), "history[0].at", CaseAccepts.REQUIRED),
        (incident(at="2026-01-01"), "history[0].at", CaseAccepts.MOMENT),
        (incident(at=5), "history[0].at", CaseAccepts.MOMENT),
        (incident(colour="red"), "history[0].colour", CaseAccepts.KNOWN_KEY),
        (incident(severity="huge"), "history[0].severity", CaseAccepts.ONE_OF),
        (incident(days_late="3"), "history[0].days_late", CaseAccepts.WHOLE_NUMBER),
        (incident(days_late=True), "history[0].days_late", CaseAccepts.WHOLE_NUMBER),
        (incident(amount=-1), "history[0].amount", CaseAccepts.NUMBER),
        (incident(our_error="no"), "history[0].our_error", CaseAccepts.TRUE_OR_FALSE),
        (incident(stage="quoting"), "history[0].stage", CaseAccepts.FACT_OF_SIGN),
        (with_entry(at=AT, type="decision", outcome="probation"), "history[0].until", EntryRefusal.UNTIL_MISSING),
        (
            with_entry(at=AT, type="decision", outcome="probation", until=AT),
            "history[0].until",
            EntryRefusal.UNTIL_NOT_AFTER_DECISION,
        ),
        (with_entry(at=AT, type="void"), "history[0].entry", CaseAccepts.REQUIRED),
        (
            {**BARE, "history": [{"at": AT, "type": "warning", "sign": "lying", "id": "w"}] * 2},
            "history[1].id",
            CaseAccepts.NEW_ID,
        ),
    ],
)
def test_a_wrong_place_is_refused_by_its_name(raw, field, accepts):
    """The case, the entry and the key are named, with what they accept."""
    with pytest.raises(CaseRefused) as refused:
        list(read_cases(json.dumps([raw])))
    assert (refused.value.case, refused.value.field, refused.value.accepts) == ("a", field, accepts)


@pytest.mark.parametrize("text", ["[{", "[" * 100_000, '[{"id": NaN}]', '{"id": 1' + "0" * 9999 + "}", "{}\n{"])
def test_what_is_no_json_is_refused_as_such(text):
    """Depth, endless digits and NaN included; nothing else is raised."""
    with pytest.raises(CaseRefused):
        list(read_cases(text))


def test_a_sign_that_the_policy_lacks_is_refused():
    """Known only once the policies are merged: a workspace's own sign may stand in its cases."""
    (case,) = read_cases(json.dumps(incident(sign="ghosting")))
    with pytest.raises(CaseRefused) as refused:
        case.policy_upon(Policy.default())
    assert (refused.value.field, refused.value.accepts) == ("history[0].sign", CaseAccepts.KNOWN_SIGN)
    own = {"signs": {"ghosting": {"level": "cumulative", "points": 1}}}
    assert "ghosting" in case.policy_upon(Policy.default().with_changes(own)).signs
