"""How a request gets to the app: in process, over signed HTTP, or over Socket Mode."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.sandbox.platform import Platform
from bot.sandbox.sockets import SocketHub
from bot.sandbox.wire import Ack, Envelope, Kind

Handler = Callable[[dict[str, str], bytes], tuple[int, Mapping[str, Any], bytes]]
"""The app in this process: headers and raw body in; status, headers and body out."""
Target = Handler | str | None

_FORM = "application/x-www-form-urlencoded"


def is_loopback(host: str | None) -> bool:
    """Whether that host is this machine, named so that nobody else can answer to it."""
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def encoded(envelope: Envelope) -> tuple[str, bytes]:
    """The content type and the raw body of a request over HTTP."""
    if envelope.kind is Kind.EVENT:
        return "application/json", json.dumps(envelope.body, ensure_ascii=False).encode()
    if envelope.kind is Kind.COMMAND:
        return _FORM, urlencode(envelope.body).encode()
    return _FORM, urlencode({"payload": json.dumps(envelope.body, ensure_ascii=False)}).encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature over a request's time stamp and raw body."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Delivery:
    """Carries requests to the app and notes each in the log."""

    def __init__(self, platform: Platform, sockets: SocketHub) -> None:
        self._platform = platform
        self._sockets = sockets
        self._target: Target = None

    def deliver_to(self, target: Target) -> None:
        """Where requests go from now on: a handler in this process, a loopback URL, or None for Socket Mode."""
        if isinstance(target, str) and not is_loopback(urlsplit(target).hostname):
            raise ValueError(f"the sandbox delivers to this machine only, not to {urlsplit(target).hostname}")
        self._target = target

    def send(self, envelope: Envelope) -> Ack:
        """Deliver once, and say how the app answered."""
        started = time.perf_counter()
        ack = self._sent(envelope, started)
        self._platform.traffic.add(
            at=self._platform.clock.now(),
            kind=envelope.kind.value,
            name=envelope.name,
            request=envelope.body,
            response={"status": ack.status, "payload": ack.payload},
            ms=ack.ms,
            error=ack.error,
            envelope=envelope,
        )
        return ack

    def _sent(self, envelope: Envelope, started: float) -> Ack:
        if self._target is None:
            return self._over_socket(envelope, started)
        content_type, body = encoded(envelope)
        headers = self._headers(envelope, content_type, body)
        try:
            status, answered, content = self._asked(self._target, headers, body)
        except TimeoutError:
            return Ack(0, ms=_ms(started), error="operation_timeout")
        except (OSError, http.client.HTTPException):
            return Ack(0, ms=_ms(started), error="dispatch_failed")
        ms = _ms(started)
        flat = {name.lower(): _first(value) for name, value in answered.items()}
        error = "" if status == 200 else "http_error"
        if ms > self._platform.ack_limit_s * 1000:
            error = "operation_timeout"
        return Ack(status, flat, content, _payload(flat, content), ms, error)

    def _asked(
        self, target: Handler | str, headers: dict[str, str], body: bytes
    ) -> tuple[int, Mapping[str, Any], bytes]:
        if isinstance(target, str):
            return _over_http(target, headers, body, self._platform.ack_limit_s)
        return target(headers, body)

    def _over_socket(self, envelope: Envelope, started: float) -> Ack:
        outcome = self._sockets.exchange(envelope, self._platform.ack_limit_s)
        if outcome is None:
            return Ack(0, ms=_ms(started), error="dispatch_failed")
        answered, payload = outcome
        if not answered:
            return Ack(0, ms=_ms(started), error="operation_timeout")
        body = b"" if payload is None else json.dumps(payload).encode()
        return Ack(200, {}, body, payload, _ms(started))

    def _headers(self, envelope: Envelope, content_type: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._platform.clock.now().timestamp()))
        headers = {
            "content-type": content_type,
            "content-length": str(len(body)),
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature(self._platform.signing_secret, timestamp, body),
        }
        if envelope.retry:
            headers |= {"x-slack-retry-num": str(envelope.retry), "x-slack-retry-reason": envelope.retry_reason}
        return headers | dict(envelope.headers)


def _over_http(url: str, headers: dict[str, str], body: bytes, limit_s: float) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=limit_s)
    try:
        connection.request("POST", parts.path or "/", body=body, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def _payload(headers: Mapping[str, str], content: bytes) -> Any:
    text = content.decode("utf-8", "replace")
    if not text.strip():
        return None
    if headers.get("content-type", "").startswith("application/json"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, (list, tuple)) and value else str(value)


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000
