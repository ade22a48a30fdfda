from datetime import UTC, datetime

import pytest

from bot.domain.history import Incident
from bot.domain.parting_order import MONEY_STEPS, WAITING, Order, Step, order_for, plan_of, signs_behind

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)

ORDERS = [
    ((), Order.TEAM_CHOOSES),
    (("physical_abuse",), Order.SAFETY_FIRST),
    (("mental_abuse",), Order.SAFETY_FIRST),
    (("lying",), Order.SAFETY_FIRST),
    (("unreasonable_demand",), Order.SAFETY_FIRST),
    (("legal_risk",), Order.SAFETY_FIRST),
    (("slow_pay",), Order.MONEY_FIRST),
    (("invoice_dispute",), Order.MONEY_FIRST),
    (("mind_change",), Order.TEAM_CHOOSES),
    (("ignored_advice",), Order.TEAM_CHOOSES),
    (("competitor_squeeze",), Order.TEAM_CHOOSES),
    (("ghosting",), Order.TEAM_CHOOSES),
    (("mind_change", "slow_pay"), Order.MONEY_FIRST),
    (("mind_change", "lying"), Order.SAFETY_FIRST),
    (("slow_pay", "lying"), Order.SAFETY_THEN_MONEY),
    (("legal_risk", "invoice_dispute", "mind_change"), Order.SAFETY_THEN_MONEY),
]


@pytest.mark.parametrize(("signs", "order"), ORDERS)
def test_safety_and_the_law_come_first_then_money_then_the_teams_choice(signs: tuple[str, ...], order: Order) -> None:
    """One table for all signs and the ways they mix; a sign of the team's own leaves the choice to the team."""
    assert order_for(signs) is order


RULES = [
    ("slow_pay", ("i-1",), ("slow_pay",)),
    ("mental_abuse_after_warning", ("i-2",), ("mental_abuse",)),
    ("haggling_after_agreement", ("i-3",), ("invoice_dispute",)),
    ("points", ("i-1", "i-2"), ("slow_pay", "mental_abuse")),
    ("broken_probation", ("i-3", "i-1"), ("invoice_dispute", "slow_pay")),
    ("points", ("i-unknown",), ()),
    ("ghosting", ("i-4",), ("ghosting",)),
]


@pytest.mark.parametrize(("rule", "incidents", "signs"), RULES)
def test_points_and_a_broken_probation_take_the_signs_behind_them(
    rule: str, incidents: tuple[str, ...], signs: tuple[str, ...]
) -> None:
    """Any other rule stands for its own sign."""
    entries = [
        Incident(id="i-1", at=AT, sign="slow_pay"),
        Incident(id="i-2", at=AT, sign="mental_abuse"),
        Incident(id="i-3", at=AT, sign="invoice_dispute"),
        Incident(id="i-4", at=AT, sign="ghosting"),
    ]
    assert signs_behind([(rule, incidents)], entries) == signs


@pytest.mark.parametrize("order", Order)
def test_every_order_has_every_step_once_and_no_step_is_due_before_one_above_it(order: Order) -> None:
    """The list can be read from the top down."""
    plan = plan_of(order)
    assert set(plan) == set(Step)
    assert list(plan.values()) == sorted(plan.values())


@pytest.mark.parametrize("order", WAITING)
def test_what_waits_for_the_money_stands_below_it_and_is_due_after_it(order: Order) -> None:
    """Nobody is asked for what cannot be done yet."""
    plan = list(plan_of(order))
    assert all(plan.index(step) > plan.index(Step.COLLECT) for step in WAITING[order])
    assert not WAITING[order] & MONEY_STEPS


def test_only_where_the_signs_or_the_team_say_so_is_money_first() -> None:
    """Where people are in danger, they are told and locked out at once, whatever is owed."""
    assert list(plan_of(Order.MONEY_FIRST))[:2] == [Step.FINAL_INVOICE, Step.COLLECT]
    assert plan_of(Order.TEAM_MONEY_FIRST) == plan_of(Order.MONEY_FIRST)
    assert set(WAITING) == {Order.MONEY_FIRST, Order.TEAM_MONEY_FIRST, Order.SAFETY_THEN_MONEY}
    for order in (Order.SAFETY_FIRST, Order.SAFETY_THEN_MONEY):
        assert list(plan_of(order))[:3] == [Step.TELL_TEAM, Step.NOTICE, Step.TAKE_BACK_ACCESS]
        assert not WAITING.get(order, set()) & {Step.NOTICE, Step.TAKE_BACK_ACCESS}


def test_the_team_may_choose_only_where_neither_safety_nor_money_is_at_stake() -> None:
    """And may choose again."""
    assert {order for order in Order if order.is_for_the_team} == {
        Order.TEAM_CHOOSES,
        Order.TEAM_MONEY_FIRST,
        Order.TEAM_LETS_GO_FIRST,
    }
