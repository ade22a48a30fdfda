"""Socket Mode: the same dispatch over a connection of ours to Slack."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.app import build_app
from bot.slack.entry import Ack, Command, EntryPoints, Request
from bot.slack.executor import TrackedExecutor
from bot.slack.socket import CannotConnect, SocketRunner, _end_reading
from tests.slack.conftest import Bot, loading, words


@pytest.fixture
def runner(bot: Bot) -> Iterator[SocketRunner]:
    app = build_app(bot.home, bot.entries, admit=bot.door.admit, words=words, loading=loading, executor=bot.executor)
    runner = SocketRunner(app, bot.slack.app_token, bot.home.api_url)
    bot.slack.deliver_to(None)
    runner.start()
    yield runner
    runner.stop()


def test_a_command_is_answered_over_the_socket(bot: Bot, runner: SocketRunner) -> None:
    """The acknowledgement carries the answer."""

    def hello(request: Request[Command]) -> Ack:
        return Ack({"response_type": "ephemeral", "text": f"heard {request.part.text}"})

    bot.entries.command("/flag-client", hello)
    assert runner.is_connected()
    assert bot.slack.person("lead").command("/flag-client acme", "general").text == "heard acme"
    assert bot.slack.person("freelancer").command("/flag-client", "freelance-desk").text == "guard.refused"


def test_stopping_ends_the_connection(bot: Bot, runner: SocketRunner) -> None:
    """And stopping twice is no mistake."""
    runner.stop()
    runner.stop()
    assert not runner.is_connected()


def test_a_wrong_token_cannot_connect(bot: Bot) -> None:
    """Slack's own word for it is told, and the token is not."""
    executor = TrackedExecutor()
    home = replace(bot.home)
    app = build_app(home, EntryPoints(), admit=bot.door.admit, words=words, loading=loading, executor=executor)
    executor.shutdown()
    runner = SocketRunner(app, "xapp-wrong", bot.home.api_url)
    with pytest.raises(CannotConnect) as refused:
        runner.start()
    assert str(refused.value) == "invalid_auth"


ODD: tuple[dict[str, object], ...] = (
    {"authorizations": [1]},
    {"type": "event_callback", "event": []},
    {"type": "block_actions", "user": []},
    {},
)


def test_an_odd_payload_is_acknowledged_and_left(runner: SocketRunner) -> None:
    """The same envelope would only come back the same."""
    for payload in ODD:
        answer = runner._handler._answer(SocketModeRequest(type="events_api", envelope_id="e1", payload=payload))
        assert (answer.status, answer.body) == (200, "")


def test_it_stops_without_waiting_for_slack_and_without_a_word(
    runner: SocketRunner, caplog: pytest.LogCaptureFixture
) -> None:
    """The SDK's receiver lets go at once: had it not, its thread would still be waiting when the connection is closed."""
    client = runner._handler.client
    receiving = client.current_session
    assert receiving is not None
    assert client.current_session_runner.is_alive()
    _end_reading(client)
    # Nothing was closed yet, and reading comes to an end: else this would raise when its own three seconds are over.
    assert receiving.sock is not None
    while receiving.sock.recv(1024):
        pass
    runner.stop()
    assert not runner.is_connected()
    assert caplog.messages == []
