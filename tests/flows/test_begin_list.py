"""A client who came by an import as being parted with has no list: a reviewer begins one."""

from bot.domain.history import ClientStatus
from bot.domain.parting import Parting
from bot.domain.parting_order import Order, Step
from bot.sandbox.faults import ratelimited
from bot.usecases.audit_lines import AuditQuery
from tests.flows.alerting import partings_of
from tests.flows.parted import calm, living, part_ways, parting_of, send_press, shown
from tests.flows.register import bring_in, client_named
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_home import home, in_home, own, plain
from tests.flows.test_review import change


def imported(stage: Stage, name: str = "Acme") -> None:
    """Being parted with, for invoices that were paid late."""
    late = [{"at": f"2026-01-{day}T09:00:00Z", "type": "incident", "sign": "slow_pay"} for day in (10, 12, 14)]
    bring_in(stage, name, *late, status="parting")


def lists(stage: Stage, name: str = "Acme") -> list[Parting]:
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        return list(uow.partings.of_client(client_named(stage, name).id))


def test_the_card_says_so_and_a_reviewer_begins_it(stage: Stage) -> None:
    """In the order that their history calls for, with owners and dates; the message comes, and reminders with it."""
    imported(stage)
    own(stage, stage.designer)
    card = stage.partner.command("/client-health acme", channel=GENERAL)
    assert "No list says yet who does what" in str(card.blocks)
    reply = stage.partner.press("parting_begin", in_=card)
    stage.settle()
    assert reply.error == ""
    answer = stage.partner.ephemerals[-1]
    assert "has begun" in shown(answer)
    stage.partner.press("parting_open", in_=answer)
    stage.settle()
    assert stage.partner.view is not None
    assert "0 of 8 settled" in shown(stage.partner.view)
    stage.partner.close(everything=True)
    calm(stage)
    begun = parting_of(stage)
    assert (begun.order, begun.signs, begun.decided_by) == (Order.MONEY_FIRST, ("slow_pay",), stage.partner.id)
    assert begun.item(Step.FINAL_INVOICE).owner == stage.designer.id
    assert "0 of 8 settled" in shown(living(stage))
    assert "No list says yet" not in str(stage.partner.command("/client-health acme", channel=GENERAL).blocks)
    assert client_named(stage, "Acme").status is ClientStatus.PARTING
    stage.after(days=2)
    stage.after(days=1)
    assert any("overdue" in message.text for message in stage.designer.direct())
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        assert [line.by for line in uow.trail.newest(AuditQuery(), 99) if line.action == "parting_begun"] == [
            stage.partner.id
        ]


def test_home_leads_a_reviewer_straight_in(stage: Stage) -> None:
    """Before the partings that have a list; members are not offered it, and see on the card whom to ask."""
    imported(stage)
    assert "Acme: no list says yet who does what" in plain(home(stage, stage.partner))
    assert "no list says yet" not in plain(home(stage, stage.lead))
    card = stage.lead.command("/client-health acme", channel=GENERAL)
    assert "Ask a reviewer to begin" in str(card.blocks)
    assert "parting_begin" not in str(card.blocks)
    in_home(stage, stage.partner, "Begin the list")
    assert "has begun" in shown(stage.partner.view)
    assert "no list says yet" not in plain(home(stage, stage.partner))
    assert "0 of 8 done" in plain(home(stage, stage.partner))


def test_of_two_reviewers_one_begins_it(stage: Stage) -> None:
    """The second is told who did; a member is refused however they ask; and nobody begins one for a client who stays."""
    imported(stage)
    change(stage, reviewers=(stage.partner.id, stage.designer.id))
    cards = [who.command("/client-health acme", channel=GENERAL) for who in (stage.partner, stage.designer)]
    stage.partner.press("parting_begin", in_=cards[0])
    stage.settle()
    stage.designer.press("parting_begin", in_=cards[1])
    stage.settle()
    assert f"<@{stage.partner.id}> has begun the list" in shown(stage.designer.ephemerals[-1])
    assert len(lists(stage)) == 1
    calm(stage)
    message = living(stage)
    client = client_named(stage, "Acme").id
    assert "reviewer" in send_press(stage, stage.lead, "parting_begin", client, message)
    stage.flag("Globex slow_pay")
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Globex slow_pay", channel=GENERAL))
    stage.settle()
    said = send_press(stage, stage.partner, "parting_begin", client_named(stage, "Globex").id, message)
    assert "not parting ways" in said
    assert lists(stage, "Globex") == []


def test_a_list_that_was_stopped_before_its_message_went_out_is_told_all_the_same(stage: Stage) -> None:
    """The alert said that they part; Slack took the list's message only after a reviewer had stopped it."""
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme lying", channel=GENERAL))
    stage.hold_ends()
    calm(stage)
    stage.slack.faults.add("chat.postMessage", ratelimited(600), times=9)
    part_ways(stage)
    assert partings_of(stage) == []
    card = stage.partner.command("/client-health acme", channel=GENERAL)
    stage.partner.press("parting_open", in_=card)
    stage.settle()
    stage.partner.press("parting_stop")
    stage.settle()
    stage.partner.fill({"reason": "they called"})
    assert stage.partner.submit().ok
    stage.settle()
    stage.slack.faults.clear()
    stage.after(minutes=30)
    calm(stage)
    message = living(stage)
    assert message.text.startswith("↩️")
    assert f"<@{stage.partner.id}> stopped it" in shown(message)
    assert "they called" not in shown(message)
