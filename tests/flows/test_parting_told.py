"""Whoever has something to do in a parting is told directly: an edit of the living message pings nobody."""

from bot.domain.parting_order import Step
from bot.sandbox.person import Person
from tests.flows.alerting import new_client, posted
from tests.flows.parted import calm, choose, living, open_list, part_ways, parted, parting_of, plain, shown
from tests.flows.stage import Stage
from tests.flows.test_home import own


def told(who: Person, what: str) -> list[str]:
    """What this person was told directly in messages that say so."""
    return [shown(message) for message in who.direct() if what in plain(message.text)]


def owned(stage: Stage) -> None:
    """The designer's client is parted with, by the partner."""
    posted(stage)
    own(stage, stage.designer)
    part_ways(stage)


def give(stage: Stage, who: Person, step: Step, to: Person) -> None:
    choose(stage, who, "arrange", step)
    who.fill({"owner": to.id})
    assert who.submit().ok
    stage.settle()


def test_the_owner_is_told_what_is_theirs(stage: Stage) -> None:
    """Once, with the dates; whoever decided knows what they have."""
    owned(stage)
    assert told(stage.designer, "yours") == []
    stage.after(minutes=6)
    (given,) = told(stage.designer, "6 steps are yours")
    assert "Give notice as the contract says" in given
    assert "Tell the team" not in given
    assert told(stage.partner, "yours") == []
    stage.designer.press("parting_open", in_=stage.designer.direct()[-1])
    stage.settle()
    assert "0 of 8 settled" in shown(stage.designer.view)


def test_what_is_given_in_one_go_is_told_in_one_message(stage: Stage) -> None:
    """Also to somebody else than the owner; what they give themselves, or get and lose again, is told to nobody."""
    owned(stage)
    stage.after(minutes=6)
    open_list(stage, stage.partner, living(stage))
    give(stage, stage.partner, Step.TELL_TEAM, stage.lead)
    give(stage, stage.partner, Step.LESSONS, stage.lead)
    give(stage, stage.partner, Step.NOTICE, stage.partner)
    stage.after(minutes=6)
    (given,) = told(stage.lead, "2 steps are yours")
    assert "Tell the team" in given
    assert told(stage.partner, "yours") == []
    give(stage, stage.partner, Step.HAND_OVER, stage.lead)
    for step in (Step.HAND_OVER, Step.TELL_TEAM, Step.LESSONS):
        give(stage, stage.partner, step, stage.designer)
    stage.after(minutes=6)
    assert len(told(stage.lead, "yours")) == 1


def test_a_list_that_is_stopped_is_told_to_whoever_might_go_on(stage: Stage) -> None:
    """They have something open, or decided it; the reason is for reviewers."""
    owned(stage)
    stage.after(minutes=6)
    office = stage.person("office")
    open_list(stage, office, living(stage))
    office.press("parting_stop")
    stage.settle()
    office.fill({"reason": "secretreason"})
    assert office.submit().ok
    stage.settle()
    calm(stage)
    for who in (stage.designer, stage.partner):
        (stopped,) = told(who, "not parting ways with Acme after all")
        assert f"<@{office.id}> stopped it" in stopped
        assert "secretreason" not in stopped
    assert told(office, "after all") == []
    assert told(stage.lead, "after all") == []


def test_a_list_that_is_stopped_at_once_gives_nobody_anything(stage: Stage) -> None:
    """Before it was told what is theirs there is nothing that is; that it was stopped is told all the same."""
    new_client(stage, "Acme", "slow_pay")
    own(stage, stage.designer)
    part_ways(stage)
    open_list(stage, stage.partner, living(stage))
    stage.partner.press("parting_stop")
    stage.settle()
    stage.partner.fill({"reason": "a mistake"})
    assert stage.partner.submit().ok
    stage.settle()
    stage.after(minutes=10)
    assert told(stage.designer, "yours") == []
    assert len(told(stage.designer, "after all")) == 1


def test_somebody_who_decides_on_their_own_client_is_told_nothing(stage: Stage) -> None:
    """All of it is theirs, and they have just decided it."""
    parted(stage)
    stage.after(minutes=10)
    assert {item.owner for item in parting_of(stage).items} == {stage.partner.id}
    assert told(stage.partner, "yours") == []
