"""Telling a client that something must stop: somebody is asked to, with words to copy, and records when and how."""

import json
from dataclasses import replace
from datetime import timedelta

from bot.domain.history import WarningGiven
from bot.domain.signs import Level
from bot.sandbox.person import Person
from tests.flows.alerting import new_client
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_decide import asked_of, the_client
from tests.flows.test_review import said


def belittled(stage: Stage, who: Person | None = None) -> None:
    asked = (who or stage.lead).command("/flag-client Acme mental_abuse secretnote", channel=GENERAL)
    (who or stage.lead).press("create_and_flag", in_=asked)
    stage.settle()


def own(stage: Stage, owner: Person) -> None:
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.clients.save(replace(the_client(stage), owner=owner.id))


def told(stage: Stage) -> list[tuple[WarningGiven, str]]:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        records = uow.history.records(the_client(stage).id)
    return [(record.entry, record.note) for record in records if isinstance(record.entry, WarningGiven)]


def record(stage: Stage, who: Person, **fields: str | int) -> None:
    who.press("warning_record", in_=who.direct()[-1])
    stage.settle()
    who.fill({"told_how": "on a call, both of us", **fields})
    who.submit()
    stage.settle()


def test_whoever_flagged_is_asked_where_nobody_owns_the_client(stage: Stage) -> None:
    """Once the time to undo it is over, in private, with words to copy and without the note."""
    belittled(stage)
    assert asked_of(stage.lead) == []
    stage.hold_ends()
    (message,) = stage.lead.direct()
    text = json.dumps(message.blocks, ensure_ascii=False)
    assert "Please tell" in text
    assert "```I would like to come back to Mar 2, 2026." in text
    assert "The bot sends nothing to the client" in text
    assert "secretnote" not in text
    stage.after(days=3)
    assert len(stage.lead.direct()) == 1
    assert asked_of(stage.partner) == []


def test_the_owner_is_asked_first(stage: Stage) -> None:
    """They know the client."""
    stage.lead.press("clients_add_open", in_=stage.lead.command("/client-policy", channel=GENERAL))
    stage.settle()
    stage.lead.fill({"names": "Acme"})
    stage.lead.submit()
    stage.settle()
    own(stage, stage.designer)
    stage.flag("Acme mental_abuse")
    stage.hold_ends()
    assert len(asked_of(stage.designer)) == 1
    assert asked_of(stage.lead) == []


def test_an_owner_who_may_not_act_here_is_not_asked(stage: Stage) -> None:
    """They became a guest, whom nothing is told: whoever flagged it is asked."""
    new_client(stage, "Acme", "slow_pay")
    own(stage, stage.designer)
    stage.slack.changes.make_guest("designer")
    stage.settle()
    stage.flag("Acme mental_abuse")
    stage.hold_ends()
    assert asked_of(stage.designer) == []
    assert len(asked_of(stage.lead)) == 1


def test_what_was_taken_back_in_time_is_not_asked_about(stage: Stage) -> None:
    """A flag by mistake bothers nobody."""
    belittled(stage)
    stage.lead.press("incident_undo")
    stage.settle()
    stage.hold_ends()
    assert asked_of(stage.lead) == []


def test_from_then_on_the_next_one_is_decisive(stage: Stage) -> None:
    """Recorded with when and how; nothing more is asked, and the next trips."""
    belittled(stage)
    stage.hold_ends()
    record(stage, stage.lead)
    assert "Recorded that Acme was told." in said(stage.lead.view)
    ((warning, note),) = told(stage)
    assert (warning.sign, note) == ("mental_abuse", "on a call, both of us")
    assert warning.at == stage.clock.now()
    stage.after(days=1)
    stage.flag("Acme mental_abuse again")
    stage.hold_ends()
    assert the_client(stage).standing.level is Level.DECISIVE
    assert len(stage.lead.direct()) == 1


def test_having_told_them_before_it_happened_again_is_said(stage: Stage) -> None:
    """A warning of yesterday does not answer what happened today, when nothing had happened before it."""
    belittled(stage)
    stage.hold_ends()
    yesterday = int((stage.clock.now() - timedelta(days=1)).timestamp())
    record(stage, stage.lead, told_at=yesterday)
    assert "they have still to be told about the last time" in said(stage.lead.view)
    assert len(told(stage)) == 1


def test_when_and_how_are_asked_for(stage: Stage) -> None:
    """No warning in the future, none without words."""
    belittled(stage)
    stage.hold_ends()
    record(stage, stage.lead, told_at=int((stage.clock.now() + timedelta(hours=1)).timestamp()))
    assert stage.lead.view is not None
    assert list(stage.lead.view.errors) == ["told_at"]
    stage.lead.fill({"told_at": int(stage.clock.now().timestamp()), "told_how": " "})
    stage.lead.submit()
    assert list(stage.lead.view.errors) == ["told_how"]
    assert told(stage) == []


def test_a_workspace_marks_signs_of_its_own_choice(stage: Stage) -> None:
    """Chosen in the settings; somebody is asked about them in the same way, and no rule changes by it."""
    policy = stage.partner.command("/client-policy", channel=GENERAL)
    stage.partner.press("settings_open", in_=policy)
    stage.settle()
    stage.partner.fill({"warn_signs": ["slow_pay"]})
    stage.partner.submit()
    stage.settle()
    shown = stage.lead.command("/client-policy", channel=GENERAL)
    assert "also about" in json.dumps(shown.blocks)
    asked = stage.lead.command("/flag-client Acme slow_pay", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    stage.hold_ends()
    (question,) = asked_of(stage.lead)
    assert "Your workspace wants it said." in question
    record(stage, stage.lead)
    ((warning, _),) = told(stage)
    assert warning.sign == "slow_pay"
    assert the_client(stage).standing.level is Level.CLEAR
