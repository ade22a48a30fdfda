"""Votes in the review itself: on the open alert, or on a client without one."""

import json

import pytest

from bot.sandbox.person import Person
from bot.usecases.audit_lines import AuditQuery
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_decide import REASON, TAKES, decided, decisions, open_form, the_client
from tests.flows.test_review import change, raise_alert, review_of, said


def without_alert(stage: Stage) -> None:
    asked = stage.lead.command("/flag-client Acme slow_pay", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()


def vote(stage: Stage, who: Person, what: str) -> str:
    """Opens the review, votes there, and returns what it says then."""
    review_of(stage, who)
    who.press(f"review_{what}")
    stage.settle()
    text = said(who.view)
    who.close(everything=True)
    return text


def test_a_vote_in_the_review_is_one_on_the_alert(stage: Stage) -> None:
    """The alert shows it, and so does everybody's review; the review stays open."""
    raise_alert(stage)
    text = vote(stage, stage.designer, "vote_part")
    assert f"<@{stage.designer.id}>" in text
    assert "What would we have to do to keep Acme" in text
    stage.tick()
    (alert,) = stage.alerts
    assert stage.designer.id in json.dumps(alert.blocks)
    assert f"<@{stage.designer.id}>" in said(review_of(stage, stage.lead))
    assert "Nobody has voted yet" in vote(stage, stage.designer, "vote_part")


def test_an_alert_is_taken_in_the_review(stage: Stage) -> None:
    """And given back; whoever does not have it is not offered to give it back."""
    raise_alert(stage)
    text = vote(stage, stage.designer, "take")
    assert f"Taken by <@{stage.designer.id}>" in text
    assert "Give it back" in text
    review_of(stage, stage.lead)
    assert "review_take" not in json.dumps(stage.lead.view and stage.lead.view.spec)
    stage.lead.close(everything=True)
    assert "Nobody has taken this yet" in vote(stage, stage.designer, "take")


@pytest.mark.parametrize("what", ["take", "vote_keep", "vote_part"])
def test_whoever_acts_within_the_hold_does_not_wait_for_its_end(stage: Stage, what: str) -> None:
    """The review shows the alert before it is posted: what is pressed there counts, and it is posted once, as it is then."""
    asked = stage.lead.command("/flag-client Acme lying", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    assert stage.alerts == []
    assert f"<@{stage.designer.id}>" in vote(stage, stage.designer, what)
    stage.after(seconds=31)
    (alert,) = stage.alerts
    assert stage.designer.id in json.dumps(alert.blocks)


def test_a_client_without_an_alert_is_voted_on(stage: Stage) -> None:
    """Everybody's review shows it; the later vote wins, and pressed again it is taken back. Nothing is posted."""
    without_alert(stage)
    assert "What the team says" in said(review_of(stage, stage.lead))
    text = vote(stage, stage.designer, "vote_keep")
    assert "1" in text
    assert f"<@{stage.designer.id}>" in said(review_of(stage, stage.lead))
    text = vote(stage, stage.designer, "vote_part")
    assert text.count(f"<@{stage.designer.id}>") == 1
    assert "👋" in text
    assert "Nobody has voted yet" in vote(stage, stage.designer, "vote_part")
    stage.tick()
    assert stage.alerts == []


def test_a_quorum_is_reached_without_an_alert(stage: Stage) -> None:
    """Too few are told so, with what to do; then they vote in the review, and it is decided."""
    change(stage, quorum=2)
    without_alert(stage)
    vote(stage, stage.designer, "vote_part")
    open_form(stage, stage.partner, "part_ways")
    text = said(stage.partner.view)
    assert "1 of 2 so far" in text
    assert "in the review or on the alert" in text
    stage.partner.close(everything=True)
    vote(stage, stage.partner, "vote_part")
    decided(stage, stage.partner, "part_ways")
    assert len(decisions(stage)) == 1


def test_a_decision_answers_the_votes_before_it(stage: Stage) -> None:
    """The next one needs new ones."""
    change(stage, quorum=1)
    without_alert(stage)
    vote(stage, stage.designer, "vote_keep")
    decided(stage, stage.partner, "keep")
    stage.partner.close(everything=True)
    assert len(decisions(stage)) == 1
    stage.after(minutes=1)
    assert "Nobody has voted yet" in said(review_of(stage, stage.lead))
    open_form(stage, stage.partner, "keep")
    assert "0 of 1 so far" in said(stage.partner.view)


def test_an_alert_is_voted_on_anew(stage: Stage) -> None:
    """Who voted before it knew nothing of it; when it ends without a decision, old votes do not come back."""
    change(stage, quorum=1)
    without_alert(stage)
    vote(stage, stage.designer, "vote_keep")
    stage.flag("Acme lying")
    stage.hold_ends()
    open_form(stage, stage.partner, "keep")
    assert "0 of 1 so far" in said(stage.partner.view)
    stage.partner.close(everything=True)
    health = stage.lead.command("/client-health Acme", channel=GENERAL)
    menus = [block["accessory"] for block in health.blocks if block.get("accessory", {}).get("type") == "overflow"]
    undo = [option["value"] for menu in menus for option in menu["options"] if "undo" in option["value"]]
    stage.lead.press("incident_menu", undo[0], in_=health)
    stage.settle()
    stage.tick()
    assert "Nobody has voted yet" in said(review_of(stage, stage.lead))


def test_votes_lapse_after_a_month(stage: Stage) -> None:
    """What somebody thought then may rest on things that have changed."""
    without_alert(stage)
    vote(stage, stage.designer, "vote_keep")
    stage.after(days=29, hours=23)
    assert f"<@{stage.designer.id}>" in said(review_of(stage, stage.lead))
    stage.after(hours=1)
    assert "Nobody has voted yet" in said(review_of(stage, stage.lead))


def test_a_client_that_is_parted_with_is_not_voted_on(stage: Stage) -> None:
    """No buttons, and whoever presses an old one is told why, on top of the review."""
    without_alert(stage)
    review_of(stage, stage.designer)
    decided(stage, stage.partner, "part_ways")
    stage.designer.press("review_vote_keep")
    stage.settle()
    assert "is not an active client" in said(stage.designer.view)
    assert len(stage.designer.views) == 2
    assert "review_vote" not in json.dumps(review_of(stage, stage.lead).spec)


def test_every_vote_is_in_the_audit_trail(stage: Stage) -> None:
    """Cast, changed and taken back."""
    without_alert(stage)
    for what in ("vote_keep", "vote_part", "vote_part"):
        vote(stage, stage.designer, what)
    client = the_client(stage).id
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        assert uow.votes.of_client(client) == []
    lines = audited(stage, "review_vote")
    assert lines == [(None, "keep"), ("keep", "part_ways"), ("part_ways", None)]


def audited(stage: Stage, action: str) -> list[tuple[object, object]]:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        lines = uow.trail.oldest(AuditQuery(), 1000)
    return [(line.before, line.after) for line in lines if line.action == action]


def test_the_form_says_who_reads_the_reason(stage: Stage) -> None:
    """Before anything is written: all members do."""
    raise_alert(stage)
    open_form(stage, stage.partner, "keep")
    text = said(stage.partner.view)
    assert "Every member can read both answers in the history" in text
    stage.partner.fill({"keep_takes": TAKES, "reason": REASON})
    assert stage.partner.submit().ok
    stage.settle()
    assert REASON in said(review_of(stage, stage.designer))
