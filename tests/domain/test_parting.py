from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.local_time import WorkingHours
from bot.domain.parting import (
    Item,
    ItemState,
    Override,
    Parting,
    PartingState,
    arrange,
    can_be_overridden,
    choose_order,
    due_reminders,
    end,
    first_working_moment,
    glad_questions,
    is_all_settled,
    is_gated,
    is_overdue,
    may_be_left_out,
    next_item,
    next_reminder,
    plan_items,
    reminded,
    settle,
    waits_for_money,
)
from bot.domain.parting_order import MONEY_STEPS, Order, Step

BERLIN = WorkingHours(frozenset(range(5)), time(9), time(17), ZoneInfo("Europe/Berlin"))
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def parting(order: Order = Order.MONEY_FIRST, **changes: object) -> Parting:
    items = plan_items(order, MONDAY, BERLIN, "U0OWNER", "U0LEAD")
    made = Parting("p-1", "c-1", 1, None, order, ("slow_pay",), "U0LEAD", MONDAY, items)
    return replace(made, **changes)  # type: ignore[arg-type]


def ticked(one: Parting, *steps: Step) -> Parting:
    for step in steps:
        one = settle(one, step, ItemState.DONE, "U0ANN", MONDAY)
    return one


LETTING_GO = {Step.NOTICE, Step.HAND_OVER, Step.TAKE_BACK_ACCESS, Step.REFERRAL}
GATES = [
    (Order.MONEY_FIRST, LETTING_GO),
    (Order.TEAM_MONEY_FIRST, LETTING_GO),
    (Order.SAFETY_THEN_MONEY, {Step.HAND_OVER, Step.REFERRAL}),
    (Order.SAFETY_FIRST, set()),
    (Order.TEAM_CHOOSES, set()),
    (Order.TEAM_LETS_GO_FIRST, set()),
]


@pytest.mark.parametrize(("order", "waiting"), GATES)
def test_letting_go_waits_for_the_money_where_the_order_says_so(order: Order, waiting: set[Step]) -> None:
    """Until it is collected, or a reviewer says by name that it need not be."""
    begun = parting(order)
    assert {step for step in Step if waits_for_money(begun, step)} == waiting
    assert is_gated(begun) is bool(waiting)
    collected = ticked(begun, Step.COLLECT)
    lifted = replace(begun, override=Override("U0LEAD", MONDAY, "they are broke"))
    for free in (collected, lifted):
        assert not any(waits_for_money(free, step) for step in Step)
        assert not is_gated(free)


def test_opening_the_money_again_closes_the_gate_again() -> None:
    """A tick by mistake opens nothing for good; what was done meanwhile stays done."""
    one = ticked(parting(), Step.COLLECT, Step.NOTICE)
    one = settle(one, Step.COLLECT, ItemState.OPEN, "U0ANN", MONDAY)
    assert waits_for_money(one, Step.HAND_OVER)
    assert one.item(Step.NOTICE).state is ItemState.DONE


@pytest.mark.parametrize("order", Order)
def test_money_that_comes_first_is_given_up_by_an_override_alone(order: Order) -> None:
    """Anything else may turn out not to be needed."""
    one = parting(order)
    has_gate = order in (Order.MONEY_FIRST, Order.TEAM_MONEY_FIRST, Order.SAFETY_THEN_MONEY)
    for step in Step:
        assert may_be_left_out(one, step) is not (has_gate and step in MONEY_STEPS)
        assert may_be_left_out(replace(one, override=Override("U", MONDAY, "x")), step)


def test_dates_are_ends_of_working_days_in_the_teams_zone() -> None:
    """From a Monday in Berlin: two working days to the invoice, four weeks to the money."""
    one = parting()
    assert one.item(Step.FINAL_INVOICE).due_at == datetime(2026, 3, 4, 16, tzinfo=UTC)
    # The clocks went forward on 29 March.
    assert one.item(Step.COLLECT).due_at == datetime(2026, 3, 30, 15, tzinfo=UTC)
    assert {item.owner for item in one.items if item.step in (Step.TELL_TEAM, Step.LESSONS)} == {"U0LEAD"}
    assert {item.owner for item in one.items if item.step not in (Step.TELL_TEAM, Step.LESSONS)} == {"U0OWNER"}


def test_another_order_moves_what_nobody_arranged() -> None:
    """A date that somebody chose and an item that is done stay; an owner always does."""
    one = parting(Order.TEAM_CHOOSES)
    own = MONDAY + timedelta(days=40)
    one = arrange(one, Step.NOTICE, "U0BEN", own)
    one = ticked(one, Step.FINAL_INVOICE)
    moved = choose_order(one, Order.TEAM_MONEY_FIRST, "U0ANN", BERLIN)
    assert [item.step for item in moved.items][:2] == [Step.FINAL_INVOICE, Step.COLLECT]
    assert (moved.order, moved.chosen_by) == (Order.TEAM_MONEY_FIRST, "U0ANN")
    assert (moved.item(Step.NOTICE).due_at, moved.item(Step.NOTICE).owner) == (own, "U0BEN")
    assert moved.item(Step.FINAL_INVOICE) == one.item(Step.FINAL_INVOICE)
    assert moved.item(Step.HAND_OVER).due_at == BERLIN.add_working_days(MONDAY, 25)
    assert choose_order(moved, Order.TEAM_LETS_GO_FIRST, "U0ANN", BERLIN).item(Step.HAND_OVER) == one.item(
        Step.HAND_OVER
    )


def test_a_new_owner_or_date_is_reminded_from_the_beginning() -> None:
    """Nobody hears on their first day that they were told twice; arranging nothing new changes nothing."""
    one = parting()
    item = one.item(Step.FINAL_INVOICE)
    late = reminded(one, [item], item.due_at + timedelta(days=1))
    same = late.item(Step.FINAL_INVOICE)
    assert arrange(late, Step.FINAL_INVOICE, same.owner, same.due_at) == late
    assert arrange(late, Step.FINAL_INVOICE, "U0NEW", same.due_at).item(Step.FINAL_INVOICE).reminders == 0
    moved = arrange(late, Step.FINAL_INVOICE, same.owner, MONDAY + timedelta(days=9)).item(Step.FINAL_INVOICE)
    assert (moved.reminders, moved.reminded_at, moved.has_own_date) == (0, None, True)


def test_reminders_come_the_next_working_morning_then_after_two_days_then_every_five() -> None:
    """An item is never forgotten, and nobody is reminded at night or at the weekend."""
    one = parting(Order.SAFETY_FIRST)
    one = ticked(one, *(step for step in Step if step is not Step.FINAL_INVOICE))
    sent = []
    for _ in range(4):
        moment = next_reminder(one, BERLIN)
        assert moment is not None
        assert due_reminders(one, BERLIN, moment - timedelta(microseconds=1)) == ()
        due = due_reminders(one, BERLIN, moment)
        sent.append(moment.astimezone(BERLIN.zone).strftime("%a %d %H"))
        one = reminded(one, due, moment)
    assert sent == ["Thu 05 09", "Mon 09 09", "Mon 16 09", "Mon 23 09"]


def test_what_waits_for_the_money_is_not_overdue() -> None:
    """Its owner can do nothing; it is the money that is asked after."""
    one = parting()
    late = MONDAY + timedelta(days=60)
    assert not is_overdue(one, one.item(Step.NOTICE), late)
    assert is_overdue(one, one.item(Step.COLLECT), late)
    assert {item.step for item in due_reminders(one, BERLIN, late)} == set(Step) - LETTING_GO
    assert is_overdue(ticked(one, Step.COLLECT), one.item(Step.NOTICE), late)
    assert not is_overdue(ticked(one, Step.COLLECT), ticked(one, Step.COLLECT).item(Step.COLLECT), late)


@pytest.mark.parametrize("state", [PartingState.CLOSED, PartingState.STOPPED])
def test_what_has_ended_reminds_nobody(state: PartingState) -> None:
    """Closed or stopped alike."""
    ended = end(parting(), state, "U0LEAD", MONDAY, "why")
    assert not ended.is_running
    assert next_reminder(ended, BERLIN) is None
    assert (ended.ended_by, ended.ended_at, ended.stop_reason) == ("U0LEAD", MONDAY, "why")


def test_everything_done_or_not_needed_is_all() -> None:
    """One open item is enough to go on."""
    one = ticked(parting(), *(step for step in Step if step is not Step.REFERRAL))
    assert not is_all_settled(one)
    assert is_all_settled(settle(one, Step.REFERRAL, ItemState.NOT_NEEDED, "U0ANN", MONDAY))
    assert next_reminder(settle(one, Step.REFERRAL, ItemState.NOT_NEEDED, "U0ANN", MONDAY), BERLIN) is None


def test_glad_you_did_is_asked_after_30_and_90_days_in_working_hours() -> None:
    """A day that ends on a Saturday is asked about on Monday morning."""
    closed = datetime(2026, 3, 5, 20, tzinfo=UTC)  # a Thursday evening; 30 days on it is a Saturday
    asked = [
        (days, moment.astimezone(BERLIN.zone).strftime("%a %d %b %H"))
        for days, moment in glad_questions(closed, BERLIN)
    ]
    assert asked == [(30, "Mon 06 Apr 09"), (90, "Thu 04 Jun 09")]


@given(st.integers(0, 3 * 365 * 86_400).map(lambda seconds: MONDAY + timedelta(seconds=seconds)))
def test_the_first_working_moment_is_in_working_hours_and_not_before(at: datetime) -> None:
    """And it is the moment itself where the team is at work."""
    moment = first_working_moment(at, BERLIN)
    local = moment.astimezone(BERLIN.zone)
    assert moment >= at
    assert local.weekday() < 5
    assert 9 <= local.hour < 17
    assert first_working_moment(moment, BERLIN) == moment


def test_an_item_says_what_it_is() -> None:
    """Open until somebody settles it."""
    item = Item(Step.NOTICE, "U0ANN", MONDAY)
    assert not item.is_settled
    assert replace(item, state=ItemState.NOT_NEEDED).is_settled


@pytest.mark.parametrize(("order", "gated"), GATES)
def test_the_override_is_there_until_the_money_is(order: Order, gated: set[Step]) -> None:
    """Also where nothing but the money is left: without it, such a list could never close. Once given, not again."""
    everything_else = ticked(parting(order), *(set(Step) - MONEY_STEPS))
    for one in (parting(order), everything_else, ticked(everything_else, Step.FINAL_INVOICE)):
        assert can_be_overridden(one) is bool(gated)
        assert not can_be_overridden(replace(one, override=Override("U0ANN", MONDAY, "why")))
    assert not can_be_overridden(ticked(parting(order), *MONEY_STEPS))


@pytest.mark.parametrize(
    ("order", "settled", "expected"),
    [
        (Order.MONEY_FIRST, (), Step.FINAL_INVOICE),
        (Order.MONEY_FIRST, (Step.FINAL_INVOICE,), Step.COLLECT),
        # What waits for the money is stepped over while there is something else to do.
        (Order.SAFETY_THEN_MONEY, (Step.TELL_TEAM, Step.NOTICE, Step.TAKE_BACK_ACCESS), Step.FINAL_INVOICE),
        (Order.MONEY_FIRST, (Step.FINAL_INVOICE, Step.COLLECT), Step.NOTICE),
        (Order.TEAM_CHOOSES, tuple(Step), None),
    ],
)
def test_the_next_item_is_the_first_that_can_be_done(
    order: Order, settled: tuple[Step, ...], expected: Step | None
) -> None:
    """In the order of the list; none once everything is settled."""
    found = next_item(ticked(parting(order), *settled))
    assert (found.step if found else None) is expected
