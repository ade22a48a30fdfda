from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.cost import Money, Range, cost_of_keeping, has_cost
from bot.domain.counting import explain
from bot.domain.history import ClientTerms, Decision, Incident, Outcome, Void, Waiver
from bot.domain.policy import Policy

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOTHING = Range(Decimal(0), Decimal(0))


def ago(days):
    return NOW - timedelta(days=days)


def incident(name, sign, days=10, **facts):
    return Incident(name, ago(days), sign, **facts)


def cost(*history, people=1, monthly_value=None, hourly_rate=None, days=365):
    standings = {one.incident: one for one in explain(history, ClientTerms(), Policy.default(), NOW)}
    incidents = [entry for entry in history if isinstance(entry, Incident)]
    return cost_of_keeping(
        incidents,
        standings,
        people=people,
        monthly_value=monthly_value,
        hourly_rate=hourly_rate,
        since=ago(days),
        now=NOW,
    )


def spread(low, high):
    return Range(Decimal(str(low)), Decimal(str(high)))


@pytest.mark.parametrize(
    ("history", "recorded", "guessed", "hours_lost"),
    [
        ((), 0, 0, NOTHING),
        ((incident("a", "mind_change", hours=Decimal("3.5")),), "3.5", 0, spread("3.5", "3.5")),
        ((incident("a", "mind_change"),), 0, 1, spread(2, 8)),
        ((incident("a", "ignored_advice"),), 0, 1, spread(4, 16)),
        ((incident("a", "lying"), incident("b", "mind_change", hours=Decimal(5))), 5, 1, spread("5.5", 7)),
        ((incident("a", "mind_change", hours=Decimal(0)),), 0, 0, NOTHING),
    ],
)
def test_hours_that_were_recorded_stand_apart_from_those_that_are_guessed(history, recorded, guessed, hours_lost):
    """What nobody wrote down is a range; what was written down is itself, nought too."""
    found = cost(*history)
    assert (found.hours, found.guessed, found.hours_lost) == (Decimal(recorded), guessed, hours_lost)


@pytest.mark.parametrize(
    ("entry", "counts"),
    [
        (incident("a", "slow_pay", days_late=30), True),
        (incident("a", "slow_pay", days_late=30, our_error=True), False),
        (incident("a", "slow_pay", days_late=3), False),
        (incident("a", "competitor_squeeze", stage="quoting"), False),
        (incident("a", "lying", days=364), True),
        (incident("a", "lying", days=365), False),
    ],
)
def test_what_was_theirs_within_a_year_has_a_cost(entry, counts):
    """Our own mistake is not theirs, and what is a year old is over."""
    standings = {one.incident: one for one in explain([entry], ClientTerms(), Policy.default(), NOW)}
    assert has_cost(entry, standings, ago(365)) is counts
    assert cost(entry).incidents == int(counts)


@pytest.mark.parametrize(
    ("later", "counts"),
    [
        (Void("v", ago(1), "a"), False),
        (Waiver("w", ago(1), "a"), True),
        (Decision("d", ago(1), Outcome.KEEP), True),
    ],
)
def test_what_was_let_pass_cost_what_it_cost(later, counts):
    """Waived and settled ones happened; a voided one never was."""
    assert cost(incident("a", "lying"), later).incidents == int(counts)


def test_late_money_is_summed_with_how_long_it_took():
    """Unknown amounts and delays are counted as unknown, not as nothing."""
    found = cost(
        incident("a", "slow_pay", days_late=30, amount=Decimal(1200)),
        incident("b", "slow_pay", days_late=10, amount=Decimal("300.50")),
        incident("c", "slow_pay"),
    )
    assert found.late == Money(Decimal("1500.50"), 3, 1)
    assert (found.days_late, found.days_late_mean) == (30, Decimal(20))
    assert found.disputed == Money(Decimal(0), 0, 0)


def test_disputes_and_rework_are_counted():
    """Each by its own sign."""
    found = cost(
        incident("a", "invoice_dispute", amount=Decimal(90)), incident("b", "mind_change"), incident("c", "mind_change")
    )
    assert found.disputed == Money(Decimal(90), 1, 0)
    assert found.rework == 2


@pytest.mark.parametrize(
    ("rate", "value", "elsewhere", "is_guessed", "share"),
    [
        (Decimal(100), None, spread(200, 800), False, None),
        (Decimal(100), Decimal(1000), spread(200, 800), False, Range(Decimal(200) / 12000, Decimal(800) / 12000)),
        (None, Decimal(1600), spread(20, 160), True, Range(Decimal(20) / 19200, Decimal(160) / 19200)),
        (None, None, None, True, None),
        (None, Decimal(0), None, True, None),
    ],
)
def test_what_the_hours_earn_elsewhere(rate, value, elsewhere, is_guessed, share):
    """The team's rate where it is set; else a guess from what they pay, marked; else nothing is made up."""
    found = cost(incident("a", "mind_change"), monthly_value=value, hourly_rate=rate)
    assert (found.elsewhere, found.is_rate_guessed, found.share) == (elsewhere, is_guessed, share)


@pytest.mark.parametrize(
    ("days", "brings"), [(365, "150"), (730, "300"), (91.25, "37.5"), (3650, "1500"), (10, "12.5"), (0, "12.5")]
)
def test_what_they_bring_is_that_of_the_time_that_is_looked_at(days, brings):
    """A year has twelve months exactly; less than a month is taken for one."""
    found = cost(monthly_value=Decimal("12.5"), days=days)
    assert found.brings == Decimal(brings)
    assert found.is_a_year is (days == 365)
    assert replace(found, monthly_value=None).brings is None


def test_what_happened_before_the_time_that_is_looked_at_is_left_out():
    """At its very beginning it is out."""
    old, young = incident("a", "mind_change", days=90), incident("b", "mind_change", days=10)
    assert cost(old, young, days=91.25).rework == 2
    assert cost(old, young, days=90).rework == 1


def test_the_share_is_one_of_what_they_bring_in_that_time():
    """One incident against two years is half as much as against one."""
    year, two = (cost(incident("a", "mind_change"), monthly_value=Decimal(1600), days=days) for days in (365, 730))
    assert year.share.low == pytest.approx(2 * two.share.low, rel=Decimal("1e-20"))
    assert year.share.high == pytest.approx(2 * two.share.high, rel=Decimal("1e-20"))
