"""What a request over HTTP must pass before Bolt sees it.

Bolt parses a body before it verifies who sent it, and dies on odd ones. So the order here is: size, headers, age and
signature over the raw bytes, and only then content type, JSON and shape. Everything is refused by a 4xx and one line.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from bot.slack.shape import BadShape, Body, check_body, read_object
from bot.usecases.ports import Clock

MAX_BODY = 256 * 1024  # bytes; Slack's own largest payloads are below 100 kB
MAX_AGE_S = 300  # Slack's documented window, both ways
MAX_PARAMS = 64  # a slash command has about 15
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Refused:
    """The HTTP status, and a few words that tell a caller nothing about us."""

    status: int
    why: str


@dataclass(frozen=True, slots=True)
class Passed:
    """The body as Bolt is to see it: what was checked is what is dispatched, it is not parsed a second time."""

    body: Body


class Gate:
    """Knows the signing secret, or two of them while one is being rotated."""

    def __init__(self, secrets: Sequence[str], clock: Clock) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a gate needs a signing secret")
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._clock = clock

    def check(self, headers: Mapping[str, str], raw_body: bytes) -> Passed | Refused:
        """Headers are looked up without regard to case. Never raises on what a sender can choose."""
        if len(raw_body) > MAX_BODY:
            return Refused(413, "too large")
        found = {name.lower(): value for name, value in headers.items()}
        if not self._is_from_slack(found, raw_body):
            return Refused(401, "not signed")
        try:
            body = _read(found.get("content-type", ""), raw_body)
            check_body(body)
        except BadShape as odd:
            return Refused(400, str(odd))
        return Passed(body)

    def _is_from_slack(self, headers: Mapping[str, str], raw_body: bytes) -> bool:
        stamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        if not _TIMESTAMP.fullmatch(stamp) or not signature.isascii():
            return False
        if abs(self._clock.now().timestamp() - int(stamp)) > MAX_AGE_S:
            return False
        signed = b"v0:" + stamp.encode() + b":" + raw_body
        given = signature.encode()
        # Both secrets are always tried, so that the time taken does not tell which one it was.
        matches = [
            hmac.compare_digest(b"v0=" + hmac.new(secret, signed, hashlib.sha256).hexdigest().encode(), given)
            for secret in self._secrets
        ]
        return any(matches)


def _read(content_type: str, raw_body: bytes) -> Body:
    try:
        text = raw_body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadShape("not UTF-8") from None
    match content_type.partition(";")[0].strip().lower():
        case "application/json":
            return read_object(text)
        case "application/x-www-form-urlencoded":
            return _read_form(text)
        case _:
            raise BadShape(f"takes {_FORM} or {_JSON}")


def _read_form(text: str) -> Body:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMS)
    except ValueError:
        raise BadShape("not a form") from None
    params = dict(pairs)
    if len(params) != len(pairs):
        raise BadShape("a parameter twice")
    if "payload" in params:
        return read_object(params["payload"])
    body: Body = {name: value.replace("\0", "") for name, value in params.items()}
    # A form is a slash command, or Slack's certificate check: a "type" in it would make it something else.
    if not ({"command", "ssl_check"} & body.keys()) or "type" in body:
        raise BadShape("a form without a command")
    return body
