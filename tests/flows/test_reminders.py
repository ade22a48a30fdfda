"""What time says of an alert: nobody has taken it, or the day to decide by has passed."""

from datetime import datetime, timedelta

import pytest

from bot.domain.alerts import AlertState
from bot.domain.signs import Level
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.usecases.deliver import deliver
from bot.usecases.records import TimerKind
from bot.usecases.sweep import sweep
from tests.flows.alerting import alert_of, another_bot, cumulative, episode_of, lines, new_client, posted, said
from tests.flows.stage import ALERTS, GENERAL, MONDAY, Stage, staged
from tests.flows.test_settings import save


def at(stage: Stage, day: int, hour: int, minute: int = 0) -> None:
    """Moves the clock to that hour of so many days after the first Monday, and ticks."""
    wanted = MONDAY.replace(hour=hour, minute=minute, second=40) + timedelta(days=day)
    stage.after(seconds=(wanted - stage.clock.now()).total_seconds())
    stage.after(seconds=2)


def loud(stage: Stage, alert: Message) -> list[str]:
    return [line.text for line in lines(stage, alert) if line.is_broadcast]


def reminders(person: Person) -> list[Message]:
    return [
        message
        for message in person.direct()
        if "Show the alert" in said(message) or "Nobody has taken" in message.text
    ]


def owned(stage: Stage, owner: Person, name: str = "Acme") -> None:
    """Somebody else owns the client."""
    with stage.bot.ports.store.write(stage.bot.home.workspace) as uow:
        (client,) = [uow.clients.get(each.client) for each in uow.clients.names() if each.name == name]
        assert client is not None
        uow.clients.save(type(client)(**{**_fields(client), "owner": owner.id}))


def _fields(client: object) -> dict[str, object]:
    return {name: getattr(client, name) for name in client.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_decisive_alert_is_called_out_three_times(stage: Stage) -> None:
    """After 4 working hours, 1 and 2 days: a line that all see and a message to who must act; then the digest alone."""
    alert = posted(stage)
    owned(stage, stage.designer)
    at(stage, 0, 13, 59)
    assert loud(stage, alert) == []
    at(stage, 0, 14, 1)
    assert len(loud(stage, alert)) == 1
    assert "Nobody has taken the alert for" in loud(stage, alert)[0]
    (first,) = reminders(stage.designer)
    assert "Acme" in first.text
    assert "client's owner" in said(first)
    assert "Show the alert" in said(first)
    assert reminders(stage.partner) == []
    at(stage, 1, 10, 1)
    at(stage, 2, 10, 1)
    assert (len(loud(stage, alert)), len(reminders(stage.designer)), len(reminders(stage.partner))) == (3, 3, 2)
    assert len(reminders(stage.person("office"))) == 2
    assert reminders(stage.lead) == []
    at(stage, 6, 12)
    assert len(loud(stage, alert)) == 3


def test_a_cumulative_alert_is_called_out_more_slowly(stage: Stage) -> None:
    """After 1, 3 and 5 working days, past the weekend."""
    alert = cumulative(stage)
    for day, so_many in ((0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 2), (6, 2), (7, 3), (11, 3)):
        at(stage, day, 10, 1)
        assert len(loud(stage, alert)) == so_many, day


def test_without_an_owner_the_reviewers_are_asked_at_once(stage: Stage) -> None:
    """Somebody must act. The message holds nothing of what was noted, and who flagged."""
    posted(stage)
    at(stage, 0, 14, 1)
    for reviewer in (stage.partner, stage.person("office")):
        (one,) = reminders(reviewer)
        assert "reviewer" in said(one)
        assert "noted" not in said(one)
        assert stage.lead.id not in said(one)


def test_an_owner_who_has_left_is_not_waited_for(stage: Stage) -> None:
    """The reviewers are asked in their place, from the first reminder."""
    posted(stage)
    owned(stage, stage.designer)
    stage.slack.changes.deactivate("designer")
    stage.settle()
    at(stage, 0, 14, 1)
    assert len(reminders(stage.partner)) == 1


def test_taking_it_ends_the_reminders_and_giving_it_back_begins_them_anew(stage: Stage) -> None:
    """Whoever let it go leaves it to the others, who have not been asked since."""
    alert = posted(stage)
    at(stage, 0, 13)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    at(stage, 1, 11)
    assert loud(stage, alert) == []
    stage.designer.unreact(ALERTS, alert.ts, "eyes")
    at(stage, 1, 14, 59)
    assert loud(stage, alert) == []
    at(stage, 1, 15, 1)
    assert len(loud(stage, alert)) == 1


def test_it_can_be_taken_from_the_reminder(stage: Stage) -> None:
    """The button does what the emoji does."""
    alert = posted(stage)
    at(stage, 0, 14, 1)
    (asked,) = reminders(stage.partner)
    stage.partner.press("alert_ack", in_=asked)
    stage.settle()
    assert episode_of(stage).taken_by == stage.partner.id
    at(stage, 4, 11)
    assert len(loud(stage, alert)) == 1


def test_votes_alone_do_not_take_it(stage: Stage) -> None:
    """Somebody votes, and still nobody leads the review: the reminders go on as they were."""
    alert = posted(stage)
    at(stage, 0, 13)
    stage.designer.react(ALERTS, alert.ts, "handshake")
    at(stage, 0, 14, 1)
    assert episode_of(stage).state is AlertState.IN_REVIEW
    assert len(loud(stage, alert)) == 1


def test_a_rise_begins_the_reminders_anew(stage: Stage) -> None:
    """By the new level's times, from the moment at which it was told."""
    alert = cumulative(stage)
    at(stage, 0, 12)
    stage.flag("acme lying")
    at(stage, 0, 15, 59)
    assert len(loud(stage, alert)) == 1  # the rise itself
    at(stage, 0, 16, 1)
    assert len(loud(stage, alert)) == 2
    at(stage, 1, 10, 1)
    assert len(loud(stage, alert)) == 2  # the old level's reminder is gone
    at(stage, 1, 12, 1)
    assert len(loud(stage, alert)) == 3


def test_a_snooze_silences_and_its_end_begins_anew(stage: Stage) -> None:
    """While it sleeps nobody is reminded; it wakes aloud, and is called out again after its time."""
    alert = cumulative(stage)
    stage.designer.react(ALERTS, alert.ts, "zzz")
    at(stage, 3, 9)
    assert loud(stage, alert) == []
    at(stage, 3, 10, 1)
    (woke,) = loud(stage, alert)
    assert "snooze" in woke
    at(stage, 4, 10, 5)
    assert "Nobody has taken" in loud(stage, alert)[-1]


def test_a_closed_alert_is_quiet(stage: Stage) -> None:
    """What was taken back needs nobody any more."""
    new_client(stage, "Acme", "slow_pay")
    reply = stage.lead.command("/flag-client acme lying", channel=GENERAL)
    stage.hold_ends()
    alert = alert_of(stage)
    at(stage, 0, 12)
    stage.lead.press("incident_undo", in_=reply)
    stage.settle()
    at(stage, 2, 12)
    (withdrawn,) = loud(stage, alert)
    assert "taken back" in withdrawn
    assert reminders(stage.partner) == []
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        for step in (1, 2, 3):
            assert uow.timers.get(TimerKind.REMINDER, f"{episode_of(stage).id}|{step}") is None


def test_after_a_downtime_one_reminder_is_said(stage: Stage) -> None:
    """Three were due; the people need to hear it once."""
    alert = posted(stage)
    at(stage, 9, 12)
    assert len(loud(stage, alert)) == 1
    assert len(reminders(stage.partner)) == 1


def test_a_restart_and_two_processes_remind_once(stage: Stage, sqlite_url: str) -> None:
    """A reminder is a timer in the database: whoever takes it says it."""
    alert = posted(stage)
    with another_bot(stage, sqlite_url) as other:
        stage.clock.move(timedelta(hours=4, minutes=1))
        for _ in range(3):
            for bot in (other, stage.bot):
                sweep(bot.ports)
                deliver(bot.ports)
            stage.settle()
            stage.clock.move(timedelta(seconds=1))
    assert len(loud(stage, alert)) == 1
    assert len(reminders(stage.partner)) == 1


def test_what_was_taken_before_the_reminder_went_out_is_not_said(stage: Stage) -> None:
    """Between the moment and the post somebody took it: nobody is bothered."""
    alert = posted(stage)
    stage.clock.move(timedelta(hours=4, minutes=1))
    sweep(stage.bot.ports)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.after(seconds=2)
    stage.after(seconds=2)
    assert loud(stage, alert) == []
    assert reminders(stage.partner) == []


def test_reminders_reach_people_where_no_channel_may_have_the_alert(sqlite_url: str) -> None:
    """Each reviewer once for each reminder, and no second line beneath their copy."""
    with staged(sqlite_url, alert_channel=None) as stage:
        new_client(stage, "Acme")
        stage.hold_ends()
        at(stage, 0, 14, 1)
        assert len(reminders(stage.partner)) == 1
        copy, reminder = stage.partner.direct()
        assert "Nobody has taken the alert" in reminder.text
        assert stage.slack.thread(copy) == []


def test_an_old_reminder_is_not_posted_when_the_channel_opens_again(stage: Stage) -> None:
    """The alert itself comes, and says how things are; the line of last week does not."""
    stage.slack.changes.archive("client-alerts")
    new_client(stage, "Acme")
    stage.hold_ends()
    at(stage, 2, 12)
    at(stage, 4, 12)
    stage.slack.changes.unarchive("client-alerts")
    stage.settle()
    at(stage, 4, 14)
    assert lines(stage, alert_of(stage)) == []


@pytest.mark.parametrize(("sign", "due"), [("lying", 7), ("ignored_advice", 14)])
def test_a_date_that_runs_out_is_news_and_comes_back(stage: Stage, sign: str, due: int) -> None:
    """One line in the channel, a message to who took it; then the reviewers too, until somebody decides."""
    alert = posted(stage) if sign == "lying" else cumulative(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    at(stage, due, 16, 59)
    assert loud(stage, alert) == []
    at(stage, due, 17, 1)
    (line,) = loud(stage, alert)
    assert "decided" in line
    assert "The decision was due" in said(alert_of(stage))
    (asked,) = reminders(stage.designer)
    assert "overdue" in asked.text
    assert reminders(stage.partner) == []
    every = 1 if episode_of(stage).level is Level.DECISIVE else 3
    at(stage, due + every, 9, 1)
    assert (len(reminders(stage.designer)), len(reminders(stage.partner))) == (2, 1)
    at(stage, due + 8, 9, 1)
    assert len(reminders(stage.partner)) >= 2
    assert len(loud(stage, alert)) == 1


def test_a_late_decision_sleeps_with_its_alert(stage: Stage) -> None:
    """A snooze past the date is slept out; then both are said."""
    alert = cumulative(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.after(seconds=2)
    at(stage, 13, 12)
    stage.designer.react(ALERTS, alert.ts, "zzz")
    at(stage, 15, 12)
    assert loud(stage, alert) == []
    at(stage, 16, 12, 1)
    stage.after(seconds=2)
    woke, late = loud(stage, alert)
    assert "snooze" in woke
    assert "decided" in late
    assert episode_of(stage).state is AlertState.ACKNOWLEDGED


@pytest.mark.parametrize("is_taken", [False, True])
def test_nobody_is_written_to_at_night(stage: Stage, is_taken: bool) -> None:
    """Not after a downtime that ends at night, nor where the team has moved to where it is night by now."""
    alert = posted(stage)
    if is_taken:
        stage.designer.react(ALERTS, alert.ts, "eyes")
        stage.settle()
    at(stage, 21, 2)
    assert loud(stage, alert) == []
    assert reminders(stage.designer) + reminders(stage.partner) == []
    at(stage, 21, 8, 58)
    assert loud(stage, alert) == []
    at(stage, 21, 9, 1)
    assert len(loud(stage, alert)) == 1
    assert len(reminders(stage.designer if is_taken else stage.partner)) == 1


def test_working_time_is_that_of_the_zone_in_force(stage: Stage) -> None:
    """The team moved its settings to Auckland: at four in the afternoon in London everybody is asleep there."""
    alert = posted(stage)
    assert save(stage, timezone="Pacific/Auckland").ok
    at(stage, 0, 19, 0)
    assert loud(stage, alert) == []
    # Nine in the morning there.
    at(stage, 0, 20, 1)
    assert len(loud(stage, alert)) == 1


def test_nobody_is_worn_out_by_a_decision_that_stays_late(stage: Stage) -> None:
    """Three mornings, then once a week for as long as it takes: in three months no more than a person reads."""
    alert = posted(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    at(stage, 7, 17, 1)
    told = [len(reminders(stage.partner))]
    for day in range(8, 98):
        at(stage, day, 9, 1)
        told.append(len(reminders(stage.partner)))
    assert [told[day] for day in (0, 1, 2, 3, 4, 9)] == [0, 1, 2, 3, 3, 3]
    assert told[-1] == 3 + 12
    assert all(week >= 1 for week in (told[day + 7] - told[day] for day in range(4, 80)))
    assert "The decision was due" in said(alert_of(stage))


def test_a_late_decision_that_was_told_is_told_once(stage: Stage) -> None:
    """It sleeps with its alert, and is asked for again when that wakes, without another line in the channel."""
    alert = posted(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    at(stage, 7, 17, 1)
    stage.after(hours=1)
    stage.partner.react(ALERTS, alert.ts, "zzz")
    stage.after(seconds=2)
    asked = len(reminders(stage.designer))
    at(stage, 8, 9, 1)
    assert [("snooze" in text, "decided" in text) for text in loud(stage, alert)] == [(False, True), (True, False)]
    assert len(reminders(stage.designer)) == asked + 1


def test_waking_it_early_asks_no_sooner(stage: Stage) -> None:
    """Whoever takes 💤 off is there already; the next reminder comes when work begins again."""
    alert = posted(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    at(stage, 7, 17, 1)
    stage.partner.react(ALERTS, alert.ts, "zzz")
    stage.after(minutes=5)
    stage.partner.unreact(ALERTS, alert.ts, "zzz")
    stage.after(minutes=5)
    assert len(reminders(stage.designer)) == 1
    at(stage, 8, 9, 1)
    assert len(reminders(stage.designer)) == 2


def test_a_rise_drops_the_date_and_whoever_takes_it_gets_a_new_one(stage: Stage) -> None:
    """The old date was another level's."""
    alert = cumulative(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    at(stage, 13, 12)
    stage.flag("acme lying")
    stage.after(seconds=2)
    assert _decide_by(stage) is None
    at(stage, 13, 15)
    stage.partner.react(ALERTS, alert.ts, "eyes")
    assert _decide_by(stage) == episode_of(stage).decide_by == MONDAY.replace(hour=17) + timedelta(days=18)


def _decide_by(stage: Stage) -> datetime | None:
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        return uow.timers.get(TimerKind.DECIDE_BY, episode_of(stage).id)
