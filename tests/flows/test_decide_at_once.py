"""Reviewers who press at the very same moment: one decision, and the others are told."""

from datetime import timedelta
from threading import Barrier, Thread

from bot.sandbox.payloads import Payloads
from bot.sandbox.person import Person
from bot.sandbox.wire import Ack
from tests.flows.alerting import alert_of, episode_of, new_client, posted
from tests.flows.discretion import texts_in
from tests.flows.parted import open_list, parting_of, shown, unpaid
from tests.flows.register import warnings
from tests.flows.stage import ALERTS, GENERAL, Stage
from tests.flows.test_decide import REASON, TAKES, decisions, open_form, the_episode, two_reviewers
from tests.flows.test_review import raise_alert, review_of

OUTCOMES = {"keep": "to keep them", "part_ways": "to part ways"}


def at_once(stage: Stage, *who: Person) -> dict[str, Ack]:
    """The forms that these people have open are sent by a thread each, all let go together."""
    payloads = Payloads(stage.slack.platform, stage.slack.responses)
    with stage.slack.platform.lock:
        envelopes = {one.id: payloads.submission(one.user, one.view) for one in who if one.view is not None}
    start, answers = Barrier(len(envelopes)), {}

    def send(user: str) -> None:
        start.wait(10)
        answers[user] = stage.slack.delivery.send(envelopes[user])

    threads = [Thread(target=send, args=(user,)) for user in envelopes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    stage.settle()
    return answers


def said_to(answer: Ack) -> str:
    return "\n".join(texts_in(answer.payload)).replace("\u2068", "").replace("\u2069", "")


def test_of_two_who_decide_at_once_one_does(stage: Stage) -> None:
    """Through the real dispatch, on two threads: one is told that it is done, the other who did what."""
    raise_alert(stage)
    reviewers = two_reviewers(stage)
    for who, outcome in zip(reviewers, OUTCOMES, strict=True):
        open_form(stage, who, outcome)
        who.fill({"keep_takes": TAKES, "reason": REASON})
    answers = at_once(stage, *reviewers)
    ((decision, _),) = decisions(stage)
    first = next(who for who in reviewers if who.id == decision.by)
    second = next(who for who in reviewers if who is not first)
    assert said_to(answers[first.id]).count("Decided: ") >= 1
    told = said_to(answers[second.id])
    assert f"<@{first.id}> decided on" in told
    assert OUTCOMES[decision.outcome.value] in told
    assert not the_episode(stage).is_open


def test_votes_that_are_cast_at_once_all_count(stage: Stage) -> None:
    """Nobody's is lost where several press in the same moment."""
    raise_alert(stage)
    people = (stage.partner, stage.lead, stage.designer)
    payloads = Payloads(stage.slack.platform, stage.slack.responses)
    envelopes = []
    for who in people:
        view = review_of(stage, who)
        (button,) = [
            element
            for block in view.blocks
            for element in block.get("elements", [])
            if element.get("action_id") == "review_vote_part"
        ]
        with stage.slack.platform.lock:
            stamp = stage.slack.workspace.new_ts(stage.clock.now())
            envelopes.append(payloads.view_action(who.user, view, {**button, "block_id": "b", "action_ts": stamp}))
    start = Barrier(len(envelopes))

    def send(number: int) -> None:
        start.wait(10)
        stage.slack.delivery.send(envelopes[number])

    threads = [Thread(target=send, args=(number,)) for number in range(len(envelopes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    stage.settle()
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        assert {each.user for each in uow.episodes.reactions(the_episode(stage).id)} == {who.id for who in people}


def test_of_two_who_snooze_at_once_one_does(stage: Stage) -> None:
    """The other is told until when it sleeps, and may choose another date with that in sight."""
    alert = posted(stage)
    first, second = two_reviewers(stage)
    for who, hours in ((first, 20), (second, 40)):
        who.press("alert_snooze", in_=alert)
        stage.settle()
        until = stage.clock.now() + timedelta(hours=hours)
        who.fill({"reason": "waiting for them", "until": int(until.timestamp())})
    answers = at_once(stage, first, second)
    asleep = episode_of(stage)
    won, lost = (first, second) if asleep.snoozed_by == first.id else (second, first)
    assert "snoozed it until" not in said_to(answers[won.id])
    assert f"<@{won.id}> snoozed it until" in said_to(answers[lost.id])
    lost.close(everything=True)
    lost.press("alert_snooze", in_=alert_of(stage))
    stage.settle()
    lost.fill({"reason": "longer", "until": int((stage.clock.now() + timedelta(hours=60)).timestamp())})
    assert lost.submit().ok
    stage.settle()
    assert episode_of(stage).snoozed_by == lost.id
    lost.close(everything=True)
    won.react(ALERTS, alert.ts, "zzz")
    stage.settle()
    stage.tick()
    assert episode_of(stage).snoozed_by == lost.id
    assert "snoozed already" in won.direct()[-1].text


def test_of_two_who_record_that_they_told_them_one_does(stage: Stage) -> None:
    """The other is told who did and when; another conversation can be recorded after it."""
    new_client(stage, "Acme", "mental_abuse")
    people = (stage.lead, stage.designer)
    for who in people:
        who.press("warning_record", in_=who.command("/client-health acme", channel=GENERAL))
        stage.settle()
        who.fill({"told_how": "by phone"})
    answers = at_once(stage, *people)
    (told,) = warnings(stage, "Acme")
    lost = next(who for who in people if who.id != told.by)
    assert f"<@{told.by}> recorded that they were told" in said_to(answers[lost.id])
    assert "while you had this open" not in said_to(answers[told.by])


def shown_to(who: Person) -> str:
    """In all the modals that are open, the ones beneath too."""
    return "\n".join(shown(view) for view in who.views)


def test_a_gate_is_lifted_once_and_a_list_stopped_once(stage: Stage) -> None:
    """The gate of a list, and its end: one does it, the other is told who did."""
    message = unpaid(stage)
    first, second = two_reviewers(stage)
    for who in (first, second):
        open_list(stage, who, message)
        who.press("parting_override")
        stage.settle()
        who.fill({"reason": "they are broke"})
    at_once(stage, first, second)
    override = parting_of(stage).override
    assert override is not None
    lost = second if override.by == first.id else first
    assert f"<@{override.by}>" in shown_to(lost)
    for who in (first, second):
        open_list(stage, who, message)
        who.press("parting_stop")
        stage.settle()
        who.fill({"reason": "they paid"})
    at_once(stage, first, second)
    stopped = parting_of(stage)
    lost = second if stopped.ended_by == first.id else first
    assert f"<@{stopped.ended_by}>" in shown_to(lost)
