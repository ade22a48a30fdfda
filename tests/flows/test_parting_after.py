"""After a parting: whoever comes back finds the history first, and later somebody is asked whether it was right."""

import json
from datetime import UTC, datetime

import pytest

from bot.domain.history import ClientStatus
from bot.domain.parting import Glad, GladAnswer, Parting
from bot.sandbox.messages import Message
from tests.flows.alerting import alerts_of, new_client
from tests.flows.parted import (
    calm,
    living,
    part_ways,
    parted,
    parting_of,
    plain,
    send_press,
    settle_all,
    shown,
)
from tests.flows.register import bring_in, client_named
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_clients import edit, take_apart
from tests.flows.test_form import element, submit
from tests.flows.test_parting_reminders import to
from tests.flows.test_review import change, review_of, said

# 30 and 90 days after the second of March; the latter is a Sunday.
THIRTY, NINETY = datetime(2026, 4, 1, 12, tzinfo=UTC), datetime(2026, 6, 1, 9, 1, tzinfo=UTC)


def former(stage: Stage, name: str = "Acme", *signs: str) -> Message:
    """The living message of a client that was parted with to the end."""
    parted(stage, name, *signs)
    settle_all(stage, stage.lead, name)
    return living(stage, name)


def answers(stage: Stage, parting: Parting) -> list[GladAnswer]:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        return list(uow.partings.answers(parting.id))


def questions(stage: Stage) -> list[Message]:
    return [one for one in stage.partner.direct() if "Glad you did?" in one.text]


def test_flagging_a_former_client_brings_up_the_history_first(stage: Stage) -> None:
    """When and why they were let go stands above what was stored, with the health card one press away."""
    former(stage)
    answer = stage.lead.command("/flag-client Acme slow_pay invoice 9", channel=GENERAL)
    text = shown(answer)
    assert text.startswith("👋 *Acme is a former client.* You parted ways on Mar 2, 2026.")
    assert "Because of: Said what was not true." in text.split("Stored")[0]
    stage.lead.press("health_open", in_=answer)
    stage.settle()
    assert "Former client" in shown(stage.lead.ephemerals[-1])


def test_flagging_somebody_who_is_being_parted_with(stage: Stage) -> None:
    """It is said since when, and no alert is raised."""
    parted(stage)
    answer = stage.lead.command("/flag-client Acme slow_pay", channel=GENERAL)
    assert shown(answer).startswith("👋 *You are parting ways with Acme*, since Mar 2, 2026.")
    stage.hold_ends()
    calm(stage)
    assert len(alerts_of(stage)) == 1  # the one that was decided on


def test_the_form_says_it_before_anybody_chooses_them(stage: Stage) -> None:
    """And a name that is nearly theirs asks whether they are meant, before anything is stored."""
    former(stage)
    stage.lead.shortcut("flag_client_global")
    stage.settle()
    offered = [plain(str(option["text"]["text"])) for option in stage.lead.suggest("client", "acm").options]
    assert offered[0] == "Acme (👋 parted ways)"
    stage.lead.close(everything=True)
    asked = stage.lead.command("/flag-client Acmee lying", channel=GENERAL)
    assert "• Acme – 👋 you parted ways" in shown(asked)


def test_adding_a_former_client_again_shows_why_they_went(stage: Stage) -> None:
    """Nothing changes by that; a reviewer takes them back deliberately, and then a limit that is reached asks anew."""
    former(stage)
    stage.partner.command("/client-policy", channel=GENERAL)
    stage.partner.press("clients_add_open")
    stage.settle()
    result = submit(stage, {"names": "acme\nGlobex"}, "partner")
    assert result.updated is not None
    told = shown(result.updated)
    assert told.startswith("👋 *Acme is a former client:* you parted ways on Mar 2, 2026.")
    assert "1 client added" in told
    assert client_named(stage, "Acme").status is ClientStatus.FORMER
    stage.partner.press("client_take_back")
    stage.settle()
    assert client_named(stage, "Acme").status is ClientStatus.ACTIVE
    assert "a new alert asks for a decision" in said(stage.partner.view)
    stage.hold_ends()
    assert any("is at level decisive" in one.text for one in alerts_of(stage))


def test_members_see_why_they_went_and_do_not_take_them_back(stage: Stage) -> None:
    """No button, and no for one who presses all the same; pressed twice by a reviewer it is said kindly."""
    message = former(stage)
    client = client_named(stage, "Acme").id
    card = stage.lead.command("/client-health Acme", channel=GENERAL)
    assert "client_take_back" not in json.dumps(card.blocks)
    assert "Only a reviewer" in send_press(stage, stage.lead, "client_take_back", client, message)
    assert client_named(stage, "Acme").status is ClientStatus.FORMER
    send_press(stage, stage.partner, "client_take_back", client, message)
    again = send_press(stage, stage.partner, "client_take_back", client, message)
    assert "Acme is not a former client." in again


def test_a_former_client_that_was_brought_in_without_a_list(stage: Stage) -> None:
    """The history is pointed to, as far as it is known."""
    bring_in(stage, "Acme", status="former")
    answer = stage.lead.command("/flag-client Acme slow_pay", channel=GENERAL)
    assert shown(answer).startswith("It was decided to part ways with Acme.")
    assert edit(stage, "partner", "Acme", {"status": "active"}) == {}
    assert client_named(stage, "Acme").status is ClientStatus.ACTIVE


def test_a_list_that_runs_is_the_only_way_to_end_it(stage: Stage) -> None:
    """The status cannot be set by hand meanwhile: it is not offered."""
    parted(stage)
    stage.partner.press("client_edit", in_=stage.partner.command("/client-health Acme", channel=GENERAL))
    stage.settle()
    status = element(stage.partner.view, "status")
    assert [option["value"] for option in status["options"]] == ["parting"]


def test_a_client_with_a_running_list_is_not_merged_away(stage: Stage) -> None:
    """Its list would go on for a client that nobody let go; the other way round is fine, and comes apart again."""
    parted(stage)
    new_client(stage, '"Globex Ltd"', "slow_pay")
    stage.partner.press("client_merge", in_=stage.partner.command("/client-health Acme", channel=GENERAL))
    stage.settle()
    result = submit(stage, {"into": "Globex Ltd"}, "partner")
    assert "into" in result.errors
    stage.partner.close(everything=True)
    stage.partner.press("client_merge", in_=stage.partner.command('/client-health "Globex Ltd"', channel=GENERAL))
    stage.settle()
    stage.partner.fill({"into": client_option(stage, "Acme")})
    assert stage.partner.submit().ok
    stage.settle()
    assert parting_of(stage).is_running
    take_apart(stage, "Acme")
    assert client_named(stage, "Globex Ltd").status is ClientStatus.ACTIVE
    assert client_named(stage, "Acme").status is ClientStatus.PARTING


def client_option(stage: Stage, name: str) -> dict[str, object]:
    return {"value": client_named(stage, name).id, "text": {"type": "plain_text", "text": name}}


def test_whoever_decided_is_asked_after_thirty_and_ninety_days(stage: Stage) -> None:
    """In working time; the answers are kept, and shown on the card and in the review."""
    former(stage)
    to(stage, THIRTY)
    (question,) = questions(stage)
    assert "30 days ago, on Mar 2, 2026, you parted ways with Acme. Glad you did?" in plain(question.text)
    assert stage.lead.direct() == []
    stage.partner.press("glad_too_early", in_=question)
    stage.settle()
    assert "too early to say whether it was right" in plain(stage.partner.ephemerals[-1].text)
    to(stage, datetime(2026, 5, 31, 20, tzinfo=UTC))
    assert len(questions(stage)) == 1
    to(stage, NINETY)
    (_, last) = questions(stage)
    stage.partner.press("glad_yes", in_=last)
    stage.settle()
    stage.partner.press("glad_why", in_=stage.partner.ephemerals[-1])
    stage.settle()
    stage.partner.fill({"note": "two better\nclients <!channel> came"})
    assert stage.partner.submit().ok
    stage.settle()
    kept = [(one.after_days, one.answer, one.note) for one in answers(stage, parting_of(stage))]
    assert kept == [(30, Glad.TOO_EARLY, ""), (90, Glad.YES, "two better clients <!channel> came")]
    card = shown(stage.lead.command("/client-health Acme", channel=GENERAL))
    assert f"After 30 days: too early to say, says <@{stage.partner.id}>." in card
    assert f"After 90 days: glad we did, says <@{stage.partner.id}>. “two better clients" in card
    assert f"After 90 days: glad we did, says <@{stage.partner.id}>." in said(review_of(stage, stage.lead))


def test_the_last_answer_holds_and_keeps_its_sentence(stage: Stage) -> None:
    """People change their minds; nobody else answers for them."""
    message = former(stage)
    to(stage, THIRTY)
    ids = f"{parting_of(stage).id}|30"
    assert "is asked; reviewers may answer too" in send_press(stage, stage.lead, "glad_yes", ids, message)
    assert answers(stage, parting_of(stage)) == []
    (question,) = questions(stage)
    for answer in ("glad_yes", "glad_no"):
        stage.partner.press(answer, in_=question)
        stage.settle()
    stage.partner.press("glad_why", in_=stage.partner.ephemerals[-1])
    stage.settle()
    stage.partner.fill({"note": "we miss the work"})
    stage.partner.submit()
    stage.settle()
    stage.partner.press("glad_too_early", in_=question)
    stage.settle()
    (kept,) = answers(stage, parting_of(stage))
    assert (kept.answer, kept.note) == (Glad.TOO_EARLY, "we miss the work")


def test_nobody_is_asked_of_a_client_that_was_taken_back(stage: Stage) -> None:
    """Nor of a parting that was stopped."""
    message = former(stage)
    send_press(stage, stage.partner, "client_take_back", client_named(stage, "Acme").id, message)
    to(stage, NINETY)
    assert questions(stage) == []


def test_where_whoever_decided_has_left_the_reviewers_are_asked(stage: Stage) -> None:
    """It was the firm's decision."""
    change(stage, reviewers=(stage.partner.id, stage.lead.id))
    new_client(stage, "Acme")
    stage.hold_ends()
    part_ways(stage, who=stage.lead)
    settle_all(stage, stage.designer)
    stage.slack.changes.deactivate("lead")
    stage.settle()
    to(stage, THIRTY)
    assert len(questions(stage)) == 1


@pytest.mark.parametrize("name", ["شركة الاختبار للتجارة", "N" * 75])
def test_any_name_is_shown_whole_and_kept_apart(stage: Stage, name: str) -> None:
    """Right to left or as long as can be, in the message, the card and the question."""
    new_client(stage, f'"{name}"')
    stage.hold_ends()
    client = client_named(stage, name)
    stage.partner.press("review_open", in_=stage.partner.command(f'/client-health "{name}"', channel=GENERAL))
    stage.settle()
    stage.partner.press("review_decide", f"{client.id}|part_ways")
    stage.settle()
    stage.partner.fill({"keep_takes": "a", "reason": "b"})
    stage.partner.submit()
    stage.settle()
    stage.partner.close(everything=True)
    calm(stage)
    message = living(stage, name)
    assert f"\u2068{name}\u2069" in message.text
    stage.partner.press("parting_open", in_=message)
    stage.settle()
    assert name in shown(stage.partner.view)
