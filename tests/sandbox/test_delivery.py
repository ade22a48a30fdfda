import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.person import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.serving import ThreadedServer
from tests.sandbox.tiny_app import TinyApp


@pytest.fixture
def served(app: TinyApp, slack: LocalSlack) -> Iterator[list[bool]]:
    """The app over HTTP; the list says of each request whether its signature was good."""
    signed: list[bool] = []
    verifier = SignatureVerifier(slack.signing_secret)

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        stamp, signature = (request.headers[f"x-slack-{name}"] for name in ("request-timestamp", "signature"))
        signed.append(verifier.generate_signature(timestamp=stamp, body=body) == signature)
        status, headers, content = await run_in_threadpool(app.handle, dict(request.headers), body)
        return Response(content, status, {name: value[0] for name, value in headers.items()})

    server = ThreadedServer(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])]))
    server.start()
    slack.deliver_to(f"{server.url}slack/events")
    yield signed
    server.stop()


@pytest.fixture
def socket_app(app: TinyApp, slack: LocalSlack) -> Iterator[SocketModeHandler]:
    """The app over Socket Mode."""
    logging.getLogger("tiny").setLevel(logging.CRITICAL)
    handler = SocketModeHandler(app.bolt, slack.app_token)
    handler.connect()
    assert slack.sockets.wait_connected(5)
    slack.deliver_to(None)
    yield handler
    handler.close()


def test_http_is_signed_and_says_the_same(served: list[bool], app: TinyApp, lead: Person) -> None:
    """A command, a form and an event over HTTP, each signed over its raw body."""
    assert lead.command("/tiny héllo").text == "heard"
    lead.shortcut("open_form")
    lead.fill({"note": "x"})
    assert lead.submit().closed
    said = lead.say("general", "x")
    lead.react("general", said.ts, "eyes")
    assert len(app.seen("reaction_added")) == 1
    assert served == [True] * 4
    assert app.bodies[0]["text"] == "héllo"


def test_nobody_there_is_an_error(slack: LocalSlack, lead: Person) -> None:
    """A refused connection shows as `dispatch_failed`."""
    slack.deliver_to("http://127.0.0.1:9/slack/events")
    assert lead.command("/tiny").error == "dispatch_failed"


def test_an_app_that_does_not_answer_in_time_is_an_error(slack: LocalSlack, lead: Person) -> None:
    """What the app says after the limit is not shown."""
    late = threading.Event()
    slack.platform.ack_limit_s = 0.05

    def handle(headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        late.wait(0.1)
        return 200, {}, b"too late"

    slack.deliver_to(handle)
    reply = lead.command("/tiny")
    assert (reply.error, reply.messages) == ("operation_timeout", ())


@pytest.mark.parametrize(
    "url", ["http://example.com/slack/events", "http://192.0.2.1/", "http://127.0.0.1.example.com/"]
)
def test_other_machines_are_never_delivered_to(slack: LocalSlack, url: str) -> None:
    """Only this machine."""
    with pytest.raises(ValueError, match="this machine only"):
        slack.deliver_to(url)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com", ""])
def test_the_server_listens_on_this_machine_only(slack: LocalSlack, host: str) -> None:
    """Any other host is refused before anything is opened."""
    with pytest.raises(ValueError, match="this machine only"):
        SandboxServer(slack, host=host)


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}])
def test_a_foreign_page_reaches_nothing(server: SandboxServer, headers: dict[str, str]) -> None:
    """A request that names another host, or comes from another page, is refused."""
    request = urllib.request.Request(f"{server.url}control/state", headers=headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    with refused.value as answer:
        assert answer.code == 403


def test_socket_mode_says_the_same(socket_app: SocketModeHandler, app: TinyApp, lead: Person) -> None:
    """A command with its answer in the acknowledgement, a form, an event."""
    reply = lead.command("/tiny hello")
    assert (reply.text, reply.error) == ("heard", "")
    app.verdict = {"response_action": "errors", "errors": {"note": "no"}}
    lead.shortcut("open_form")
    lead.fill({"note": "x"})
    assert lead.submit().errors == {"note": "no"}
    said = lead.say("general", "x")
    lead.react("general", said.ts, "eyes")
    assert len(app.seen("reaction_added")) == 1


def test_what_is_not_acknowledged_comes_again(
    socket_app: SocketModeHandler, app: TinyApp, slack: LocalSlack, lead: Person
) -> None:
    """An event without its acknowledgement is sent once more, and says that it is."""
    slack.platform.ack_limit_s = 0.3
    app.failing_events = 1
    said = lead.say("general", "x")
    lead.react("general", said.ts, "eyes")
    assert len(app.events) == 2
    assert app.headers[-1]["x-slack-retry-num"] == ["1"]
    assert app.headers[-1]["x-slack-retry-reason"] == ["http_timeout"]


def test_the_app_reconnects_when_asked(socket_app: SocketModeHandler, slack: LocalSlack, lead: Person) -> None:
    """After `disconnect` the app opens another connection and goes on."""
    version = slack.traffic.version
    assert slack.sockets.ask_to_reconnect("refresh_requested") == 1
    while slack.sockets.numbers != [2]:
        assert slack.traffic.wait(version, 5) > version
        version = slack.traffic.version
    assert len(slack.traffic.calls("apps.connections.open")) == 2
    assert lead.command("/tiny").text == "heard"


def test_a_cut_socket_leaves_nobody_to_deliver_to(app: TinyApp, slack: LocalSlack, lead: Person) -> None:
    """Without a connection a command fails at once."""
    slack.deliver_to(None)
    assert lead.command("/tiny").error == "dispatch_failed"
    handler = SocketModeHandler(app.bolt, slack.app_token)
    handler.client.auto_reconnect_enabled = False
    handler.connect()
    assert slack.sockets.wait_connected(5)
    assert slack.sockets.cut() == 1
    assert lead.command("/tiny").error == "dispatch_failed"
    handler.close()


def test_a_ticket_works_once(slack: LocalSlack, client: WebClient) -> None:
    """The second connection with one ticket is refused, as is a made-up one."""
    url = client.apps_connections_open(app_token=slack.app_token)["url"]
    ticket = url.split("ticket=")[1].split("&")[0]
    assert slack.sockets.punch(ticket)
    assert not slack.sockets.punch(ticket)
    assert not slack.sockets.punch("made-up")


def test_a_connection_needs_the_app_token(client: WebClient, slack: LocalSlack) -> None:
    """The bot token opens none."""
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        client.apps_connections_open(app_token=slack.bot_token)
