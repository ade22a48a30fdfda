"""The payloads that are sent, held against published samples of Slack's own."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.person import Person
from tests.sandbox.tiny_app import TinyApp, buttons, form

SCHEMAS = os.environ.get("SLACK_SCHEMAS")
pytestmark = pytest.mark.skipif(
    SCHEMAS is None, reason="SLACK_SCHEMAS names no folder with samples of Slack's payloads"
)

# Keys that a sample has because it joins all that was ever seen, and why they are not in ours.
GRID = {"enterprise_id", "enterprise_name"}  # Workspaces of an Enterprise Grid only.
STEPS = {"bot_access_token", "function_data", "interactivity", "assistant", "bot_access"}  # Workflow steps only.
LEGACY = {"authed_users", "authed_teams"}  # No longer sent.
REFUSALS = {"error", "needed", "provided", "warning", "detail", "arg", "callstack"}  # Where a call went wrong.
# Keys that Slack documents and the samples lack.
EXTRA = {
    "hash",
    "action_ts",
    "bot_id",
    "context_team_id",
    "context_enterprise_id",
    "is_enterprise_install",
    "response_urls",
}


def sample(path: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        (Path(SCHEMAS or "") / "slack-samples" / f"{path}.json").read_text(encoding="utf-8")
    )
    return content


def agree(sent: dict[str, Any], path: str, *absent: set[str]) -> None:
    known = sample(path)
    left_out = set().union(*absent)
    assert set(known) - set(sent) - left_out == set(), "keys of the sample are missing"
    assert set(sent) - set(known) - EXTRA == set(), "keys that the sample does not have"


def test_a_command_has_the_keys_of_the_sample(app: TinyApp, lead: Person) -> None:
    """Outside of Enterprise Grid."""
    lead.command("/tiny")
    agree(app.bodies[-1], "payloads/SlashCommandPayload", GRID)


def test_shortcuts_have_the_keys_of_the_sample(app: TinyApp, lead: Person) -> None:
    """The one of a message, with the message in it."""
    said = lead.say("general", "x")
    lead.shortcut("look_at", said)
    body = app.bodies[-1]
    agree(body, "payloads/MessageShortcutPayload", STEPS)
    known = sample("payloads/MessageShortcutPayload")
    assert set(body["message"]) <= set(known["message"])
    assert set(body["channel"]) == set(known["channel"])
    assert set(body["user"]) <= set(known["user"])


def test_actions_have_the_keys_of_the_sample(app: TinyApp, client: WebClient, slack: LocalSlack, lead: Person) -> None:
    """On a message, on an ephemeral message, and in a form."""
    ts = client.chat_postMessage(channel="C0GENERAL01", text="x", blocks=buttons("Answer"))["ts"]
    message = next(one for one in slack.messages("general") if one.ts == ts)
    lead.press("answer", in_=message)
    path = "payloads/BlockActionPayload"
    agree(app.bodies[-1], path, STEPS, {"view", "hash", "app_unfurl"})
    known = sample(path)
    assert set(app.bodies[-1]["container"]) <= set(known["container"])
    assert set(app.bodies[-1]["message"]) <= {*known["message"], "edited", "metadata"}
    app.form = form(blocks=buttons("Push"))
    lead.shortcut("open_form")
    lead.press("push")
    agree(app.bodies[-1], path, STEPS, {"message", "channel", "response_url", "app_unfurl"})


def test_views_have_the_keys_of_the_sample(app: TinyApp, lead: Person) -> None:
    """Submitted and closed."""
    app.form = form(notify_on_close=True)
    lead.shortcut("open_form")
    lead.fill({"note": "x"})
    app.verdict = {"response_action": "errors", "errors": {"note": "no"}}
    lead.submit()
    agree(app.bodies[-1], "payloads/ViewSubmissionPayload", STEPS, {"is_cleared"})
    known = sample("payloads/ViewSubmissionPayload")
    assert set(known["view"]) - set(app.bodies[-1]["view"]) == set()
    lead.close()
    agree(app.bodies[-1], "payloads/ViewClosedPayload", STEPS)


def test_events_have_the_keys_of_the_sample(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """The envelope and the event in it."""
    said = lead.say("general", "x")
    lead.react("general", said.ts, "eyes")
    agree(app.bodies[-1], "events/ReactionAddedPayload")
    assert set(app.bodies[-1]["event"]) == set(sample("events/ReactionAddedPayload")["event"])
    lead.unreact("general", said.ts, "eyes")
    agree(app.bodies[-1], "events/ReactionRemovedPayload")
    slack.changes.join("freelancer", "general")
    agree(app.bodies[-1], "events/MemberJoinedChannelPayload")
    assert set(sample("events/MemberJoinedChannelPayload")["event"]) - set(app.bodies[-1]["event"]) <= {"enterprise"}
    lead.open_home()
    agree(app.bodies[-1], "events/AppHomeOpenedPayload", LEGACY)


@pytest.mark.parametrize(
    ("method", "arguments", "left_out"),
    [
        ("auth.test", {}, {"enterprise_id", "app_name", "expires_in"}),
        ("bots.info", {}, set()),
        ("chat.getPermalink", {"channel": "C0GENERAL01", "message_ts": "TS"}, set()),
        ("chat.postEphemeral", {"channel": "C0GENERAL01", "user": "U0LEAD00001", "text": "x"}, set()),
        ("conversations.info", {"channel": "C0GENERAL01"}, set()),
        ("conversations.list", {}, set()),
        ("conversations.members", {"channel": "C0GENERAL01"}, set()),
        ("users.info", {"user": "U0LEAD00001"}, set()),
        ("users.list", {}, {"offset"}),
        (
            "views.publish",
            {"user_id": "U0LEAD00001", "view": '{"type":"home","blocks":[{"type":"divider"}]}'},
            {"response_metadata"},
        ),
        ("chat.delete", {"channel": "C0GENERAL01", "ts": "TS"}, set()),
    ],
)
def test_answers_have_the_keys_of_the_sample(
    client: WebClient, method: str, arguments: dict[str, Any], left_out: set[str]
) -> None:
    """The top level of what each method answers."""
    ts = client.chat_postMessage(channel="C0GENERAL01", text="x")["ts"]
    given = {name: ts if value == "TS" else value for name, value in arguments.items()}
    answer = client.api_call(method, params=given).data
    assert isinstance(answer, dict)
    agree(answer, f"api/{method}", REFUSALS, left_out)
    known = sample(f"api/{method}")
    for name in ("channel", "user", "bot"):
        if isinstance(known.get(name), dict):
            assert set(answer[name]) - set(known[name]) <= {"priority"}, name
