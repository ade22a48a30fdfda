"""A flag about conduct goes away by two people's word, or by the only reviewer's, marked so; never by those concerned."""

from copy import deepcopy

import pytest
from sqlalchemy import text

from bot.domain.dismissal import Dismissal, DismissalState
from bot.domain.history import Void, Waiver
from bot.domain.signs import Level
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.store.engine import open_database
from tests.flows.register import add_client, client_named, level, records, standing
from tests.flows.stage import Stage
from tests.flows.test_corrections import card, correction, offered, reason
from tests.flows.test_flagging import flag
from tests.flows.test_form import fill, opened, said, submit
from tests.flows.test_review import change

WHY = "canarywhy: it was another client"


def demeaned(stage: Stage, who: str = "lead", sign: str = "mental_abuse") -> None:
    add_client(stage, "Acme")
    flag(stage, f"acme {sign} canarynote", who)


def propose(stage: Stage, who: str = "partner", which: str = "incident_void") -> str:
    """Chooses it on the card, says why, and returns what the form then says."""
    correction(stage, who, which)
    answer = reason(stage, who, WHY)
    stage.person(who).close(everything=True)
    stage.tick()
    return answer


def press(stage: Stage, who: str, action: str, message: Message | None = None) -> str:
    """On the message, or else on that person's card; returns what they are answered."""
    person = stage.person(who)
    before = len(person.ephemerals)
    person.press(action, in_=message or card(stage, who))
    stage.settle()
    stage.tick()
    return " ".join(one.text for one in person.ephemerals[before:])


def asked(person: Person) -> list[Message]:
    return [one for one in person.direct() if "needs a second reviewer" in one.text]


def dismissals(stage: Stage) -> list[Dismissal]:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        return list(uow.dismissals.of_client(client_named(stage, "Acme").id))


def trail(stage: Stage, url: str) -> list[tuple[str, str]]:
    """(who, what) of every change."""
    database = open_database(url)
    with database.reader.connect() as connection:
        rows = connection.execute(text("SELECT by_user, action FROM audit ORDER BY seq")).all()
    database.close()
    return [(row[0], row[1]) for row in rows]


@pytest.mark.parametrize(
    ("sign", "which", "kind"), [("physical_abuse", "void", Void), ("mental_abuse", "waive", Waiver)]
)
def test_one_proposes_and_another_confirms(stage: Stage, sign: str, which: str, kind: type[Void | Waiver]) -> None:
    """Until then the flag stands and counts; then it is dismissed once, and who did it is on the card."""
    demeaned(stage, sign=sign)
    before = level(stage, "Acme")
    assert "another reviewer confirms" in propose(stage, which=f"incident_{which}")
    assert not [record for record in records(stage, "Acme") if isinstance(record.entry, Void | Waiver)]
    assert level(stage, "Acme") is before
    (question,) = asked(stage.person("office"))
    assert "canary" not in question.text
    assert WHY in str(question.blocks)
    assert asked(stage.partner) == []
    press(stage, "office", "dismissal_confirm", question)
    stage.slack.redeliver(times=2)
    stage.settle()
    (entry,) = [record.entry for record in records(stage, "Acme") if isinstance(record.entry, kind)]
    assert (entry.reason, entry.by) == (WHY, stage.person("office").id)
    assert level(stage, "Acme") is Level.CLEAR
    assert "Confirmed." in str(asked(stage.person("office"))[0].blocks)
    assert any("The flag is dismissed" in one.text for one in stage.partner.direct())
    shown = str(card(stage, "designer").blocks)
    assert f"Proposed by <@{stage.partner.id}>, confirmed by <@{stage.person('office').id}>" in shown
    assert "canary" not in shown


@pytest.mark.parametrize("sign", ["lying", "unreasonable_demand", "slow_pay"])
def test_other_flags_take_one_reviewer(stage: Stage, sign: str) -> None:
    """What is not about what was done to people is a reviewer's to judge."""
    demeaned(stage, sign=sign)
    assert "Voided" in propose(stage)
    assert dismissals(stage) == []


def test_whoever_proposed_does_not_confirm(stage: Stage) -> None:
    """Their card offers to take it back; a forged press is refused."""
    demeaned(stage)
    propose(stage)
    shown = str(card(stage, "partner").blocks)
    assert "dismissal_confirm" not in shown
    assert "dismissal_drop" in shown
    (question,) = asked(stage.person("office"))
    _hand_over(stage, question)
    assert "another reviewer has to confirm" in press(stage, "partner", "dismissal_confirm", question)
    assert len(standing(stage, "Acme")) == 1


def _hand_over(stage: Stage, message: Message) -> None:
    """Lets the partner press on what was told to somebody else, as a forged request would."""
    stage.slack.workspace.channels[message.channel].members.append(stage.partner.id)


def test_it_can_be_taken_back_or_the_flag_be_kept(stage: Stage) -> None:
    """The flag stands; whoever proposed is told when another kept it; then it can be proposed anew."""
    demeaned(stage)
    propose(stage)
    assert "The flag for" in press(stage, "partner", "dismissal_drop")
    assert "Taken back" in str(asked(stage.person("office"))[0].blocks)
    propose(stage)
    assert "stands" in press(stage, "office", "dismissal_drop")
    assert any("Another reviewer kept the flag" in one.text for one in stage.partner.direct())
    propose(stage)
    assert {one.state for one in dismissals(stage)} == {
        DismissalState.WITHDRAWN,
        DismissalState.DECLINED,
        DismissalState.PENDING,
    }
    assert len(standing(stage, "Acme")) == 1


def test_an_old_question_confirms_nothing(stage: Stage) -> None:
    """What was taken back, kept or overtaken is answered so, and the flag stands."""
    demeaned(stage)
    change(stage, reviewers=(stage.partner.id, stage.person("office").id, stage.designer.id))
    propose(stage)
    (first,), (second,) = deepcopy((asked(stage.person("office")), asked(stage.designer)))
    press(stage, "partner", "dismissal_drop")
    for who, question in (("office", first), ("designer", second)):
        assert "taken back" in press(stage, who, "dismissal_confirm", question)
    assert len(standing(stage, "Acme")) == 1


def test_of_two_who_confirm_one_does(stage: Stage) -> None:
    """The other is told that it was done."""
    demeaned(stage)
    change(stage, reviewers=(stage.partner.id, stage.person("office").id, stage.designer.id))
    propose(stage)
    (first,), (second,) = deepcopy((asked(stage.person("office")), asked(stage.designer)))
    press(stage, "office", "dismissal_confirm", first)
    assert "confirmed already" in press(stage, "designer", "dismissal_confirm", second)
    assert len([record for record in records(stage, "Acme") if isinstance(record.entry, Void)]) == 1


def test_of_two_who_propose_one_does(stage: Stage) -> None:
    """Both had the form open; the second is shown that there is a proposal to confirm."""
    demeaned(stage)
    for who in ("partner", "office"):
        correction(stage, who, "incident_void")
    assert "Proposed" in reason(stage, "partner", WHY)
    assert "proposed already" in reason(stage, "office", WHY)
    assert len(dismissals(stage)) == 1
    assert "incident_void" not in str(card(stage, "office").blocks)


def test_a_proposal_lapses(stage: Stage) -> None:
    """Nobody confirmed within five working days: the flag stands, and whoever proposed is told."""
    demeaned(stage)
    propose(stage)
    stage.after(days=7, hours=6)
    assert dismissals(stage)[0].is_pending
    stage.after(hours=2)
    assert dismissals(stage)[0].state is DismissalState.LAPSED
    assert any("in time" in one.text for one in stage.partner.direct())
    assert "It has lapsed" in str(asked(stage.person("office"))[0].blocks)
    assert len(standing(stage, "Acme")) == 1


def test_a_reporter_still_undoes_within_the_day(stage: Stage) -> None:
    """The proposal has no object then, and everybody in it is told."""
    demeaned(stage)
    propose(stage)
    correction(stage, "lead", "incident_undo")
    stage.tick()
    assert standing(stage, "Acme") == []
    assert dismissals(stage)[0].state is DismissalState.OVERTAKEN
    assert any("taken back or corrected" in one.text for one in stage.partner.direct())
    assert "taken back or corrected" in str(asked(stage.person("office"))[0].blocks)


@pytest.mark.parametrize("concerned", ["reporter", "witness", "owner", "about"])
def test_those_concerned_neither_propose_nor_confirm(stage: Stage, concerned: str) -> None:
    """Who flagged it, saw it, owns the client, or to whom it was done: they are not asked, and a press is refused."""
    add_client(stage, "Acme")
    office = stage.person("office")
    change(stage, reviewers=(stage.partner.id, office.id, stage.designer.id))
    message = said(stage, "what he said")
    opened(stage, "office" if concerned == "reporter" else "lead", message)
    values = {"client": "Acme", "sign": "mental_abuse"} | ({"about": ["office"]} if concerned == "about" else {})
    assert submit(stage, values, "office" if concerned == "reporter" else "lead").ok
    if concerned == "witness":
        opened(stage, "office", message)
        assert submit(stage, {"client": "Acme", "sign": "mental_abuse"}, "office").ok
        office.close(everything=True)
    if concerned == "owner":
        stage.partner.press("client_edit", in_=card(stage, "partner"))
        stage.settle()
        assert submit(stage, {"owner": "office"}, "partner").ok
        stage.partner.close(everything=True)
    assert "void" not in offered(stage, "office")
    propose(stage)
    assert asked(office) == []
    (question,) = asked(stage.designer)
    stage.slack.workspace.channels[question.channel].members.append(office.id)
    assert "about them or their own" in press(stage, "office", "dismissal_confirm", question)
    assert len(standing(stage, "Acme")) == 1


def test_with_nobody_to_confirm_the_flag_stands(stage: Stage) -> None:
    """Two reviewers, one of whom flagged it: the other is told what would help."""
    demeaned(stage, "office")
    correction(stage, "partner", "incident_void")
    assert stage.partner.view is not None
    assert "add a reviewer" in str(stage.partner.view.blocks)
    assert dismissals(stage) == []


def test_the_only_reviewer_acts_alone_and_it_is_marked(stage: Stage, sqlite_url: str) -> None:
    """On the card, in the review and in the trail."""
    demeaned(stage)
    change(stage, reviewers=(stage.partner.id,))
    assert "Voided" in propose(stage)
    assert standing(stage, "Acme") == []
    assert "only reviewer alone" in str(card(stage, "lead").blocks)
    stage.lead.press("review_open", in_=card(stage, "lead"))
    stage.settle()
    assert stage.lead.view is not None
    assert "only reviewer alone" in str(stage.lead.view.blocks)
    assert (stage.partner.id, "dismissed_alone") in trail(stage, sqlite_url)


def test_not_even_the_only_reviewer_dismisses_what_was_done_to_them(stage: Stage) -> None:
    """Somebody else has to be made a reviewer first."""
    add_client(stage, "Acme")
    opened(stage)
    assert submit(stage, {"client": "Acme", "sign": "physical_abuse", "about": ["partner"]}).ok
    change(stage, reviewers=(stage.partner.id,))
    assert offered(stage, "partner") == {"edit"}
    correction(stage, "partner", "incident_edit")
    assert "about them or their own" in str(stage.partner.view and stage.partner.view.blocks)


def test_two_are_in_the_trail(stage: Stage, sqlite_url: str) -> None:
    """Who proposed and who confirmed."""
    demeaned(stage)
    propose(stage)
    press(stage, "office", "dismissal_confirm")
    partner, office = stage.partner.id, stage.person("office").id
    told = trail(stage, sqlite_url)
    assert told.index((partner, "dismissal_proposed")) < told.index((office, "dismissal_confirmed"))
    assert (office, "incident_voided") in told


def test_who_proposed_and_is_no_reviewer_any_more_does_not_count(stage: Stage) -> None:
    """Two reviewers dismiss it, not one and a former one."""
    demeaned(stage)
    propose(stage)
    (question,) = asked(stage.person("office"))
    change(stage, reviewers=(stage.person("office").id, stage.designer.id))
    assert "lapsed" in press(stage, "office", "dismissal_confirm", question)
    assert len(standing(stage, "Acme")) == 1


def test_a_member_confirms_nothing(stage: Stage) -> None:
    """By the very button, handed over."""
    demeaned(stage)
    propose(stage)
    (question,) = asked(stage.person("office"))
    stage.slack.workspace.channels[question.channel].members.append(stage.designer.id)
    for action in ("dismissal_confirm", "dismissal_drop"):
        assert "Only a reviewer" in press(stage, "designer", action, question)
    assert "dismissal" not in str(card(stage, "designer").blocks)
    assert dismissals(stage)[0].is_pending


@pytest.mark.parametrize(("changes", "field"), [({"sign": "lying"}, "sign"), ({"client": "Globex"}, "client")])
def test_a_correction_is_no_way_around(stage: Stage, changes: dict[str, object], field: str) -> None:
    """A reviewer rewords; to move it to another sign or client takes two. Whoever flagged it may, within the day."""
    demeaned(stage)
    add_client(stage, "Globex")
    correction(stage, "partner", "incident_edit")
    result = submit(stage, changes, "partner")
    assert "takes two reviewers" in str((result.errors or {}).get(field))
    stage.partner.close(everything=True)
    correction(stage, "lead", "incident_edit")
    assert submit(stage, changes).ok


def test_after_a_day_not_even_the_reporter_moves_it(stage: Stage) -> None:
    """They may still reword it."""
    demeaned(stage)
    stage.after(days=1)
    correction(stage, "lead", "incident_edit")
    assert "sign" in (submit(stage, {"sign": "lying"}).errors or {})
    fill(stage, {"sign": "mental_abuse"})
    assert submit(stage, {"note": "canarynote two"}).ok


def test_joining_two_of_a_kind_is_the_reporters_for_a_day(stage: Stage) -> None:
    """*Same thing as …?* is an undo of one's own, and no longer."""
    demeaned(stage)
    flag(stage, "acme mental_abuse what he said", "designer")
    answer = stage.designer.ephemerals[-1]
    stage.after(days=1)
    assert "Ask a reviewer" in press(stage, "designer", "incident_same", answer)
    assert len(standing(stage, "Acme")) == 2


def test_an_unknown_proposal_is_answered_kindly(stage: Stage) -> None:
    """An id that nobody here made, of another workspace or of nowhere, ends nothing."""
    demeaned(stage)
    propose(stage)
    (question,) = asked(stage.person("office"))
    for block in question.blocks:
        for one in block.get("elements", []):
            if one.get("action_id") == "dismissal_confirm":
                one["value"] = "no such thing"
    assert "no longer there" in press(stage, "office", "dismissal_confirm", question).casefold()
    assert dismissals(stage)[0].is_pending
