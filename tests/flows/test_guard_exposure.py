"""A channel of ours that others can read: nothing is posted there, the reviewers hear of it, what stands there goes."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox import faults
from bot.sandbox.messages import Message
from bot.sandbox.people import User
from bot.usecases.expose_channel import CHANGED_AT_ONCE
from bot.usecases.records import OutboxKind, OutboxRow, OutboxState, TimerKind
from bot.usecases.watch_channel import LOOK_UPS, WATCH_EVERY
from tests.flows.alerting import alert_of, cumulative, new_client, posted, said
from tests.flows.parted import living, parted
from tests.flows.stage import ALERTS, GENERAL, Stage
from tests.flows.test_guard_share import WEBSITE, asked, share

NEUTRAL = "This message was removed."
WITHIN = timedelta(minutes=5)


def ours(stage: Stage, channel: str = ALERTS) -> list[Message]:
    return [message for message in stage.slack.messages(channel) if message.user == stage.slack.bot_user_id]


def telling(stage: Stage, channel: str = ALERTS) -> list[str]:
    """What of ours still says something there."""
    return [said(message) for message in ours(stage, channel) if message.text != NEUTRAL or "Acme" in said(message)]


def told(stage: Stage, who: str, what: str) -> list[Message]:
    return [message for message in stage.person(who).direct() if what in said(message)]


def told_of_it(stage: Stage, who: str, why: str = "") -> list[Message]:
    """The messages to that reviewer that say that a channel can be read by others."""
    return [message for message in told(stage, who, "I have stopped posting in a channel") if why in said(message)]


def minutes_pass(stage: Stage, minutes: float = 5, step_s: float = 20) -> None:
    """The scheduler ticks meanwhile, if seldom."""
    for _ in range(int(minutes * 60 / step_s)):
        stage.after(seconds=step_s)


def become_guest(stage: Stage) -> None:
    stage.slack.changes.make_guest("designer")


OPENED: dict[str, Callable[[Stage], object]] = {
    "is shared with people outside": lambda stage: stage.slack.changes.share(ALERTS),
    "is about to be shared": lambda stage: stage.slack.changes.begin_sharing(ALERTS),
    "A guest or somebody from outside is in": lambda stage: stage.slack.changes.join("freelancer", ALERTS),
    "A guest or somebody from outside": become_guest,
}


@pytest.mark.parametrize("are_events_lost", [False, True])
@pytest.mark.parametrize("why", OPENED)
def test_what_stands_there_is_gone_within_five_minutes(stage: Stage, why: str, are_events_lost: bool) -> None:
    """The alert and its lines, whether Slack tells of the change or its events are lost."""
    alert = cumulative(stage)
    stage.flag("Acme ignored_advice")
    stage.partner.press("alert_ack", in_=alert)
    stage.after(seconds=5)
    assert len(telling(stage)) >= 2
    if are_events_lost:
        stage.slack.faults.lose_events("*", times=0)
    OPENED[why](stage)
    stage.slack.flush()
    minutes_pass(stage)
    assert telling(stage) == []
    assert all(message.text == NEUTRAL for message in ours(stage))
    for reviewer in ("partner", "office"):
        (notice,) = told_of_it(stage, reviewer, why)
        assert ALERTS in said(notice)
        assert "Acme" not in said(notice)
    assert told_of_it(stage, "lead") == []


@pytest.mark.parametrize("can_list", [True, False])
def test_one_of_many_is_seen_at_the_next_look(stage: Stage, can_list: bool) -> None:
    """One call tells of everybody where they are few; where it tells nothing, they are asked after one by one."""
    newcomers = {stage.slack.changes.add_person(f"new{number}", f"New {number}").id for number in range(LOOK_UPS + 5)}
    for person in newcomers:
        stage.slack.changes.join(person, ALERTS)
    stage.slack.flush()
    posted(stage)
    stage.slack.faults.lose_events("*", times=0)
    if not can_list:
        stage.slack.faults.add("users.list", faults.ratelimited(), times=0)
    stage.after(seconds=WATCH_EVERY.total_seconds() + 1)
    before = stage.slack.traffic.last
    become_guest(stage)
    looks = 1 if can_list else 2
    minutes_pass(stage, looks * WATCH_EVERY.total_seconds() / 60 + 1)
    assert telling(stage) == []
    asked_after = {call.request["user"] for call in stage.slack.traffic.calls("users.info") if call.seq > before}
    assert bool(asked_after & newcomers) is not can_list


def test_where_slack_tells_it_takes_a_few_seconds(stage: Stage) -> None:
    """Nobody waits for the next look."""
    posted(stage)
    stage.slack.changes.share(ALERTS)
    stage.settle()
    stage.after(seconds=1)
    stage.after(seconds=2)
    assert telling(stage) == []


def digests(stage: Stage) -> list[OutboxRow]:
    """The rows of digests that stand in the channel."""
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        return [row for row in uow.outbox.standing_in(ALERTS, 99) if row.kind is OutboxKind.DIGEST]


def test_a_digest_is_taken_back_too(stage: Stage) -> None:
    """And not sent a second time for that week."""
    posted(stage)
    stage.after(days=7)
    stage.after(seconds=5)
    (digest,) = digests(stage)
    assert digest.ts is not None
    assert "Acme" in said(stage.slack.workspace.message(ALERTS, digest.ts))  # type: ignore[arg-type]
    stage.slack.changes.share(ALERTS)
    minutes_pass(stage)
    assert telling(stage) == []
    stage.slack.changes.unshare(ALERTS)
    minutes_pass(stage)
    assert digests(stage) == []


def test_an_alert_that_is_open_goes_to_the_reviewers_and_comes_back_anew(stage: Stage) -> None:
    """What was taken back stays so; the new message lives, and its thread goes on."""
    old = posted(stage)
    stage.slack.changes.share(ALERTS)
    minutes_pass(stage)
    assert told(stage, "partner", "Acme")
    stage.slack.changes.unshare(ALERTS)
    minutes_pass(stage, 2)
    new = alert_of(stage)
    assert new.ts != old.ts
    assert stage.slack.workspace.message(ALERTS, old.ts).text == NEUTRAL  # type: ignore[union-attr]
    stage.partner.press("alert_ack", in_=new)
    stage.after(seconds=5)
    assert stage.partner.id in said(alert_of(stage))
    stage.flag("Acme lying again")
    stage.after(seconds=5)
    assert stage.slack.thread(new)
    assert stage.slack.thread(old) == []


def test_an_alert_that_was_closed_does_not_come_back(stage: Stage) -> None:
    """It was said, and it was taken back."""
    posted(stage)
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        (episode,) = uow.episodes.open_ones()
    stage.partner.press("alert_review", in_=alert_of(stage))
    stage.settle()
    stage.partner.press("review_decide", f"{episode.client}|keep")
    stage.settle()
    stage.partner.fill({"keep_takes": "an apology", "reason": "they are kind"})
    assert stage.partner.submit().ok
    stage.after(seconds=5)
    stage.slack.changes.share(ALERTS)
    minutes_pass(stage)
    stage.slack.changes.unshare(ALERTS)
    minutes_pass(stage)
    assert telling(stage) == []


def test_a_parting_is_taken_back_and_begins_anew(stage: Stage) -> None:
    """Its list is a living message like the alert; what was said before stays taken back."""
    old = parted(stage, "Acme")
    stage.slack.changes.share(ALERTS)
    minutes_pass(stage)
    assert telling(stage) == []
    stage.slack.changes.unshare(ALERTS)
    minutes_pass(stage, 3)
    assert living(stage).ts != old.ts


def test_what_is_killed_half_way_is_taken_up_again(stage: Stage) -> None:
    """Whoever had claimed the rows is gone: their lease ends, and somebody else does it."""
    posted(stage)
    ports = stage.bot.ports
    stage.slack.changes.share(ALERTS)
    stage.settle()
    watched = ports.store.claim_timers(stage.clock.now(), 10, ports.tuning.lease)
    assert [timer.subject for timer in watched if timer.kind is TimerKind.CHANNEL_WATCH] == [ALERTS]
    stage.after(seconds=5)
    assert telling(stage)
    stage.after(seconds=60)
    dead = ports.store.claim_outbox(stage.clock.now() + timedelta(seconds=5), 10, ports.tuning.lease, "somebody dead")
    minutes_pass(stage, 3)
    assert telling(stage) == [], dead


def test_a_shared_card_is_taken_back(stage: Stage) -> None:
    """Wherever *Share here* put it."""
    stage.slack.changes.invite_app(WEBSITE)
    share(stage, asked(stage, WEBSITE))
    stage.after(seconds=5)
    assert telling(stage, WEBSITE)
    stage.slack.changes.join("outsider", WEBSITE)
    minutes_pass(stage)
    assert telling(stage, WEBSITE) == []
    (notice,) = told_of_it(stage, "partner", "Health cards had been shared there")
    assert "C0WEBSITE01" in said(notice)


def test_a_channel_without_anything_of_ours_is_left_alone(stage: Stage) -> None:
    """Nobody is asked about it, and nobody is told."""
    stage.slack.changes.invite_app(WEBSITE)
    stage.slack.changes.share(WEBSITE)
    before = len(stage.slack.traffic.calls("conversations.info"))
    stage.settle()
    stage.tick()
    assert len(stage.slack.traffic.calls("conversations.info")) == before
    assert told_of_it(stage, "partner") == []


def test_a_channel_is_watched_no_longer_once_nothing_stands_there(stage: Stage) -> None:
    """What was taken back needs no looking after."""
    stage.slack.changes.invite_app(WEBSITE)
    share(stage, asked(stage, WEBSITE))
    stage.after(seconds=5)
    stage.slack.changes.share(WEBSITE)
    minutes_pass(stage, 10)
    before = sum(call.request["channel"] == "C0WEBSITE01" for call in stage.slack.traffic.calls("conversations.info"))
    minutes_pass(stage, 10)
    after = sum(call.request["channel"] == "C0WEBSITE01" for call in stage.slack.traffic.calls("conversations.info"))
    assert after == before


def test_a_renumbered_channel_is_found_under_its_new_id(stage: Stage) -> None:
    """Slack gives a private channel another id the moment a share is begun; the digest's channel follows too."""
    posted(stage)
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.workspace.save_settings(uow.workspace.settings().with_changes({"digest_channel": ALERTS}))
    stage.slack.changes.begin_sharing(ALERTS)
    new = stage.slack.changes.change_id(ALERTS).id
    minutes_pass(stage)
    assert [message.text for message in ours(stage, new)] == [NEUTRAL]
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        settings = uow.workspace.settings()
    assert (settings.alert_channel, settings.digest_channel) == (new, new)


def test_a_contractor_who_is_let_in_no_longer_closes_the_channel(stage: Stage) -> None:
    """By the settings alone, without a word from Slack."""
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        let_in = {"contractors": (stage.person("freelancer").id,)}
        uow.workspace.save_settings(uow.workspace.settings().with_changes(let_in))
    stage.slack.changes.join("freelancer", ALERTS)
    posted(stage)
    minutes_pass(stage)
    assert telling(stage)
    stage.slack.changes.invite_app("general")
    opened = stage.partner.command("/client-policy", channel=GENERAL)
    stage.partner.press("settings_open", in_=opened)
    stage.settle()
    stage.partner.fill({"contractors": [], "alert_channel": "general"})
    assert stage.partner.submit().ok
    minutes_pass(stage)
    assert telling(stage) == []
    assert any("Acme" in said(message) for message in ours(stage, GENERAL))


def test_not_being_able_to_look_takes_nothing_back(stage: Stage) -> None:
    """It pauses posting; a bad hour of Slack's must not cost the history of a channel."""
    posted(stage)
    stage.slack.faults.add("conversations.info", faults.http_500(), times=0)
    stage.slack.faults.add("conversations.members", faults.http_500(), times=0)
    minutes_pass(stage, 30, 60)
    assert len(telling(stage)) == 1
    new_client(stage, "Otter")
    stage.hold_ends()
    assert len(ours(stage)) == 1
    stage.slack.faults.clear()
    minutes_pass(stage, 2)
    assert len(ours(stage)) == 2


@pytest.mark.parametrize("trouble", ["cant_update_message", "edit_window_closed"])
def test_what_slack_does_not_let_us_change_is_deleted(stage: Stage, trouble: str) -> None:
    """Gone is as good as neutral."""
    posted(stage)
    stage.slack.faults.add("chat.update", faults.error(trouble), times=0)
    stage.slack.changes.share(ALERTS)
    minutes_pass(stage)
    assert ours(stage) == []
    assert told(stage, "partner", "delete my messages") == []


def test_what_slack_refuses_altogether_the_reviewers_are_asked_to_delete(stage: Stage) -> None:
    """Once, with a link; it is tried again, and done as soon as Slack allows it."""
    posted(stage)
    for method in ("chat.update", "chat.delete"):
        stage.slack.faults.add(method, faults.error("restricted_action"), times=0)
    stage.slack.changes.share(ALERTS)
    minutes_pass(stage, 30, 60)
    (asked_to,) = told(stage, "partner", "delete my messages")
    assert f"/archives/{ALERTS}/p" in said(asked_to)
    stage.slack.faults.clear()
    minutes_pass(stage, 15, 60)
    assert telling(stage) == []


@pytest.mark.parametrize(
    "fault", [faults.ratelimited(20), faults.lost_answer(), faults.http_500(), faults.refused_connection()]
)
def test_troubles_of_the_line_delay_it_no_more_than_a_little(stage: Stage, fault: faults.Fault) -> None:
    """Whatever is not clear is done again."""
    posted(stage)
    stage.slack.faults.add("chat.update", fault, times=3)
    stage.slack.changes.share(ALERTS)
    minutes_pass(stage, 5, 10)
    assert telling(stage) == []


def many(stage: Stage, how_many: int) -> None:
    """Messages of ours in the alert channel, with their rows, as years would leave them."""
    now = stage.clock.now()
    for number in range(how_many):
        with stage.slack.platform.lock:
            ts = stage.slack.workspace.new_ts(now - timedelta(days=1))
            template = ours(stage)[0]
            stage.slack.workspace.messages[ALERTS][ts] = Message(
                ALERTS, ts, template.user, f"Acme again {number}", template.team, bot_id=template.bot_id
            )
        with stage.bot.ports.store.write(stage.slack.team_id) as uow:
            uow.outbox.add(
                OutboxRow(
                    id=f"{number:032x}",
                    wire_id=f"w{number}",
                    kind=OutboxKind.SHARE,
                    facts={"client": "c", "by": "u"},
                    next_at=now,
                    state=OutboxState.SENT,
                    channel=ALERTS,
                    ts=ts,
                    applied_revision=1,
                )
            )


def test_many_messages_are_taken_back_at_slacks_pace(stage: Stage) -> None:
    """No more than fifty changes and fifty deletions in any minute, and all of it within five minutes."""
    posted(stage)
    count = CHANGED_AT_ONCE + 60
    many(stage, count)
    stage.slack.traffic.clear()
    began = stage.clock.now()
    stage.slack.changes.share(ALERTS)
    while telling(stage) and stage.clock.now() < began + WITHIN:
        stage.after(seconds=2)
    assert telling(stage) == []
    for method in ("chat.update", "chat.delete"):
        moments = [call.at for call in stage.slack.traffic.calls(method)]
        busiest = max(sum(start <= at < start + timedelta(minutes=1) for at in moments) for start in moments)
        assert busiest <= 52, method
    assert len(stage.slack.traffic.calls("chat.delete")) == count + 1 - CHANGED_AT_ONCE


def test_a_thousand_messages_take_ten_minutes(stage: Stage) -> None:
    """As fast as Slack lets an app change and delete: the newest first, five hundred within five minutes."""
    posted(stage)
    many(stage, 1000)
    stage.slack.traffic.clear()
    stage.slack.changes.share(ALERTS)
    left = {}
    for minute in range(1, 11):
        minutes_pass(stage, 1, step_s=6)
        left[minute] = len(telling(stage))
    assert left[4] <= 601
    assert left[5] <= 505
    assert left[10] <= 5
    minutes_pass(stage, 1)
    assert telling(stage) == []


def test_a_guest_among_many_is_found_where_the_event_was_lost(stage: Stage) -> None:
    """In a workspace too large to be listed at once thirty are looked up every two minutes: of 200 members everyone within
    a quarter of an hour.
    """
    posted(stage)
    team = stage.slack.team_id
    crowd = [User(f"U0CROWD{number:03d}", f"crowd{number}", "Member", team) for number in range(190)]
    stage.slack.workspace.add_users(crowd)
    stage.slack.workspace.channels[ALERTS].members.extend(user.id for user in crowd)
    minutes_pass(stage, 4)
    assert telling(stage)
    stage.slack.faults.lose_events("*", times=0)
    stage.slack.faults.add("users.list", faults.ratelimited(), times=0)
    stage.slack.changes.make_guest("crowd189")
    minutes_pass(stage, 15)
    assert telling(stage) == []
    assert told_of_it(stage, "partner", "A guest")


def test_after_a_downtime_it_is_made_good_at_once(stage: Stage) -> None:
    """The channel was shared and nobody was there to hear of it."""
    posted(stage)
    stage.slack.faults.lose_events("*", times=0)
    stage.slack.changes.share(ALERTS)
    stage.clock.move(timedelta(hours=9))
    stage.tick()
    stage.after(seconds=2)
    assert telling(stage) == []


def test_a_post_that_was_under_way_is_taken_back_as_well(stage: Stage) -> None:
    """Slack took it the moment before the channel was opened, and its answer was lost."""
    new_client(stage, "Acme")
    stage.slack.faults.add("chat.postMessage", faults.lost_answer())
    stage.hold_ends()
    stage.slack.faults.lose_events("message_metadata_posted", times=0)
    stage.slack.changes.share(ALERTS)
    minutes_pass(stage, 6)
    assert telling(stage) == []


def test_it_is_told_again_when_it_happens_again(stage: Stage) -> None:
    """Each time is one message to each reviewer; on the same day, too."""
    posted(stage)
    for times in (1, 2):
        stage.slack.changes.share(ALERTS)
        minutes_pass(stage, 3)
        assert len(told_of_it(stage, "partner", "is shared with people outside")) == times
        stage.slack.changes.unshare(ALERTS)
        minutes_pass(stage, 3)
