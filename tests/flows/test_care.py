"""A flag marked restricted: who is told of it and how little, who takes it, and who ever reads it."""

import json

import pytest

from bot.domain.care import CareState
from bot.domain.history import Incident
from bot.domain.people import Grant, Role
from bot.domain.signs import Level
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.sandbox.stage import Reply
from bot.usecases.care_items import care_items_open
from bot.usecases.export_history import export_history
from tests.flows.discretion import texts_in
from tests.flows.register import add_client, bring_in, client_named, incidents, level, standing
from tests.flows.stage import GENERAL, MONDAY, Stage
from tests.flows.test_corrections import card, correction, edit_form
from tests.flows.test_flagging import flag
from tests.flows.test_form import element, fields, fill, opened, said, submit
from tests.flows.test_review import change

NOTE = "canarynote: he put his hand on her"
MARKED = {"client": "Acme", "sign": "mental_abuse", "restricted": ["true"], "note": NOTE}


def report(stage: Stage, who: str = "lead", **values: object) -> None:
    """By the form, with the box ticked."""
    opened(stage, who)
    assert submit(stage, {**MARKED, **values}, who).ok
    stage.person(who).close(everything=True)
    stage.tick()


def told(person: Person) -> list[Message]:
    """What the bot told them of restricted flags."""
    return [message for message in person.direct() if "restricted" in message.text]


def press(stage: Stage, who: str, action: str, message: Message) -> str:
    """Presses it and returns what the person is answered."""
    reply = stage.person(who).press(action, in_=message)
    stage.settle()
    answer = reply.message.text if reply.message else ""
    return answer or str(stage.person(who).ephemerals[-1].text)


def item(stage: Stage) -> object:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        return uow.care.of_client(client_named(stage, "Acme").id)[-1]


def everything_for(stage: Stage, who: str) -> str:
    """Every surface on which that person can look at the client."""
    person = stage.person(who)
    seen = [str(card(stage, who).blocks), str(person.command("/client-health", channel=GENERAL).blocks)]
    person.press("review_open", in_=card(stage, who))
    stage.settle()
    seen.append(str(person.view and person.view.blocks))
    person.close(everything=True)
    home = person.open_home()
    stage.settle()
    return " ".join([*seen, str(home and home.blocks), *(f"{one.text} {one.blocks}" for one in person.direct())])


def test_the_box_tells_the_reviewers_at_once_whatever_the_level(stage: Stage) -> None:
    """One belittling trips nothing; each reviewer still hears of it before any hold ends, and nobody else does."""
    add_client(stage, "Acme")
    report(stage)
    assert level(stage, "Acme") is Level.WATCH
    assert stage.alerts == []
    for who in ("partner", "office"):
        (message,) = told(stage.person(who))
        assert "Acme" in message.text
        assert "ask how they are" in str(message.blocks)
    assert not any(told(stage.person(who)) for who in ("lead", "designer", "developer"))


def test_what_they_are_told_says_nothing_of_what_happened(stage: Stage) -> None:
    """No sign, note, reporter, target or evidence: it may be read on a lock screen."""
    add_client(stage, "Acme")
    message = said(stage, "canarymessage")
    opened(stage, "lead", message)
    assert submit(stage, {**MARKED, "about": ["developer"]}).ok
    stage.tick()
    (heard,) = told(stage.partner)
    shown = heard.text + json.dumps(heard.blocks)
    for secret in ("canary", stage.lead.id, stage.person("developer").id, "Belittled", "mental", message.ts):
        assert secret not in shown, secret


@pytest.mark.parametrize("sign", ["physical_abuse", "mental_abuse"])
def test_only_the_first_two_signs_have_the_box(stage: Stage, sign: str) -> None:
    """And whom it was done to; a form for any other sign asks for neither."""
    opened(stage)
    assert {"restricted", "about"} <= fields(fill(stage, {"sign": sign}))
    assert not {"restricted", "about"} & fields(fill(stage, {"sign": "lying"}))


def test_the_form_asks_for_facts(stage: Stage) -> None:
    """What happened, who saw it, what shows it."""
    asked = str(opened(stage).blocks)
    assert "who saw it, what shows it" in asked


def test_only_reporter_and_reviewers_read_of_it(stage: Stage) -> None:
    """For everybody else it is an incident of its sign, on every surface; who flagged it and to whom is hidden too."""
    add_client(stage, "Acme")
    report(stage, about=["developer"], second_hand=["true"])
    developer = stage.person("developer")
    for who in ("designer", "developer"):
        seen = everything_for(stage, who)
        assert "Belittled or demeaned someone" in seen
        for secret in ("canarynote", stage.lead.id, f"@{developer.id}", "restricted", "not said to us"):
            assert secret not in seen, (who, secret)
    for who in ("partner", "office"):
        seen = everything_for(stage, who)
        for shown in ("canarynote", stage.lead.id, developer.id, "marked restricted", "Nobody has taken it yet"):
            assert shown in seen, (who, shown)
    own = everything_for(stage, "lead")
    assert "canarynote" in own
    assert "Nobody has taken it yet" not in own


def test_it_implies_confidential(stage: Stage) -> None:
    """The stored incident is confidential without that box."""
    add_client(stage, "Acme")
    report(stage)
    (record,) = incidents(stage, "Acme")
    assert record.is_confidential
    assert isinstance(record.entry, Incident)
    assert record.entry.restricted


def test_neither_alert_nor_shared_card_nor_digest_mentions_it(stage: Stage) -> None:
    """The channel learns of the level and its reasons, as ever."""
    add_client(stage, "Acme")
    report(stage, sign="physical_abuse", about=["developer"])
    stage.hold_ends()
    stage.partner.press("health_share", in_=stage.partner.command("/client-health acme", channel="client-alerts"))
    stage.settle()
    stage.after(seconds=5)
    stage.after(days=7)
    posts = stage.slack.messages("client-alerts")
    assert len(posts) >= 3, [one.text for one in posts]
    for message in posts:
        seen = message.text + json.dumps(message.blocks)
        for secret in ("canary", "estricted", stage.lead.id, stage.person("developer").id):
            assert secret not in seen, secret


def test_a_reviewer_takes_it_and_the_others_see_that(stage: Stage) -> None:
    """The message says who has it; the second to press is told so; whoever has it can give it back."""
    add_client(stage, "Acme")
    report(stage)
    (first,), (second,) = told(stage.partner), told(stage.person("office"))
    assert "You have it" in press(stage, "partner", "care_take", first)
    stage.slack.redeliver(times=2)
    stage.settle()
    assert "has taken it" in press(stage, "office", "care_take", second)
    stage.tick()
    (now,) = told(stage.person("office"))
    assert f"Taken by <@{stage.partner.id}>" in str(now.blocks)
    assert "care_take" not in str(now.blocks)
    stage.partner.press("care_give_back", in_=card(stage, "partner"))
    stage.settle()
    stage.tick()
    assert "care_take" in str(told(stage.person("office"))[0].blocks)


def test_reviewers_are_reminded_in_working_time_until_somebody_takes_it(stage: Stage) -> None:
    """After two working hours, then each morning; never on a weekend; never again once it is taken."""
    add_client(stage, "Acme")
    report(stage)
    stage.after(hours=1, minutes=59)
    assert len(told(stage.partner)) == 1
    stage.after(minutes=2)
    assert len(told(stage.partner)) == 2
    for _ in range(4):
        stage.after(days=1)
    assert stage.clock.now().weekday() == 4
    assert len(told(stage.partner)) == 6
    stage.after(days=2)
    assert len(told(stage.partner)) == 6
    stage.after(days=1)
    assert len(told(stage.partner)) == 7
    press(stage, "office", "care_take", told(stage.person("office"))[-1])
    stage.after(days=7)
    assert len([one for one in told(stage.partner) if "nobody has taken" in one.text]) == 6


def test_it_is_closed_with_a_note_for_reviewers_alone(stage: Stage) -> None:
    """Any reviewer closes it; the flag stands; neither the trail nor anybody else has the note."""
    add_client(stage, "Acme")
    report(stage)
    stage.person("office").press("care_close", in_=card(stage, "office"))
    stage.settle()
    assert "reason" in str(submit(stage, {"reason": "\u200b \u202e"}, "office").errors)
    assert submit(stage, {"reason": "canaryclosing: moved off the account"}, "office").ok
    stage.slack.redeliver(times=2)
    stage.settle()
    assert item(stage).state is CareState.CLOSED  # type: ignore[attr-defined]
    assert len(standing(stage, "Acme")) == 1
    stage.person("office").close(everything=True)
    assert "canaryclosing" in str(card(stage, "partner").blocks)
    assert "care_close" not in str(card(stage, "partner").blocks)
    for who in ("lead", "designer"):
        assert "canaryclosing" not in everything_for(stage, who)
    stage.after(days=7)
    assert len(told(stage.partner)) == 1


def test_members_can_neither_see_nor_touch_it(stage: Stage) -> None:
    """With the very id in hand; whether there is such an item is told to nobody."""
    add_client(stage, "Acme")
    report(stage)
    here = stage.slack.team_id
    known = item(stage)
    reviewer, member = Grant(here, stage.partner.id, Role.REVIEWER), Grant(here, stage.lead.id, Role.MEMBER)
    (line,) = care_items_open(stage.bot.ports, reviewer)
    assert (line.client_name, line.state, line.can_take) == ("Acme", CareState.OPEN, True)
    assert care_items_open(stage.bot.ports, member) == ()
    answers = set()
    for value in (line.id, "no such thing"):
        reply = card(stage, "designer")
        for action in ("care_take", "care_give_back"):
            answers.add(_forged(stage, "designer", reply, action, value))
    assert answers == {"Only a reviewer can do that."}
    assert item(stage) == known


def _forged(stage: Stage, who: str, reply: Reply, action: str, value: str) -> str:
    assert reply.message is not None
    buttons = [one for block in reply.message.blocks for one in block.get("elements", []) if "action_id" in one]
    before = buttons[-1]["action_id"], buttons[-1].get("value")
    buttons[-1]["action_id"], buttons[-1]["value"] = action, value
    stage.person(who).press(action, value, in_=reply.message)
    buttons[-1]["action_id"], buttons[-1]["value"] = before
    stage.settle()
    return stage.person(who).ephemerals[-1].text


def test_who_is_no_reviewer_any_more_gets_nothing_more(stage: Stage) -> None:
    """Neither a reminder, nor the item by an old button."""
    add_client(stage, "Acme")
    report(stage)
    (old,) = told(stage.person("office"))
    change(stage, reviewers=(stage.partner.id,))
    assert "Only a reviewer" in press(stage, "office", "care_take", old)
    stage.after(hours=3)
    assert len(told(stage.person("office"))) == 1
    assert len(told(stage.partner)) == 2


def test_what_somebody_took_who_left_can_be_taken_over(stage: Stage) -> None:
    """It does not lie with somebody who cannot act."""
    add_client(stage, "Acme")
    report(stage)
    press(stage, "office", "care_take", told(stage.person("office"))[0])
    change(stage, reviewers=(stage.partner.id,))
    stage.partner.press("care_take", in_=card(stage, "partner"))
    stage.settle()
    assert item(stage).taken_by == stage.partner.id  # type: ignore[attr-defined]


def test_a_line_is_marked_by_adding_details(stage: Stage) -> None:
    """The answer to the one-liner leads to the form with the box; marked there, it is as if it had been from the first."""
    add_client(stage, "Acme")
    answer = flag(stage, "acme mental_abuse what he said")
    stage.tick()
    assert told(stage.partner) == []
    edit_form(stage, answer)
    assert "restricted" in fields(fill(stage, {}))
    assert submit(stage, {"restricted": ["true"]}).ok
    stage.tick()
    assert len(told(stage.partner)) == 1


def test_a_correction_keeps_the_mark_and_the_one_item(stage: Stage) -> None:
    """It cannot be unticked; nobody is told a second time; the item follows to what the flag was corrected into."""
    add_client(stage, "Acme")
    report(stage, about=["developer"])
    correction(stage, "lead", "incident_edit")
    assert stage.lead.view is not None
    assert element(stage.lead.view, "about")["initial_users"] == [stage.person("developer").id]
    assert submit(stage, {"restricted": [], "confidential": [], "note": "canarynote two"}).ok
    stage.lead.close(everything=True)
    stage.tick()
    (now,) = standing(stage, "Acme")
    assert isinstance(now.entry, Incident)
    assert (now.entry.restricted, now.is_confidential, now.about) == (True, True, (stage.person("developer").id,))
    assert item(stage).incident == now.entry.id  # type: ignore[attr-defined]
    assert len(told(stage.partner)) == 1
    assert "Nobody has taken it yet" in str(card(stage, "partner").blocks)


def test_a_witness_who_marks_it_is_heard(stage: Stage) -> None:
    """Their note is not kept, their mark is: the reviewers are told of the one incident."""
    add_client(stage, "Acme")
    message = said(stage, "what he said")
    opened(stage, "lead", message)
    assert submit(stage, {"client": "Acme", "sign": "mental_abuse"}).ok
    stage.tick()
    assert told(stage.partner) == []
    for _ in range(2):
        opened(stage, "designer", message)
        assert submit(stage, MARKED, "designer").ok
        stage.tick()
    assert len(told(stage.partner)) == 1
    assert len(standing(stage, "Acme")) == 1


def test_undoing_leaves_the_item_to_the_reviewers(stage: Stage) -> None:
    """A flag is easily taken back under pressure: what it asked for ends by a reviewer's word alone."""
    add_client(stage, "Acme")
    report(stage)
    correction(stage, "lead", "incident_undo")
    stage.tick()
    assert standing(stage, "Acme") == []
    assert item(stage).is_open  # type: ignore[attr-defined]
    assert "care_take" in str(card(stage, "partner").blocks)


def test_pressing_submit_twice_opens_one_item(stage: Stage) -> None:
    """The form delivered again tells nobody anew."""
    add_client(stage, "Acme")
    opened(stage)
    assert submit(stage, MARKED).ok
    stage.slack.redeliver(times=3)
    stage.settle()
    stage.tick()
    assert len(told(stage.partner)) == 1


def test_export_and_import_carry_the_mark(stage: Stage) -> None:
    """With whom it was done to; an import is history, and tells nobody."""
    add_client(stage, "Acme")
    report(stage, about=["developer"])
    (case,) = export_history(stage.bot.ports.store, stage.slack.team_id)
    (line,) = case.history
    assert isinstance(line.entry, Incident)
    assert (line.entry.restricted, line.about, line.is_confidential) == (True, (stage.person("developer").id,), True)
    told_of: dict[str, object] = {"at": MONDAY.isoformat(), "type": "incident", "sign": "physical_abuse"}
    bring_in(stage, "Globex", {**told_of, "restricted": True, "about": ["U0DEVELOP01"], "note": NOTE})
    stage.tick()
    (record,) = incidents(stage, "Globex")
    assert (record.is_confidential, record.about) == (True, ("U0DEVELOP01",))
    assert len(told(stage.partner)) == 1


def test_no_message_names_a_flagger_to_members(stage: Stage) -> None:
    """There is no list of who flagged what: members meet a number of people, never who they are."""
    add_client(stage, "Acme")
    for who in ("lead", "designer"):
        report(stage, who)
    flag(stage, "acme lying about it", "lead")
    stage.hold_ends()
    seen = everything_for(stage, "developer")
    assert stage.lead.id not in seen
    assert stage.designer.id not in seen
    for message in stage.slack.messages("client-alerts"):
        whole = list(texts_in([message.text, message.blocks]))
        assert not any(stage.lead.id in text or stage.designer.id in text for text in whole)
