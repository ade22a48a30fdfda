from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from bot.domain.counting import explain
from bot.domain.history import ClientTerms, Decision, Incident, Outcome, Void, Waiver, WarningGiven
from bot.domain.policy import Policy
from bot.domain.review import heaviest_signs, kept_before, latest_decision, months, timeline
from tests.domain.histories import POLICY, histories, moments, terms

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
SIGNS = Policy.default().terms(ClientTerms().billing)


def incident(name, at, sign="slow_pay"):
    return Incident(name, at, sign)


def standings(history, now=NOW):
    return {one.incident: one for one in explain(history, ClientTerms(), Policy.default(), now)}


def months_of(history, zone=UTC):
    incidents = [entry for entry in history if isinstance(entry, Incident)]
    return months(incidents, standings(history), SIGNS, NOW, zone)


def test_the_timeline_is_newest_first_and_marks_what_is_void():
    """Voids and waivers are told with what they dismiss; what is not known yet is not there."""
    first = incident("a", NOW - timedelta(days=9))
    again = incident("b", NOW - timedelta(days=9))
    void = Void("v", NOW, "t", "wrong client")
    told = WarningGiven("t", NOW - timedelta(days=3), "mental_abuse")
    decided = Decision("d", NOW - timedelta(days=1), Outcome.KEEP)
    later = incident("z", NOW + timedelta(days=1))
    found = timeline([first, decided, again, told, void, Waiver("w", NOW, "a"), later], NOW)
    assert [moment.entry.id for moment in found] == ["d", "t", "b", "a"]
    assert [moment.voided for moment in found] == [None, void, None, None]


@settings(max_examples=100, deadline=None)
@given(histories(), moments)
def test_every_entry_known_at_the_moment_is_on_the_timeline(history, now):
    """Nothing is lost, nothing is told early, and the order is that of time."""
    found = timeline(history, now)
    known = [entry for entry in history if entry.at <= now and entry.recorded_at <= now]
    assert {m.entry.id for m in found} == {e.id for e in known if not isinstance(e, Void | Waiver)}
    assert [m.entry.at for m in found] == sorted((m.entry.at for m in found), reverse=True)


def test_twelve_months_end_with_this_one():
    """Months without anything are there too."""
    found = months_of([incident("a", NOW)])
    assert [month.first for month in found][:2] == [date(2025, 4, 1), date(2025, 5, 1)]
    assert found[-1].first == date(2026, 3, 1)
    assert [month.points for month in found] == [Decimal(0)] * 11 + [Decimal(2)]


def test_a_month_is_that_of_the_workspace():
    """An hour before midnight in UTC it is March already in Berlin."""
    history = [incident("a", datetime(2026, 2, 28, 23, 30, tzinfo=UTC))]
    assert [month.points for month in months_of(history)][-2:] == [2, 0]
    assert [month.points for month in months_of(history, BERLIN)][-2:] == [0, 2]


def test_the_oldest_month_is_whole():
    """Its first moment is in, and what happened just before it is not."""
    first = datetime(2025, 4, 1, tzinfo=UTC)
    found = months_of([incident("a", first), incident("b", first - timedelta(microseconds=1))])
    assert [month.points for month in found] == [2] + [0] * 11


def test_settled_points_stand_beside_those_that_count():
    """What a keep has dealt with is history; what was voided or waived has no points."""
    history = [
        incident("a", NOW - timedelta(days=3)),
        incident("v", NOW - timedelta(days=3)),
        incident("w", NOW - timedelta(days=3)),
        Void("x", NOW - timedelta(days=3), "v"),
        Waiver("y", NOW - timedelta(days=3), "w"),
        Decision("d", NOW - timedelta(days=2), Outcome.KEEP),
        incident("b", NOW - timedelta(days=1), "lying"),
    ]
    month = months_of(history)[-1]
    assert (month.counted, month.settled, month.points) == (8, 2, 10)
    assert month.by_sign == {"slow_pay": 2, "lying": 8}
    assert heaviest_signs([month], 1) == ("lying",)


def test_how_often_they_were_kept_and_in_spite_of_what():
    """Each keep with what it was the first to settle; one that was voided is none, and parting keeps nobody."""
    history = [
        incident("a", NOW - timedelta(days=30)),
        incident("b", NOW - timedelta(days=30)),
        incident("c", NOW - timedelta(days=30), "lying"),
        Decision("k1", NOW - timedelta(days=29), Outcome.KEEP),
        incident("e", NOW - timedelta(days=20), "lying"),
        Decision("k2", NOW - timedelta(days=19), Outcome.PROBATION, NOW),
        Decision("k3", NOW - timedelta(days=18), Outcome.KEEP),
        Void("v", NOW - timedelta(days=17), "k3"),
        Decision("p", NOW - timedelta(days=16), Outcome.PART_WAYS),
    ]
    found = kept_before(timeline(history, NOW), standings(history).values())
    assert [(kept.decision.id, kept.signs) for kept in found] == [
        ("k1", (("slow_pay", 2), ("lying", 1))),
        ("k2", (("lying", 1),)),
    ]


def test_the_decision_in_force():
    """Of two at one moment the one recorded later, then the one entered later; a voided one is none."""
    first, second = Decision("a", NOW, Outcome.KEEP), Decision("b", NOW, Outcome.PART_WAYS)
    assert latest_decision([]) is None
    assert latest_decision([first, second]) == second
    assert latest_decision([second, first]) == first
    recorded_later = replace(first, recorded_at=NOW + timedelta(hours=1))
    assert latest_decision([recorded_later, second]) == recorded_later
    assert latest_decision([first, second, Void("v", NOW, "b")]) == first


@settings(max_examples=100, deadline=None)
@given(histories(), terms, moments)
def test_the_months_hold_what_counts_and_what_was_settled(history, client, now):
    """Their sum is the points of all such incidents of twelve months, whatever the history."""
    known = {one.incident: one for one in explain(history, client, POLICY, now)}
    incidents = [entry for entry in history if isinstance(entry, Incident) and entry.id in known]
    signs = POLICY.terms(client.billing)
    found = months(incidents, known, signs, now, UTC)
    assert len(found) == 12
    for month in found:
        assert sum(month.by_sign.values(), Decimal(0)) == month.points
    wanted = [
        signs[one.sign].weights[one.severity]
        for one in incidents
        if known[one.id].kind in ("counted", "settled") and one.at.date() >= found[0].first
    ]
    assert sum((month.points for month in found), Decimal(0)) == sum(wanted, Decimal(0))
