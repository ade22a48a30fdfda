"""What App Home asks of reviewers about people: restricted flags, and flags that somebody wants taken away."""

from bot.usecases.register_ports import Restriction
from tests.flows.register import add_client
from tests.flows.stage import Stage
from tests.flows.test_care import NOTE, report, told
from tests.flows.test_dismissal import asked, demeaned, propose
from tests.flows.test_home import flagged, home, in_home, plain
from tests.flows.test_review import change, said


def test_a_restricted_flag_waits_for_every_reviewer_until_one_takes_it(stage: Stage) -> None:
    """Before everything else, naming the client and nothing more; members see no line of it."""
    change(stage, reviewers=(stage.partner.id, stage.designer.id))
    add_client(stage, "Acme")
    report(stage)
    for who in (stage.partner, stage.designer):
        text = plain(home(stage, who))
        assert "Acme: something restricted was reported, Mon, Mar 2, 2026, and nobody has it yet" in text
        for secret in (NOTE, "canarynote", stage.lead.id, "Belittled"):
            assert secret not in text, secret
    assert "something restricted" not in home(stage, stage.lead)
    stage.partner.press("care_take", in_=told(stage.partner)[0])
    stage.settle()
    assert "you take care of it" in said(stage.partner.home)
    assert "something restricted" not in home(stage, stage.designer)
    in_home(stage, stage.partner, "Show")
    assert "care_close" in str(stage.partner.view and stage.partner.view.blocks)


def test_a_dismissal_waits_for_those_who_may_confirm_it(stage: Stage) -> None:
    """Neither whoever proposed it, nor the reporter; once it is settled it waits for nobody."""
    change(stage, reviewers=(stage.partner.id, stage.designer.id, stage.lead.id))
    demeaned(stage)
    propose(stage)
    waiting = "Acme: a flag is to be taken away, and a second reviewer confirms or keeps it by"
    assert waiting in plain(home(stage, stage.designer))
    assert waiting not in plain(home(stage, stage.partner))
    assert waiting not in plain(home(stage, stage.lead))
    in_home(stage, stage.designer, "Show")
    assert "dismissal_confirm" in str(stage.designer.view and stage.designer.view.blocks)
    stage.designer.close(everything=True)
    stage.designer.press("dismissal_drop", in_=asked(stage.designer)[0])
    stage.settle()
    assert waiting not in plain(said(stage.designer.home))


def test_a_flag_whose_reporter_nobody_may_know_is_not_listed_as_theirs(stage: Stage) -> None:
    """Restricted on somebody's request: the list would tell who flagged it."""
    flagged(stage, "Acme slow_pay")
    assert "Acme: Paid late" in plain(home(stage, stage.lead))
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        (record,) = uow.history.flagged_by(stage.lead.id, 9)
        assert uow.holds.restrict(Restriction(record.entry.id, uow.at, stage.partner.id))
    assert "Paid late" not in home(stage, stage.lead)
