import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.case_file import read_cases
from bot.domain.counting import explain
from bot.domain.history import ClientTerms, Decision, Exemption, Incident, Outcome, Void, Waiver, WarningGiven
from bot.domain.policy import Policy
from bot.domain.rules import judge
from bot.domain.signs import Level, Rule, SignId
from bot.domain.verdict import HalfTheLimit, NotCounting, OneShort, StandingKind, Untold
from bot.usecases.backtest import backtest
from tests.domain.histories import POLICY, START, histories, incidents, moments, policies, terms
from tests.domain.naive_rules import naive

CASES = Path(__file__).parents[1] / "cases" / "verdicts.json"
RAW = json.loads(CASES.read_text(encoding="utf-8"))
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def moment(text):
    return None if text is None else datetime.fromisoformat(text)


def at(days, **more):
    return START + timedelta(days=days, **more)


def incident(name, sign, days=0, **facts):
    return Incident(name, at(days), sign, **facts)


def verdict(history, now, policy=None, client=None):
    return judge(history, client or ClientTerms(), policy or Policy.default(), now)


@pytest.mark.parametrize("raw", RAW, ids=[raw["id"] for raw in RAW])
def test_every_case_is_judged_as_it_says(raw):
    """Level, rules, incidents, points and the next change of each case hold at each of its moments."""
    (case,) = read_cases(json.dumps(raw))
    for expected in raw["expect"]:
        found = judge(case.entries, case.client.terms, case.policy_upon(Policy.default()), moment(expected["at"]))
        assert found.level == expected["level"], expected["at"]
        assert [hit.rule for hit in found.rules] == expected["rules"]
        assert {hit.rule: list(hit.incidents) for hit in found.rules} == expected["incidents"]
        assert found.points == expected["points"]
        assert found.next_change == moment(expected["next_change"])


def test_backtest_prints_what_the_cases_expect():
    """The whole file through `backtest` gives the expectations themselves, in order."""
    rows = backtest(read_cases(CASES.read_text(encoding="utf-8")), Policy.default(), (), START)
    assert [row.as_json() for row in rows] == [{"id": raw["id"], **one} for raw in RAW for one in raw["expect"]]


@settings(max_examples=400, deadline=None)
@given(histories(), terms, policies, moments)
def test_a_second_reading_of_the_rules_agrees(history, client, policy, now):
    """The plainest program that follows the page gives the same verdict."""
    found = judge(history, client, policy, now)
    told = {hit.rule: list(hit.incidents) for hit in found.rules}
    assert (found.level, told, found.points, found.next_change) == naive(history, client, policy, now)


@settings(max_examples=200, deadline=None)
@given(histories(), terms, policies, moments)
def test_reasons_and_arithmetic_agree_with_the_level(history, client, policy, now):
    """The lines add up to the points, watch has a reason, and what counts is what `explain` says counts."""
    found = judge(history, client, policy, now)
    assert sum((line.points for line in found.points_lines), Decimal(0)) == found.points
    assert all(line.points > 0 and line.lapses_at > now for line in found.points_lines)
    assert bool(found.watch) == (found.level is Level.WATCH)
    assert found.level.is_tripped == bool(found.rules)
    counted = [one.incident for one in explain(history, client, policy, now) if one.kind is StandingKind.COUNTED]
    assert tuple(sorted(counted)) == found.counted


@settings(max_examples=200, deadline=None)
@given(histories(), terms, policies, moments, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(history, client, policy, now, random):
    """Only two decisions of one moment, recorded at one moment, are told apart by their order."""
    seen = set()
    unlike = []
    for entry in history:
        key = (entry.at, entry.recorded_at)
        if isinstance(entry, Decision) and key in seen:
            continue
        seen |= {key} if isinstance(entry, Decision) else set()
        unlike.append(entry)
    shuffled = list(unlike)
    random.shuffle(shuffled)
    assert judge(shuffled, client, policy, now) == judge(unlike, client, policy, now)


@settings(max_examples=200, deadline=None)
@given(histories(), incidents("new"), terms, policies, moments)
def test_one_more_incident_never_lowers_the_level(history, more, client, policy, now):
    """Whatever else a client did, doing more does not make it better."""
    before = judge(history, client, policy, now).level
    assert judge([*history, more], client, policy, now).level.rank >= before.rank


@settings(max_examples=300, deadline=None)
@given(histories(), terms, policies, moments, st.data())
def test_voiding_or_waiving_an_incident_never_raises_the_level(history, client, policy, now, data):
    """Taking an incident back helps the client or changes nothing; a warning or a keep taken back may raise it."""
    known = [entry for entry in history if isinstance(entry, Incident)]
    if not known:
        return
    chosen = data.draw(st.sampled_from(known))
    taken_back = data.draw(st.sampled_from([Void, Waiver]))("back", START, chosen.id, "wrong")
    before = judge(history, client, policy, now).level
    assert judge([*history, taken_back], client, policy, now).level.rank <= before.rank


@settings(max_examples=200, deadline=None)
@given(histories(), terms, policies, moments, st.floats(0, 1, exclude_max=True))
def test_by_time_alone_nothing_changes_before_the_next_change(history, client, policy, now, share):
    """Between now and `next_change` the same history gives the same verdict, to the last microsecond."""
    settled = [entry for entry in history if entry.at <= now and entry.recorded_at <= now]
    found = judge(settled, client, policy, now)
    end = found.next_change or now + 4000 * DAY
    assert end > now
    for later in (min(now + (end - now) * share, end - TICK), end - TICK):
        assert judge(settled, client, policy, later) == found


@settings(max_examples=100, deadline=None)
@given(histories(), terms, policies, moments, st.integers(1, 20_000))
def test_a_once_rule_never_ends_by_time_alone(history, client, policy, now, days):
    """What holds once holds until a keep settles it or somebody takes it back."""
    settled = [entry for entry in history if entry.at <= now and entry.recorded_at <= now]
    once = {hit for hit in judge(settled, client, policy, now).rules if hit.window is None}
    assert once <= set(judge(settled, client, policy, now + days * DAY).rules)


@settings(max_examples=50, deadline=None)
@given(histories(), terms, policies, moments)
def test_what_was_recorded_later_does_not_reach_back(history, client, policy, now):
    """A verdict for a moment is the same whether or not the later entries are there already."""
    then = [entry for entry in history if entry.at <= now and entry.recorded_at <= now]
    assert judge(then, client, policy, now) == judge(history, client, policy, now)


@pytest.mark.parametrize(
    ("sign", "count", "days"),
    [("slow_pay", 3, 365), ("invoice_dispute", 3, 365), ("mind_change", 4, 90), ("ignored_advice", 2, 365)],
)
def test_an_incident_leaves_its_window_at_exactly_its_length(sign, count, days):
    """At W days it is out, a microsecond earlier it is in."""
    history = [incident(f"i{n}", sign) for n in range(count)]
    assert sign in [hit.rule for hit in verdict(history, at(days) - TICK).rules]
    assert sign not in [hit.rule for hit in verdict(history, at(days)).rules]
    assert verdict(history, at(days) - TICK).next_change == at(days)


def test_points_lapse_at_exactly_180_days():
    """Just before they count, at the moment they do not."""
    history = [incident("i1", "mind_change")]
    assert verdict(history, at(180) - TICK).points == 1
    assert verdict(history, at(180)).points == 0
    assert verdict(history, at(180)).next_change is None


@pytest.mark.parametrize(
    ("days_late", "reason"), [(2, NotCounting.WITHIN_GRACE), (3, NotCounting.WITHIN_GRACE), (4, None), (None, None)]
)
def test_grace_ends_after_its_last_day(days_late, reason):
    """At most the grace days is not late; not known is late."""
    (standing,) = explain([incident("i1", "slow_pay", days_late=days_late)], ClientTerms(), POLICY, START)
    assert standing.reason is reason


@pytest.mark.parametrize(
    ("happened", "is_broken"),
    [(at(10), False), (at(10) + TICK, True), (at(40) - TICK, True), (at(40), False), (at(40) + TICK, False)],
)
def test_a_probation_runs_from_its_decision_up_to_its_end(happened, is_broken):
    """An incident at its very start is settled by it, one at its very end is after it."""
    history = [
        Decision("d1", at(10), Outcome.PROBATION, until=at(40)),
        Incident("i1", happened, "mind_change"),
    ]
    rules = [hit.rule for hit in verdict(history, at(50)).rules]
    assert rules == (["broken_probation"] if is_broken else [])


@pytest.mark.parametrize(
    ("happened", "counts"), [(at(1) - TICK, True), (at(1), False), (at(2) - TICK, False), (at(2), True)]
)
def test_an_exemption_covers_from_its_first_moment_up_to_its_last(happened, counts):
    """The first moment is covered, the last is not."""
    client = ClientTerms(exempt_bars=(Exemption("nights", at(1), at(2)),))
    history = [Incident("i1", happened, SignId.UNREASONABLE_DEMAND, bar="nights")]
    assert bool(verdict(history, at(5), client=client).counted) is counts


def test_of_two_decisions_in_every_way_alike_the_later_entered_holds():
    """Same moment, recorded at the same moment: the order of entry decides."""
    keep = Decision("d1", at(0), Outcome.KEEP)
    probation = Decision("d2", at(0), Outcome.PROBATION, until=at(30))
    broken = incident("i1", "mind_change", 1)
    assert verdict([keep, probation, broken], at(2)).level is Level.CUMULATIVE
    assert verdict([probation, keep, broken], at(2)).level is Level.CLEAR


def test_a_tenth_and_two_tenths_are_three_tenths():
    """Points are exact: what a person adds up by hand is what the limit is compared with."""
    policy = Policy.default().with_changes({"points_limit": 0.3, "signs": {"mind_change": {"points": 0.1}}})
    history = [incident(f"i{n}", "mind_change") for n in range(3)]
    found = verdict(history, at(0), policy)
    assert found.points == Decimal("0.3")
    assert [hit.rule for hit in found.rules] == ["points"]


def test_watch_says_why():
    """Half the limit, one short of a cut-off, and abuse that nobody has answered are told apart."""
    found = verdict([incident("i1", "ignored_advice"), incident("i2", "mental_abuse", severity="minor")], at(0))
    assert found.level is Level.WATCH
    assert found.watch == (
        OneShort("ignored_advice", 1, 2, 365 * DAY),
        HalfTheLimit(Decimal(5), Decimal(8)),
        Untold(("i2",)),
    )
    assert found.warn_wanted


def test_a_warning_is_no_longer_wanted_once_it_came_again():
    """After a repeat the question is no longer whether they were told."""
    history = [
        incident("i1", "mental_abuse"),
        WarningGiven("w1", at(1), "mental_abuse"),
        incident("i2", "mental_abuse", 2),
    ]
    assert not verdict(history, at(1)).warn_wanted
    assert not verdict(history, at(2)).warn_wanted
    assert [hit.rule for hit in verdict(history, at(2)).rules] == [Rule.MENTAL_ABUSE_AFTER_WARNING, Rule.POINTS]


def test_texts_leave_points_out_where_one_incident_trips_another_rule():
    """A lie is told as a lie, though its points reach the limit too; four small things are told as points."""
    lie = verdict([incident("i1", "lying")], at(0))
    assert [hit.rule for hit in lie.told_rules] == ["lying"]
    mixed = verdict(
        [incident("i1", "slow_pay", severity="severe"), incident("i2", "invoice_dispute", severity="severe")], at(0)
    )
    assert [hit.rule for hit in mixed.told_rules] == ["points"]


def test_every_standing_has_its_reason():
    """Each way not to count is told, with the entry that made it so."""
    history = [
        incident("voided", "lying"),
        Void("v1", at(1), "voided", "mistaken identity"),
        incident("waived", "lying"),
        Waiver("w1", at(1), "waived", "a bad week"),
        incident("settled", "lying"),
        Decision("d1", at(2), Outcome.KEEP),
        incident("ours", "invoice_dispute", 3, our_error=True),
        incident("quoting", "competitor_squeeze", 3, stage="quoting"),
        incident("alone", "ignored_advice", 3, expects_rescue=False),
        incident("off", "legal_risk", 3),
        incident("gone", "no_such_sign", 3),
        incident("counted", "mind_change", 3),
    ]
    policy = Policy.default().with_changes({"signs": {"legal_risk": {"off": True}}})
    found = {
        one.incident: (one.kind, one.reason, one.through) for one in explain(history, ClientTerms(), policy, at(4))
    }
    assert found == {
        "voided": (StandingKind.VOIDED, None, "v1"),
        "waived": (StandingKind.WAIVED, None, "w1"),
        "settled": (StandingKind.SETTLED, None, "d1"),
        "ours": (StandingKind.NOT_COUNTING, NotCounting.OUR_ERROR, None),
        "quoting": (StandingKind.NOT_COUNTING, NotCounting.QUOTING, None),
        "alone": (StandingKind.NOT_COUNTING, NotCounting.NO_RESCUE, None),
        "off": (StandingKind.NOT_COUNTING, NotCounting.SIGN_OFF, None),
        "gone": (StandingKind.NOT_COUNTING, NotCounting.UNKNOWN_SIGN, None),
        "counted": (StandingKind.COUNTED, None, None),
    }


def test_a_window_longer_than_the_calendar_holds_everything():
    """A thousand years before and after are beyond no moment that a person types."""
    policy = Policy.default().with_changes({"points_window_days": 365_000})
    early, late = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
    assert judge([Incident("i1", early, "mind_change")], ClientTerms(), policy, early).points == 1
    assert judge([Incident("i1", late, "mind_change")], ClientTerms(), policy, late).next_change is None
