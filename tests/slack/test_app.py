"""Bolt as we make it: explicit, quiet, and in our own hands; and the endpoint in front of it."""

import json
import logging
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.app import build_app
from bot.slack.clients import Home
from bot.slack.entry import EntryPoints
from bot.slack.executor import TrackedExecutor
from bot.slack.library_log import library_logger
from tests.slack.conftest import Bot, loading, words
from tests.slack.test_gate import JSON, signed

VARIABLES = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s3cret",
    "SLACK_BOT_TOKEN": "xoxb-from-the-environment",
    "SLACK_SIGNING_SECRET": "from-the-environment",
    "SLACK_VERIFICATION_TOKEN": "from-the-environment",
}


def test_bolt_reads_nothing_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A client id and secret would switch on OAuth with stores in files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    executor = TrackedExecutor()
    home = Home("T1", "U0BOT000001", "xoxb-explicit", "http://127.0.0.1:1/api/")
    app = build_app(home, EntryPoints(), admit=lambda *_: 1 / 0, words=words, loading=loading, executor=executor)  # type: ignore[arg-type, return-value]
    executor.shutdown()
    assert app.oauth_flow is None
    assert app.installation_store is None
    assert list(tmp_path.iterdir()) == []
    assert caplog.records == []
    assert {name: value for name, value in VARIABLES.items() if __import__("os").environ[name] == value} == VARIABLES


def test_few_listeners_stand_in_bolt(bot: Bot) -> None:
    """Each costs every request that comes after it; the tables are ours."""
    executor = TrackedExecutor()
    app = build_app(bot.home, bot.entries, admit=bot.door.admit, words=words, loading=loading, executor=executor)
    executor.shutdown()
    assert len(app._listeners) == 7
    assert app.process_before_response
    assert app.listener_runner.listener_executor is executor


def send(bot: Bot, value: object) -> tuple[int, bytes]:
    body = json.dumps(value).encode()
    status, _, answer = bot.endpoint.handle(signed(body, "application/json", secret=bot.slack.signing_secret), body)
    return status, answer


def test_slacks_challenge_is_answered(bot: Bot) -> None:
    """Signed, as Slack sends it when the address is set."""
    status, answer = send(bot, {"type": "url_verification", "token": "x", "challenge": "c0ffee"})
    assert status == 200
    assert b"c0ffee" in answer


def test_the_certificate_check_is_answered_only_when_signed(bot: Bot) -> None:
    """Unsigned it would tell a stranger what is installed here."""
    body = b"ssl_check=1&token=x"
    assert bot.endpoint.handle(signed(body, secret=bot.slack.signing_secret), body)[0] == 200
    assert bot.endpoint.handle({"content-type": "application/x-www-form-urlencoded"}, body)[0] == 401


def test_a_kind_that_nobody_listens_to_is_acknowledged(bot: Bot) -> None:
    """Old dialogs and the like."""
    assert send(bot, {"type": "dialog_submission", "callback_id": "x", "state": None}) == (200, b"")


KEYS = st.sampled_from(
    [
        "type",
        "user",
        "team",
        "channel",
        "event",
        "view",
        "actions",
        "authorizations",
        "enterprise",
        "message",
        "item",
        "container",
        "state",
        "values",
        "user_id",
        "team_id",
        "channel_id",
        "callback_id",
        "block_id",
        "action_id",
        "event_id",
        "trigger_id",
        "response_url",
        "response_urls",
        "is_ext_shared_channel",
        "command",
        "text",
        "value",
        "thread_ts",
        "assistant_thread",
        "function",
        "function_data",
        "inputs",
        "id",
        "previous_message",
        "subtype",
        "app_installed_team_id",
        "is_enterprise_install",
        "bot_access_token",
    ]
)
KINDS = st.sampled_from(
    [
        "event_callback",
        "block_actions",
        "view_submission",
        "view_closed",
        "block_suggestion",
        "shortcut",
        "message_action",
        "message",
        "interactive_message",
        "dialog_submission",
        "dialog_suggestion",
        "workflow_step_edit",
        "function_executed",
        "reaction_added",
    ]
)
LEAVES = JSON | KINDS | st.sampled_from(["T0AGENCY001", "U0LEAD00001", "C0GENERAL01", "1.2"])
BODIES = st.fixed_dictionaries(
    {"type": KINDS},
    optional={
        "event": st.dictionaries(KEYS, LEAVES | st.dictionaries(KEYS, LEAVES, max_size=3), max_size=5),
        "view": st.dictionaries(KEYS, LEAVES, max_size=5),
        "actions": st.lists(st.dictionaries(KEYS, LEAVES, max_size=4), max_size=2),
        "user": st.dictionaries(KEYS, LEAVES, max_size=3),
        "authorizations": st.lists(st.dictionaries(KEYS, LEAVES, max_size=3), max_size=2),
        "team": LEAVES,
        "channel": LEAVES,
        "message": st.dictionaries(KEYS, LEAVES, max_size=3),
        "callback_id": st.text(max_size=5),
        "action_id": st.text(max_size=5),
        "block_id": st.text(max_size=5),
        "value": LEAVES,
        "is_ext_shared_channel": st.booleans(),
        "response_urls": st.lists(st.dictionaries(KEYS, LEAVES, max_size=2), max_size=2),
        "function_data": st.dictionaries(KEYS, LEAVES, max_size=3),
    },
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES | st.dictionaries(KEYS, LEAVES | st.lists(LEAVES, max_size=2), max_size=6))
def test_no_signed_body_breaks_bolt(bot: Bot, body: dict[str, object]) -> None:
    """Whatever stands where Bolt looks for ids, the answer is an acknowledgement or a 4xx, and never a traceback."""
    status, answer = send(bot, body)
    assert status == 200 or 400 <= status < 500
    assert len(answer.splitlines()) <= 1
    assert b"Traceback" not in answer


def test_the_libraries_say_where_and_not_what(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    """No body gets into a log, whatever they log; the name of a Slack error does."""
    logger = library_logger()
    logger.warning("Unhandled request ({'text': 'acme is late'})")
    logger.error("Failed: {'ok': False, 'error': 'invalid_auth'}")
    try:
        raise ValueError("acme is late")
    except ValueError:
        logger.exception("acme is late")
    logger.info("acme is late")
    assert "acme" not in caplog.text
    assert "invalid_auth" in caplog.text
    assert "ValueError" in caplog.text
    assert len(caplog.records) == 3


def test_what_bolt_says_of_a_request_is_quiet_too(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    """Its own loggers take the level and the filter of ours."""
    caplog.set_level(logging.DEBUG)
    body = urlencode({"payload": json.dumps({"type": "dialog_submission", "callback_id": "acme", "token": "t0ken"})})
    raw = body.encode()
    bot.endpoint.handle(signed(raw, secret=bot.slack.signing_secret), raw)
    assert "acme" not in caplog.text
    assert "t0ken" not in caplog.text


def test_settling_waits_for_work_that_work_made() -> None:
    """And says when it took too long."""
    executor = TrackedExecutor()
    done: list[str] = []
    executor.submit(lambda: executor.submit(done.append, "inner"))
    assert executor.settle(5)
    assert done == ["inner"]
    executor.shutdown()
