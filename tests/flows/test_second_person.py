"""Every way round the second person: the list of reviewers, a correction, a file, an erasure."""

import json
from datetime import timedelta

import pytest

from bot.domain.case_file import read_cases
from bot.domain.cases import CaseRefused
from bot.domain.signs import Level
from bot.usecases.erase_client import erase_named_client, tell_what_was_emptied
from bot.usecases.erase_person import redact_mentions
from bot.usecases.import_history import import_history
from tests.flows.register import add_client, client_named, incidents, level, standing
from tests.flows.stage import Stage
from tests.flows.test_corrections import card, correction, offered
from tests.flows.test_dismissal import WHY, asked, demeaned, dismissals, press, propose
from tests.flows.test_erasure import form
from tests.flows.test_flagging import flag
from tests.flows.test_form import opened, submit
from tests.flows.test_settings import save


def said_in_form(stage: Stage, who: str) -> str:
    view = stage.person(who).view
    return str(view.blocks) if view is not None else ""


def chosen(stage: Stage, *who: str, by: str = "partner") -> None:
    """As a reviewer does: in the settings, so that it stands in the trail."""
    stage.person(by).close(everything=True)
    assert save(stage, by, reviewers=list(who)).ok


def imported(stage: Stage, raw: dict[str, object]) -> None:
    ports, here = stage.bot.ports, stage.slack.team_id
    cases = read_cases(json.dumps(raw))
    import_history(ports.store, ports.tuning, here, cases, alert=False, on_case=lambda _: None)


def test_whoever_takes_the_others_off_the_list_is_not_alone(stage: Stage) -> None:
    """They have to ask somebody; what is flagged later, of which they could not know, they dismiss alone."""
    demeaned(stage)
    chosen(stage, "partner")
    correction(stage, "partner", "incident_void")
    assert "takes two reviewers" in said_in_form(stage, "partner")
    assert len(standing(stage, "Acme")) == 1
    stage.partner.close(everything=True)
    stage.after(seconds=1)
    add_client(stage, "Globex")
    flag(stage, "globex mental_abuse canarynote", "lead")
    correction(stage, "partner", "incident_void", "globex")
    stage.partner.fill({"reason": WHY})
    assert stage.partner.submit().ok
    assert standing(stage, "Globex") == []


def test_the_owners_and_admins_are_missed_as_well(stage: Stage) -> None:
    """While nobody is chosen they review: whoever becomes the only one by choosing is not alone either."""
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        assert uow.workspace.settings().reviewers == ()
    demeaned(stage)
    chosen(stage, "partner")
    assert "void" in offered(stage, "partner")
    correction(stage, "partner", "incident_void")
    assert "takes two reviewers" in said_in_form(stage, "partner")


def test_whoever_left_does_not_count(stage: Stage) -> None:
    """Of two reviewers one was deactivated and taken off the list: the other is the only one."""
    chosen(stage, "partner", "designer")
    stage.after(seconds=1)
    demeaned(stage)
    stage.slack.changes.deactivate("designer")
    stage.settle()
    chosen(stage, "partner")
    assert "Voided" in propose(stage)
    assert standing(stage, "Acme") == []


def test_nobody_chooses_their_own_second_person(stage: Stage) -> None:
    """Neither to confirm what they propose, nor to propose what they confirm; somebody whom another one chose may."""
    chosen(stage, "partner", "office")
    demeaned(stage)
    chosen(stage, "partner", "designer")
    correction(stage, "partner", "incident_void")
    assert "somebody else has to add a reviewer" in said_in_form(stage, "partner").lower()
    stage.partner.close(everything=True)
    propose(stage, "designer")
    (question,) = asked(stage.partner)
    assert "made the other a reviewer" in press(stage, "partner", "dismissal_confirm", question)
    assert len(standing(stage, "Acme")) == 1
    chosen(stage, "partner", "designer", "office", by="designer")
    assert dismissals(stage)[0].is_pending


def test_whom_they_put_back_was_not_their_choice(stage: Stage) -> None:
    """A mistake in the settings that was mended is no trick."""
    chosen(stage, "partner", "office")
    demeaned(stage)
    chosen(stage, "partner")
    chosen(stage, "partner", "office")
    propose(stage)
    press(stage, "office", "dismissal_confirm")
    assert standing(stage, "Acme") == []


def test_after_a_month_the_list_is_as_it_is(stage: Stage) -> None:
    """Teams change."""
    demeaned(stage)
    chosen(stage, "partner")
    stage.after(days=31)
    assert "Voided" in propose(stage)


def test_a_line_that_was_emptied_is_no_excuse(stage: Stage) -> None:
    """Whoever empties the trail of what they did to the list is not taken for the only reviewer."""
    demeaned(stage)
    chosen(stage, "partner")
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.audit(stage.partner.id, "mentions_erased", stage.slack.team_id)
        assert uow.eraser.blank_audit([stage.slack.team_id])
        tell_what_was_emptied(uow, stage.partner.id)
    correction(stage, "partner", "incident_void")
    assert "takes two reviewers" in said_in_form(stage, "partner")


def warned_and_repeated(stage: Stage) -> None:
    """Belittled, told so, belittled again: the last one trips."""
    add_client(stage, "Acme")
    flag(stage, "acme mental_abuse canarynote", "lead")
    stage.after(hours=1)
    stage.partner.press("warning_record", in_=card(stage, "partner"))
    stage.settle()
    assert submit(stage, {"told_how": "told them"}, "partner").ok
    stage.partner.close(everything=True)
    stage.after(hours=1)
    flag(stage, "acme mental_abuse canarynote", "lead")
    assert level(stage, "Acme") is Level.DECISIVE


def test_a_correction_of_the_day_dismisses_nothing(stage: Stage) -> None:
    """Before the warning it would be no repeat; a day after which the same rules hold is as good as another."""
    warned_and_repeated(stage)
    newest = incidents(stage, "Acme")[-1].entry.at
    correction(stage, "partner", "incident_edit")
    result = submit(stage, {"occurred_at": int((newest - timedelta(hours=3)).timestamp())}, "partner")
    assert "takes two reviewers" in str((result.errors or {}).get("occurred_at"))
    assert level(stage, "Acme") is Level.DECISIVE
    assert len(incidents(stage, "Acme")) == 2
    assert submit(stage, {"occurred_at": int((newest - timedelta(minutes=10)).timestamp())}, "partner").ok
    assert level(stage, "Acme") is Level.DECISIVE


def test_nor_does_a_milder_degree(stage: Stage) -> None:
    """Eight points trip, two do not."""
    add_client(stage, "Acme")
    opened(stage)
    assert submit(stage, {"client": "Acme", "sign": "mental_abuse", "severity": "severe"}).ok
    stage.lead.close(everything=True)
    assert level(stage, "Acme") is Level.CUMULATIVE
    correction(stage, "partner", "incident_edit")
    result = submit(stage, {"severity": "minor"}, "partner")
    assert "takes two reviewers" in str((result.errors or {}).get("severity"))
    assert level(stage, "Acme") is Level.CUMULATIVE


def test_nobody_corrects_away_to_whom_it_was_done(stage: Stage) -> None:
    """They would be asked to confirm else; to name more people is no harm."""
    add_client(stage, "Acme")
    opened(stage)
    assert submit(stage, {"client": "Acme", "sign": "mental_abuse", "about": ["office"]}).ok
    stage.lead.close(everything=True)
    correction(stage, "partner", "incident_edit")
    assert "takes two reviewers" in str((submit(stage, {"about": []}, "partner").errors or {}).get("about"))
    assert submit(stage, {"about": ["office", "designer"]}, "partner").ok


@pytest.mark.parametrize("kind", ["void", "waive"])
def test_a_file_takes_nothing_back_that_people_flagged_here(stage: Stage, kind: str) -> None:
    """Not by its id in the register, nor in an export that was edited; what a file brought, it may take back."""
    demeaned(stage)
    (record,) = standing(stage, "Acme")
    at = stage.clock.now().isoformat()
    entry = {"at": at, "type": kind, "entry": record.entry.id, "reason": "x"}
    with pytest.raises(CaseRefused, match="takes_two"):
        imported(stage, {"id": client_named(stage, "Acme").id, "client": {"name": "Acme"}, "history": [entry]})
    assert len(standing(stage, "Acme")) == 1
    brought = {"at": at, "type": "incident", "sign": "mental_abuse", "id": "one"}
    raw = {"id": "g", "client": {"name": "Globex"}, "history": [brought, {**entry, "entry": "one"}]}
    imported(stage, raw)
    assert len(incidents(stage, "Globex")) == 1


def test_a_reviewer_erases_no_flag_about_conduct_alone(stage: Stage) -> None:
    """With the client it would be gone, too; once two have voided it, it goes, and the operator is a second person."""
    demeaned(stage)
    said = form(stage, "client_data", "/client-health acme", what="erase", confirm="Acme")
    assert "takes two" in said
    assert len(standing(stage, "Acme")) == 1
    stage.partner.close(everything=True)
    propose(stage)
    press(stage, "office", "dismissal_confirm")
    assert "is erased" in form(stage, "client_data", "/client-health acme", what="erase", confirm="Acme")
    demeaned(stage)
    assert erase_named_client(stage.bot.ports.store, stage.slack.team_id, "Acme", "operator") is None


def test_the_only_reviewer_erases_but_not_what_was_done_to_them(stage: Stage) -> None:
    """As with a dismissal."""
    chosen(stage, "partner")
    stage.after(seconds=1)
    add_client(stage, "Acme", "Globex")
    for client, about in (("Acme", ["partner"]), ("Globex", [])):
        opened(stage)
        assert submit(stage, {"client": client, "sign": "physical_abuse", "about": about}).ok
        stage.lead.close(everything=True)
    assert "takes two" in form(stage, "client_data", "/client-health acme", what="erase", confirm="Acme")
    stage.partner.close(everything=True)
    assert "is erased" in form(stage, "client_data", "/client-health globex", what="erase", confirm="Globex")


def test_nobody_empties_the_note_of_what_was_done_to_them(stage: Stage) -> None:
    """By looking for a name in it; another reviewer may."""
    add_client(stage, "Acme")
    opened(stage)
    values = {"client": "Acme", "sign": "mental_abuse", "note": "canarynote Jane Magpie", "about": ["office"]}
    assert submit(stage, values).ok
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        (found,) = [each for each in uow.register.mentioning("jane magpie") if each.table == "entries"]
        place = found.id
    store, here = stage.bot.ports.store, stage.slack.team_id
    assert redact_mentions(store, here, [place], stage.person("office").id) == 0
    assert redact_mentions(store, here, [place], stage.partner.id) == 1
