"""The weekly digest: once each local week, worst first, and only where nobody from outside can read it."""

from datetime import timedelta

from bot.sandbox.messages import Message
from bot.usecases.deliver import deliver
from bot.usecases.records import PolicyVersion, TimerKind
from bot.usecases.sweep import sweep
from tests.flows.alerting import alert_of, another_bot, cumulative, new_client, posted, said
from tests.flows.stage import ALERTS, GENERAL, MONDAY, Stage, staged
from tests.flows.test_settings import save, settings_of

WEBSITE = "C0WEBSITE01"


def to(stage: Stage, day: int, hour: int, minute: int = 0) -> None:
    """Moves the clock to that time so many days after the first Monday, and ticks until all is said."""
    wanted = MONDAY.replace(hour=hour, minute=minute, second=1) + timedelta(days=day)
    stage.after(seconds=(wanted - stage.clock.now()).total_seconds())
    for _ in range(4):
        stage.after(seconds=2)


def digests(stage: Stage, channel: str = ALERTS) -> list[Message]:
    return [message for message in stage.slack.messages(channel) if "weekly digest" in message.text]


def test_it_comes_on_monday_at_nine_with_what_waits(stage: Stage) -> None:
    """Levels, who has what and since when; nothing that was noted, and nobody who flagged."""
    posted(stage)
    cumulative(stage, "Globex")
    stage.designer.react(ALERTS, alert_of(stage, "Globex").ts, "eyes")
    to(stage, 7, 8, 59)
    assert digests(stage) == []
    to(stage, 7, 9)
    (digest,) = digests(stage)
    shown = said(digest)
    assert digest.text == "The weekly digest: 2 open alerts."
    assert shown.index("Nobody has taken these") < shown.index("Acme") < shown.index("Under way")
    assert shown.index("Under way") < shown.index(f"taken by <@{stage.designer.id}>")
    assert "noted" not in shown
    assert stage.lead.id not in shown
    assert "since Mar 2, 2026." in shown, "the day on which the workspace began"
    reply = stage.lead.press("health_page", in_=digest)
    stage.settle()
    assert reply.error == ""
    assert "2 clients" in said(stage.lead.ephemerals[-1])


def test_a_week_without_anything_to_say_is_quiet(stage: Stage) -> None:
    """Unless the settings want it every week."""
    new_client(stage, "Acme", "slow_pay")
    to(stage, 7, 10)
    assert digests(stage) == []
    assert save(stage, digest_only_if_something=[]).ok
    to(stage, 14, 10)
    (digest,) = digests(stage)
    assert "Nothing to report" in said(digest)


def test_what_ended_and_what_is_late_is_told(stage: Stage) -> None:
    """Taken back since, overdue by now, a policy that was changed: and in the week after no more of it."""
    new_client(stage, "Acme", "slow_pay")
    reply = stage.lead.command("/flag-client acme lying", channel=GENERAL)
    stage.hold_ends()
    late = posted(stage, "Globex")
    stage.designer.react(ALERTS, late.ts, "eyes")
    stage.lead.press("incident_undo", in_=reply)
    stage.settle()
    with stage.bot.ports.store.write(stage.bot.home.workspace) as uow:
        uow.workspace.add_policy(PolicyVersion(1, {"grace_days": 5}, "U0PARTNER01", uow.at, "fairer"))
    to(stage, 7, 10)
    (first,) = digests(stage)
    assert "Closed" in said(first)
    assert "taken back" in said(first)
    assert "policy was changed once" in said(first)
    assert "overdue" not in said(first)
    to(stage, 14, 10)
    second = said(digests(stage)[-1])
    assert "Decisions that are overdue" in second
    assert "taken back" not in second
    assert "policy was changed" not in second


def test_clients_that_became_quiet_are_told_once(stage: Stage) -> None:
    """Ninety days without a flag."""
    new_client(stage, "Acme", "slow_pay")
    for week in range(1, 16):
        to(stage, 7 * week, 10)
    (digest,) = digests(stage)
    assert "Quiet by now" in said(digest)
    assert "Acme" in said(digest)


def test_after_a_downtime_only_the_latest_comes(stage: Stage) -> None:
    """Three weeks passed; the older ones are not made up for, and what changed is told since the last that came."""
    posted(stage)
    to(stage, 7, 10)
    new_client(stage, "Globex")
    stage.hold_ends()
    to(stage, 30, 12)
    assert len(digests(stage)) == 2
    assert "Globex" in said(digests(stage)[-1]).partition("New, or gone up")[2]
    to(stage, 35, 10)
    assert len(digests(stage)) == 3


def test_two_processes_and_a_clock_that_goes_back_send_one(stage: Stage, sqlite_url: str) -> None:
    """The week is in the row's id: whoever is second finds it there."""
    posted(stage)
    with another_bot(stage, sqlite_url) as other:
        stage.clock.move(timedelta(days=7))
        for _ in range(4):
            for bot in (other, stage.bot):
                sweep(bot.ports)
                deliver(bot.ports)
            stage.settle()
            stage.clock.move(timedelta(seconds=1))
        with stage.bot.ports.store.write(stage.bot.home.workspace) as uow:
            uow.timers.set(TimerKind.DIGEST, stage.bot.home.workspace, uow.at)
        to(stage, 8, 12)
    assert len(digests(stage)) == 1


def test_day_time_zone_and_channel_are_settings(stage: Stage) -> None:
    """Said in words in `/client-policy`; the channel is checked at once, at its own field."""
    posted(stage)
    shown = str(stage.lead.command("/client-policy", channel=GENERAL).blocks)
    assert "Weekly digest: Monday at 9:00" in shown
    assert list(save(stage, digest_channel="freelance-desk").errors) == ["digest_channel"]
    stage.slack.changes.invite_app("project-website")
    wanted = {"digest_day": "3", "digest_at": "08:30", "digest_zone": "Asia/Tokyo", "digest_channel": "project-website"}
    assert save(stage, **wanted).ok
    assert settings_of(stage).digest_channel == WEBSITE
    shown = str(stage.lead.command("/client-policy", channel=GENERAL).blocks)
    assert "Weekly digest: Thursday at 8:30" in shown
    assert "Asia/Tokyo" in shown
    to(stage, 2, 23, 29)
    assert digests(stage, WEBSITE) == []
    to(stage, 2, 23, 30)
    assert len(digests(stage, WEBSITE)) == 1
    to(stage, 7, 12)
    assert digests(stage) == []
    assert save(stage, digest_day="4", digest_channel=None).ok
    to(stage, 11, 23, 31)
    assert len(digests(stage)) == 1


def test_a_changed_day_sends_no_second_one_in_a_week(stage: Stage) -> None:
    """It came on Monday; on Friday, which was chosen since, it does not come again."""
    posted(stage)
    to(stage, 7, 10)
    assert save(stage, digest_day="4").ok
    to(stage, 11, 10)
    assert len(digests(stage)) == 1
    to(stage, 18, 10)
    assert len(digests(stage)) == 2


def test_a_day_that_is_past_already_loses_no_week(stage: Stage) -> None:
    """Due on Friday; on Wednesday Monday is chosen: this week's comes at once, and the next on Monday."""
    assert save(stage, digest_day="4").ok
    to(stage, 4, 10)
    posted(stage)
    to(stage, 9, 12)
    assert digests(stage) == []
    assert save(stage, digest_day="0").ok
    to(stage, 9, 12, 1)
    assert len(digests(stage)) == 1
    assert save(stage, digest_day="4").ok
    to(stage, 11, 12)
    assert len(digests(stage)) == 1
    assert save(stage, digest_day="0").ok
    to(stage, 14, 10)
    assert len(digests(stage)) == 2


def test_another_zone_sends_no_second_one(stage: Stage) -> None:
    """Nine in the morning came in Tokyo, and comes again hours later where the team moved to."""
    assert save(stage, digest_zone="Asia/Tokyo").ok
    posted(stage)
    to(stage, 7, 0, 1)
    assert len(digests(stage)) == 1
    assert save(stage, digest_zone="America/Los_Angeles").ok
    to(stage, 7, 20)
    assert len(digests(stage)) == 1
    to(stage, 14, 20)
    assert len(digests(stage)) == 2


def test_an_hour_that_comes_twice_and_one_that_never_comes_send_one_each(stage: Stage) -> None:
    """Half past two on the Sundays on which Berlin's clocks change: on Mar 29 it is skipped, on Oct 25 it comes twice."""
    posted(stage)
    assert save(stage, digest_day="6", digest_at="02:30", digest_zone="Europe/Berlin").ok
    for sunday, just_before, just_after in ((27, (0, 59), (1, 1)), (237, (0, 29), (0, 31))):
        to(stage, sunday, 0, 10)
        known = len(digests(stage))
        to(stage, sunday, *just_before)
        assert len(digests(stage)) == known
        to(stage, sunday, *just_after)
        assert len(digests(stage)) == known + 1
        for hour in (1, 2, 3):
            to(stage, sunday, hour, 31)
        assert len(digests(stage)) == known + 1


def test_what_no_digest_has_told_is_told_by_the_next_that_comes(stage: Stage) -> None:
    """That of the week before waited for its channel until this one was due: what happened then is news still."""
    posted(stage)
    to(stage, 7, 10)
    new_client(stage, "Globex", "slow_pay")
    reply = stage.lead.command("/flag-client globex lying", channel=GENERAL)
    stage.hold_ends()
    stage.lead.press("incident_undo", in_=reply)
    stage.settle()
    stage.slack.changes.archive("client-alerts")
    stage.settle()
    to(stage, 14, 10)
    assert len(digests(stage)) == 1
    to(stage, 20, 10)
    to(stage, 21, 8)
    to(stage, 21, 10)
    stage.slack.changes.unarchive("client-alerts")
    stage.settle()
    to(stage, 21, 12)
    assert len(digests(stage)) == 2
    shown = said(digests(stage)[-1])
    assert "Globex" in shown.partition("Closed")[2]
    assert "Compared with Mar 9" in shown


def test_a_channel_that_closed_gets_nothing(stage: Stage) -> None:
    """The reviewers are told that posts wait; when it opens within the week the digest comes, later it does not."""
    posted(stage)
    stage.slack.changes.share(ALERTS)
    stage.settle()
    to(stage, 7, 10)
    assert digests(stage) == []
    assert any("stopped posting" in said(message) for message in stage.partner.direct())
    stage.slack.changes.unshare(ALERTS)
    stage.settle()
    to(stage, 8, 10)
    (first,) = digests(stage)
    stage.slack.changes.share(ALERTS)
    stage.settle()
    to(stage, 14, 10)
    to(stage, 21, 10)
    stage.slack.changes.unshare(ALERTS)
    stage.settle()
    to(stage, 22, 10)
    # What others could have read of the first is gone; that of the week in between is not made up for.
    (latest,) = digests(stage)
    assert float(latest.ts) > float(first.ts)


def test_without_a_channel_each_reviewer_gets_it(sqlite_url: str) -> None:
    """Directly, once."""
    with staged(sqlite_url, alert_channel=None) as stage:
        new_client(stage, "Acme")
        stage.hold_ends()
        to(stage, 8, 10)
        for reviewer in (stage.partner, stage.person("office")):
            assert len([message for message in reviewer.direct() if "weekly digest" in message.text]) == 1
        assert [message for message in stage.lead.direct() if "weekly digest" in message.text] == []
