"""Parting ways: a list in the order that the signs call for, in one living message, with a gate for the money."""

import json

import pytest

from bot.domain.history import ClientStatus
from bot.domain.parting import ItemState, PartingState
from bot.domain.parting_order import Order, Step
from bot.sandbox.person import Person
from tests.flows.alerting import alerts_of, new_client, partings_of
from tests.flows.parted import (
    REASON,
    TAKES,
    calm,
    card_list,
    choose,
    direct,
    living,
    menu_of,
    open_list,
    part_ways,
    parted,
    parting_of,
    plain,
    send_press,
    settle_all,
    shown,
    unpaid,
)
from tests.flows.register import client_named
from tests.flows.stage import GENERAL, Stage, staged
from tests.flows.test_review import change, review_of


def test_a_parting_begins_with_one_living_message(stage: Stage) -> None:
    """What comes next, who has what by when, why; and nothing that was noted, written or paid."""
    message = parted(stage)
    assert plain(message.text) == "👋 Parting ways with Acme"
    text = shown(message)
    assert f"0 of 8 settled.* Next: *Tell the team* – <@{stage.partner.id}>, by Tue, Mar 3, 2026." in text
    assert "Because of: Said what was not true." in text
    assert text.index("Tell the team –") < text.index("Give notice") < text.index("Collect the money")
    assert "noted" not in text
    assert REASON not in text
    assert TAKES not in text
    assert stage.lead.id not in text
    assert client_named(stage, "Acme").status is ClientStatus.PARTING


@pytest.mark.parametrize(
    ("signs", "order", "first"),
    [
        (("lying",), Order.SAFETY_FIRST, Step.TELL_TEAM),
        (("legal_risk",), Order.SAFETY_FIRST, Step.TELL_TEAM),
        (("slow_pay",) * 3, Order.MONEY_FIRST, Step.FINAL_INVOICE),
        (("invoice_dispute",) * 3, Order.MONEY_FIRST, Step.FINAL_INVOICE),
        (("ignored_advice",) * 2, Order.TEAM_CHOOSES, Step.NOTICE),
        (("slow_pay", "slow_pay", "slow_pay", "lying"), Order.SAFETY_THEN_MONEY, Step.TELL_TEAM),
        # Eight points and no other rule: they take the order of the signs behind them.
        (("slow_pay", "slow_pay", "competitor_squeeze", "mind_change"), Order.MONEY_FIRST, Step.FINAL_INVOICE),
    ],
)
def test_the_signs_that_tripped_set_the_order(stage: Stage, signs: tuple[str, ...], order: Order, first: Step) -> None:
    """Safety and the law, then money; where neither is at stake the team chooses."""
    parted(stage, "Acme", *signs)
    parting = parting_of(stage)
    assert (parting.order, parting.items[0].step) == (order, first)


def test_a_parting_that_no_alert_led_to(stage: Stage) -> None:
    """Decided from the health card of a client that nobody is alarmed about: the team chooses, no sign is named."""
    new_client(stage, "Acme", "slow_pay")
    part_ways(stage)
    parting = parting_of(stage)
    assert (parting.order, parting.signs, parting.episode) == (Order.TEAM_CHOOSES, (), None)
    assert "Because of" not in shown(living(stage))


def test_a_broken_probation_takes_the_order_of_what_broke_it(stage: Stage) -> None:
    """One late invoice is no rule of its own; while on probation it is enough, and it is about money."""
    new_client(stage, "Acme", "lying")
    stage.hold_ends()
    stage.partner.press("review_open", in_=stage.partner.command("/client-health Acme", channel=GENERAL))
    stage.settle()
    stage.partner.press("review_decide", f"{client_named(stage, 'Acme').id}|probation")
    stage.settle()
    asked = {"condition_1": "they pay in time", "condition_by_1": "2026-04-01"}
    stage.partner.fill({"keep_takes": TAKES, "reason": REASON, **asked})
    stage.partner.submit()
    stage.settle()
    stage.partner.close(everything=True)
    stage.after(days=1)
    stage.flag("Acme slow_pay")
    stage.hold_ends()
    part_ways(stage)
    assert (parting_of(stage).order, parting_of(stage).signs) == (Order.MONEY_FIRST, ("slow_pay",))


def test_the_owner_has_what_the_client_sees(stage: Stage) -> None:
    """Whoever decided has what the team does among itself."""
    new_client(stage, "Acme", "lying")
    stage.partner.press("client_edit", in_=stage.partner.command("/client-health Acme", channel=GENERAL))
    stage.settle()
    stage.partner.fill({"owner": stage.designer.id})
    stage.partner.submit()
    stage.settle()
    part_ways(stage)
    owners = {item.step: item.owner for item in parting_of(stage).items}
    assert owners.pop(Step.TELL_TEAM) == owners.pop(Step.LESSONS) == stage.partner.id
    assert set(owners.values()) == {stage.designer.id}


def test_the_next_step_is_ticked_where_it_is_read(stage: Stage) -> None:
    """Anybody let in may; the same message then shows who did and what is next."""
    message = parted(stage)
    stage.lead.press("parting_tick", in_=message)
    stage.settle()
    stage.tick()
    assert plain(stage.lead.ephemerals[-1].text) == "Done: Tell the team. The list for Acme is up to date."
    text = shown(living(stage))
    assert f"✅ Tell the team – <@{stage.lead.id}>, Mar 2, 2026" in text
    assert "1 of 8 settled.* Next: *Give notice as the contract says*" in text


def test_a_message_that_is_out_of_date_ticks_what_it_says(stage: Stage) -> None:
    """Two press the same button: one does it, the other is told who was faster; pressed twice, it is said kindly."""
    message = parted(stage)
    for who in (stage.lead, stage.designer, stage.lead):
        who.press("parting_tick", in_=message)
        stage.settle()
    assert plain(stage.designer.ephemerals[-1].text).startswith("somebody was faster: Tell the team is settled")
    assert f"<@{stage.lead.id}> was faster" in json.dumps(stage.designer.ephemerals[-1].blocks)
    assert "You have settled that already" in plain(stage.lead.ephemerals[-1].text)
    assert sum(item.is_settled for item in parting_of(stage).items) == 1


def test_letting_go_waits_for_the_money(stage: Stage) -> None:
    """For late payers the list offers no tick for it, and the server says no to one who presses all the same."""
    message = unpaid(stage)
    assert "Money first: what lets them go waits until the money is there." in shown(message)
    assert "⏳ Give notice as the contract says" in shown(message)
    open_list(stage, stage.lead, message)
    assert menu_of(stage.lead, Step.NOTICE) == ["arrange"]
    assert menu_of(stage.lead, Step.COLLECT) == ["done", "arrange"]
    ids = parting_of(stage).id
    told = send_press(stage, stage.lead, "parting_item", f"done|{ids}|notice", message)
    assert "waits until the money of Acme is there" in told
    told = send_press(stage, stage.lead, "parting_tick", f"{ids}|hand_over", message)
    assert "waits until the money of Acme is there" in told
    told = send_press(stage, stage.lead, "parting_item", f"not_needed|{ids}|collect", message)
    assert "cannot be left out" in told
    assert not any(item.is_settled for item in parting_of(stage).items)


def test_the_gate_opens_with_the_money(stage: Stage) -> None:
    """And shuts when it turns out not to be there after all."""
    message = unpaid(stage)
    open_list(stage, stage.lead, message)
    choose(stage, stage.lead, "done", Step.COLLECT)
    assert "done" in menu_of(stage.lead, Step.NOTICE)
    choose(stage, stage.lead, "open", Step.COLLECT)
    assert menu_of(stage.lead, Step.NOTICE) == ["arrange"]


def lift(stage: Stage, who: Person, reason: str = "they are broke, says the court") -> None:
    who.press("parting_override", parting_of(stage).id)
    stage.settle()
    if who.view is not None and "reason" in {block.get("block_id") for block in who.view.blocks}:
        who.fill({"reason": reason})
        who.submit()
        stage.settle()
    stage.tick()


def test_a_reviewer_lifts_the_gate_by_name(stage: Stage) -> None:
    """The message names them and not their reason; reviewers read it in the list, and nobody else does."""
    message = unpaid(stage)
    assert "A reviewer can decide not to wait for it." in open_list(stage, stage.lead, message)
    open_list(stage, stage.partner, message)
    lift(stage, stage.partner)
    text = shown(living(stage))
    assert f"🔓 <@{stage.partner.id}> decided on Mar 2, 2026 not to wait for the money." in text
    assert "court" not in json.dumps([one.blocks for one in stage.alerts])
    stage.lead.close(everything=True)
    assert "court" in open_list(stage, stage.partner, message)
    assert "court" not in open_list(stage, stage.lead, message)
    choose(stage, stage.lead, "done", Step.NOTICE)
    assert parting_of(stage).item(Step.NOTICE).state is ItemState.DONE
    choose(stage, stage.lead, "not_needed", Step.COLLECT)
    assert parting_of(stage).item(Step.COLLECT).state is ItemState.NOT_NEEDED


def test_members_do_not_lift_the_gate(stage: Stage) -> None:
    """Neither by a button that they do not have, nor by a form that they had as a reviewer."""
    message = unpaid(stage)
    change(stage, reviewers=(stage.partner.id, stage.lead.id))
    open_list(stage, stage.lead, message)
    stage.lead.press("parting_override")
    stage.settle()
    stage.lead.fill({"reason": "why not"})
    change(stage, reviewers=(stage.partner.id,))
    stage.lead.submit()
    stage.settle()
    assert parting_of(stage).override is None


def test_of_two_reviewers_one_lifts_the_gate(stage: Stage) -> None:
    """The other is told who did; their reason is not stored over the first."""
    message = unpaid(stage)
    change(stage, reviewers=(stage.partner.id, stage.lead.id))
    for who in (stage.partner, stage.lead):
        open_list(stage, who, message)
        who.press("parting_override")
        stage.settle()
        who.fill({"reason": f"says {who.id}"})
    for who in (stage.partner, stage.lead):
        who.submit()
        stage.settle()
    override = parting_of(stage).override
    assert override is not None
    assert override.reason == f"says {stage.partner.id}"
    assert stage.lead.view is not None
    assert f"<@{stage.partner.id}> has decided already not to wait" in shown(stage.lead.view)


def test_the_team_chooses_its_order(stage: Stage) -> None:
    """Either way, and again; the message says who chose. Where the signs say it, there is nothing to choose."""
    message = parted(stage, "Acme", "ignored_advice", "ignored_advice")
    open_list(stage, stage.lead, message)
    ids = parting_of(stage).id
    stage.lead.press("parting_order", f"{ids}|team_money_first")
    stage.settle()
    stage.tick()
    assert "Money first: what lets Acme go waits" in shown(stage.lead.view)
    text = shown(living(stage))
    assert f"(<@{stage.lead.id}> chose that.)" in text
    assert "⏳ Give notice" in text
    stage.designer.press("parting_open", in_=message)
    stage.settle()
    stage.designer.press("parting_order", f"{ids}|team_lets_go_first")
    stage.settle()
    assert parting_of(stage).order is Order.TEAM_LETS_GO_FIRST
    other = unpaid(stage, "Globex")
    assert "Go this way" not in open_list(stage, stage.lead, other)


def test_another_owner_and_another_date(stage: Stage) -> None:
    """The form closes on the list, which shows both; the message does too."""
    message = parted(stage)
    open_list(stage, stage.lead, message)
    arrange(stage, stage.lead, Step.COLLECT)
    stage.settle()
    stage.lead.fill({"owner": stage.designer.id, "due_on": "2026-03-20"})
    assert stage.lead.submit().ok
    stage.settle()
    stage.tick()
    (view,) = stage.lead.views
    assert f"Collect the money – <@{stage.designer.id}>, by Fri, Mar 20, 2026" in shown(view)
    assert f"Collect the money – <@{stage.designer.id}>, by Fri, Mar 20, 2026" in shown(living(stage))
    assert parting_of(stage).item(Step.COLLECT).has_own_date


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"due_on": "2026-03-01"}, "due_on"),
        ({"due_on": "2099-01-01"}, "due_on"),
        ({"owner": "U0OUTSIDER1"}, "owner"),
        ({"owner": "U0FORMER001"}, "owner"),
    ],
)
def test_an_owner_and_a_date_that_cannot_be(stage: Stage, values: dict[str, str], wrong: str) -> None:
    """Said at the field; nothing changes."""
    wanted = {key: _real(stage, value) for key, value in values.items()}
    message = parted(stage)
    before = parting_of(stage)
    open_list(stage, stage.lead, message)
    arrange(stage, stage.lead, Step.COLLECT)
    stage.settle()
    stage.lead.fill(wanted)
    assert list(stage.lead.submit().errors) == [wrong]
    assert parting_of(stage) == before


def _real(stage: Stage, value: str) -> str:
    handles = {"U0OUTSIDER1": "outsider", "U0FORMER001": "former"}
    return stage.person(handles[value]).id if value in handles else value


def test_nobody_saves_over_what_they_did_not_see(stage: Stage) -> None:
    """Two change the same item: the second is told, and keeps what they typed."""
    message = parted(stage)
    for who, day in ((stage.lead, "2026-03-20"), (stage.designer, "2026-03-25")):
        open_list(stage, who, message)
        arrange(stage, who, Step.COLLECT)
        stage.settle()
        who.fill({"due_on": day})
    assert stage.lead.submit().ok
    stage.settle()
    assert list(stage.designer.submit().errors) == ["owner"]
    assert parting_of(stage).item(Step.COLLECT).due_at.day == 20


def test_when_all_is_settled_they_are_a_former_client(stage: Stage) -> None:
    """The message says so and has no buttons; whoever presses late is told kindly."""
    message = parted(stage)
    settle_all(stage, stage.lead)
    assert client_named(stage, "Acme").status is ClientStatus.FORMER
    assert parting_of(stage).state is PartingState.CLOSED
    after = living(stage)
    assert plain(after.text) == "✔️ Parted ways with Acme"
    assert "actions" not in [block["type"] for block in after.blocks]
    assert "Acme is a former client now" in plain(stage.lead.ephemerals[-1].text)
    late = send_press(stage, stage.designer, "parting_tick", f"{parting_of(stage).id}|notice", message)
    assert "This is over" in late
    assert "Stop parting" not in card_list(stage, stage.partner)


def test_closing_with_the_money_open_takes_the_override(stage: Stage) -> None:
    """Everything else settled is not enough; with a reviewer's name beneath it, it is."""
    message = unpaid(stage)
    open_list(stage, stage.partner, message)
    choose(stage, stage.partner, "done", Step.COLLECT)
    for step in set(Step) - {Step.COLLECT, Step.LESSONS}:
        choose(stage, stage.partner, "done", step)
    choose(stage, stage.partner, "open", Step.COLLECT)
    choose(stage, stage.partner, "done", Step.LESSONS)
    left_out = f"not_needed|{parting_of(stage).id}|collect"
    # Everything that waited is settled, so nothing waits: leaving the money out is refused all the same.
    assert "cannot be left out" in send_press(stage, stage.partner, "parting_item", left_out, message)
    assert client_named(stage, "Acme").status is ClientStatus.PARTING
    open_list(stage, stage.partner, message)
    lift(stage, stage.partner)
    open_list(stage, stage.partner, message)
    choose(stage, stage.partner, "not_needed", Step.COLLECT)
    assert client_named(stage, "Acme").status is ClientStatus.FORMER


def arrange(stage: Stage, who: Person, step: Step) -> None:
    """Opens the form for another owner or date, from the list that is open."""
    choose(stage, who, "arrange", step)


def stop(stage: Stage, who: Person, message: object, reason: str = "a new boss called") -> None:
    open_list(stage, who, message)  # type: ignore[arg-type]  # a message
    who.press("parting_stop", parting_of(stage).id)
    stage.settle()
    who.fill({"reason": reason})
    who.submit()
    stage.settle()
    calm(stage)


def test_stopping_makes_them_a_client_again_and_asks_anew(stage: Stage) -> None:
    """It settles nothing: what tripped still does, so a new alert asks for a decision; the reason is for reviewers."""
    message = parted(stage)
    stop(stage, stage.partner, message)
    assert client_named(stage, "Acme").status is ClientStatus.ACTIVE
    assert "a new alert asks for a decision" in shown(stage.partner.view)
    text = shown(living(stage))
    assert f"<@{stage.partner.id}> stopped it on Mar 2, 2026. Acme stayed a client." in text
    assert "boss" not in json.dumps([one.blocks for one in stage.alerts])
    stage.hold_ends()
    calm(stage)
    assert len([one for one in alerts_of(stage) if "is at level decisive" in one.text]) == 1
    assert "boss" in card_list(stage, stage.partner)
    assert "boss" not in card_list(stage, stage.lead)
    late = send_press(stage, stage.lead, "parting_tick", f"{parting_of(stage).id}|notice", message)
    assert "stopped it, and Acme stayed a client" in late


def test_stopping_where_nothing_trips_raises_nothing(stage: Stage) -> None:
    """They are a client like any other; decided again, a second list begins."""
    new_client(stage, "Acme", "slow_pay")
    part_ways(stage)
    stop(stage, stage.partner, living(stage))
    stage.hold_ends()
    assert client_named(stage, "Acme").status is ClientStatus.ACTIVE
    assert alerts_of(stage) == []
    part_ways(stage)
    assert parting_of(stage).number == 2
    assert len(partings_of(stage)) == 2


def test_members_do_not_stop_a_parting(stage: Stage) -> None:
    """No button for them, and no for one who presses all the same."""
    message = parted(stage)
    assert "Stop parting" not in open_list(stage, stage.lead, message)
    change(stage, reviewers=(stage.partner.id, stage.lead.id))
    open_list(stage, stage.lead, message)
    stage.lead.press("parting_stop")
    stage.settle()
    stage.lead.fill({"reason": "why not"})
    change(stage, reviewers=(stage.partner.id,))
    stage.lead.submit()
    stage.settle()
    assert parting_of(stage).is_running


def test_with_no_channel_the_reviewers_get_it_directly(sqlite_url: str) -> None:
    """Each has a living copy that says why; it follows what is ticked."""
    with staged(sqlite_url, alert_channel=None) as stage:
        new_client(stage, "Acme")
        stage.hold_ends()
        part_ways(stage)
        (message,) = [one for one in direct(stage.partner) if one.text.startswith("👋")]
        assert "You get this directly" in shown(message)
        stage.partner.press("parting_tick", in_=message)
        stage.settle()
        stage.tick()
        (message,) = [one for one in direct(stage.partner) if one.text.startswith("👋")]
        assert "✅ Tell the team" in shown(message)


def test_the_card_shows_how_far_it_is(stage: Stage) -> None:
    """With the way to the list; what is shared with a channel has neither."""
    parted(stage)
    card = stage.lead.command("/client-health Acme", channel=GENERAL)
    assert "👋 Parting ways*, decided by" in shown(card)
    assert "0 of 8 settled" in shown(card)
    stage.lead.press("parting_open", in_=card)
    stage.settle()
    assert "Tell the team" in shown(stage.lead.view)


def test_the_digest_lists_what_is_under_way(stage: Stage) -> None:
    """Short: how far, what is next, how much is late."""
    parted(stage)
    stage.after(days=7)
    calm(stage)
    (digest,) = [one for one in stage.alerts if "weekly digest" in one.text]
    text = shown(digest)
    assert "*Parting ways*" in text
    assert "*Acme*: 0 of 8 settled. Next: *Tell the team*" in text
    assert "⚠️ 4 overdue." in text


def test_a_quorum_of_votes_leads_to_a_list_too(stage: Stage) -> None:
    """The votes stand on the alert, which the decision closes."""
    change(stage, quorum=1)
    new_client(stage, "Acme")
    stage.hold_ends()
    (alert,) = alerts_of(stage)
    stage.lead.react(alert.channel, alert.ts, "wave")
    stage.settle()
    part_ways(stage)
    assert parting_of(stage).is_running
    assert "is closed" in alerts_of(stage)[0].text


def test_a_client_whose_alert_is_still_held(stage: Stage) -> None:
    """Decided before it was said: the parting is told, the alert is not."""
    new_client(stage, "Acme")
    part_ways(stage)
    stage.hold_ends()
    assert alerts_of(stage) == []
    assert plain(living(stage).text) == "👋 Parting ways with Acme"


def test_the_list_is_reached_from_the_review(stage: Stage) -> None:
    """Its forms close on the list, and the review stays beneath."""
    parted(stage)
    review_of(stage, stage.partner)
    stage.partner.press("parting_open")
    stage.settle()
    arrange(stage, stage.partner, Step.COLLECT)
    stage.partner.fill({"owner": stage.designer.id})
    assert stage.partner.submit().ok
    stage.settle()
    review, listed = stage.partner.views
    assert "What would we have to do to keep Acme?" in shown(review)
    assert f"Collect the money – <@{stage.designer.id}>" in shown(listed)
