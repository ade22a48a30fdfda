"""What may go at its time: nothing that a verdict rests on, today or after anything that happens later."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.history import ClientTerms, Decision, Incident, Outcome, Void, Waiver, WarningGiven
from bot.domain.keeping import LOOK_AGAIN, MONTH, KeepingTimes, lapsed
from bot.domain.policy import Policy
from bot.domain.rules import judge
from tests.domain.histories import histories

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
TIMES = KeepingTimes(cumulative=12 * MONTH, decisive=24 * MONTH, former=24 * MONTH)
TERMS, POLICY = ClientTerms(), Policy.default()


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def late(name: str, days: float, sign: str = "slow_pay", **facts: object) -> Incident:
    return Incident(id=name, at=ago(days), sign=sign, **facts)  # type: ignore[arg-type]


def gone(*history: object, now: datetime = NOW) -> tuple[str, ...]:
    return lapsed(history, TERMS, POLICY, TIMES, BEGAN, now).gone  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "goes"), [(364.9, False), (365, True), (800, True)])
def test_a_cumulative_incident_goes_after_its_time(days: float, goes: bool) -> None:
    """On the day, and not before; by then it is out of its window."""
    assert gone(late("i-1", days)) == (("i-1",) if goes else ())


@pytest.mark.parametrize(("days", "goes"), [(729.9, False), (730, True)])
def test_a_decisive_one_that_was_settled_goes_later(days: float, goes: bool) -> None:
    """A keep settles it; the keep stays."""
    keep = Decision("d-1", ago(100), Outcome.KEEP)
    assert gone(late("i-1", days, "lying"), keep) == (("i-1",) if goes else ())


def test_what_counts_without_a_window_stays_and_is_told() -> None:
    """A lie, haggling after agreement: a person decides."""
    haggled = late("i-2", 900, "invoice_dispute", after_agreement=True)
    found = lapsed((late("i-1", 900, "lying"), haggled), TERMS, POLICY, TIMES, BEGAN, NOW)
    assert (found.gone, found.still_counting) == ((), ("i-1", "i-2"))
    assert found.look_at == NOW + LOOK_AGAIN


def test_a_void_and_a_waiver_go_with_what_they_are_about() -> None:
    """And never before it."""
    history = (
        late("i-1", 900, "lying"),
        Void("v-1", ago(899), "i-1"),
        late("i-2", 900, "lying"),
        Waiver("x-2", ago(10), "i-2"),
        late("i-3", 30, "lying"),
        Void("v-3", ago(29), "i-3"),
    )
    assert gone(*history) == ("i-1", "i-2", "v-1", "x-2")


def test_what_came_before_a_warning_makes_the_next_time_a_repeat() -> None:
    """So mental abuse stays while a warning stands, settled or not; taken back, it goes."""
    first, told = late("i-1", 900, "mental_abuse"), WarningGiven("w-1", ago(890), "mental_abuse")
    keep = Decision("d-1", ago(880), Outcome.KEEP)
    assert gone(first, told, keep) == ()
    assert gone(first, keep) == ("i-1",)
    assert gone(first, told, Void("v-1", ago(800), "i-1")) == ("i-1", "v-1")


def test_time_runs_from_when_it_was_entered() -> None:
    """What came to light late, or with an import, is kept its time from then."""
    assert gone(late("i-1", 800, recorded_at=ago(100))) == ()
    assert lapsed((late("i-1", 800),), TERMS, POLICY, TIMES, ago(100), NOW).gone == ()


def test_it_is_looked_at_when_the_next_one_is_due() -> None:
    """The earliest moment at which something may go."""
    found = lapsed((late("i-1", 100), late("i-2", 50)), TERMS, POLICY, TIMES, BEGAN, NOW)
    assert found.look_at == ago(100) + TIMES.cumulative


@given(history=histories(), days=st.integers(0, 2000), later=st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_no_verdict_changes(history, days: int, later: int) -> None:  # type: ignore[no-untyped-def]
    """Neither at that moment nor at any later one, whatever the history is."""
    latest = max((max(entry.at, entry.recorded_at) for entry in history), default=NOW)
    now = latest + timedelta(days=days)
    found = set(lapsed(history, TERMS, POLICY, TIMES, BEGAN, now).gone)
    left = [entry for entry in history if entry.id not in found]
    for at in (now, now + timedelta(days=later)):
        before, after = judge(history, TERMS, POLICY, at), judge(left, TERMS, POLICY, at)
        assert (before.level, before.rules, before.points, before.watch) == (
            after.level,
            after.rules,
            after.points,
            after.watch,
        )
    assert all(entry.entry not in found for entry in left if isinstance(entry, Void | Waiver))
