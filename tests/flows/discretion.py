"""What no flow may ever show, read off everything that went between the bot and Slack."""

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.traffic import TrafficEntry

# All that the bot ever asks of Slack: no reaction, no pin, no ephemeral post of its own, no upload, no joining.
METHODS = frozenset(
    {
        "auth.test",
        "apps.connections.open",
        "users.info",
        "users.list",
        "conversations.info",
        "conversations.members",
        "conversations.open",
        "conversations.history",
        "conversations.replies",
        "views.open",
        "views.push",
        "views.update",
        "views.publish",
        "chat.postMessage",
        "chat.update",
        "chat.delete",
    }
)
PINGS = ("<!channel", "<!here", "<!everyone", "<!subteam")
# Embeddings and overrides; isolates are ours, and come in pairs.
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067"
ISOLATE, END = "\u2068", "\u2069"


def assert_discreet(slack: LocalSlack, alert_channels: set[str]) -> None:
    """Answers are private, posts stand where they may, and nothing in them pings, unfurls or turns the text round.

    ``alert_channels`` are those that the workspace began with; channels chosen, shared with or renumbered since are
    read off what people did.
    """
    allowed = alert_channels | set(_chosen_channels(slack)) | set(_shared_with(slack)) | set(_renumbered(slack))
    for entry in slack.traffic.since():
        match entry.kind:
            case "command":
                _assert_private_answer(entry)
            case "response_url":
                _assert_private_response(slack, entry)
            case "api":
                assert entry.name in METHODS, f"the bot called {entry.name}"
                _assert_well_drawn(entry)
                if entry.name == "chat.postMessage":
                    _assert_allowed_post(slack, entry, allowed)
        _assert_harmless(entry)


def _assert_private_answer(entry: TrafficEntry) -> None:
    said = entry.response["payload"]
    assert said is None or isinstance(said, dict), f"{entry.name} was answered by bare text"
    if said:
        assert said.get("response_type") == "ephemeral", f"{entry.name} was not answered privately"


def _assert_private_response(slack: LocalSlack, entry: TrafficEntry) -> None:
    said = entry.request
    assert said.get("response_type", "ephemeral") == "ephemeral", "a response_url was used to post"
    if said.get("replace_original") or said.get("delete_original"):
        given = slack.responses._urls[entry.name].place.source
        assert given is None or given.ephemeral_to, "a posted message was changed through a response_url"


def _assert_well_drawn(entry: TrafficEntry) -> None:
    response = entry.response if isinstance(entry.response, dict) else {}
    problems = (response.get("response_metadata") or {}).get("messages")
    assert not problems, f"Slack refused what {entry.name} drew: {problems}"
    # Reading history is an optional scope: the bot finds out by asking.
    is_declined = entry.name in ("conversations.history", "conversations.replies")
    refusals = ("unknown_method",) if is_declined else ("missing_scope", "unknown_method")
    assert response.get("error") not in refusals, f"{entry.name}: {response}"


def _assert_allowed_post(slack: LocalSlack, entry: TrafficEntry, allowed: set[str]) -> None:
    call = entry.request
    channel = slack.workspace.channels.get(call["channel"])
    is_direct = channel is not None and channel.kind.value == "im"
    assert is_direct or call["channel"] in allowed, f"a post to {call['channel']}, which nobody chose"
    if is_direct and channel is not None:
        reader = next(slack.workspace.users[who] for who in channel.members if who != slack.bot_user_id)
        assert reader.team_id == slack.team_id, f"a direct message to {reader.handle}"
        assert not reader.is_bot, f"a direct message to {reader.handle}"
    assert call["unfurl_links"] is False
    assert call["unfurl_media"] is False
    metadata = call["metadata"]
    assert metadata["event_type"] == "partways_alert"
    assert list(metadata["event_payload"]) == ["wire_id"]
    thread = call.get("thread_ts")
    if thread and channel is not None and entry.response.get("ok"):
        head = slack.workspace.message(channel.id, thread)
        assert head is None or head.user == slack.bot_user_id, "a reply beneath somebody else's message"


def _assert_harmless(entry: TrafficEntry) -> None:
    """Of what the bot said; what it was told may hold anything."""
    said = entry.request if entry.kind in ("api", "response_url") else entry.response
    for text in texts_in(as_shown(said)):
        assert not any(ping in text for ping in PINGS), f"{entry.name} pings: {text!r}"
        assert not any(char in text for char in OVERRIDES), f"{entry.name} has a bidi override: {text!r}"
        assert text.count(ISOLATE) == text.count(END), f"{entry.name} leaves an isolate open: {text!r}"


def as_shown(value: Any) -> Any:
    """Without what Slack shows to nobody: the values of options, and what a form gives back to be edited."""
    match value:
        case dict():
            return {key: as_shown(inner) for key, inner in value.items() if key not in ("value", "initial_value")}
        case list() | tuple():
            return [as_shown(inner) for inner in value]
        case _:
            return value


def texts_in(value: Any) -> Iterator[str]:
    """Every string in a JSON value; JSON within a string is read too."""
    match value:
        case str():
            if value[:1] in "[{" and value[:1]:
                try:
                    yield from texts_in(json.loads(value))
                    return
                except ValueError:
                    pass
            yield value
        case dict():
            for one in value.values():
                yield from texts_in(one)
        case list() | tuple():
            for one in value:
                yield from texts_in(one)


def _shared_with(slack: LocalSlack) -> Iterator[str]:
    """Channels in which somebody pressed *Share here*."""
    for body in _interactions(slack):
        if any(action.get("action_id") == "health_share" for action in body.get("actions", [])):
            yield str(body.get("channel", {}).get("id"))


def _chosen_channels(slack: LocalSlack) -> Iterator[str]:
    """Channels that were chosen in a submitted settings form."""
    for body in _interactions(slack):
        if body.get("type") == "view_submission" and body["view"]["callback_id"] == "settings":
            for block in ("alert_channel", "digest_channel"):
                chosen = body["view"]["state"]["values"].get(block, {}).get("value", {})
                yield str(chosen.get("selected_conversation"))


def _renumbered(slack: LocalSlack) -> Iterator[str]:
    for entry in slack.traffic.of("event", "channel_id_changed"):
        yield str(entry.request["event"]["new_channel_id"])


def _interactions(slack: LocalSlack) -> Iterator[dict[str, Any]]:
    return (entry.request for entry in slack.traffic.of("interaction"))
