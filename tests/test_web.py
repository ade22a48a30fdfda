"""HTTP: limits, health, and nothing else served."""

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from bot.sandbox.serving import ThreadedServer
from bot.web import BODY_TIMEOUT_S, MAX_BODY, Checks, Handle, build_web

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def served(
    handle: Handle | None, checks: Checks, *, body_timeout_s: float = BODY_TIMEOUT_S
) -> Iterator[tuple[str, int]]:
    server = ThreadedServer(build_web(handle, checks, body_timeout_s=body_timeout_s))
    server.start()
    host, port = server.url.removeprefix("http://").rstrip("/").split(":")
    try:
        yield host, int(port)
    finally:
        server.stop()


def ask(at: tuple[str, int], method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
    connection = http.client.HTTPConnection(*at, timeout=10)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def echo(headers: Mapping[str, str], body: bytes) -> Answer:
    return 200, {"content-type": "text/plain", "x-seen": headers.get("x-sent", "")}, body


def test_slacks_requests_are_handed_on_whole() -> None:
    """Headers and raw body in; status, headers and body out."""
    with served(echo, {}) as at:
        status, headers, body = ask(at, "POST", "/slack/events", b"a=1", x_sent="yes")
    assert (status, headers["x-seen"], body) == (200, "yes", b"a=1")


def test_a_body_over_the_limit_is_not_read() -> None:
    """Where its length is promised, and where it comes in chunks; one of just the limit is."""
    with served(echo, {}) as at:
        assert ask(at, "POST", "/slack/events", b"x" * MAX_BODY)[0] == 200
        assert ask(at, "POST", "/slack/events", b"", content_length=str(10**11))[0] == 413
        with socket.create_connection(at, timeout=10) as line:
            line.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
            for _ in range(5):
                line.sendall(chunk)
            assert line.recv(64).startswith(b"HTTP/1.1 413")


def raw(at: tuple[str, int], *parts: bytes) -> bytes:
    """The first line of what is answered to bytes that no client would send."""
    with socket.create_connection(at, timeout=10) as line:
        for part in parts:
            line.sendall(part)
        return line.recv(4096).partition(b"\r\n")[0]


POST = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """Whoever holds places without sending must not keep Slack out; the next request is answered."""
    with served(echo, {}, body_timeout_s=0.05) as at:
        assert raw(at, POST + b"Content-Length: 100\r\n\r\nabc").startswith(b"HTTP/1.1 408")
        assert raw(at, POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n").startswith(b"HTTP/1.1 408")
        assert ask(at, "POST", "/slack/events", b"a=1")[0] == 200


@pytest.mark.parametrize(
    "head",
    [
        POST + b"Content-Length: -1\r\n\r\n",
        POST + b"Content-Length: 1e3\r\n\r\n",
        POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        POST + b"Transfer-Encoding: gzip\r\n\r\n",
        POST + b"X-Long: " + b"x" * 300_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(head: bytes) -> None:
    """4xx by the server itself; nothing of it reaches the gate."""
    reached: list[bytes] = []

    def handle(headers: Mapping[str, str], body: bytes) -> Answer:
        reached.append(body)
        return 200, {}, b""

    with served(handle, {}) as at:
        assert raw(at, head).startswith((b"HTTP/1.1 4", b"HTTP/1.1 501"))
    assert reached == []


def test_a_body_that_comes_in_pieces_is_one() -> None:
    """Chunks are put together; a compressed body stays as it came, for its signature to be checked."""
    with served(echo, {}) as at, socket.create_connection(at, timeout=10) as line:
        line.sendall(POST + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n")
        for part in (b"1\r\na\r\n", b"2\r\n=1\r\n", b"0\r\n\r\n"):
            line.sendall(part)
        assert b"".join(iter(lambda: line.recv(4096), b"")).endswith(b"\r\n\r\na=1")


def test_it_answers_while_a_request_is_slow() -> None:
    """Handling runs in threads, not on the event loop."""
    entered, go_on = threading.Event(), threading.Event()

    def slow(headers: Mapping[str, str], body: bytes) -> Answer:
        entered.set()
        go_on.wait(10)
        return 200, {}, b""

    with served(slow, {}) as at:
        asking = threading.Thread(target=ask, args=(at, "POST", "/slack/events"))
        asking.start()
        assert entered.wait(10)
        assert ask(at, "GET", "/healthz")[0] == 200
        go_on.set()
        asking.join(10)


def fails() -> bool:
    raise OSError("the database's address and password")


@pytest.mark.parametrize(("check", "status"), [(lambda: True, 200), (lambda: False, 503), (fails, 503)])
def test_ready_is_what_the_checks_say(check: Callable[[], bool], status: int) -> None:
    """Each by name; one that raises does not hold, and its words stay inside."""
    with served(echo, {"database": check, "slack": lambda: True}) as at:
        answered, headers, body = ask(at, "GET", "/readyz")
    assert answered == status
    assert headers["content-type"] == "application/json"
    assert json.loads(body) == {"ready": status == 200, "checks": {"database": status == 200, "slack": True}}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/slack/events"), ("POST", "/healthz"), ("GET", "/docs"), ("DELETE", "/slack/events")],
)
def test_nothing_else_is_there(method: str, path: str) -> None:
    """404, without a word."""
    with served(echo, {}) as at:
        status, _, body = ask(at, method, path)
    assert (status, body) == (404, b"")


def test_in_socket_mode_only_health_is_served() -> None:
    """Slack sends nothing over HTTP then."""
    with served(None, {}) as at:
        assert ask(at, "POST", "/slack/events")[0] == 404
        assert ask(at, "GET", "/healthz")[0] == 200
        assert ask(at, "GET", "/readyz")[0] == 200
