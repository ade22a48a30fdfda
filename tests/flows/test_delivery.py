"""Whatever goes wrong between the bot and Slack: nothing is lost, and one copy stays visible."""

import pytest

from bot.domain.alerts import AlertState
from bot.sandbox.faults import (
    Fault,
    error,
    http_500,
    late_apply,
    lost_answer,
    non_json_429,
    ratelimited,
    refused_connection,
)
from bot.usecases.deliver import deliver
from bot.usecases.hear_slack import hear_posted
from bot.usecases.records import OutboxState
from bot.usecases.sweep import sweep
from tests.flows.alerting import (
    alert_of,
    alerts_of,
    another_bot,
    cumulative,
    episode_of,
    lines,
    new_client,
    row_of,
    said,
)
from tests.flows.stage import ALERTS, Stage, staged

POST = "chat.postMessage"


def _posts(stage: Stage) -> int:
    """How often a message was sent to Slack, taken or not."""
    return len(stage.slack.traffic.calls(POST))


@pytest.mark.parametrize("fault", [ratelimited(0), ratelimited(30), non_json_429(30), error("ratelimited")])
def test_a_limit_is_waited_for(stage: Stage, fault: Fault) -> None:
    """Slack says how long; nothing is posted before, and one message after."""
    new_client(stage, "Acme")
    stage.slack.faults.add(POST, fault)
    stage.hold_ends()
    assert alerts_of(stage) == []
    if fault.seconds > 1:
        stage.after(seconds=fault.seconds - 1)
        assert alerts_of(stage) == []
    stage.after(seconds=3)
    alert_of(stage)
    assert _posts(stage) == 2


@pytest.mark.parametrize("has_receipts", [True, False])
@pytest.mark.parametrize("fault", [lost_answer(), http_500(applied=True)])
def test_a_post_whose_answer_was_lost_is_not_posted_again(stage: Stage, fault: Fault, has_receipts: bool) -> None:
    """It is found by Slack's event, else by reading history, and then belongs to the alert as if nothing had been."""
    stage.slack.platform.sends_own_metadata_events = has_receipts
    new_client(stage, "Acme")
    stage.slack.faults.add(POST, fault)
    stage.hold_ends()
    stage.after(seconds=119)
    stage.after(seconds=2)
    stage.after(hours=2)
    alert = alert_of(stage)
    assert _posts(stage) == 1
    assert row_of(stage, alert).state is OutboxState.SENT
    stage.designer.react(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).state is AlertState.ACKNOWLEDGED


def test_an_emoji_on_a_post_in_doubt_is_not_lost(stage: Stage) -> None:
    """Slack is asked to tell of it again until it is known whose message that is."""
    stage.slack.platform.sends_own_metadata_events = False
    new_client(stage, "Acme")
    stage.slack.faults.add(POST, lost_answer())
    stage.hold_ends()
    alert = alert_of(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).taken_by is None
    stage.after(seconds=121)  # time for a look, and for Slack's first retries, which come at once and after a minute
    assert row_of(stage, alert).state is OutboxState.SENT
    stage.after(minutes=5)
    assert episode_of(stage).taken_by == stage.designer.id


@pytest.mark.parametrize("fault", [http_500(), refused_connection(), error("internal_error")])
def test_a_post_that_never_arrived_is_posted_after_a_look(stage: Stage, fault: Fault) -> None:
    """Nothing is sent again before Slack had its time and history was read."""
    new_client(stage, "Acme")
    stage.slack.faults.add(POST, fault)
    stage.hold_ends()
    stage.after(seconds=118)
    assert _posts(stage) == 1
    stage.after(seconds=3)
    stage.after(seconds=2)
    alert_of(stage)
    assert _posts(stage) == 2


def test_a_look_that_fails_is_tried_again(stage: Stage) -> None:
    """History that cannot be read says nothing of what stands there."""
    new_client(stage, "Acme")
    stage.slack.platform.sends_own_metadata_events = False
    stage.slack.faults.add(POST, lost_answer())
    stage.slack.faults.add("conversations.history", http_500(), times=3)
    stage.hold_ends()
    for _ in range(8):
        stage.after(seconds=31)
    assert _posts(stage) == 1
    assert row_of(stage, alert_of(stage)).state is OutboxState.SENT


@pytest.mark.parametrize("has_receipts", [True, False])
def test_a_copy_that_comes_late_is_removed(stage: Stage, has_receipts: bool) -> None:
    """Slack took the first try ten minutes later: one copy stays, also where no event tells of the other."""
    stage.slack.platform.sends_own_metadata_events = has_receipts
    new_client(stage, "Acme")
    stage.slack.faults.add(POST, late_apply(600))
    stage.hold_ends()
    stage.after(minutes=3)
    kept = alert_of(stage)
    stage.after(minutes=8)
    stage.after(minutes=55)
    stage.after(minutes=10)
    assert alert_of(stage).ts == kept.ts


def test_a_surplus_copy_that_cannot_be_deleted_yet_is_deleted_later(stage: Stage) -> None:
    """The audit is done when the copy is gone, not when it was asked to go."""
    stage.slack.platform.sends_own_metadata_events = False
    new_client(stage, "Acme")
    stage.slack.faults.add(POST, late_apply(600))
    stage.hold_ends()
    stage.after(minutes=3)
    stage.after(minutes=8)
    assert len(alerts_of(stage)) == 2
    stage.slack.faults.add("chat.delete", ratelimited(30))
    stage.after(minutes=55)
    stage.after(minutes=6)
    alert_of(stage)


def test_blocks_that_slack_refuses_become_plain_text(stage: Stage) -> None:
    """Later edits stay plain; what not even text can say is given up, and the reviewers hear of it."""
    new_client(stage, "Acme")
    stage.slack.faults.add(POST, error("invalid_blocks"))
    stage.hold_ends()
    stage.after(seconds=2)
    alert = alert_of(stage)
    assert alert.blocks == []
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.after(seconds=6)
    assert alert_of(stage).blocks == []

    new_client(stage, "Globex")
    stage.slack.faults.add(POST, error("invalid_blocks"), times=2)
    stage.hold_ends()
    stage.after(seconds=5)
    assert alerts_of(stage, "Globex") == []
    assert len(stage.partner.direct()) == 1


def test_an_edit_that_slack_refuses_is_made_as_plain_text(stage: Stage) -> None:
    """The message must not go on showing what is no longer so."""
    new_client(stage, "Acme")
    stage.hold_ends()
    stage.slack.faults.add("chat.update", error("invalid_blocks"))
    stage.designer.react(ALERTS, alert_of(stage).ts, "eyes")
    stage.after(seconds=6)
    assert alert_of(stage).blocks == []


@pytest.mark.parametrize("fault", [lost_answer(), http_500(), ratelimited(30), late_apply(20)])
def test_the_last_revision_wins(stage: Stage, fault: Fault) -> None:
    """An edit that got lost or came late is made again."""
    alert = cumulative(stage)
    stage.slack.faults.add("chat.update", fault)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.after(seconds=1)
    stage.lead.react(ALERTS, alert.ts, "handshake")
    stage.after(seconds=35)
    stage.after(seconds=35)
    shown = said(alert_of(stage))
    assert f"<@{stage.designer.id}>" in shown
    assert f"<@{stage.lead.id}>" in shown


@pytest.mark.parametrize("what", ["archive", "leave", "share", "guest"])
def test_a_channel_that_closed_in_between_gets_nothing(stage: Stage, what: str) -> None:
    """Each reviewer gets the alert directly, saying what to set, and is told of the channel once a day; it waits."""
    changes = stage.slack.changes
    stage.slack.faults.lose_events("*", times=0)
    new_client(stage, "Acme")
    {
        "archive": lambda: changes.archive("client-alerts"),
        "leave": lambda: changes.remove_app("client-alerts"),
        "share": lambda: changes.share("client-alerts"),
        "guest": lambda: changes.join("freelancer", "client-alerts"),
    }[what]()
    stage.hold_ends()
    stage.after(seconds=3)
    assert stage.alerts == []
    for reviewer in (stage.partner, stage.person("office")):
        direct = reviewer.direct()
        alert = [message for message in direct if "Acme" in message.text]
        trouble = [message for message in direct if "Acme" not in said(message)]
        assert (len(alert), len(trouble)) == (1, 1)
        assert "client-alerts" in said(trouble[0]) or ALERTS in said(trouble[0])
    assert stage.lead.direct() == []
    for _ in range(3):
        stage.after(hours=1, seconds=1)
    assert len(stage.partner.direct()) == 2
    stage.slack.faults.clear()
    {
        "archive": lambda: changes.unarchive("client-alerts"),
        "leave": lambda: changes.invite_app("client-alerts"),
        "share": lambda: changes.unshare("client-alerts"),
        "guest": lambda: changes.leave("freelancer", "client-alerts"),
    }[what]()
    stage.after(seconds=2)
    alert_of(stage)
    # Both ways lead to one alert.
    direct = next(message for message in stage.partner.direct() if "Acme" in message.text)
    stage.partner.press("alert_ack", in_=direct)
    stage.after(seconds=3)
    assert stage.partner.id in said(alert_of(stage))


def test_without_a_channel_alerts_go_to_the_reviewers(sqlite_url: str) -> None:
    """Each gets it once, with what is to be set; one copy of each stays up to date."""
    with staged(sqlite_url, alert_channel=None) as stage:
        new_client(stage, "Acme")
        stage.hold_ends()
        stage.after(seconds=3)
        (alert,) = [message for message in stage.partner.direct() if "Acme" in message.text]
        stage.partner.press("alert_ack", in_=alert)
        stage.after(seconds=3)
        (elsewhere,) = [message for message in stage.person("office").direct() if "Acme" in message.text]
        assert stage.partner.id in said(elsewhere)


def test_a_message_that_a_person_deleted_stays_deleted(stage: Stage) -> None:
    """Whoever may delete it had a reason: it is neither edited nor posted again."""
    new_client(stage, "Acme")
    stage.hold_ends()
    stage.partner.delete(alert_of(stage))
    stage.flag("acme lying", stage.designer)
    stage.after(hours=2)
    assert alerts_of(stage) == []
    assert episode_of(stage).is_open


def test_a_copied_wire_id_deceives_nobody(stage: Stage) -> None:
    """Everybody can read a message's metadata: only a message of our own counts as ours."""
    new_client(stage, "Acme")
    stage.hold_ends()
    alert = alert_of(stage)
    row = row_of(stage, alert)
    hear_posted(stage.bot.ports, stage.bot.home.workspace, row.wire_id, ALERTS, "1772445999.000100", "U0DESIGN001")
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        assert ("C0ALERTS001", "1772445999.000100") not in uow.outbox.receipts_of(row.wire_id)
    assert row_of(stage, alert).audit_at is None


def test_one_post_a_second_and_channel_and_nobody_starves(stage: Stage) -> None:
    """Many alerts at once come one by one, and a limit in between ends none of them."""
    # Not called by letters: a name of I looks like one of L, and would be asked about.
    names = [f"Agency{number:02}" for number in range(25)]
    for name in names:
        new_client(stage, name)
    stage.clock.move(stage.bot.ports.tuning.hold)
    for second in range(1, 26):
        stage.bot.ticker.tick()
        assert len(stage.alerts) == second
        stage.clock.move(stage.bot.ports.tuning.hold / 30)
    stage.slack.faults.add(POST, ratelimited(5))
    new_client(stage, "Zulu")
    stage.hold_ends()
    stage.after(seconds=10)
    alert_of(stage, "Zulu")


def test_a_line_waits_for_its_alert(stage: Stage) -> None:
    """News in a thread has nowhere to go before the thread is there."""
    stage.slack.faults.add(POST, ratelimited(60))
    new_client(stage, "Acme", "ignored_advice")
    stage.flag("acme ignored_advice")
    stage.hold_ends()
    stage.flag("acme lying")
    stage.after(seconds=5)
    assert stage.alerts == []
    stage.after(seconds=60)
    stage.after(seconds=2)
    assert len(lines(stage, alert_of(stage))) == 1


def test_two_processes_post_once(stage: Stage, sqlite_url: str) -> None:
    """Whoever claims the row has it; the other one finds nothing to do."""
    with another_bot(stage, sqlite_url) as other:
        new_client(stage, "Acme")
        stage.clock.move(stage.bot.ports.tuning.hold)
        stage.bot.ticker.tick()
        deliver(other.ports)
        stage.after(seconds=5)
        other.ticker.tick()
        alert_of(stage)
        assert _posts(stage) == 1


def test_a_paused_sender_does_not_send_past_its_fence(stage: Stage) -> None:
    """Somebody else may have taken the row over: it goes back, and is sent by whoever claims it then."""
    new_client(stage, "Acme")
    tuning = stage.bot.ports.tuning
    stage.clock.move(tuning.hold)
    asked = stage.bot.ports.channels.facts

    def slowly(channel: str) -> object:
        stage.clock.move(tuning.fence * 2)
        return asked(channel)

    stage.bot.ports.channels.facts = slowly  # type: ignore[method-assign, assignment]  # a pause at that very place
    try:
        stage.bot.ticker.tick()
        assert _posts(stage) == 0
    finally:
        stage.bot.ports.channels.facts = asked  # type: ignore[method-assign]
    stage.after(minutes=2)
    stage.after(hours=1, seconds=5)
    alert_of(stage)


def test_a_row_whose_sender_died_is_taken_over(stage: Stage) -> None:
    """After its lease and Slack's time to settle, somebody looks, and then posts."""
    new_client(stage, "Acme")
    stage.clock.move(stage.bot.ports.tuning.hold)
    sweep(stage.bot.ports)
    ports = stage.bot.ports
    (claimed,) = ports.store.claim_outbox(stage.clock.now(), 10, ports.tuning.lease, "a process that died")
    assert claimed[1].state is OutboxState.SENDING
    stage.after(seconds=59)
    assert _posts(stage) == 0
    stage.after(seconds=62)
    stage.after(seconds=2)
    alert = alert_of(stage)
    assert row_of(stage, alert).audit_at is not None


def test_where_nothing_can_be_looked_up_it_may_be_said_twice(sqlite_url: str) -> None:
    """Rather twice than never: after a quarter of an hour it is posted again, and says that it may repeat."""
    with staged(sqlite_url, declined_scopes=("groups:history", "channels:history")) as stage:
        stage.slack.platform.sends_own_metadata_events = False
        new_client(stage, "Acme")
        stage.slack.faults.add(POST, http_500())
        stage.hold_ends()
        for _ in range(13):
            stage.after(minutes=1)
        assert alerts_of(stage) == []
        for _ in range(4):
            stage.after(minutes=1)
        assert "twice" in said(alert_of(stage))
        stage.after(hours=8)
        alert_of(stage)


def test_receipts_alone_settle_a_lost_answer(sqlite_url: str) -> None:
    """Where history was declined, Slack's event tells of the message."""
    with staged(sqlite_url, declined_scopes=("groups:history", "channels:history")) as stage:
        new_client(stage, "Acme")
        stage.slack.faults.add(POST, lost_answer())
        stage.hold_ends()
        stage.after(hours=1)
        assert "twice" not in said(alert_of(stage))
        assert _posts(stage) == 1
