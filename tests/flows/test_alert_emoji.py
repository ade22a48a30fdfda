"""What people do on an alert, by emoji and by buttons: one way, and each takes itself back."""

from datetime import timedelta

import pytest

from bot.domain.alerts import AlertState
from bot.sandbox.messages import Message
from tests.flows.alerting import alert_of, cumulative, episode_of, lines, new_client, posted, said
from tests.flows.parted import send_press
from tests.flows.stage import ALERTS, GENERAL, MONDAY, Stage


def _shown(stage: Stage) -> str:
    stage.after(seconds=2)
    return said(alert_of(stage))


def test_the_first_to_look_takes_it_and_the_next_follows(stage: Stage) -> None:
    """Taking the emoji off hands it to whoever still has it, and at last to nobody."""
    alert = posted(stage)
    for who in (stage.designer, stage.lead, stage.partner):
        stage.after(seconds=1)
        who.react(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).taken_by == stage.designer.id
    decide_by = episode_of(stage).decide_by
    assert decide_by == MONDAY.replace(hour=17) + timedelta(days=7)
    assert f"<@{stage.designer.id}>" in _shown(stage)
    stage.designer.unreact(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).taken_by == stage.lead.id
    stage.partner.unreact(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).taken_by == stage.lead.id
    stage.lead.unreact(ALERTS, alert.ts, "eyes")
    now = episode_of(stage)
    assert (now.taken_by, now.state, now.decide_by) == (None, AlertState.OPEN, decide_by)


def test_one_vote_a_person_and_the_later_wins(stage: Stage) -> None:
    """The first vote opens the review; the last one taken back ends it; skin tones are the same hand."""
    alert = posted(stage)
    stage.lead.react(ALERTS, alert.ts, "handshake::skin-tone-4")
    assert episode_of(stage).state is AlertState.IN_REVIEW
    stage.after(seconds=1)
    stage.lead.react(ALERTS, alert.ts, "wave::skin-tone-2")
    stage.after(seconds=1)
    stage.designer.react(ALERTS, alert.ts, "wave")
    shown = _shown(stage)
    assert shown.count(f"<@{stage.lead.id}>") == 1
    assert shown.count(f"<@{stage.designer.id}>") == 1
    stage.designer.unreact(ALERTS, alert.ts, "wave")
    stage.lead.unreact(ALERTS, alert.ts, "wave::skin-tone-2")
    assert episode_of(stage).state is AlertState.IN_REVIEW  # the handshake is still there
    stage.lead.unreact(ALERTS, alert.ts, "handshake::skin-tone-4")
    assert episode_of(stage).state is AlertState.OPEN


def test_zzz_snoozes_three_days_and_asks_why_in_private(stage: Stage) -> None:
    """The channel hears that it sleeps, the person is asked why, and it wakes by itself, aloud."""
    alert = cumulative(stage)
    stage.designer.react(ALERTS, alert.ts, "zzz")
    stage.after(seconds=2)
    asleep = episode_of(stage)
    assert asleep.state is AlertState.SNOOZED
    assert asleep.snoozed_until is not None
    assert asleep.snoozed_until - stage.clock.now() == timedelta(days=3) - timedelta(seconds=2)
    (asked,) = stage.designer.direct()
    assert "why" in asked.text
    assert not lines(stage, alert)[0].is_broadcast
    stage.designer.press("alert_snooze", in_=asked)
    stage.settle()
    form = stage.designer.view
    assert form is not None
    done = stage.designer.submit(stage.designer.fill({"reason": "waiting for their new finance lead"}))
    assert done.ok
    stage.after(seconds=2)
    assert episode_of(stage).snooze_reason == "waiting for their new finance lead"
    assert len(lines(stage, alert)) == 1
    stage.after(days=3)
    assert episode_of(stage).state is AlertState.OPEN
    stage.after(seconds=2)
    assert lines(stage, alert)[-1].is_broadcast


def test_taking_zzz_off_wakes_it(stage: Stage) -> None:
    """Only whoever snoozed it; another's zzz taken off does nothing."""
    alert = cumulative(stage)
    stage.lead.react(ALERTS, alert.ts, "zzz")
    stage.after(seconds=1)
    stage.designer.react(ALERTS, alert.ts, "zzz")
    stage.after(seconds=1)
    stage.lead.unreact(ALERTS, alert.ts, "zzz")
    assert episode_of(stage).state is AlertState.SNOOZED
    stage.designer.unreact(ALERTS, alert.ts, "zzz")
    assert episode_of(stage).state is AlertState.OPEN


def test_a_decisive_alert_sleeps_by_a_reviewer_alone_until_the_next_working_day(stage: Stage) -> None:
    """Anybody else is told so in private, and nothing is snoozed."""
    alert = posted(stage)
    stage.lead.react(ALERTS, alert.ts, "zzz")
    stage.after(seconds=2)
    assert episode_of(stage).state is AlertState.OPEN
    (told,) = stage.lead.direct()
    assert "reviewer" in told.text
    stage.partner.react(ALERTS, alert.ts, "zzz")
    assert episode_of(stage).snoozed_until == (MONDAY + timedelta(days=1)).replace(hour=9)


def test_order_is_slacks_not_that_of_arrival(stage: Stage) -> None:
    """An emoji taken off and told of before it was put on, stays off; told twice it counts once."""
    alert = posted(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    put = stage.slack.traffic.last_delivery()
    stage.after(seconds=1)
    stage.designer.unreact(ALERTS, alert.ts, "eyes")
    taken_off = stage.slack.traffic.last_delivery()
    assert put is not None
    assert taken_off is not None
    revision = episode_of(stage).revision
    for late in (put, taken_off, put):
        stage.slack.redeliver(late, times=2)
    assert episode_of(stage).taken_by is None
    assert episode_of(stage).revision == revision


def test_buttons_do_what_emoji_do_and_toggle(stage: Stage) -> None:
    """Pressed again, each takes itself back; the answer is private."""
    alert = posted(stage)
    said_before = len(stage.slack.messages(ALERTS))
    for action, on, off in (
        ("alert_ack", AlertState.ACKNOWLEDGED, AlertState.OPEN),
        ("alert_vote_keep", AlertState.IN_REVIEW, AlertState.OPEN),
        ("alert_vote_part", AlertState.IN_REVIEW, AlertState.OPEN),
    ):
        stage.after(seconds=2)
        reply = stage.designer.press(action, in_=alert_of(stage))
        stage.settle()
        assert stage.designer.ephemerals
        assert reply.error == ""
        assert episode_of(stage).state is on
        stage.after(seconds=2)
        stage.designer.press(action, in_=alert_of(stage))
        stage.settle()
        assert episode_of(stage).state is off
    stage.after(seconds=2)
    assert len(stage.slack.messages(ALERTS)) == said_before
    assert alert.ts == alert_of(stage).ts


def test_an_emoji_and_the_button_are_one_state(stage: Stage) -> None:
    """Who took it by emoji gives it back by button."""
    alert = posted(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.after(seconds=2)
    stage.designer.press("alert_ack", in_=alert_of(stage))
    stage.settle()
    assert episode_of(stage).taken_by is None


def test_a_stale_click_is_answered(stage: Stage) -> None:
    """Somebody else was quicker, or the alert is over: the answer says which, in private."""
    alert = posted(stage)
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.settle()
    stage.lead.press("alert_ack", in_=alert)
    stage.settle()
    assert stage.designer.id in said(stage.lead.ephemerals[-1])
    assert episode_of(stage).taken_by == stage.designer.id


@pytest.mark.parametrize("emoji", ["tada", "eyes"])
def test_emoji_elsewhere_mean_nothing(stage: Stage, emoji: str) -> None:
    """On lines in the thread, on other messages, and by other names."""
    alert = posted(stage)
    stage.flag("acme lying", stage.designer)
    stage.after(seconds=2)
    (line,) = lines(stage, alert)
    other = stage.lead.say(ALERTS, "lunch?")
    stage.designer.react(ALERTS, line.ts, emoji)
    stage.designer.react(ALERTS, other.ts, emoji)
    stage.designer.react(ALERTS, alert.ts, "tada")
    assert episode_of(stage).taken_by is None
    assert episode_of(stage).state is AlertState.OPEN


def test_the_snooze_form_has_limits_at_its_fields(stage: Stage) -> None:
    """A date in the past, one too late, and no reason: each is refused where it stands, nothing is lost."""
    alert = posted(stage)
    stage.partner.press("alert_snooze", in_=alert)
    stage.settle()
    tomorrow = stage.clock.now() + timedelta(days=1)
    for until, reason, field in (
        (stage.clock.now() - timedelta(hours=1), "later", "until"),
        (stage.clock.now() + timedelta(days=3, minutes=5), "later", "until"),
        (tomorrow, "  ", "reason"),
    ):
        stage.partner.fill({"until": int(until.timestamp()), "reason": reason})
        refused = stage.partner.submit()
        assert list(refused.errors) == [field]
    stage.partner.fill({"until": int(tomorrow.timestamp()), "reason": "their board meets tomorrow"})
    assert stage.partner.submit().ok
    assert episode_of(stage).snoozed_until == tomorrow


def test_a_member_cannot_snooze_a_decisive_alert_by_button(stage: Stage) -> None:
    """The form says that it is for reviewers, and asks for nothing."""
    alert = posted(stage)
    stage.lead.press("alert_snooze", in_=alert)
    stage.settle()
    assert stage.lead.view is not None
    assert "reviewer" in str(stage.lead.view.blocks)
    assert all(block["type"] != "input" for block in stage.lead.view.blocks)


def test_emoji_of_people_who_are_not_let_in_mean_nothing(stage: Stage) -> None:
    """A guest who finds the message has no say in it."""
    alert = posted(stage)
    stage.slack.changes.make_guest("designer")
    stage.settle()
    stage.designer.react(ALERTS, alert.ts, "eyes")
    assert episode_of(stage).taken_by is None


def test_buttons_of_a_closed_alert_answer(stage: Stage) -> None:
    """Whoever still sees the old message is told that it is over."""
    reply = stage.lead.command("/flag-client Acme lying", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=reply)
    stage.hold_ends()
    alert = alert_of(stage)
    old = Message(alert.channel, alert.ts, alert.user, alert.text, alert.team, blocks=list(alert.blocks))
    stage.lead.press("incident_undo")
    stage.after(seconds=2)
    assert episode_of(stage).state is AlertState.CLOSED
    for action in ("alert_ack", "alert_vote_keep"):
        stage.designer.press(action, in_=old)
        stage.settle()
        assert "closed" in stage.designer.ephemerals[-1].text


def test_the_emoji_that_mean_something_are_explained(stage: Stage) -> None:
    """The bot adds no emoji; a line on the message names them."""
    alert = posted(stage)
    assert alert.reactions == {}
    assert all(emoji in said(alert) for emoji in "👀🤝👋💤")


def test_nobody_snoozes_what_was_not_said_yet(stage: Stage) -> None:
    """Within the hold there is no button for it: whoever asks all the same is told that there is no such thing."""
    other = posted(stage, "Globex")
    new_client(stage, "Acme")
    held = episode_of(stage)
    stage.partner.command("/client-health acme", channel=GENERAL)
    send_press(stage, stage.partner, "alert_snooze", held.id, other)
    stage.hold_ends()
    assert (episode_of(stage).state, episode_of(stage).snoozed_until) == (AlertState.OPEN, None)
