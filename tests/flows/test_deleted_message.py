"""Somebody deletes a message of the bot's in Slack: the matter goes on, and the reviewers have it directly."""

from bot.domain.alerts import AlertState, Closing
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.usecases.audit_lines import AuditQuery
from bot.usecases.records import OutboxState
from tests.flows.alerting import alerts_of, cumulative, episode_of, posted, said
from tests.flows.parted import calm, choose, living, open_list, part_ways, parted, parting_of
from tests.flows.stage import ALERTS, GENERAL, Stage
from tests.flows.test_home import home
from tests.flows.test_reminders import at


def copies(person: Person, name: str = "Acme") -> list[Message]:
    """The living messages that this person has directly."""
    return [
        message
        for message in person.direct()
        if "Somebody deleted this message" in said(message) and name in said(message)
    ]


def beneath(stage: Stage, copy: Message) -> list[tuple[str, bool]]:
    """What was said beneath a copy, and whether all of it is seen in the conversation."""
    return [(line.text, line.is_broadcast) for line in stage.slack.thread(copy)]


def delete(stage: Stage, message: Message) -> None:
    """By an admin of the workspace, as Slack lets them."""
    stage.person("office").delete(message)
    calm(stage)


def test_the_reviewers_get_the_alert_directly(stage: Stage) -> None:
    """Each of them, once; it says that it was deleted and where, and nothing is posted in the channel again."""
    delete(stage, posted(stage))
    assert alerts_of(stage) == []
    for reviewer in (stage.partner, stage.person("office")):
        (copy,) = copies(reviewer)
        assert f"<#{ALERTS}>" in said(copy)
        assert "noted" not in said(copy)
    assert copies(stage.lead) == []
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        (line,) = [one for one in uow.trail.newest(AuditQuery(), 50) if one.action == "post_deleted"]
    assert (line.by, line.subject) == ("slack", episode_of(stage).id)


def test_the_copy_is_worked_with_like_the_alert(stage: Stage) -> None:
    """It is taken and let sleep there, and what comes of it is said beneath it where it is seen."""
    delete(stage, cumulative(stage))
    (copy,) = copies(stage.partner)
    stage.partner.press("alert_ack", in_=copy)
    calm(stage)
    assert episode_of(stage).taken_by == stage.partner.id
    assert f"<@{stage.partner.id}>" in said(copies(stage.partner)[0])
    stage.flag("acme lying")
    calm(stage)
    ((text, is_broadcast),) = beneath(stage, copy)
    assert "decisive" in text
    assert is_broadcast
    assert alerts_of(stage) == []


def test_it_stays_reachable_and_reminders_go_on(stage: Stage) -> None:
    """In App Home, on the health card, and in what the reminders lead to: a message that is there."""
    delete(stage, posted(stage))
    assert "Alerts to decide" in home(stage, stage.partner)
    card = stage.lead.command("/client-health acme", channel=GENERAL)
    assert "Nobody has taken this yet" in str(card.blocks)
    (copy,) = copies(stage.partner)
    at(stage, 0, 14, 5)
    (reminder,) = [one for one in stage.partner.direct() if "Nobody has taken the alert" in one.text]
    assert f"/archives/{copy.channel}/p{copy.ts.replace('.', '')}" in said(reminder)
    stage.partner.press("alert_review", in_=reminder)
    stage.settle()
    assert stage.partner.view is not None
    assert "What would we have to do to keep" in str(stage.partner.view.spec)


def test_its_end_is_said_beneath_the_copies(stage: Stage) -> None:
    """Nothing ends silently: a flag that is taken back withdraws the alert where it is told."""
    alert = posted(stage)
    delete(stage, alert)
    (copy,) = copies(stage.partner)
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        (record,) = uow.history.records(episode_of(stage).client)
    card = stage.lead.command("/client-health acme", channel=GENERAL)
    stage.lead.press("incident_menu", f"incident_undo|{record.entry.id}", in_=card)
    calm(stage)
    assert episode_of(stage).closing is Closing.WITHDRAWN
    ((text, is_broadcast),) = beneath(stage, copy)
    assert "Acme" in text
    assert is_broadcast


def test_months_later_the_copies_still_follow(stage: Stage) -> None:
    """What is no longer in Slack is forgotten after a month, but not of what is open: news reaches the copies, and a
    decision that stays late is asked of the reviewers, not of whoever took it alone.
    """
    delete(stage, posted(stage))
    (copy,) = copies(stage.partner)
    stage.lead.press("review_open", in_=stage.lead.command("/client-health acme", channel=GENERAL))
    stage.settle()
    stage.lead.press("review_take")
    stage.settle()
    stage.lead.close(everything=True)
    for day in range(1, 75):
        at(stage, day, 12)
    asked = [one for one in stage.partner.direct() if "overdue" in one.text]
    assert len(asked) >= 8
    stage.flag("acme lying")
    calm(stage)
    assert [text for text, _ in beneath(stage, copy)] != []
    assert "The decision was due" in said(copies(stage.partner)[0])


def test_what_slack_never_told_of_is_found_with_the_next_word(stage: Stage) -> None:
    """The process was down when it was deleted: the next edit, or the next line beneath it, finds out."""
    stage.slack.faults.lose_events("message_metadata_deleted", times=2)
    first, second = posted(stage, "Acme"), posted(stage, "Globex")
    stage.person("office").delete(first)
    stage.person("office").delete(second)
    calm(stage)
    assert copies(stage.partner, "Acme") == []
    stage.flag("acme lying")
    calm(stage)
    assert len(copies(stage.partner, "Acme")) == 1
    at(stage, 0, 14, 5)
    calm(stage)
    assert len(copies(stage.partner, "Globex")) == 1
    assert not any("Slack refused" in said(message) for message in stage.partner.direct())


def test_whoever_had_a_copy_gets_no_second_one(stage: Stage) -> None:
    """While the channel was closed it went to them directly; later it is posted, and deleted."""
    stage.slack.changes.archive("client-alerts")
    stage.settle()
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme lying", channel=GENERAL))
    stage.hold_ends()
    stage.slack.changes.unarchive("client-alerts")
    stage.settle()
    stage.after(hours=1)
    (alert,) = alerts_of(stage)
    before = len([one for one in stage.partner.direct() if "Acme" in one.text])
    delete(stage, alert)
    assert len(copies(stage.partner)) == 1
    assert len([one for one in stage.partner.direct() if "Acme" in one.text]) == before


def test_a_parting_goes_on_the_same_way(stage: Stage) -> None:
    """Its list opens from the copy, and the copy follows it."""
    delete(stage, parted(stage))
    (copy,) = [one for one in copies(stage.partner) if "Parting ways" in one.text]
    assert "parting_tick" in str(copy.blocks)
    open_list(stage, stage.partner, copy)
    choose(stage, stage.partner, "done", parting_of(stage).items[0].step)
    calm(stage)
    (after,) = [one for one in copies(stage.partner) if "Parting ways" in one.text]
    assert "1 of 8 settled" in said(after)


def test_an_alert_that_is_over_tells_nobody_that_it_was_deleted(stage: Stage) -> None:
    """There is nothing left to do about it; and so it is with a line in its thread."""
    alert = posted(stage)
    stage.flag("acme lying")
    calm(stage)
    (line,) = stage.slack.thread(alert)
    delete(stage, line)
    assert episode_of(stage).state is AlertState.OPEN
    assert copies(stage.partner) == []
    part_ways(stage)
    delete(stage, alert)
    assert copies(stage.partner) == []
    assert "👋" in living(stage).text


def test_what_the_bot_takes_back_itself_is_no_deletion(stage: Stage) -> None:
    """A guest came into the channel: the message is taken back, and nobody is told that somebody deleted it."""
    alert = posted(stage)
    stage.slack.changes.join("freelancer", "client-alerts")
    stage.settle()
    stage.after(minutes=2)
    calm(stage)
    assert not any("Acme" in one.text for one in stage.slack.messages(ALERTS))
    assert copies(stage.partner) == []
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        assert [one for one in uow.trail.newest(AuditQuery(), 50) if one.action == "post_deleted"] == []
        row = uow.outbox.find_message(ALERTS, alert.ts)
    assert row is not None
    assert row.state is not OutboxState.WITHDRAWN or row.trouble == "redacted"
