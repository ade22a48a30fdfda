"""HTTP: limits, health, and nothing else served."""

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from bot.sandbox.serving import ThreadedServer
from bot.web import MAX_BODY, Checks, Handle, build_web

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def served(handle: Handle | None, checks: Checks) -> Iterator[tuple[str, int]]:
    server = ThreadedServer(build_web(handle, checks))
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
