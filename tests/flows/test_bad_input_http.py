"""What comes to the bot's real HTTP port and is not Slack's: a 4xx, a few words, and no trace of it."""

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from bot.sandbox.delivery import signature
from bot.sandbox.serving import ThreadedServer
from bot.wiring import web_of
from tests.flows.stage import GENERAL, Stage
from tests.logged import caught_logs

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
Answer = tuple[int, str]


class Port:
    """The bot behind its real web server; what is sent is signed unless told otherwise."""

    def __init__(self, stage: Stage, url: str) -> None:
        self.stage, self.url = stage, url
        self._at = url.removeprefix("http://").rstrip("/").split(":")

    def post(self, body: bytes, kind: str = JSON, *, late_s: int = 0, **headers: str | None) -> Answer:
        stamp = str(int(self.stage.clock.now().timestamp()) - late_s)
        sent: dict[str, str | None] = {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(self.stage.slack.signing_secret, stamp, body),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", "/slack/events", body, {name: value for name, value in sent.items() if value})

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection(self._at[0], int(self._at[1]), timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()


@pytest.fixture
def port(stage: Stage) -> Iterator[Port]:
    server = ThreadedServer(web_of(stage.bot))
    server.start()
    stage.slack.deliver_to(f"{server.url}slack/events")
    try:
        yield Port(stage, server.url)
    finally:
        stage.slack.deliver_to(stage.bot.endpoint.handle)
        server.stop()


def command(stage: Stage, text: str) -> bytes:
    told = {"command": "/flag-client", "text": text, "team_id": stage.slack.team_id, "user_id": stage.lead.id}
    return urlencode(
        told | {"channel_id": GENERAL, "trigger_id": "1.2.abc", "response_url": "https://x.example/"}
    ).encode()


def test_the_whole_way_works_over_the_real_port(port: Port) -> None:
    """A command, a button and the answer to it, over HTTP."""
    lead = port.stage.lead
    lead.press("create_and_flag", in_=lead.command("/flag-client Acme slow_pay x", channel=GENERAL))
    port.stage.settle()
    assert "Acme" in lead.command("/client-health acme", channel=GENERAL).text


UNSIGNED: list[dict[str, str | None]] = [
    {"x_slack_signature": None},
    {"x_slack_signature": "v0=" + "0" * 64},
    {"x_slack_signature": "v0="},
    {"x_slack_signature": "v1=nonsense"},
    {"x_slack_request_timestamp": None},
    {"x_slack_request_timestamp": "now"},
    {"x_slack_request_timestamp": "-1"},
    {"x_slack_request_timestamp": "9" * 40},
]


def test_what_is_not_signed_is_refused(port: Port) -> None:
    """401, whatever the body says."""
    for headers in UNSIGNED:
        status, said = port.post(command(port.stage, "canary lying"), FORM, **headers)
        assert (status, said) == (401, "not signed\n"), headers


def test_a_stale_request_is_refused(port: Port) -> None:
    """Five minutes either way: it may be a recording."""
    for late_s, expected in ((299, 200), (301, 401), (-299, 200), (-301, 401), (86_400, 401)):
        assert port.post(command(port.stage, "help"), FORM, late_s=late_s)[0] == expected


BROKEN: list[tuple[str, bytes]] = [
    (JSON, b""),
    (JSON, b"{"),
    (JSON, b"[]"),
    (JSON, b"null"),
    (JSON, b'"canary"'),
    (JSON, b"\xff\xfe"),
    (JSON, b'{"type": "event_callback"}'),
    (JSON, b'{"type": "event_callback", "event": "canary"}'),
    (JSON, b'{"type": "event_callback", "event": {"type": ["canary"]}, "team_id": "T1"}'),
    (JSON, b'{"type": NaN}'),
    (JSON, b'{"a":' * 5000 + b"1" + b"}" * 5000),
    (JSON, b'{"type": "url_verification", "challenge": 5}'),
    (JSON, b'{"type": "event_callback", "event": {"type": "reaction_added", "user": "\\ud800"}, "team_id": "T1"}'),
    (FORM, b""),
    (FORM, b"payload="),
    (FORM, b"payload=%7B"),
    (FORM, b"payload=%7B%22type%22%3A%22block_actions%22%7D"),
    (FORM, b"payload=%7B%22type%22%3A%22view_submission%22%2C%22view%22%3A%5B%5D%7D"),
    (FORM, b"command=%2Fflag-client&command=%2Fclient-health"),
    (FORM, b"command=%2Fflag-client"),
    (FORM, b"&".join(b"a%d=1" % number for number in range(500))),
    ("text/plain", b"canary"),
    ("multipart/form-data; boundary=x", b"--x--"),
]


def test_a_broken_body_is_a_bad_request(port: Port) -> None:
    """Signed or not: 4xx, one line without a word of the sender's, no traceback, nothing of it in the log."""
    for kind, body in BROKEN:
        with caught_logs() as log:
            status, said = port.post(body, kind)
            assert port.post(body, kind, x_slack_signature=None)[0] == 401
        assert 400 <= status < 500, (kind, body)
        assert len(said.splitlines()) <= 1
        assert "canary" not in said + log.text
        assert "Traceback" not in said + log.text
        assert not [line for line in log.lines if line["level"] == "error"]


def test_an_oversized_body_is_not_read(port: Port) -> None:
    """413 before anybody checks who sent it."""
    assert port.post(b"x" * (256 * 1024 + 1))[0] == 413
    assert port.post(b'{"a": "' + b"x" * (256 * 1024 - 9) + b'"}')[0] == 400


def test_wrong_ids_within_a_good_shape_are_refused(port: Port) -> None:
    """An odd user, team or channel is no request that Slack sends."""
    good = {"command": "/client-health", "text": "", "team_id": port.stage.slack.team_id, "user_id": port.stage.lead.id}
    good |= {"channel_id": GENERAL, "trigger_id": "1.2.abc"}
    assert port.post(urlencode(good).encode(), FORM)[0] == 200
    for field, odd in (("user_id", "' or 1=1"), ("team_id", "T"), ("channel_id", "../x"), ("trigger_id", "a b")):
        status, said = port.post(urlencode(good | {field: odd}).encode(), FORM)
        assert (status, said) == (400, "")


def test_slacks_challenge_is_answered(port: Port) -> None:
    """As its request for the URL asks, signed like any other."""
    body = json.dumps({"type": "url_verification", "challenge": "c", "token": "t"}).encode()
    status, said = port.post(body)
    assert status == 200
    assert "c" in said
    assert port.post(body, x_slack_signature=None)[0] == 401


def test_another_workspaces_request_gets_nothing(port: Port) -> None:
    """Signed, since the app may be installed there too; it is not ours to answer."""
    body = urlencode(
        {"command": "/client-health", "text": "", "team_id": "T0OUTSIDE01", "user_id": port.stage.lead.id}
        | {"channel_id": GENERAL, "trigger_id": "1.2.abc"}
    ).encode()
    status, said = port.post(body, FORM)
    assert status == 200
    assert json.loads(said)["text"] == "Sorry, this is for members of this workspace only."


def test_nothing_else_is_there(port: Port) -> None:
    """Any other path, or method: not found."""
    for method, path in (("GET", "/"), ("GET", "/slack/events"), ("PUT", "/slack/events"), ("POST", "/slack/events/x")):
        assert port.ask(method, path)[0] == 404


def test_it_says_whether_it_is_ready(port: Port) -> None:
    """Alive, and with its database."""
    assert port.ask("GET", "/healthz")[0] == 200
    status, said = port.ask("GET", "/readyz")
    assert (status, json.loads(said)) == (200, {"ready": True, "checks": {"database": True}})
