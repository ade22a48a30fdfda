"""From the trip to the close: what the alert channel is told, and what it is not."""

from bot.domain import alerts
from bot.domain.alerts import AlertState, Closing
from bot.sandbox.faults import ratelimited
from bot.sandbox.messages import Message
from bot.usecases.reassess import apply_change
from bot.usecases.records import PolicyVersion
from tests.flows.alerting import (
    alert_of,
    alerts_of,
    another_bot,
    cumulative,
    episode_of,
    keep,
    lines,
    new_client,
    posted,
    said,
)
from tests.flows.stage import ALERTS, GENERAL, Stage


def _undo(stage: Stage, line: str) -> None:
    reply = stage.lead.command(f"/flag-client {line}", channel=GENERAL)
    stage.lead.press("incident_undo", in_=reply)
    stage.settle()


def test_an_undo_within_the_hold_leaves_no_trace(stage: Stage) -> None:
    """What was taken back before the hold ended was never said."""
    new_client(stage, "Acme", "slow_pay")
    reply = stage.lead.command("/flag-client acme lying", channel=GENERAL)
    assert episode_of(stage).state is AlertState.HELD
    stage.lead.press("incident_undo", in_=reply)
    stage.after(minutes=5)
    assert stage.alerts == []
    assert episode_of(stage).closing is Closing.WITHDRAWN


def test_the_hold_groups_what_came_meanwhile(stage: Stage) -> None:
    """Two flags within the hold are one alert, and no line."""
    new_client(stage, "Acme")
    stage.flag("acme lying", stage.designer)
    stage.after(seconds=29)
    assert stage.alerts == []
    stage.after(seconds=2)
    alert = alert_of(stage)
    assert "2 people" in said(alert)
    assert lines(stage, alert) == []


def test_an_alert_says_client_level_rules_and_what_to_do(stage: Stage) -> None:
    """Never a note or a reporter; its fallback says client and level."""
    alert = posted(stage)
    assert "Acme" in alert.text
    assert "decisive" in alert.text.casefold()
    shown = said(alert)
    assert "noted" not in shown
    assert stage.lead.id not in shown
    assert {"alert_ack", "alert_review", "alert_vote_keep", "alert_vote_part", "alert_snooze"} <= _actions(alert)
    assert alert.metadata is not None
    assert set(alert.metadata["event_payload"]) == {"wire_id"}
    assert alert.options["unfurl_links"] is False


def _actions(alert: Message) -> set[str]:
    return {
        str(element["action_id"])
        for block in alert.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }


def test_more_evidence_edits_the_message_and_adds_a_quiet_line(stage: Stage) -> None:
    """An edit pings nobody, and a quiet line stays in the thread."""
    alert = posted(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.flag("acme lying", stage.designer)
    stage.tick()
    (line,) = lines(stage, alert)
    assert not line.is_broadcast
    assert "Acme" in line.text
    now = alert_of(stage)
    assert now.ts == alert.ts
    assert "2 people" in said(now)
    assert episode_of(stage).taken_by == stage.designer.id


def test_a_rise_is_broadcast_and_wants_to_be_taken_again(stage: Stage) -> None:
    """Whoever had it has not seen this level: their emoji counts when it is put anew."""
    alert = cumulative(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.after(minutes=1)
    assert episode_of(stage).state is AlertState.ACKNOWLEDGED
    stage.flag("acme lying")
    stage.tick()
    (line,) = lines(stage, alert)
    assert line.is_broadcast
    assert "decisive" in line.text
    risen = episode_of(stage)
    assert (risen.state, risen.taken_by, risen.decide_by) == (AlertState.OPEN, None, None)
    stage.after(minutes=1)
    stage.person("office").react(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).taken_by == stage.person("office").id
    stage.person("office").unreact(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).taken_by is None
    stage.after(minutes=1)
    stage.designer.unreact(ALERTS, alert.ts, "eyes")
    stage.after(minutes=1)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).taken_by == stage.designer.id


def test_a_fall_is_a_quiet_line(stage: Stage) -> None:
    """The lie was taken back, the ignored advice stays."""
    alert = cumulative(stage)
    reply = stage.lead.command("/flag-client acme lying", channel=GENERAL)
    stage.tick()
    stage.lead.press("incident_undo", in_=reply)
    stage.after(seconds=5)
    loud, quiet = lines(stage, alert)
    assert loud.is_broadcast
    assert not quiet.is_broadcast
    assert "cumulative" in quiet.text
    assert "cumulative" in alert_of(stage).text.casefold()


def test_what_was_said_is_withdrawn_where_it_was_said(stage: Stage) -> None:
    """The one lie was taken back: the message says so, and so does a line that all see."""
    new_client(stage, "Acme", "slow_pay")
    reply = stage.lead.command("/flag-client acme lying", channel=GENERAL)
    stage.hold_ends()
    alert = alert_of(stage)
    stage.lead.press("incident_undo", in_=reply)
    stage.tick()
    (line,) = lines(stage, alert)
    assert line.is_broadcast
    closed = alert_of(stage)
    assert "taken back" in said(closed)
    assert _actions(closed) == set()
    assert episode_of(stage).closing is Closing.WITHDRAWN


def test_a_window_that_ends_by_time_alone_closes_the_alert(stage: Stage) -> None:
    """Ignored advice is out of its window after 365 days; nobody has to do anything for it."""
    alert = cumulative(stage)
    stage.after(days=364)
    assert episode_of(stage).is_open
    stage.after(days=1, seconds=1)
    assert episode_of(stage).closing is Closing.EXPIRED
    stage.tick()
    reminder, line = lines(stage, alert)
    assert reminder.is_broadcast
    assert not line.is_broadcast
    assert "Enough time" in said(alert_of(stage))


def test_a_trip_after_a_keep_is_a_new_alert(stage: Stage) -> None:
    """What was kept is settled; the next lie opens the next episode, in a message of its own."""
    first = posted(stage)
    stage.after(days=1)
    keep(stage, "Acme", stage.clock.now())
    with stage.bot.ports.store.write(stage.bot.home.workspace) as uow:
        apply_change(uow, alerts.close(episode_of(stage), Closing.KEPT, uow.at))
    stage.tick()
    assert "keep the client" in said(alert_of(stage))
    stage.after(days=1)
    stage.flag("acme lying")
    stage.hold_ends()
    old, new = alerts_of(stage)
    assert (old.ts, new.ts != first.ts) == (first.ts, True)
    assert episode_of(stage).number == 2


def test_a_new_policy_never_pings(stage: Stage) -> None:
    """A threshold that moves by terms alone raises nothing."""
    new_client(stage, "Acme", "ignored_advice")
    stage.hold_ends()
    with stage.bot.ports.store.write(stage.bot.home.workspace) as uow:
        cut = PolicyVersion(1, {"signs": {"ignored_advice": {"cutoff": 1}}}, "U0PARTNER01", uow.at, "stricter")
        uow.workspace.add_policy(cut)
    stage.after(days=2)
    assert stage.alerts == []


def test_an_alert_that_ended_before_it_could_be_said_is_not_said(stage: Stage) -> None:
    """Slack was away when the hold ended; by the time it is back, all was taken back."""
    new_client(stage, "Acme", "slow_pay")
    reply = stage.lead.command("/flag-client acme lying", channel=GENERAL)
    stage.slack.faults.add("chat.postMessage", ratelimited(60))
    stage.hold_ends()
    assert stage.alerts == []
    stage.lead.press("incident_undo", in_=reply)
    stage.after(minutes=10)
    assert stage.alerts == []


def test_a_restart_loses_nothing(stage: Stage, sqlite_url: str) -> None:
    """Everything stands in the database: the alert goes on where it was."""
    alert = posted(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    with another_bot(stage, sqlite_url) as restarted:
        stage.slack.deliver_to(restarted.endpoint.handle)
        stage.bot, before = restarted, stage.bot
        stage.tick()
        stage.designer.unreact(ALERTS, alert.ts, "eyes")
        stage.flag("acme lying", stage.designer)
        stage.after(seconds=2)
        assert episode_of(stage).taken_by is None
        assert len(lines(stage, alert)) == 1
        stage.bot = before
