from datetime import timedelta

from slack_sdk import WebClient

from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.person import Person
from tests.sandbox.tiny_app import TinyApp

HERE = "C0GENERAL01"
META = {"event_type": "tiny", "event_payload": {"wire_id": "w1"}}


def test_a_reaction_comes_from_where_the_app_is(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """In a channel without the app nobody tells it."""
    here = lead.say("general", "here")
    elsewhere = lead.say("project-website", "elsewhere")
    lead.react("general", here.ts, "eyes")
    lead.react("project-website", elsewhere.ts, "eyes")
    [event] = app.seen("reaction_added")
    assert event["item"] == {"type": "message", "channel": HERE, "ts": here.ts}
    assert event["item_user"] == lead.id
    lead.unreact("general", here.ts, "eyes")
    assert len(app.seen("reaction_removed")) == 1


def test_an_outsider_can_react_in_a_shared_channel(app: TinyApp, slack: LocalSlack) -> None:
    """The envelope says that the channel is shared; the event does not say whose they are."""
    slack.changes.invite_app("acme-shared")
    said = slack.person("lead").say("acme-shared", "hello")
    slack.person("outsider").react("acme-shared", said.ts, "wave")
    assert app.seen("reaction_added")[-1]["user"] == "U0OUTSIDE01"
    assert app.bodies[-1]["is_ext_shared_channel"] is True


def test_only_subscribed_events_are_sent(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """The manifest names no `message.channels` and no `channel_rename`."""
    lead.say("general", "hello")
    slack.changes.rename("general", "all")
    assert app.events == []


def test_a_missing_scope_keeps_the_event_away(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """What the token may not read is not sent either."""
    slack.platform.declined_scopes = {"reactions:read"}
    said = lead.say("general", "x")
    lead.react("general", said.ts, "eyes")
    assert app.events == []


def test_metadata_comes_back_as_a_receipt(app: TinyApp, client: WebClient, slack: LocalSlack) -> None:
    """Posted and deleted, for the event types that were asked for, unless own posts are switched off."""
    ts = client.chat_postMessage(channel=HERE, text="x", metadata=META)["ts"]
    client.chat_postMessage(channel=HERE, text="x", metadata={"event_type": "other", "event_payload": {}})
    slack.flush()
    [posted] = app.seen("message_metadata_posted")
    assert (posted["message_ts"], posted["metadata"], posted["channel_id"]) == (ts, META, HERE)
    client.chat_delete(channel=HERE, ts=ts)
    slack.flush()
    [deleted] = app.seen("message_metadata_deleted")
    assert (deleted["message_ts"], deleted["previous_metadata"]) == (ts, META)
    slack.platform.sends_own_metadata_events = False
    client.chat_postMessage(channel=HERE, text="x", metadata=META)
    slack.flush()
    assert len(app.seen("message_metadata_posted")) == 1


def test_an_event_that_was_not_taken_comes_again(
    app: TinyApp, slack: LocalSlack, clock: SandboxClock, lead: Person
) -> None:
    """At once, after a minute, after five; always with the same event id; then never again."""
    app.failing_events = 99
    said = lead.say("general", "x")
    lead.react("general", said.ts, "eyes")
    assert len(app.events) == 2
    clock.move(timedelta(seconds=59))
    assert len(app.events) == 2
    clock.move(timedelta(seconds=1))
    assert len(app.events) == 3
    clock.move(timedelta(minutes=5))
    clock.move(timedelta(days=1))
    assert len(app.events) == 4
    assert len({body["event_id"] for body in app.bodies}) == 1
    assert [head.get("x-slack-retry-num", [""])[0] for head in app.headers] == ["", "1", "2", "3"]
    assert app.headers[-1]["x-slack-retry-reason"] == ["http_error"]


def test_an_event_that_was_taken_does_not(app: TinyApp, clock: SandboxClock, lead: Person) -> None:
    """One failure, one retry."""
    app.failing_events = 1
    said = lead.say("general", "x")
    lead.react("general", said.ts, "eyes")
    clock.move(timedelta(days=1))
    assert len(app.events) == 2


def test_events_can_be_lost(app: TinyApp, slack: LocalSlack, client: WebClient) -> None:
    """A lost receipt is never sent."""
    slack.faults.lose_events("message_metadata_posted")
    for _ in range(2):
        client.chat_postMessage(channel=HERE, text="x", metadata=META)
        slack.flush()
    assert len(app.seen("message_metadata_posted")) == 1


def test_joining_and_leaving_are_told_of_the_app_too(app: TinyApp, slack: LocalSlack) -> None:
    """The app hears of its own coming and going, and of others where it is."""
    slack.changes.invite_app("client-alerts")
    slack.changes.join("developer", "client-alerts")
    slack.changes.remove_app("client-alerts")
    slack.changes.leave("developer", "client-alerts")
    assert [one["user"] for one in app.seen("member_joined_channel")] == [slack.bot_user_id, "U0DEVELOP01"]
    assert [one["user"] for one in app.seen("member_left_channel")] == [slack.bot_user_id]


def test_sharing_archiving_and_new_ids_are_told(app: TinyApp, slack: LocalSlack) -> None:
    """Each change of a channel has its event."""
    slack.changes.invite_app("client-alerts")
    slack.changes.share("general", with_people=("outsider",))
    slack.changes.unshare("general")
    slack.changes.archive("project-website")
    slack.changes.archive("client-alerts")
    changed = slack.changes.change_id("general")
    assert app.seen("channel_shared")[0]["channel"] == HERE
    assert app.seen("channel_unshared")[0]["is_ext_shared"] is False
    assert app.seen("channel_archive")[0]["channel"] == "C0WEBSITE01"
    assert app.seen("group_archive")[0]["channel"] == "C0ALERTS001"
    assert app.seen("channel_id_changed")[0]["new_channel_id"] == changed.id != HERE


def test_a_changed_person_is_told(app: TinyApp, slack: LocalSlack) -> None:
    """A member who becomes a guest, or leaves, is a `user_change`."""
    slack.changes.make_guest("designer")
    slack.changes.deactivate("developer")
    assert [one["user"]["id"] for one in app.seen("user_change")] == ["U0DESIGN001", "U0DEVELOP01"]
    assert app.seen("user_change")[0]["user"]["is_restricted"]
    assert app.seen("user_change")[1]["user"]["deleted"]


def test_anything_can_be_delivered_again(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """The same body, as often as wanted: the trigger and event ids do not change."""
    lead.command("/tiny")
    slack.redeliver(times=2, headers={"x-slack-retry-num": "1"})
    assert len({body["trigger_id"] for body in app.bodies}) == 1
    assert len(app.bodies) == 3
    assert app.headers[-1]["x-slack-retry-num"] == ["1"]
