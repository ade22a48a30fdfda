from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.server import SandboxServer
from tests.sandbox.tiny_app import MANIFEST, plain

META = {"event_type": "tiny", "event_payload": {"wire_id": "w1"}}


def refused(call: Any, **arguments: Any) -> Any:
    with pytest.raises(SlackApiError) as error:
        call(**arguments)
    return error.value.response


def test_a_post_is_there_and_can_be_changed_and_deleted(client: WebClient, slack: LocalSlack) -> None:
    """ts names the message; an edit keeps it."""
    posted = client.chat_postMessage(channel="C0GENERAL01", text="one", metadata=META)
    assert posted["message"]["text"] == "one"
    client.chat_update(channel="C0GENERAL01", ts=posted["ts"], text="two")
    [message] = slack.messages("general")
    assert (message.text, message.ts, bool(message.edited_ts)) == ("two", posted["ts"], True)
    client.chat_delete(channel="C0GENERAL01", ts=posted["ts"])
    assert slack.messages("general") == []
    assert refused(client.chat_delete, channel="C0GENERAL01", ts=posted["ts"])["error"] == "message_not_found"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0WEBSITE01", "not_in_channel"),
        ("C0ALERTS001", "channel_not_found"),
        ("C0OLDPTCH01", "is_archived"),
        ("C0NOWHERE01", "channel_not_found"),
        ("U0FORMER001", "user_disabled"),
        ("U0BUILDBT01", "cannot_dm_bot"),
    ],
)
def test_where_the_app_cannot_post(client: WebClient, channel: str, error: str) -> None:
    """Each place has its own error."""
    assert refused(client.chat_postMessage, channel=channel, text="x")["error"] == error


def test_a_thread_is_read_beneath_its_message(client: WebClient) -> None:
    """Replies stay out of history unless they are broadcast."""
    parent = client.chat_postMessage(channel="C0GENERAL01", text="parent")["ts"]
    client.chat_postMessage(channel="C0GENERAL01", text="quiet", thread_ts=parent)
    client.chat_postMessage(channel="C0GENERAL01", text="loud", thread_ts=parent, reply_broadcast=True)
    history = client.conversations_history(channel="C0GENERAL01")["messages"]
    assert [one["text"] for one in history] == ["loud", "parent"]
    assert history[1]["reply_count"] == 2
    replies = client.conversations_replies(channel="C0GENERAL01", ts=parent)["messages"]
    assert [one["text"] for one in replies] == ["parent", "quiet", "loud"]


def test_history_shows_metadata_only_when_asked(client: WebClient) -> None:
    """`include_all_metadata` is what an app needs to find its own message again."""
    client.chat_postMessage(channel="C0GENERAL01", text="x", metadata=META)
    assert "metadata" not in client.conversations_history(channel="C0GENERAL01")["messages"][0]
    with_it = client.conversations_history(channel="C0GENERAL01", include_all_metadata=True)
    assert with_it["messages"][0]["metadata"] == META


def test_history_is_cut_by_time_and_page(client: WebClient, clock: SandboxClock) -> None:
    """`oldest` and `latest` are exclusive unless `inclusive`; pages follow their cursors to the end."""
    stamps = []
    for number in range(3):
        stamps.append(client.chat_postMessage(channel="C0GENERAL01", text=str(number))["ts"])
        clock.move(timedelta(minutes=1))

    def texts(**more: Any) -> list[str]:
        return [one["text"] for one in client.conversations_history(channel="C0GENERAL01", **more)["messages"]]

    assert texts(oldest=stamps[0], latest=stamps[2]) == ["1"]
    assert texts(oldest=stamps[0], latest=stamps[2], inclusive=True) == ["2", "1", "0"]
    pages = [page["messages"][0]["text"] for page in client.conversations_history(channel="C0GENERAL01", limit=1)]
    assert pages == ["2", "1", "0"]


def test_a_lagging_history_hides_the_newest(client: WebClient, slack: LocalSlack, clock: SandboxClock) -> None:
    """What was posted shows only after the lag."""
    slack.faults.history_lag = timedelta(seconds=60)
    client.chat_postMessage(channel="C0GENERAL01", text="x")
    assert client.conversations_history(channel="C0GENERAL01")["messages"] == []
    clock.move(timedelta(seconds=60))
    assert len(client.conversations_history(channel="C0GENERAL01")["messages"]) == 1


def test_a_missing_scope_is_named(client: WebClient, slack: LocalSlack) -> None:
    """A declined optional scope, and one that the manifest never asked for."""
    slack.platform.declined_scopes = {"channels:history"}
    answer = refused(client.conversations_history, channel="C0GENERAL01")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
    assert "chat:write" in answer["provided"]
    answer = refused(client.reactions_add, channel="C0GENERAL01", timestamp="1.0", name="eyes")
    assert answer["needed"] == "reactions:write"


def test_tokens_are_checked(server: SandboxServer, slack: LocalSlack) -> None:
    """No token, a made-up one, and the wrong kind."""
    assert refused(WebClient(base_url=server.api_url, retry_handlers=[]).auth_test)["error"] == "not_authed"
    for token, error in (("xoxb-other", "invalid_auth"), (slack.app_token, "not_allowed_token_type")):
        stranger = WebClient(token=token, base_url=server.api_url, retry_handlers=[])
        assert refused(stranger.auth_test)["error"] == error


def test_an_unknown_method_is_named_so(client: WebClient) -> None:
    """Whatever the sandbox does not speak says so."""
    assert refused(client.api_call, api_method="chat.whisper")["error"] == "unknown_method"


def test_an_uninstalled_app_has_no_token(client: WebClient, slack: LocalSlack) -> None:
    """After the app was taken off the workspace nothing answers it."""
    slack.changes.uninstall()
    assert refused(client.auth_test)["error"] == "account_inactive"


def test_people_are_listed_by_page_without_outsiders(client: WebClient, slack: LocalSlack) -> None:
    """users.list has the workspace's own accounts; users.info knows an outsider by their team."""
    pages = [one["id"] for page in client.users_list(limit=3) for one in page["members"]]
    assert len(pages) == len(set(pages)) == len(slack.workspace.users) - 1
    assert "U0OUTSIDE01" not in pages
    assert client.users_info(user="U0OUTSIDE01")["user"]["team_id"] != slack.team_id
    guest = client.users_info(user="U0VISITOR01")["user"]
    assert (guest["is_restricted"], guest["is_ultra_restricted"]) == (True, True)
    assert refused(client.users_info, user="U0NOBODY001")["error"] == "user_not_found"


def test_a_private_channel_is_seen_from_inside_only(client: WebClient, slack: LocalSlack) -> None:
    """info and members of it answer once the app was invited."""
    assert refused(client.conversations_info, channel="C0ALERTS001")["error"] == "channel_not_found"
    slack.changes.invite_app("client-alerts")
    assert client.conversations_info(channel="C0ALERTS001")["channel"]["is_member"]
    assert slack.bot_user_id in client.conversations_members(channel="C0ALERTS001")["members"]


def test_a_shared_channel_says_so(client: WebClient, slack: LocalSlack) -> None:
    """Shared, about to be shared, and no longer shared."""
    assert client.conversations_info(channel="C0SHARED001")["channel"]["is_ext_shared"]
    slack.changes.begin_sharing("general")
    assert client.conversations_info(channel="C0GENERAL01")["channel"]["is_pending_ext_shared"]
    slack.changes.unshare("acme-shared")
    assert not client.conversations_info(channel="C0SHARED001")["channel"]["is_ext_shared"]


def test_channels_are_listed_by_type(client: WebClient, slack: LocalSlack) -> None:
    """Private ones only where the app is in; archived ones can be left out."""
    slack.changes.invite_app("client-alerts")
    listed = client.conversations_list(types="public_channel,private_channel", exclude_archived=True)["channels"]
    assert {one["name"] for one in listed} == {"general", "project-website", "acme-shared", "client-alerts"}
    own = client.users_conversations(types="public_channel,private_channel")["channels"]
    assert {one["name"] for one in own} == {"general", "client-alerts"}


def test_a_direct_conversation_opens_once(client: WebClient, slack: LocalSlack) -> None:
    """conversations.open and posting to the person's id lead to the same place."""
    opened = client.conversations_open(users="U0LEAD00001")["channel"]["id"]
    assert client.conversations_open(users="U0LEAD00001")["already_open"]
    assert client.chat_postMessage(channel="U0LEAD00001", text="psst")["channel"] == opened
    assert [one.text for one in slack.person("lead").direct()] == ["psst"]


def test_an_ephemeral_message_is_for_one_in_the_channel(client: WebClient, slack: LocalSlack) -> None:
    """Who is not in the channel cannot be shown anything there."""
    client.chat_postEphemeral(channel="C0GENERAL01", user="U0LEAD00001", text="psst")
    assert [one.text for one in slack.person("lead").ephemerals] == ["psst"]
    answer = refused(client.chat_postEphemeral, channel="C0GENERAL01", user="U0VISITOR01", text="psst")
    assert answer["error"] == "user_not_in_channel"


def test_blocks_beyond_the_limits_name_the_place(client: WebClient) -> None:
    """`invalid_blocks` comes with pointers to what is wrong."""
    blocks = [{"type": "header", "text": plain("x" * 151)}]
    answer = refused(client.chat_postMessage, channel="C0GENERAL01", text="x", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]
    empty = {"channel": "C0GENERAL01"}
    assert refused(client.api_call, api_method="chat.postMessage", json=empty)["error"] == "no_text"


def test_a_permalink_is_built_of_domain_channel_and_time(client: WebClient, slack: LocalSlack) -> None:
    """The address has the form that Slack gives it."""
    said = slack.person("lead").say("general", "hello")
    link = client.chat_getPermalink(channel="C0GENERAL01", message_ts=said.ts)["permalink"]
    assert link == f"https://northlight-studio.slack.com/archives/C0GENERAL01/p{said.ts.replace('.', '')}"


def test_reactions_are_read(client: WebClient, slack: LocalSlack) -> None:
    """reactions.get shows who put what."""
    ts = client.chat_postMessage(channel="C0GENERAL01", text="x")["ts"]
    slack.person("lead").react("general", ts, "eyes")
    message = client.reactions_get(channel="C0GENERAL01", timestamp=ts)["message"]
    assert message["reactions"] == [{"name": "eyes", "users": ["U0LEAD00001"], "count": 1}]


def test_resetting_keeps_the_app_and_empties_the_rest(client: WebClient, slack: LocalSlack) -> None:
    """The token still works; the messages and faults are gone."""
    client.chat_postMessage(channel="C0GENERAL01", text="x")
    slack.faults.lose_events("*", times=0)
    slack.reset()
    assert slack.messages("general") == []
    assert client.auth_test()["ok"]
    assert not slack.faults.loses("reaction_added")
    assert MANIFEST["features"]["bot_user"]["display_name"] == client.auth_test()["user"]
