"""Taking back and correcting: undo, edit, void, waive, each by whoever may, with everything else left as it is."""

import threading
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.history import Incident, Void, Waiver
from bot.domain.signs import Level
from bot.sandbox.stage import Reply
from tests.flows.register import add_client, bring_in, client_named, incidents, level, records, standing
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_flagging import flag, shown
from tests.flows.test_form import element, fill, opened, said, submit


def edit_form(stage: Stage, reply: Reply, who: str = "lead") -> None:
    """Presses *Add details* on an answer."""
    stage.person(who).press("incident_edit", in_=reply)
    stage.settle()


def card(stage: Stage, who: str, name: str = "acme") -> Reply:
    reply = stage.person(who).command(f"/client-health {name}", channel=GENERAL)
    stage.settle()
    return reply


def correction(stage: Stage, who: str, which: str, name: str = "acme") -> Reply:
    """Chooses a correction in the menu of the newest incident on the health card."""
    person, shown_card = stage.person(who), card(stage, who, name)
    menu = next(
        block["accessory"]
        for block in shown_card.blocks
        if isinstance(block.get("accessory"), dict) and block["accessory"].get("action_id") == "incident_menu"
    )
    option = next(option for option in menu["options"] if option["value"].startswith(f"{which}|"))
    reply = person.press("incident_menu", option["value"], in_=shown_card)
    stage.settle()
    return reply


def offered(stage: Stage, who: str) -> set[str]:
    """The corrections that the health card offers that person."""
    blocks = str(card(stage, who).blocks)
    return {which for which in ("undo", "edit", "void", "waive") if f"incident_{which}|" in blocks}


def reason(stage: Stage, who: str, text: str) -> str:
    """Gives the reason that was asked for, and returns what the form then says."""
    stage.person(who).fill({"reason": text})
    result = stage.person(who).submit()
    stage.settle()
    return str(result.errors or (result.updated and result.updated.blocks))


def test_adding_details_corrects_the_one_incident(stage: Stage) -> None:
    """The form opens as it was stored; the corrected one replaces the old one, which stays, marked."""
    add_client(stage, "Acme")
    answer = flag(stage, "acme slow_pay invoice 7")
    first = incidents(stage, "Acme")[0]
    edit_form(stage, answer)
    assert stage.lead.view is not None
    assert element(stage.lead.view, "note")["initial_value"] == "invoice 7"
    result = submit(stage, {"days_late": "31", "note": "invoice 7, 31 days"})
    assert result.ok
    stage.slack.redeliver(times=2)
    stage.settle()
    (now,) = standing(stage, "Acme")
    assert len(incidents(stage, "Acme")) == 2
    assert (now.replaces, now.note) == (first.entry.id, "invoice 7, 31 days")
    assert isinstance(now.entry, Incident)
    assert now.entry.days_late == 31
    assert now.entry.at == first.entry.at


def test_a_correction_moves_between_clients(stage: Stage) -> None:
    """Both are judged again: the alert of the wrong one is withdrawn, the right one gets its own."""
    add_client(stage, "Acme", "Globex")
    answer = flag(stage, "acme lying about it")
    stage.hold_ends()
    assert len(stage.alerts) == 1
    edit_form(stage, answer)
    assert submit(stage, {"client": "Globex"}).ok
    assert (level(stage, "Acme"), level(stage, "Globex")) == (Level.CLEAR, Level.DECISIVE)
    stage.hold_ends()
    stage.after(seconds=5)
    texts = [message.text for message in stage.alerts]
    assert any("Globex" in text and "decisive" in text for text in texts)
    assert any("Acme" in text and "closed" in text for text in texts)


def test_a_correction_is_judged_once(stage: Stage) -> None:
    """It never looks like one more: two disputes and a corrected one stay two."""
    add_client(stage, "Acme")
    flag(stage, "acme slow_pay invoice 1")
    answer = flag(stage, "acme slow_pay invoice 2")
    edit_form(stage, answer)
    submit(stage, {"note": "invoice 3"})
    stage.hold_ends()
    assert stage.alerts == []
    assert len(standing(stage, "Acme")) == 2


def test_a_correction_may_raise_the_alert(stage: Stage) -> None:
    """What turns out worse than it was flagged is an alert like any other."""
    add_client(stage, "Acme")
    answer = flag(stage, "acme slow_pay invoice 1")
    edit_form(stage, answer)
    submit(stage, {"sign": "lying"})
    stage.hold_ends()
    assert len(stage.alerts) == 1


@pytest.mark.parametrize(("days", "may"), [(6.99, True), (7, False)])
def test_the_reporter_corrects_for_a_week(stage: Stage, days: float, may: bool) -> None:
    """At exactly seven days only a reviewer does."""
    add_client(stage, "Acme")
    answer = flag(stage, "acme slow_pay invoice 1")
    stage.clock.move(timedelta(days=days))
    edit_form(stage, answer)
    assert stage.lead.view is not None
    assert ("whoever flagged it can correct it" in str(stage.lead.view.blocks)) != may
    assert ("edit" in offered(stage, "lead")) == may
    assert "edit" in offered(stage, "partner")


def test_correcting_buys_no_time(stage: Stage) -> None:
    """After a correction on the sixth day it can neither be undone nor, two days later, be corrected again."""
    add_client(stage, "Acme")
    answer = flag(stage, "acme slow_pay invoice 1")
    stage.clock.move(timedelta(days=6))
    edit_form(stage, answer)
    result = submit(stage, {"note": "invoice 2"})
    assert "incident_undo" not in str(result.updated and result.updated.blocks)
    (now,) = standing(stage, "Acme")
    stage.lead.close(everything=True)
    stage.clock.move(timedelta(days=2))
    stage.lead.press("incident_edit", in_=_with_button(stage, "incident_edit", now.entry.id))
    stage.settle()
    assert stage.lead.view is not None
    assert "whoever flagged it can correct it" in str(stage.lead.view.blocks)


def _with_button(stage: Stage, action: str, value: str) -> Reply:
    """An old answer of the lead's, its button naming another incident: as if it had been shown for that one."""
    message = next(one for one in reversed(stage.lead.ephemerals) if action in str(one.blocks))
    for block in message.blocks:
        for one in block.get("elements", []):
            if one.get("action_id") == action:
                one["value"] = value
    return Reply(ack=stage.slack.redeliver()[0], messages=(message,))


def test_another_member_corrects_nothing(stage: Stage) -> None:
    """Neither by the card nor by a button that was not theirs."""
    add_client(stage, "Acme")
    flag(stage, "acme slow_pay invoice 1")
    assert offered(stage, "designer") == set()


def test_a_reviewer_corrects_and_the_reporter_stays(stage: Stage) -> None:
    """Who reported it, and who witnessed it, is not changed by who corrected it."""
    add_client(stage, "Acme")
    message = said(stage, "they lied")
    for who in ("lead", "designer"):
        opened(stage, who, message)
        submit(stage, {"client": "Acme", "sign": "lying"}, who)
    correction(stage, "partner", "incident_edit")
    result = submit(stage, {"note": "seen by two"}, "partner")
    assert result.ok
    assert "incident_undo" not in str(result.updated and result.updated.blocks)
    (now,) = standing(stage, "Acme")
    assert (now.by, now.witnesses, now.note) == (stage.lead.id, (stage.designer.id,), "seen by two")
    assert now.evidence is not None
    opened(stage, "designer", message)
    submit(stage, {"client": "Acme", "sign": "lying"}, "designer")
    assert len(standing(stage, "Acme")) == 1


def test_a_message_corrected_to_an_earlier_time_is_still_known(stage: Stage) -> None:
    """A witness is found through the correction, not through what was voided."""
    add_client(stage, "Acme")
    message = said(stage, "they lied")
    opened(stage, "lead", message)
    submit(stage, {"client": "Acme", "sign": "lying"})
    correction(stage, "lead", "incident_edit")
    submit(stage, {"occurred_at": int((stage.clock.now() - timedelta(days=3)).timestamp())})
    opened(stage, "designer", message)
    submit(stage, {"client": "Acme", "sign": "lying"}, "designer")
    (now,) = standing(stage, "Acme")
    assert now.witnesses == (stage.designer.id,)


def test_voiding_needs_a_reviewer_and_a_reason(stage: Stage) -> None:
    """The incident stays in the history, marked, and the alert is withdrawn."""
    add_client(stage, "Acme")
    flag(stage, "acme lying about it")
    stage.hold_ends()
    assert offered(stage, "lead") == {"undo", "edit"}
    correction(stage, "partner", "incident_void")
    assert "Say why" in reason(stage, "partner", "\u202e\u202e \u200b")
    assert "Voided" in reason(stage, "partner", "It was our mistake <!channel>")
    again = stage.slack.redeliver(times=2)
    stage.settle()
    assert all("Voided" in str(ack.payload) for ack in again)
    (voided,) = [record.entry for record in records(stage, "Acme") if isinstance(record.entry, Void)]
    assert (voided.by, voided.reason) == (stage.partner.id, "It was our mistake <!channel>")
    assert level(stage, "Acme") is Level.CLEAR
    stage.tick()
    assert "closed" in stage.alerts[0].text
    assert "It was our mistake" in str(card(stage, "lead").blocks)
    assert "<!channel>" not in str(card(stage, "lead").blocks)


def test_waiving(stage: Stage) -> None:
    """It happened, stays, marked, and no longer counts."""
    add_client(stage, "Acme")
    flag(stage, "acme lying about it")
    correction(stage, "partner", "incident_waive")
    assert "Waived" in reason(stage, "partner", "they were in a bad place")
    assert "Waived" in str(stage.slack.redeliver()[0].payload)
    stage.settle()
    assert len([record for record in records(stage, "Acme") if isinstance(record.entry, Waiver)]) == 1
    assert level(stage, "Acme") is Level.CLEAR


def test_physical_abuse_is_never_waived(stage: Stage) -> None:
    """The card does not offer it; a reviewer may void it."""
    add_client(stage, "Acme")
    flag(stage, "acme physical_abuse threw a chair")
    assert offered(stage, "partner") == {"edit", "void"}


def test_nobody_dismisses_their_own(stage: Stage) -> None:
    """A reviewer takes their own flag back within the day, but neither voids nor waives it while there is another."""
    add_client(stage, "Acme")
    flag(stage, "acme lying about it", "partner")
    assert offered(stage, "partner") == {"undo", "edit"}
    assert offered(stage, "office") == {"edit", "void", "waive"}


def test_an_owner_does_not_reword_a_flag_about_their_client(stage: Stage) -> None:
    """While another reviewer can."""
    add_client(stage, "Acme")
    flag(stage, "acme lying about it")
    shown_card = card(stage, "partner")
    stage.partner.press("client_edit", in_=shown_card)
    stage.settle()
    fill(stage, {"owner": "partner"}, "partner")
    assert stage.partner.submit().ok
    correction(stage, "partner", "incident_edit")
    assert stage.partner.view is not None
    assert "another reviewer" in str(stage.partner.view.blocks)
    correction(stage, "office", "incident_edit")
    assert submit(stage, {"note": "checked"}, "office").ok


def test_forged_values_change_nothing(stage: Stage) -> None:
    """A button that names something else is answered kindly and does nothing."""
    add_client(stage, "Acme", "Globex")
    answer = flag(stage, "acme slow_pay invoice 1")
    theirs = flag(stage, "globex slow_pay invoice 1", "designer")
    (other,) = incidents(stage, "Globex")
    (own,) = incidents(stage, "Acme")
    for action, value in (
        ("incident_undo", other.entry.id),
        ("incident_undo", "no such thing"),
        ("incident_undo", ""),
        ("incident_edit", other.entry.id),
        ("incident_same", f"{own.entry.id}|{other.entry.id}"),
        ("incident_same", f"{own.entry.id}|{own.entry.id}"),
        ("incident_same", "|"),
        ("incident_void", own.entry.id),
        ("incident_menu", "incident_void|x"),
        ("pick_client", "|"),
        ("pick_client", "x|y"),
        ("pick_sign", "x|y"),
        ("create_and_flag", "x"),
        ("warning_record", "x|y"),
        ("warning_record", f"{client_named(stage, 'Acme').id}|no_such_sign"),
        ("client_edit", "x"),
        ("client_merge", "x"),
        ("client_unmerge", "x"),
        ("form_open", "x|y"),
    ):
        _press_forged(stage, answer, action, value)
    assert len(standing(stage, "Acme")) == len(standing(stage, "Globex")) == 1
    assert theirs.text


def _press_forged(stage: Stage, reply: Reply, action: str, value: str) -> None:
    """Presses *Undo* as if it had that action and value; the answer must be a sentence of ours and no failure."""
    assert reply.message is not None
    forged = replace(reply.message, blocks=deepcopy(reply.message.blocks))
    buttons = [one for block in forged.blocks for one in block.get("elements", []) if "action_id" in one]
    buttons[-1]["action_id"], buttons[-1]["value"] = action, value
    before = _on_screen(stage)
    pressed = stage.lead.press(action, value, in_=forged)
    stage.settle()
    assert pressed.error == ""
    told = " ".join(_on_screen(stage) - before)
    assert told, action
    assert "went wrong" not in told
    stage.lead.close(everything=True)


def _on_screen(stage: Stage) -> set[str]:
    messages = {f"{one.ts} {one.text} {one.blocks}" for one in stage.lead.ephemerals}
    return messages | {str(view.blocks) for view in stage.lead.views}


def test_concurrent_presses_undo_once(stage: Stage) -> None:
    """Copies of a press at once make one void."""
    add_client(stage, "Acme")
    answer = flag(stage, "acme lying about it")
    stage.lead.press("incident_undo", in_=answer)
    entry = stage.slack.traffic.last_delivery()
    threads = [threading.Thread(target=stage.slack.redeliver, args=(entry,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.settle()
    assert len([record for record in records(stage, "Acme") if isinstance(record.entry, Void)]) == 1
    assert "Taken back" in shown(stage)


def settled_lie(stage: Stage) -> None:
    """A lie of February, known then, and a keep after it."""
    lie: dict[str, object] = {"at": "2026-02-01T10:00:00Z", "type": "incident", "sign": "lying", "note": "sad so"}
    keep: dict[str, object] = {"at": "2026-02-10T10:00:00Z", "type": "decision", "outcome": "keep"}
    bring_in(stage, "Acme", lie, keep)


def test_what_a_keep_settled_stays_settled_when_it_is_reworded(stage: Stage) -> None:
    """A corrected note is nothing that came to light."""
    settled_lie(stage)
    correction(stage, "partner", "incident_edit")
    assert submit(stage, {"note": "said so"}, "partner").ok
    (now,) = standing(stage, "Acme")
    assert now.note == "said so"
    assert level(stage, "Acme") is Level.CLEAR


def test_another_sign_comes_to_light_anew(stage: Stage) -> None:
    """What turns out to be something else was not what the keep was about."""
    settled_lie(stage)
    correction(stage, "partner", "incident_edit")
    assert submit(stage, {"sign": "legal_risk"}, "partner").ok
    assert level(stage, "Acme") is Level.DECISIVE


def test_a_dispute_stands_beneath_the_note(stage: Stage) -> None:
    """A reviewer writes what the other side says: who told of it, when it was and what counts stay, the old note too."""
    add_client(stage, "Acme")
    flag(stage, "acme mental_abuse canarynote of the call", "lead")
    before = level(stage, "Acme")
    (old,) = standing(stage, "Acme")
    stage.after(days=10)
    correction(stage, "partner", "incident_edit")
    disputed = "canarynote of the call\n\nDisputed on 3 March by the client: nobody raised their voice."
    assert submit(stage, {"note": disputed}, "partner").ok
    (new,) = standing(stage, "Acme")
    assert (new.note, new.by, new.entry.at) == (disputed, old.by, old.entry.at)
    assert [record.note for record in incidents(stage, "Acme")] == [old.note, disputed]
    assert level(stage, "Acme") is before
