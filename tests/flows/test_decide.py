"""A reviewer decides: one decision for one alert, which ends it where it was raised."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.alerts import Closing, Episode
from bot.domain.client import Client
from bot.domain.history import ClientStatus, Decision, Outcome
from bot.domain.people import Grant, Role
from bot.domain.signs import Level
from bot.sandbox.person import Person
from bot.sandbox.stage import SubmitResult
from bot.usecases.decide import Decide, decide
from bot.usecases.forms import Done
from tests.flows.stage import ALERTS, GENERAL, Stage
from tests.flows.test_review import change, raise_alert, review_of, said

TAKES = "one contact person, and briefs in writing"
REASON = "they called and explained"


def the_client(stage: Stage) -> Client:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        (client_id,) = uow.clients.all_ids()
        client = uow.clients.get(client_id)
    assert client is not None
    return client


def the_episode(stage: Stage) -> Episode:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        episode = uow.episodes.latest(the_client(stage).id)
    assert episode is not None
    return episode


def decisions(stage: Stage) -> list[tuple[Decision, str]]:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        records = uow.history.records(the_client(stage).id)
    return [(record.entry, record.note) for record in records if isinstance(record.entry, Decision)]


def open_form(stage: Stage, who: Person, outcome: str) -> None:
    review_of(stage, who)
    who.press("review_decide", f"{the_client(stage).id}|{outcome}")
    stage.settle()


def decided(stage: Stage, who: Person, outcome: str, **fields: Any) -> SubmitResult:
    open_form(stage, who, outcome)
    who.fill({"keep_takes": TAKES, "reason": REASON, **fields})
    result = who.submit()
    stage.settle()
    stage.tick()
    return result


def two_reviewers(stage: Stage) -> tuple[Person, Person]:
    change(stage, reviewers=(stage.partner.id, stage.lead.id))
    return stage.partner, stage.lead


def thread(stage: Stage) -> list[str]:
    (alert, *_) = stage.alerts
    messages = stage.slack.workspace.in_order(ALERTS)
    return [one.text.replace("\u2068", "").replace("\u2069", "") for one in messages if one.thread_ts == alert.ts]


def test_keeping_closes_the_alert_and_settles_what_was(stage: Stage) -> None:
    """The message is edited, the channel is told by one broadcast line, the history keeps the reason, nothing trips."""
    raise_alert(stage)
    decided(stage, stage.partner, "keep")
    assert "Decided: Acme is kept." in said(stage.partner.view)
    episode, client = the_episode(stage), the_client(stage)
    assert (episode.closing, client.status, client.standing.level) == (Closing.KEPT, ClientStatus.ACTIVE, Level.CLEAR)
    ((decision, note),) = decisions(stage)
    assert decision.outcome is Outcome.KEEP
    assert note == f"{REASON}\n\n{TAKES}"
    (alert, *lines) = stage.alerts
    assert "The team decided to keep the client." in json.dumps(alert.blocks, ensure_ascii=False)
    assert "actions" not in [block["type"] for block in alert.blocks]
    assert "Decided: we keep Acme." in "\n".join(thread(stage))
    assert REASON not in json.dumps([one.blocks for one in (alert, *lines)])
    assert "Decided: keep" in said(stage.partner.views[0])


def test_on_probation_until_a_day_on_a_condition(stage: Stage) -> None:
    """The day that is named still belongs to the probation; the next thing that counts before it ends trips at once."""
    change(stage, timezone="Europe/Berlin")
    raise_alert(stage)
    decided(
        stage,
        stage.partner,
        "probation",
        condition_1="invoices are paid within 14 days",
        condition_by_1="2026-03-20",
        probation_until="2026-04-30",
    )
    ((decision, _),) = decisions(stage)
    assert decision.until == datetime(2026, 4, 30, 21, 59, 59, 999_999, tzinfo=UTC)
    assert the_episode(stage).closing is Closing.PROBATION
    assert "on probation until Apr 30, 2026" in "\n".join(thread(stage))
    stage.after(days=1)
    stage.flag("Acme slow_pay invoice 9")
    stage.hold_ends()
    assert the_client(stage).standing.rules == ("broken_probation",)
    assert the_episode(stage).number == 2


def test_parting_ways_leaves_the_history_and_raises_no_more(stage: Stage) -> None:
    """The client is being parted with: the verdict stays, a new flag raises no alert."""
    raise_alert(stage)
    decided(stage, stage.partner, "part_ways")
    assert the_client(stage).status is ClientStatus.PARTING
    assert the_episode(stage).closing is Closing.PARTED
    assert "we part ways with Acme" in "\n".join(thread(stage))
    stage.flag("Acme lying again")
    stage.hold_ends()
    assert the_episode(stage).number == 1
    assert the_client(stage).standing.level is Level.DECISIVE
    assert "What do you decide?" not in said(review_of(stage, stage.partner))


def test_of_two_reviewers_one_decides_and_the_other_is_told(stage: Stage) -> None:
    """Both have the form open; the second is told who decided what, and nothing of theirs is stored."""
    raise_alert(stage)
    first, second = two_reviewers(stage)
    for who in (first, second):
        open_form(stage, who, "keep" if who is first else "part_ways")
        who.fill({"keep_takes": TAKES, "reason": REASON})
    first.submit()
    stage.settle()
    second.submit()
    stage.settle()
    text = said(second.view)
    assert f"<@{first.id}> decided on" in text
    assert "to keep them" in text
    assert len(decisions(stage)) == 1
    assert the_client(stage).status is ClientStatus.ACTIVE


def test_a_decision_is_stored_once_however_often_it_is_sent(stage: Stage) -> None:
    """Slack sends again what it thinks was lost; the answer is the same."""
    raise_alert(stage)
    grant = Grant(stage.slack.team_id, stage.partner.id, Role.REVIEWER)
    client = the_client(stage).id
    command = Decide(grant, client, Outcome.KEEP, the_episode(stage).id, None, TAKES, REASON, None, (), "receipt")
    first, again = decide(stage.bot.ports, command), decide(stage.bot.ports, command)
    assert first == again
    assert isinstance(first, Done)
    assert len(decisions(stage)) == 1


def test_members_read_and_do_not_decide(stage: Stage) -> None:
    """No button for them, and the server says no to one who presses all the same."""
    raise_alert(stage)
    view = review_of(stage, stage.designer)
    assert "Reviewers decide." in said(view)
    assert "review_decide" not in json.dumps(view.spec)


def test_a_form_of_somebody_who_is_no_reviewer_any_more(stage: Stage) -> None:
    """Rights are asked again when the form is sent."""
    raise_alert(stage)
    _, lead = two_reviewers(stage)
    open_form(stage, lead, "keep")
    lead.fill({"keep_takes": TAKES, "reason": REASON})
    change(stage, reviewers=(stage.partner.id,))
    lead.submit()
    stage.settle()
    assert decisions(stage) == []


def test_an_alert_that_closed_meanwhile_is_not_decided_on(stage: Stage) -> None:
    """Everything was taken back while the form was open: there is nothing to decide."""
    raise_alert(stage)
    open_form(stage, stage.partner, "part_ways")
    stage.partner.fill({"keep_takes": TAKES, "reason": REASON})
    undo = stage.lead.command("/client-health Acme", channel=GENERAL)
    menu = next(block["accessory"] for block in undo.blocks if block.get("accessory", {}).get("type") == "overflow")
    stage.lead.press("incident_menu", menu["options"][0]["value"], in_=undo)
    stage.settle()
    assert the_episode(stage).closing is Closing.WITHDRAWN
    stage.partner.submit()
    stage.settle()
    assert decisions(stage) == []
    assert the_client(stage).status is ClientStatus.ACTIVE


def test_a_quorum_of_votes_where_the_settings_ask_for_one(stage: Stage) -> None:
    """Too few votes: said with how many there are; enough: decided."""
    change(stage, quorum=2)
    raise_alert(stage)
    (alert,) = stage.alerts
    stage.lead.react(alert.channel, alert.ts, "wave")
    stage.settle()
    open_form(stage, stage.partner, "keep")
    assert "1 of 2 so far" in said(stage.partner.view)
    stage.partner.close(everything=True)
    stage.designer.react(alert.channel, alert.ts, "handshake")
    stage.settle()
    decided(stage, stage.partner, "keep")
    assert len(decisions(stage)) == 1


@pytest.mark.parametrize(
    ("outcome", "fields", "wrong"),
    [
        ("keep", {"keep_takes": " "}, "keep_takes"),
        ("keep", {"reason": " "}, "reason"),
        ("keep", {"condition_by_2": "2026-04-01"}, "condition_2"),
        ("keep", {"condition_2": "they pay"}, "condition_by_2"),
        ("keep", {"condition_1": "they pay", "condition_by_1": "2026-03-02"}, "condition_by_1"),
        ("keep", {"condition_1": "they pay", "condition_by_1": "2099-03-02"}, "condition_by_1"),
        ("probation", {"condition_1": "x", "condition_by_1": "2026-04-01", "probation_until": "2026-03-02"}, None),
        ("probation", {"condition_1": "x", "condition_by_1": "2026-04-01", "probation_until": "9999-12-31"}, None),
        ("probation", {"condition_1": " ", "condition_by_1": "2026-04-01"}, "condition_1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    stage: Stage, outcome: str, fields: dict[str, str], wrong: str | None
) -> None:
    """Nothing is stored, and nothing that was typed is lost."""
    raise_alert(stage)
    open_form(stage, stage.partner, outcome)
    stage.partner.fill({"keep_takes": TAKES, "reason": REASON, **fields})
    stage.partner.submit()
    stage.settle()
    assert stage.partner.view is not None
    assert list(stage.partner.view.errors) == [wrong or "probation_until"]
    assert decisions(stage) == []


def test_an_alert_that_is_still_held_is_decided_before_it_is_said(stage: Stage) -> None:
    """Nothing is posted at all."""
    asked = stage.lead.command("/flag-client Acme lying", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    decided(stage, stage.partner, "keep")
    stage.hold_ends()
    assert stage.alerts == []
    assert the_episode(stage).closing is Closing.KEPT


def asked_of(who: Person) -> list[str]:
    return [one.text.replace("\u2068", "").replace("\u2069", "") for one in who.direct()]


def keep_on_condition(stage: Stage, owner: Person | None) -> None:
    raise_alert(stage)
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.clients.save(replace(the_client(stage), owner=owner.id if owner else None))
    decided(stage, stage.partner, "keep", condition_1="a written brief", condition_by_1="2026-03-06")


def test_the_owner_is_asked_when_a_condition_is_due(stage: Stage) -> None:
    """At the end of that working day, once; the answer shows on the card and in the review."""
    keep_on_condition(stage, stage.designer)
    assert "a written brief" in json.dumps(stage.lead.command("/client-health Acme", channel=GENERAL).blocks)
    stage.after(days=4, hours=6)
    assert asked_of(stage.designer) == []
    stage.after(hours=1)
    (question,) = asked_of(stage.designer)
    assert "a written brief – was it kept?" in question
    stage.designer.press("condition_kept", in_=stage.designer.direct()[0])
    stage.settle()
    stage.after(days=10)
    assert asked_of(stage.partner) == []
    text = said(review_of(stage, stage.lead))
    assert f"✅ by Mar 6, 2026: a written brief (kept, says <@{stage.designer.id}>)" in text


def test_of_an_owner_who_has_left_nothing_is_asked(stage: Stage) -> None:
    """The reviewers are, on the day itself."""
    keep_on_condition(stage, stage.designer)
    stage.slack.changes.deactivate("designer")
    stage.settle()
    stage.after(days=5)
    assert any("a written brief" in str(message.blocks) for message in stage.partner.direct())


def test_a_condition_that_was_not_kept_is_told_to_the_reviewers(stage: Stage) -> None:
    """With the way to the review; a second answer changes nothing."""
    keep_on_condition(stage, stage.designer)
    stage.after(days=4, hours=7)
    question = stage.designer.direct()[0]
    stage.designer.press("condition_broken", in_=question)
    stage.settle()
    stage.tick()
    (told,) = asked_of(stage.partner)
    assert "did not keep a condition" in told
    stage.designer.press("condition_kept", in_=question)
    stage.settle()
    assert "has answered that already" in stage.designer.ephemerals[-1].text
    stage.partner.press("review_open", in_=stage.partner.direct()[0])
    stage.settle()
    assert "❌" in said(stage.partner.view)


def test_reviewers_are_asked_where_the_owner_does_not_answer(stage: Stage) -> None:
    """After two working days; and at once where nobody owns the client."""
    keep_on_condition(stage, stage.designer)
    stage.after(days=4, hours=7)
    assert asked_of(stage.partner) == []
    stage.after(days=4)
    assert len(asked_of(stage.designer)) == 1
    assert len(asked_of(stage.partner)) == 1


def test_a_condition_lapses_with_its_decision(stage: Stage) -> None:
    """A later decision replaces it: nobody is asked, and it is not shown any more."""
    keep_on_condition(stage, None)
    decided(stage, stage.partner, "keep")
    stage.after(days=10)
    assert asked_of(stage.partner) == []
    assert "a written brief" not in said(review_of(stage, stage.partner))


def test_decide_forms_know_the_time(stage: Stage) -> None:
    """A probation is offered for ninety days."""
    raise_alert(stage)
    open_form(stage, stage.partner, "probation")
    view = stage.partner.view
    assert view is not None
    offered = view.values["probation_until"]["value"]["selected_date"]
    assert offered == (stage.clock.now() + timedelta(days=90)).date().isoformat()
