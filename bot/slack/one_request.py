"""One HTTP request to Slack, on a connection of its own, that knows whether anything was sent.

slack_sdk's client (urllib beneath) raises the same `URLError` for a refused connection and for one that broke after the
post had gone out. For posts this is the difference between trying again and looking first, so they go through here.
"""

import http.client
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

_CHUNK = 64 * 1024
# An answer to a post is a few kB; more than this is not Slack.
_LARGEST_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NotConnected:
    """Name resolution, the connection, a proxy's tunnel or TLS failed: not a byte of the request left."""

    why: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Something may have left, and no whole answer came."""

    why: str


@dataclass(frozen=True, slots=True)
class Answered:
    """``body`` is the JSON object of the answer, or None where it was none. ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, object] | None


def post_json(url: str, token: str, body: Mapping[str, object], timeout_s: float) -> NotConnected | Broken | Answered:
    """POSTs ``body``. All of it, connecting included, takes about ``timeout_s`` at most. Never raises for the line."""
    return _post(url, token, "application/json; charset=utf-8", json.dumps(body).encode(), timeout_s)


def post_form(url: str, token: str, fields: Mapping[str, str], timeout_s: float) -> NotConnected | Broken | Answered:
    """The same with ``fields`` as a form, which is how Slack's reading methods take their arguments."""
    return _post(url, token, "application/x-www-form-urlencoded", urlencode(fields).encode(), timeout_s)


def _post(
    url: str, token: str, content_type: str, content: bytes, timeout_s: float
) -> NotConnected | Broken | Answered:
    deadline = time.monotonic() + timeout_s
    at = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type, "Connection": "close"}
    connection, target = _connection(at, timeout_s)
    try:
        try:
            connection.connect()
        except (OSError, http.client.HTTPException) as error:
            return NotConnected(_name(error))
        try:
            _allow(connection.sock, deadline)
            connection.request("POST", target, content, headers)
            return _read(connection, deadline)
        except (OSError, http.client.HTTPException) as error:
            return Broken(_name(error))
    finally:
        connection.close()


def _connection(at: SplitResult, timeout_s: float) -> tuple[http.client.HTTPConnection, str]:
    """The connection, through the proxy that the environment names where there is one, and what to ask it for."""
    host, path = at.hostname or "", at.path
    proxy = _proxy(at.scheme, host)
    if at.scheme == "https":
        context = ssl.create_default_context()
        if proxy is None:
            return http.client.HTTPSConnection(host, at.port, timeout=timeout_s, context=context), path
        via = urlsplit(proxy)
        tunnelled = http.client.HTTPSConnection(via.hostname or "", via.port, timeout=timeout_s, context=context)
        tunnelled.set_tunnel(host, at.port or 443)
        return tunnelled, path
    if proxy is None:
        return http.client.HTTPConnection(host, at.port, timeout=timeout_s), path
    via = urlsplit(proxy)
    return http.client.HTTPConnection(via.hostname or "", via.port, timeout=timeout_s), at.geturl()


@cache
def _proxy(scheme: str, host: str) -> str | None:
    """As the environment said at the first call: reading all of it takes longer than a short answer does."""
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _read(connection: http.client.HTTPConnection, deadline: float) -> Broken | Answered:
    wire = connection.sock
    _allow(wire, deadline)
    response = connection.getresponse()
    received = bytearray()
    while True:
        _allow(wire, deadline)
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        received += chunk
        if len(received) > _LARGEST_ANSWER:
            return Broken("an answer too large")
    # `read1` ends quietly where the line drops early; the length that was promised tells.
    if response.length:
        return Broken("IncompleteRead")
    return Answered(response.status, {name.lower(): value for name, value in response.getheaders()}, _object(received))


def _allow(wire: socket.socket, deadline: float) -> None:
    """Bounds the whole answer, not each byte of it: a trickle must not hold a sender past its lease."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    wire.settimeout(left)


def _object(content: bytes | bytearray) -> Mapping[str, object] | None:
    try:
        value: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _name(error: BaseException) -> str:
    return type(error).__name__
