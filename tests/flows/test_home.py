"""App Home, by what each kind of person finds there, and what its buttons lead to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.client import Client
from bot.domain.parting import ItemState, Parting, plan_items
from bot.domain.parting_order import Order
from bot.sandbox.person import Person
from bot.sandbox.views import View
from tests.flows.discretion import texts_in
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_decide import decided
from tests.flows.test_review import change, said

DAY = timedelta(days=1)


def home(stage: Stage, who: Person) -> str:
    """All that their App Home says once they have opened it."""
    who.open_home()
    stage.settle()
    return said(who.home)


def plain(text: str) -> str:
    return text.replace("*", "")


def labels(view: View | None) -> list[str]:
    """Of every button."""
    assert view is not None
    elements = [element for block in view.spec["blocks"] for element in block.get("elements", [])]
    elements += [block["accessory"] for block in view.spec["blocks"] if "accessory" in block]
    return [element["text"]["text"] for element in elements if element["type"] == "button"]


def flagged(stage: Stage, line: str, who: Person | None = None) -> None:
    """A flag about a client that is new, or is not."""
    reporter = who or stage.lead
    reply = reporter.command(f"/flag-client {line}", channel=GENERAL)
    if "create_and_flag" in str(reply.blocks):
        reporter.press("create_and_flag", in_=reply)
    stage.settle()


def client_named(stage: Stage, name: str = "Acme") -> Client:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        client = uow.clients.by_keys([name.lower()]).get(name.lower())
    assert client is not None
    return client


def own(stage: Stage, owner: Person, name: str = "Acme") -> None:
    client = client_named(stage, name)
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.clients.save(replace(client, owner=owner.id))


def in_home(stage: Stage, who: Person, action: str, value: Any = None, block: str = "") -> None:
    who.press(action, value, in_=who.home, block_id=block)
    stage.settle()


def block_of(who: Person, words: str) -> str:
    """The id of the block in App Home that says so."""
    assert who.home is not None
    for block in who.home.blocks:
        if words in "".join(texts_in(block)).replace("\u2068", "").replace("\u2069", ""):
            return str(block["block_id"])
    raise AssertionError(f"nothing says {words!r}")


def test_a_new_workspace_is_told_what_to_do_first(stage: Stage) -> None:
    """Reviewers set it up, everybody can add clients and flag; nothing else stands there yet."""
    text = home(stage, stage.partner)
    assert "Welcome to Partways" in text
    assert "choose the channel for alerts" in text
    assert labels(stage.partner.home) == ["Flag a client", "Add clients", "Settings"]
    text = home(stage, stage.lead)
    assert "choose the channel for alerts" not in text
    assert labels(stage.lead.home) == ["Flag a client", "Add clients"]
    in_home(stage, stage.lead, "clients_add_open")
    stage.lead.fill({"names": "Acme"})
    stage.lead.submit()
    stage.settle()
    assert "Welcome" not in said(stage.lead.home)


def test_one_button_is_primary(stage: Stage) -> None:
    """Flagging is what people come for; it opens the empty form."""
    flagged(stage, "Acme lying")
    stage.hold_ends()
    home(stage, stage.partner)
    assert str(stage.partner.home and stage.partner.home.spec["blocks"]).count("primary") == 1
    in_home(stage, stage.partner, "Flag a client")
    assert stage.partner.view is not None
    assert stage.partner.view.callback_id == "flag_client"


def test_somebody_with_nothing_to_do_is_told_so(stage: Stage) -> None:
    """And how to begin; no empty lists."""
    flagged(stage, "Acme slow_pay")
    text = home(stage, stage.designer)
    assert "Nothing waits for you." in text
    assert "You have flagged nothing yet" in text
    for title in ("Waits for you", "Clients you own", "Alerts to decide", "Parting ways", "Policy and settings"):
        assert title not in text


def test_what_i_flagged_and_what_came_of_it(stage: Stage) -> None:
    """Counted, part of an alert that somebody has, settled; the newest first, each with its menu."""
    flagged(stage, "Otter slow_pay secretnote")
    stage.after(minutes=1)
    flagged(stage, "Acme lying secretnote")
    text = home(stage, stage.lead)
    assert plain(text).index("Acme: Said what was not true") < plain(text).index("Otter: Paid late")
    assert "It counts; no alert is open." in text
    assert "Part of an open alert: goes out in a moment." in text
    stage.hold_ends()
    assert "Part of an open alert: nobody has it since" in plain(home(stage, stage.lead))
    stage.designer.press("alert_ack", in_=stage.alerts[0])
    stage.settle()
    assert f"Part of an open alert: <@{stage.designer.id}> has it." in home(stage, stage.lead)
    decided_on(stage, "Acme", "keep")
    assert "Settled: the team kept them on Mar 2, 2026." in home(stage, stage.lead)
    assert "secretnote" not in text
    assert "Flag" in labels(stage.lead.home)[0]


def decided_on(stage: Stage, name: str, outcome: str, **fields: Any) -> None:
    """By the partner, in the form."""
    card = stage.partner.command(f"/client-health {name}", channel=GENERAL)
    stage.partner.press("review_open", in_=card)
    stage.settle()
    stage.partner.press("review_decide", f"{client_named(stage, name).id}|{outcome}")
    stage.settle()
    stage.partner.fill({"keep_takes": "a lot", "reason": "talked it over", **fields})
    assert stage.partner.submit().ok
    stage.settle()
    stage.tick()


def test_a_flag_is_taken_back_from_home(stage: Stage) -> None:
    """It is said in a small modal, and stands there as undone at once."""
    flagged(stage, "Acme slow_pay")
    home(stage, stage.lead)
    (option,) = [
        option["value"]
        for block in (stage.lead.home.blocks if stage.lead.home else [])
        for option in block.get("accessory", {}).get("options", [])
        if option["value"].startswith("incident_undo")
    ]
    in_home(stage, stage.lead, "incident_menu", option)
    assert "taken back" in said(stage.lead.view).lower() or "undone" in said(stage.lead.view).lower()
    assert "Undone by whoever flagged it." in said(stage.lead.home)


def test_a_correction_takes_the_place_of_what_it_corrects(stage: Stage) -> None:
    """One line for one thing; the form opens from the line's menu."""
    flagged(stage, "Acme slow_pay")
    home(stage, stage.lead)
    (option,) = [
        option["value"]
        for block in (stage.lead.home.blocks if stage.lead.home else [])
        for option in block.get("accessory", {}).get("options", [])
        if option["value"].startswith("incident_edit")
    ]
    in_home(stage, stage.lead, "incident_menu", option)
    stage.lead.fill({"sign": "invoice_dispute"})
    stage.settle()
    stage.lead.submit()
    stage.settle()
    text = said(stage.lead.home)
    assert "Acme: Disputed an invoice" in plain(text)
    assert "Paid late" not in text
    assert "Replaced" not in text


def test_nobody_sees_what_others_flagged(stage: Stage) -> None:
    """Neither the note nor who it was, not even a reviewer at a glance."""
    flagged(stage, "Acme mental_abuse secretnote")
    stage.hold_ends()
    for who in (stage.designer, stage.partner):
        text = home(stage, who)
        assert "secretnote" not in text
        assert stage.lead.id not in text
        assert "You have flagged nothing yet" in text


def test_an_alert_that_i_took_waits_for_me(stage: Stage) -> None:
    """By its date, then overdue; a reviewer's list of alerts does not name it twice."""
    flagged(stage, "Acme lying")
    stage.hold_ends()
    stage.lead.press("alert_ack", in_=stage.alerts[0])
    stage.settle()
    text = home(stage, stage.lead)
    assert "1 thing waits for you." in text
    assert "decide by Mon, Mar 9" in text
    in_home(stage, stage.lead, "alert_review")
    assert "What would we have to do to keep Acme" in said(stage.lead.view)
    stage.lead.close(everything=True)
    stage.after(days=8)
    assert "overdue since Mon, Mar 9" in home(stage, stage.lead)
    stage.lead.press("alert_ack", in_=stage.alerts[0])
    stage.partner.press("alert_ack", in_=stage.alerts[0])
    stage.settle()
    text = home(stage, stage.partner)
    assert "1 alert is open · 1 decision is overdue" in text
    assert "Waits for you" in text
    assert "Alerts to decide" not in text


def test_a_warning_that_i_was_asked_to_give_waits_for_me(stage: Stage) -> None:
    """Until somebody records that they told them; nobody else sees the question."""
    flagged(stage, "Acme mental_abuse")
    stage.hold_ends()
    assert "Acme: tell them that this must stop: Belittled" in plain(home(stage, stage.lead))
    assert "must stop" not in home(stage, stage.designer)
    in_home(stage, stage.lead, "warning_record")
    stage.lead.fill({"told_how": "on a call"})
    stage.lead.submit()
    stage.settle()
    assert "Nothing waits for you." in said(stage.lead.home)


def test_conditions_of_my_clients_wait_for_me(stage: Stage) -> None:
    """A week ahead; answered where they stand. Reviewers see those that are due and nobody answered."""
    flagged(stage, "Acme lying")
    own(stage, stage.designer)
    stage.hold_ends()
    decided_on(stage, "Acme", "keep", condition_1="a written brief", condition_by_1="2026-03-06")
    assert "Acme: is it kept by Fri, Mar 6, 2026? a written brief" in plain(home(stage, stage.designer))
    assert "a written brief" not in home(stage, stage.lead)
    assert "a written brief" not in home(stage, stage.partner)
    stage.after(days=5)
    assert "Acme: was it kept? It was due Fri, Mar 6, 2026: a written brief" in plain(home(stage, stage.designer))
    assert "Kept clients to look at again" in home(stage, stage.partner)
    in_home(stage, stage.partner, "condition_kept")
    assert "Acme" in said(stage.partner.view)
    assert "Kept clients to look at again" not in said(stage.partner.home)
    assert "a written brief" not in home(stage, stage.designer)


def test_a_condition_is_answered_once(stage: Stage) -> None:
    """Whoever comes second is told so, in a small modal: App Home has no other place for it."""
    flagged(stage, "Acme lying")
    own(stage, stage.designer)
    stage.hold_ends()
    decided_on(stage, "Acme", "keep", condition_1="a written brief", condition_by_1="2026-03-06")
    home(stage, stage.designer)
    old = stage.designer.home and replace(stage.designer.home)
    in_home(stage, stage.designer, "condition_kept")
    stage.designer.press("condition_broken", in_=old)
    stage.settle()
    assert "has answered that already" in said(stage.designer.view)


def test_a_later_decision_takes_conditions_away(stage: Stage) -> None:
    """They were its."""
    flagged(stage, "Acme lying")
    own(stage, stage.designer)
    stage.hold_ends()
    decided_on(stage, "Acme", "keep", condition_1="a written brief", condition_by_1="2026-03-06")
    decided_on(stage, "Acme", "keep")
    assert "a written brief" not in home(stage, stage.designer)


def part_ways(stage: Stage, name: str = "Acme") -> None:
    decided_on(stage, name, "part_ways")


def test_steps_of_a_parting_wait_for_whoever_has_them(stage: Stage) -> None:
    """Those that can be done now; the list opens from the line, and reviewers see how far it is."""
    flagged(stage, "Acme lying")
    own(stage, stage.designer)
    stage.hold_ends()
    part_ways(stage)
    text = plain(home(stage, stage.designer))
    assert text.count("Acme, parting: ") == 1, "a list is one line: what is due first, and how much more there is"
    assert "more steps" in text
    assert "parting ways: 0 of 8 done" in text
    in_home(stage, stage.designer, "parting_open")
    assert "Send the final invoice" in said(stage.designer.view)
    stage.designer.close(everything=True)
    text = plain(home(stage, stage.partner))
    assert "Parting ways" in text
    assert "Acme: 0 of 8 done" in text
    assert "Next: " in text
    assert "The team is parting ways with them." in home(stage, stage.lead)


def test_what_waits_for_the_money_waits_for_nobody(stage: Stage) -> None:
    """The money is asked after, and nothing behind it."""
    flagged(stage, "Acme slow_pay")
    own(stage, stage.designer)
    client = client_named(stage)
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        hours = uow.workspace.settings().hours
        items = plan_items(Order.MONEY_FIRST, uow.at, hours, stage.designer.id, stage.partner.id)
        gated = tuple(
            replace(item, state=ItemState.DONE) if item.step.value == "final_invoice" else item for item in items
        )
        uow.partings.add(
            Parting("p1", client.id, 1, None, Order.MONEY_FIRST, ("slow_pay",), stage.partner.id, uow.at, gated)
        )
    text = plain(home(stage, stage.designer))
    assert "Acme, parting: Collect the money" in text
    assert "Give notice" not in text
    assert "more step" not in text
    of_partner = plain(home(stage, stage.partner))
    assert "1 of 8 done" in of_partner
    assert "1 more step" in of_partner


def test_clients_that_i_own_and_what_comes_next(stage: Stage) -> None:
    """Each with its level; from its menu the card, the review, the form to edit it and the form to flag it."""
    for line in ("Acme lying", "Otter slow_pay", "Magpie ignored_advice"):
        flagged(stage, line, stage.designer)
        own(stage, stage.lead, line.split()[0])
    stage.hold_ends()
    text = plain(home(stage, stage.lead))
    assert text.index("Acme: ") < text.index("Magpie: ") < text.index("Otter: ")
    assert "alert: nobody has it since" in text
    assert "close to a limit" in text
    assert "nothing to do" in text
    client = client_named(stage, "Otter").id
    for what, shows in (
        ("health_open", "Otter"),
        ("review_open", "What would we have to do to keep Otter"),
        ("client_edit", "Otter"),
        ("form_open", "Otter"),
    ):
        in_home(stage, stage.lead, "client_menu", f"{what}|{client}", block_of(stage.lead, "*Otter*"))
        assert shows in said(stage.lead.view) or shows in str(stage.lead.view and stage.lead.view.values), what
        stage.lead.close(everything=True)
    assert "Clients you own" not in home(stage, stage.designer)


def test_reviewers_see_alerts_by_urgency(stage: Stage) -> None:
    """Decisive first, then what nobody has; the whole count above them."""
    for line in ("Otter ignored_advice", "Otter ignored_advice again", "Acme lying", "Magpie lying"):
        flagged(stage, line)
    stage.hold_ends()
    for _ in range(3):
        stage.after(seconds=2)
    acme = next(alert for alert in stage.alerts if "Acme" in alert.text)
    stage.designer.press("alert_ack", in_=acme)
    stage.settle()
    text = plain(home(stage, stage.partner))
    assert "3 alerts are open · 2 that nobody has" in text
    assert text.index("Magpie: ") < text.index("Acme: ") < text.index("Otter: ")
    assert "Alerts to decide" not in home(stage, stage.lead)


def test_reviewers_see_probations_that_end(stage: Stage) -> None:
    """Two weeks ahead, while it is the decision in force and no alert is open."""
    flagged(stage, "Acme lying")
    stage.hold_ends()
    wanted = {"condition_1": "briefs", "condition_by_1": "2026-03-10", "probation_until": "2026-03-20"}
    decided(stage, stage.partner, "probation", **wanted)
    stage.partner.close(everything=True)
    assert "the probation ends" not in home(stage, stage.partner)
    stage.after(days=5)
    assert "Acme: the probation ends Fri, Mar 20, 2026." in plain(home(stage, stage.partner))
    in_home(stage, stage.partner, "review_open")
    assert "What would we have to do to keep Acme" in said(stage.partner.view)
    assert "the probation ends" not in home(stage, stage.lead)


def test_policy_and_settings_are_one_press_away(stage: Stage) -> None:
    """Reviewers see them in short; everybody can read the rules."""
    flagged(stage, "Acme slow_pay")
    change(stage, quorum=2)
    text = home(stage, stage.partner)
    assert "alerts go to <#C0ALERTS001>" in text
    assert "8 points in 180 days raise an alert" in text
    assert "a decision needs 2 votes" in text
    in_home(stage, stage.partner, "Settings")
    assert stage.partner.view is not None
    assert stage.partner.view.callback_id == "settings"
    stage.partner.close(everything=True)
    home(stage, stage.lead)
    in_home(stage, stage.lead, "policy_open")
    assert "180 days" in said(stage.lead.view)


def test_all_clients_open_as_a_list_that_turns_its_pages(stage: Stage) -> None:
    """There and back in the same modal, without a message anywhere; a row turns it into its card."""
    stage.lead.press("clients_add_open", in_=stage.lead.command("/client-health", channel=GENERAL))
    stage.settle()
    stage.lead.fill({"names": "\n".join(f"Client {number:02}" for number in range(12))})
    assert stage.lead.submit().ok
    stage.lead.close(everything=True)
    before = len(stage.lead.ephemerals)
    home(stage, stage.lead)
    in_home(stage, stage.lead, "All clients")
    assert "Page 1 of 2" in said(stage.lead.view)
    stage.lead.press("health_page", "1", in_=stage.lead.view)
    stage.settle()
    assert "Page 2 of 2" in said(stage.lead.view)
    stage.lead.press("health_page", "0", in_=stage.lead.view)
    stage.settle()
    stage.lead.press("health_open", in_=stage.lead.view)
    stage.settle()
    assert "client_edit" in str(stage.lead.view and stage.lead.view.blocks)
    stage.lead.press("health_share", in_=stage.lead.view)
    stage.settle()
    assert "which channel" in said(stage.lead.view)
    assert len(stage.lead.ephemerals) == before


@pytest.mark.parametrize("is_event_lost", [False, True])
def test_whoever_is_let_in_no_longer_finds_nothing_there(stage: Stage, is_event_lost: bool) -> None:
    """What stood there goes at once, and where the event is lost at the next look; its buttons do nothing for them."""
    flagged(stage, "Acme lying", stage.designer)
    home(stage, stage.designer)
    old = stage.designer.home and replace(stage.designer.home)
    if is_event_lost:
        stage.slack.faults.lose_events("*", times=0)
    stage.slack.changes.make_guest("designer")
    stage.settle()
    assert ("Acme" in said(stage.designer.home)) is is_event_lost
    stage.slack.faults.clear()
    stage.after(minutes=6)
    stage.designer.press("health_page", in_=old)
    stage.settle()
    assert "Acme" not in said(stage.designer.view)
    assert "Acme" not in home(stage, stage.designer)
    assert labels(stage.designer.home) == []
