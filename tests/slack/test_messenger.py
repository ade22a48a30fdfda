"""The messenger: one request for a call, and the truth about what became of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alerts import News
from bot.domain.signs import Level
from bot.sandbox import faults
from bot.sandbox.faults import Fault
from bot.sandbox.local_slack import LocalSlack
from bot.slack import messenger as messenger_module
from bot.slack.clients import Home
from bot.slack.messenger import SlackMessenger
from bot.slack.rendered import Rendered
from bot.usecases.notices import LineNotice, Notice
from bot.usecases.ports import Gone, MayBeSent, NotSent, Posted
from tests.slack.conftest import START

NOTICE = LineNotice(
    client_name="Acme",
    news=News.RAISED,
    level=Level.DECISIVE,
    rules=(),
    at=START,
    by=None,
    until=None,
    language="en",
    zone="UTC",
)


def render(notice: Notice) -> Rendered:
    assert isinstance(notice, LineNotice)
    block: dict[str, object] = {"type": "section", "text": {"type": "plain_text", "text": notice.client_name}}
    return Rendered(f"Alert: {notice.client_name}", [block])


@pytest.fixture
def messenger(home: Home) -> SlackMessenger:
    return SlackMessenger(home, render)


@pytest.fixture
def channel(slack: LocalSlack) -> str:
    return slack.platform.channel("client-alerts").id


def test_a_post_carries_its_wire_id_and_nothing_else(
    slack: LocalSlack, messenger: SlackMessenger, channel: str
) -> None:
    """Metadata can be read by everybody."""
    posted = messenger.post(channel, NOTICE, "w1", None, is_loud=False)
    message = slack.messages(channel)[-1]
    assert posted == Posted(channel, message.ts)
    assert message.metadata == {"event_type": "partways_alert", "event_payload": {"wire_id": "w1"}}
    assert message.text == "Alert: Acme"
    request = slack.traffic.calls("chat.postMessage")[-1].request
    assert (request["unfurl_links"], request["unfurl_media"]) == (False, False)
    assert "link_names" not in request


@pytest.mark.parametrize("is_loud", [True, False])
def test_a_loud_line_is_broadcast(slack: LocalSlack, messenger: SlackMessenger, channel: str, is_loud: bool) -> None:
    """A quiet one stays in the thread."""
    first = messenger.post(channel, NOTICE, "w1", None, is_loud=False)
    assert isinstance(first, Posted)
    line = messenger.post(channel, NOTICE, "w2", first.ts, is_loud=is_loud)
    assert isinstance(line, Posted)
    assert slack.traffic.calls("chat.postMessage")[-1].request["reply_broadcast"] is is_loud
    assert messenger.find(channel, "w2", START, START, first.ts) == [line.ts]


def test_an_edit_and_a_deletion_change_that_message(slack: LocalSlack, messenger: SlackMessenger, channel: str) -> None:
    """And are answered with it."""
    posted = messenger.post(channel, NOTICE, "w1", None, is_loud=False)
    assert isinstance(posted, Posted)
    assert messenger.edit(channel, posted.ts, replace(NOTICE, client_name="Acme Ltd"), "w1") == posted
    assert slack.messages(channel)[-1].text == "Alert: Acme Ltd"
    assert messenger.delete(channel, posted.ts) == posted
    assert slack.messages(channel) == []
    assert messenger.delete(channel, posted.ts) == Gone("message_not_found")


@pytest.mark.parametrize(
    ("fault", "expected", "taken"),
    [
        (faults.ratelimited(7), NotSent("ratelimited", timedelta(seconds=7)), 0),
        (faults.non_json_429(9), NotSent("ratelimited", timedelta(seconds=9)), 0),
        (faults.error("ratelimited"), NotSent("ratelimited"), 0),
        (faults.error("request_timeout"), NotSent("request_timeout"), 0),
        (faults.error("invalid_blocks"), NotSent("invalid_blocks", is_malformed=True), 0),
        (faults.error("msg_too_long"), NotSent("msg_too_long", is_malformed=True), 0),
        (faults.error("is_archived"), Gone("is_archived"), 0),
        (faults.error("not_in_channel"), Gone("not_in_channel"), 0),
        (faults.error("restricted_action_thread_only_channel"), Gone("restricted_action_thread_only_channel"), 0),
        (faults.error("invalid_auth"), Gone("invalid_auth"), 0),
        (faults.error("missing_scope"), Gone("missing_scope"), 0),
        (faults.error("token_revoked"), Gone("token_revoked"), 0),
        (faults.error("internal_error"), MayBeSent("internal_error"), 0),
        (faults.error("fatal_error"), MayBeSent("fatal_error"), 0),
        (faults.error("something_new"), MayBeSent("something_new"), 0),
        (faults.http_500(), MayBeSent("http_500"), 0),
        (faults.http_500(applied=True), MayBeSent("http_500"), 1),
    ],
    ids=str,
)
def test_what_slack_answers_is_told_apart(
    slack: LocalSlack, messenger: SlackMessenger, channel: str, fault: Fault, expected: object, taken: int
) -> None:
    """By section 3.2 of the protocol: certainly not sent, nowhere to send it, or perhaps sent."""
    slack.faults.add("chat.postMessage", fault)
    assert messenger.post(channel, NOTICE, "w1", None, is_loud=False) == expected
    assert len(slack.messages(channel)) == taken
    assert len(slack.traffic.calls("chat.postMessage")) <= 1


def test_a_lost_answer_may_be_sent_and_is_found(slack: LocalSlack, messenger: SlackMessenger, channel: str) -> None:
    """It is not sent twice by itself; looking finds the one copy."""
    slack.faults.add("chat.postMessage", faults.lost_answer())
    assert isinstance(messenger.post(channel, NOTICE, "w1", None, is_loud=False), MayBeSent)
    (message,) = slack.messages(channel)
    assert messenger.find(channel, "w1", START, START, None) == [message.ts]
    assert messenger.find(channel, "w2", START, START, None) == []


def test_where_history_may_not_be_read_nothing_is_known(
    slack: LocalSlack, messenger: SlackMessenger, channel: str
) -> None:
    """Not the same as finding nothing."""
    slack.platform.declined_scopes = {"groups:history", "channels:history"}
    assert messenger.find(channel, "w1", START, START, None) is None


def test_somebody_elses_copy_of_a_wire_id_is_not_ours(slack: LocalSlack, home: Home, channel: str) -> None:
    """Everybody can read one and post it again."""
    assert isinstance(SlackMessenger(home, render).post(channel, NOTICE, "w1", None, is_loud=False), Posted)
    other = SlackMessenger(replace(home, bot_user="U0SOMEBODY1"), render)
    assert other.find(channel, "w1", START, START, None) == []


def test_a_direct_channel_is_opened(slack: LocalSlack, messenger: SlackMessenger) -> None:
    """And None where Slack does not open one."""
    opened = messenger.direct_channel(slack.person("lead").id)
    assert opened is not None
    assert opened.startswith("D")
    assert messenger.direct_channel("U0NOBODY001") is None


@contextmanager
def line(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that takes one connection and does with it what ``talk`` does; its API address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            peer, _ = server.accept()
            with peer:
                talk(peer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/"
        thread.join(10)


def receive(peer: socket.socket) -> None:
    """The whole request."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += peer.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(
        next(part for part in head.split(b"\r\n") if part.lower().startswith(b"content-length")).split(b":")[1]
    )
    while len(body) < length:
        body += peer.recv(65536)


def post(home: Home, api_url: str) -> object:
    return SlackMessenger(replace(home, api_url=api_url), render).post("C1", NOTICE, "w1", None, is_loud=False)


OK = b'{"ok":true,"channel":"C1","ts":"1.2"}'


def head_of(content: bytes, status: bytes = b"200 OK", length: int | None = None) -> bytes:
    promised = len(content) if length is None else length
    return b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % promised


HOME = Home("T1", "U0BOT000001", "xoxb-1")


def test_a_refused_connection_is_certainly_not_sent() -> None:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert post(HOME, f"http://127.0.0.1:{port}/api/") == NotSent("ConnectionRefusedError")


def test_a_name_that_does_not_resolve_is_certainly_not_sent() -> None:
    """The reserved top-level name that never exists."""
    assert isinstance(post(HOME, "http://slack.invalid/api/"), NotSent)


def test_a_failed_handshake_is_certainly_not_sent() -> None:
    """The other side does not speak TLS."""
    with line(lambda peer: peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as url:
        assert isinstance(post(HOME, url.replace("http:", "https:")), NotSent)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        head_of(OK) + OK[:-1],
        head_of(OK),
        head_of(b"<html>") + b"<html>",
        head_of(b"[1]") + b"[1]",
        head_of(b'{"ok":true}') + b'{"ok":true}',
        head_of(OK, b"502 Bad Gateway") + OK,
        b"\x00\x01\x02",
    ],
    ids=repr,
)
def test_an_answer_that_is_not_whole_may_be_sent(answer: bytes) -> None:
    """The line drops after the request was taken, at any byte of the answer."""

    def talk(peer: socket.socket) -> None:
        receive(peer)
        peer.sendall(answer)

    with line(talk) as url:
        assert isinstance(post(HOME, url), MayBeSent)


def test_a_whole_answer_is_sent() -> None:
    """The same line, not cut."""

    def talk(peer: socket.socket) -> None:
        receive(peer)
        peer.sendall(head_of(OK) + OK)

    with line(talk) as url:
        assert post(HOME, url) == Posted("C1", "1.2")


def test_a_trickle_does_not_hold_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    """The budget is for the whole answer, not for each byte of it."""
    monkeypatch.setattr(messenger_module, "CALL_TIMEOUT_S", 0.3)
    ended = threading.Event()

    def talk(peer: socket.socket) -> None:
        receive(peer)
        peer.sendall(head_of(OK, length=10_000))
        while not ended.wait(0.05):
            try:
                peer.sendall(b" ")
            except OSError:
                return

    with line(talk) as url:
        assert post(HOME, url) == MayBeSent("TimeoutError")
        ended.set()
