"""`/flag-client` in one line: what is stored, what is asked, and that nothing is ever stored twice."""

import threading
from datetime import timedelta

import pytest

from bot.domain.history import Incident
from bot.domain.signs import Level, Severity
from bot.sandbox.faults import http_500
from bot.sandbox.stage import Reply
from tests.flows.register import add_client, all_names, bring_in, incidents, level, standing
from tests.flows.stage import GENERAL, Stage


def flag(stage: Stage, line: str, who: str = "lead") -> Reply:
    reply = stage.person(who).command(f"/flag-client {line}", channel=GENERAL)
    assert reply.error == ""
    stage.settle()
    return reply


def shown(stage: Stage, who: str = "lead") -> str:
    """The newest thing that only that person sees."""
    newest = stage.person(who).ephemerals[-1]
    return f"{newest.text} {newest.blocks}"


def test_one_line_stores_one_incident(stage: Stage) -> None:
    """The sign, the note, the moment and the reporter are kept; severity is normal and nothing else is said."""
    add_client(stage, "Acme")
    reply = flag(stage, "acme slow_pay invoice 7 is 30 days late")
    (record,) = incidents(stage, "Acme")
    entry = record.entry
    assert isinstance(entry, Incident)
    assert (entry.sign, entry.severity, entry.at) == ("slow_pay", Severity.NORMAL, stage.clock.now())
    assert (record.note, record.by, record.evidence) == ("invoice 7 is 30 days late", stage.lead.id, None)
    assert "Paid late" in str(reply.blocks)
    assert "clear" in str(reply.blocks)


@pytest.mark.parametrize("sign", ["slow_pay", "slow-pay", "Slow Pay", "5", "#5", '"slow pay"', "“slow pay”"])
def test_spellings_of_a_sign(stage: Stage, sign: str) -> None:
    """A sign is one sign however it is typed."""
    add_client(stage, "Acme")
    flag(stage, f"Acme {sign} again")
    (record,) = incidents(stage, "Acme")
    assert isinstance(record.entry, Incident)
    assert (record.entry.sign, record.note) == ("slow_pay", "again")


@pytest.mark.parametrize(
    "typed", ["Northwind Traders", "“Northwind Traders”", "'northwind traders'", "NORTHWIND TRADERS"]
)
def test_names_of_several_words(stage: Stage, typed: str) -> None:
    """Without quotes the client is the longest run of leading words that is a known name."""
    add_client(stage, "Northwind", "Northwind Traders")
    flag(stage, f"{typed} lying about the brief")
    assert [record.note for record in incidents(stage, "Northwind Traders")] == ["about the brief"]
    assert incidents(stage, "Northwind") == []


def test_an_ambiguous_name_stores_nothing_and_offers_all(stage: Stage) -> None:
    """The beginning of two names is neither of them; one press flags the one that was meant."""
    add_client(stage, "Northwind Traders", "Northwind Mills")
    asked = flag(stage, "northwind lying about the brief")
    assert "Northwind Traders" in str(asked.blocks)
    assert "Northwind Mills" in str(asked.blocks)
    assert incidents(stage, "Northwind Mills") == incidents(stage, "Northwind Traders") == []
    picked = next(
        block["accessory"]["value"] for block in asked.blocks if "Mills" in str(block) and "accessory" in block
    )
    stage.lead.press("pick_client", picked, in_=asked)
    stage.settle()
    assert [record.note for record in incidents(stage, "Northwind Mills")] == ["about the brief"]
    assert incidents(stage, "Northwind Traders") == []
    assert "Flagged" in shown(stage)


def test_an_unknown_client_is_created_by_one_press(stage: Stage) -> None:
    """Nothing is stored before the press; after it, the client and its incident."""
    asked = flag(stage, '"Blue Door" lying said it was paid')
    assert all_names(stage) == []
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    assert all_names(stage) == ["Blue Door"]
    assert [record.note for record in incidents(stage, "Blue Door")] == ["said it was paid"]


def test_an_unknown_sign_keeps_what_was_typed(stage: Stage) -> None:
    """A nearly right sign is offered; picking it stores the line, once, whatever is pressed afterwards."""
    add_client(stage, "Acme")
    asked = flag(stage, "acme slowpay invoice 7")
    assert incidents(stage, "Acme") == []
    stage.lead.press("pick_sign", in_=asked)
    stage.settle()
    stage.slack.redeliver(times=2)
    stage.settle()
    (record,) = incidents(stage, "Acme")
    assert isinstance(record.entry, Incident)
    assert record.entry.sign == "slow_pay"
    assert "invoice 7" in record.note


def test_a_line_is_one_incident_however_it_is_finished(stage: Stage) -> None:
    """The form that an answer opens, the answer's own buttons and the line itself make one incident together."""
    add_client(stage, "Acme")
    asked = flag(stage, "acme slowpay invoice 7")
    line = stage.slack.traffic.last_delivery()
    stage.lead.press("form_open", in_=asked)
    stage.settle()
    assert stage.lead.view is not None
    stage.lead.fill({"sign": "slow_pay"})
    stage.settle()
    assert stage.lead.submit().ok
    stage.lead.close(everything=True)
    stage.lead.press("pick_sign", in_=asked)
    stage.settle()
    stage.slack.redeliver(line, times=2)
    stage.settle()
    assert len(incidents(stage, "Acme")) == 1


def test_a_line_delivered_again_after_its_client_was_created(stage: Stage) -> None:
    """The line that had to ask for its client, sent once more by Slack, finds the incident that it became."""
    asked = flag(stage, "Acme lying said so")
    line = stage.slack.traffic.last_delivery()
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    stage.slack.redeliver(line, times=2)
    stage.settle()
    assert len(incidents(stage, "Acme")) == 1


def test_a_client_alone_opens_the_form(stage: Stage) -> None:
    """With the client already chosen."""
    add_client(stage, "Acme")
    reply = flag(stage, "acme")
    assert reply.messages == ()
    stage.lead.fill({"sign": "lying"})
    stage.settle()
    assert stage.lead.submit().ok
    assert len(incidents(stage, "Acme")) == 1


def test_where_the_form_does_not_open_a_button_opens_it(stage: Stage) -> None:
    """A trigger that ran out costs a press, and the client is still chosen."""
    add_client(stage, "Acme")
    stage.slack.faults.add("views.open", http_500())
    reply = flag(stage, "acme")
    assert "Acme" in reply.text
    stage.lead.press("form_open", in_=reply)
    stage.settle()
    view = stage.lead.view
    assert view is not None
    client = next(block for block in view.blocks if block["block_id"] == "client")
    assert "Acme" in str(client["element"]["initial_option"])


def test_help(stage: Stage) -> None:
    """It names all ten signs and shows an example; nothing is stored."""
    reply = flag(stage, "help")
    assert "`legal_risk`" in str(reply.blocks)
    assert "/flag-client acme" in str(reply.blocks)


def test_a_note_of_ten_thousand_characters(stage: Stage) -> None:
    """Its first part is kept, and the answer says so."""
    add_client(stage, "Acme")
    reply = flag(stage, "acme slow_pay " + "n" * 10_000)
    (record,) = incidents(stage, "Acme")
    assert len(record.note) == 2000
    assert "too long" in str(reply.blocks)


@pytest.mark.parametrize(
    "typed", ["<!channel> lying", "@channel lying", "\u202ebad\u202c lying", "*bold* <http://x.example|a> lying"]
)
def test_hostile_names_are_data(stage: Stage, typed: str) -> None:
    """A name can neither ping, nor link, nor turn the line round, on the way in or out."""
    asked = flag(stage, typed)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    (name,) = all_names(stage)
    assert "\u202e" not in name
    for text in (str(asked.blocks), shown(stage)):
        assert "<!" not in text
        assert "<http" not in text
        assert "\u202e" not in text


def test_hostile_notes_are_data(stage: Stage) -> None:
    """A note is kept as typed but for what cannot be seen, and pings nobody when it is shown."""
    add_client(stage, "Acme")
    flag(stage, "acme slow_pay @channel \u202epay <!here> *now*\x00")
    (record,) = incidents(stage, "Acme")
    assert "\u202e" not in record.note
    assert "\x00" not in record.note
    card = stage.lead.command("/client-health acme", channel=GENERAL)
    assert "<!" not in str(card.blocks)


@pytest.mark.parametrize("typed", ['""', "«»", "\u200b\u200b", "  \u00a0 ", "x" * 76, "lying"])
def test_odd_lines_get_an_answer_and_store_nothing(stage: Stage, typed: str) -> None:
    """Whatever is typed, there is an answer, and it is no incident."""
    reply = stage.lead.command(f"/flag-client {typed}", channel=GENERAL)
    stage.settle()
    assert reply.error == ""
    assert reply.text or stage.lead.view is not None
    assert all_names(stage) == []


def test_a_line_delivered_three_times_is_one_incident(stage: Stage) -> None:
    """Each delivery is answered with what was stored."""
    add_client(stage, "Acme")
    flag(stage, "acme lying about it")
    again = stage.slack.redeliver(times=2)
    stage.settle()
    assert len(incidents(stage, "Acme")) == 1
    assert all("Already stored once" in str(ack.payload) for ack in again)


def test_concurrent_deliveries_are_one_incident(stage: Stage) -> None:
    """Six copies at once store one."""
    add_client(stage, "Acme")
    asked = flag(stage, "acme slowpay invoice")
    stage.lead.press("pick_sign", in_=asked)
    entry = stage.slack.traffic.last_delivery()
    threads = [threading.Thread(target=stage.slack.redeliver, args=(entry,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.settle()
    assert len(incidents(stage, "Acme")) == 1


def test_undo_takes_it_back_before_the_alert_goes_out(stage: Stage) -> None:
    """Within the hold, nobody else ever hears of it."""
    add_client(stage, "Acme")
    reply = flag(stage, "acme lying wrong client")
    assert "Undo stops it" in str(reply.blocks)
    stage.lead.press("incident_undo", in_=reply)
    stage.settle()
    stage.slack.redeliver(times=2)
    stage.settle()
    assert "Taken back" in shown(stage)
    assert standing(stage, "Acme") == []
    assert level(stage, "Acme") is Level.CLEAR
    stage.hold_ends()
    assert stage.alerts == []


def test_undo_is_promised_only_where_it_stops_the_alert(stage: Stage) -> None:
    """A second flag within the hold of another's alert does not claim that taking it back would stop that alert."""
    add_client(stage, "Acme")
    flag(stage, "acme lying about the brief")
    reply = flag(stage, "acme slow_pay invoice 7")
    assert "Undo stops it" not in str(reply.blocks)


def test_undo_ends_after_a_day(stage: Stage) -> None:
    """On the hour it is too late, and the answer says what works instead."""
    add_client(stage, "Acme")
    reply = flag(stage, "acme slow_pay invoice 7")
    stage.clock.move(timedelta(hours=24))
    stage.lead.press("incident_undo", in_=reply)
    stage.settle()
    assert "24 hours" in shown(stage)
    assert len(standing(stage, "Acme")) == 1


def test_the_same_sign_by_another_person_is_asked_about(stage: Stage) -> None:
    """It is stored; *Yes* makes it one incident with two people behind it."""
    add_client(stage, "Acme")
    flag(stage, "acme slow_pay invoice 7")
    asked = flag(stage, "acme slow_pay that invoice", "designer")
    assert len(standing(stage, "Acme")) == 2
    stage.designer.press("incident_same", in_=asked)
    stage.settle()
    stage.slack.redeliver(times=2)
    stage.settle()
    (record,) = standing(stage, "Acme")
    assert (record.by, record.witnesses) == (stage.lead.id, (stage.designer.id,))
    assert "counts once" in shown(stage, "designer")


@pytest.mark.parametrize(("hours", "is_asked"), [(23.9, True), (24, False)])
def test_within_a_day(stage: Stage, hours: float, is_asked: bool) -> None:
    """At exactly a day it is another thing; so it is for the same person at any time."""
    add_client(stage, "Acme")
    flag(stage, "acme slow_pay invoice 7")
    assert "same thing" not in str(flag(stage, "acme slow_pay invoice 8").blocks)
    stage.clock.move(timedelta(hours=hours))
    asked = flag(stage, "acme slow_pay that invoice", "designer")
    assert ("same thing" in str(asked.blocks)) == is_asked


def test_an_archived_client_is_not_flagged(stage: Stage) -> None:
    """It says who can bring the client back; nothing is stored, and the name is not taken for a new one."""
    add_client(stage, "Acme")
    card = stage.partner.command("/client-health acme", channel=GENERAL)
    stage.partner.press("client_edit", in_=card)
    stage.settle()
    stage.partner.fill({"status": "archived"})
    assert stage.partner.submit().ok
    reply = flag(stage, "acme lying about it")
    assert "archived" in reply.text
    assert incidents(stage, "Acme") == []
    stage.lead.shortcut("flag_client_global")
    stage.settle()
    stage.lead.fill({"client": "Acme", "sign": "lying"})
    stage.settle()
    assert "archived" in stage.lead.submit().errors["client"]


def test_a_warning_makes_the_next_one_decisive(stage: Stage) -> None:
    """Belittling is asked about, told to the client, recorded by a press; the next one trips."""
    add_client(stage, "Acme")
    first = flag(stage, "acme mental_abuse called us useless")
    assert "watch" in str(first.blocks)
    stage.clock.move(timedelta(minutes=1))
    later = flag(stage, "acme slow_pay invoice 7")
    stage.lead.press("warning_record", in_=later)
    stage.settle()
    stage.lead.fill({"told_how": "on a call"})
    stage.lead.submit()
    stage.settle()
    assert "told" in shown(stage)
    stage.clock.move(timedelta(minutes=1))
    again = flag(stage, "acme mental_abuse and again")
    assert "decisive" in str(again.blocks)
    assert level(stage, "Acme") is Level.DECISIVE


@pytest.mark.parametrize("status", ["parting", "former"])
def test_a_client_that_was_parted_with(stage: Stage, status: str) -> None:
    """A flag is kept and raises no alert; the history is offered first, with the day it was decided."""
    parted = {"at": "2026-01-15T10:00:00Z", "type": "decision", "outcome": "part_ways"}
    bring_in(stage, "Acme", parted, status=status)
    reply = flag(stage, "acme lying about it")
    assert "Jan 15, 2026" in str(reply.blocks)
    assert reply.blocks[0]["accessory"]["action_id"] == "health_open"
    assert "No alert is raised" in str(reply.blocks)
    assert len(incidents(stage, "Acme")) == 1
    stage.hold_ends()
    assert stage.alerts == []
    stage.lead.press("health_open", in_=reply)
    stage.settle()
    assert "Acme" in shown(stage)
