"""The gate: what is not Slack's, or not whole, is refused by a 4xx and one line."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.clock import SandboxClock
from bot.slack.gate import MAX_BODY, Gate, Passed, Refused

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "0123456789abcdef0123456789abcdef"
OLD = "fedcba9876543210fedcba9876543210"
FORM = "application/x-www-form-urlencoded"
COMMAND = urlencode({"command": "/flag-client", "text": "acme slow_pay", "team_id": "T1"}).encode()
GATE = Gate([SECRET], SandboxClock(NOW, running=False))


def signed(body: bytes, content_type: str = FORM, *, secret: str = SECRET, late_s: int = 0) -> dict[str, str]:
    stamp = str(int(NOW.timestamp()) - late_s)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def status(headers: dict[str, str], body: bytes, gate: Gate = GATE) -> int:
    checked = gate.check(headers, body)
    if isinstance(checked, Refused):
        assert "\n" not in checked.why
        return checked.status
    return 200


def test_a_signed_command_passes_as_it_was_sent() -> None:
    """What was checked is what is dispatched."""
    passed = GATE.check(signed(COMMAND), COMMAND)
    assert passed == Passed({"command": "/flag-client", "text": "acme slow_pay", "team_id": "T1"})


def test_a_signed_interaction_passes() -> None:
    """The JSON object in `payload` is the body."""
    body = urlencode(
        {"payload": json.dumps({"type": "block_actions", "actions": [{"action_id": "x"}], "user": {"id": "U1"}})}
    ).encode()
    assert status(signed(body), body) == 200


def test_a_signed_verification_passes() -> None:
    """Slack's challenge is signed JSON."""
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    assert status(signed(body, "application/json; charset=utf-8"), body) == 200


def test_both_secrets_pass_during_a_rotation() -> None:
    """The old secret is good until it is taken out."""
    gate = Gate([SECRET, OLD], SandboxClock(NOW, running=False))
    assert [status(signed(COMMAND, secret=secret), COMMAND, gate) for secret in (SECRET, OLD)] == [200, 200]
    assert status(signed(COMMAND, secret=OLD), COMMAND) == 401


@pytest.mark.parametrize(("late_s", "expected"), [(300, 200), (301, 401), (-300, 200), (-301, 401)])
def test_a_request_lives_five_minutes_both_ways(late_s: int, expected: int) -> None:
    """On the boundary it is good, just past it not."""
    assert status(signed(COMMAND, late_s=late_s), COMMAND) == expected


@pytest.mark.parametrize("stamp", ["", "x", "-5", "1.5", "9" * 13, "١٢٣", " 1", "1e9", "\u0661"])
def test_an_odd_timestamp_is_not_signed(stamp: str) -> None:
    """Whatever stands in the header, it is a 401 and no exception."""
    assert status(signed(COMMAND) | {"X-Slack-Request-Timestamp": stamp}, COMMAND) == 401


@pytest.mark.parametrize("signature", ["", "v0=", "v0=é", "v1=" + "0" * 64, "v0=" + "0" * 64, "\udcff"])
def test_an_odd_signature_is_not_signed(signature: str) -> None:
    """A signature that is not ASCII too."""
    assert status(signed(COMMAND) | {"X-Slack-Signature": signature}, COMMAND) == 401


def test_no_headers_at_all_is_not_signed() -> None:
    """Unsigned requests are not parsed, the certificate check not either."""
    assert status({}, COMMAND) == 401
    assert status({"Content-Type": FORM}, b"ssl_check=1&token=x") == 401


@pytest.mark.parametrize("bit", range(8))
@pytest.mark.parametrize("at", [0, 7, len(COMMAND) - 1])
def test_each_flipped_bit_breaks_the_signature(at: int, bit: int) -> None:
    """The signature covers every byte."""
    changed = bytearray(COMMAND)
    changed[at] ^= 1 << bit
    assert status(signed(COMMAND), bytes(changed)) == 401


def test_a_body_over_the_limit_is_too_large() -> None:
    """Before anything is computed over it."""
    assert status({}, b"x" * (MAX_BODY + 1)) == 413
    assert status({}, b"x" * MAX_BODY) == 401


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1]",
        "null",
        '"x"',
        "NaN",
        '{"type": NaN}',
        "[" * 100_000,
        '{"type":"event_callback","event":' + "[" * 65 + "]" * 65 + "}",
        '{"type":"event_callback","event":{"type":"x","n":' + "[" * 63 + "]" * 63 + "}}",
        '{"type":"event_callback","event":{"type":"x","n":' + "9" * 5000 + "}}",
        '{"type":"event_callback","event":{"type":"x","n":' + "9" * 21 + "}}",
        '{"type":"event_callback","event":{"type":"\\ud800"}}',
        '{"type":"event_callback"}',
        '{"type":"event_callback","event":[]}',
        '{"type":"event_callback","event":{"type":["x"]}}',
        '{"type":"event_callback","event":{"type":"x","user":[]}}',
        '{"type":"event_callback","event":{"type":"x"},"authorizations":[1]}',
        '{"type":"event_callback","event":{"type":"x"},"authorizations":{}}',
        '{"authorizations":[1]}',
        '{"event":[]}',
        '{"user":[]}',
        '{"type":"block_actions","user":[]}',
        '{"type":"block_actions","actions":[]}',
        '{"type":"block_actions","actions":[1]}',
        '{"type":"view_submission","view":[]}',
        '{"type":"view_submission"}',
        '{"type":"view_submission","view":{"id":"V1","callback_id":"x"},"user":{"id":"U1"}}',
        '{"type":"block_actions","actions":[{"action_id":"x"}],"user":{"id":"U1"},"response_urls":null}',
        '{"type":"event_callback","event":{"type":"x","n":1e999}}',
        '{"type":"event_callback","event":{"type":"x","n":-1e999}}',
        '{"type":"event_callback","event":{"type":"x","n":Infinity}}',
        '{"type":"url_verification"}',
        '{"type":7}',
        "{}",
    ],
)
def test_a_signed_body_of_an_odd_shape_is_a_bad_request(text: str) -> None:
    """In JSON and in a form's payload alike."""
    body = text.encode()
    assert status(signed(body, "application/json"), body) == 400
    form = urlencode({"payload": text}).encode()
    assert status(signed(form), form) in (400, 413)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("", COMMAND),
        ("text/plain", COMMAND),
        ("multipart/form-data", COMMAND),
        (FORM, b"\xff\xfe"),
        (FORM, b"command=%ff"),
        (FORM, b"text=no+command"),
        (FORM, b"command=/x&command=/y"),
        (FORM, b"command=/x&type=event_callback"),
        (FORM, urlencode({f"p{n}": "x" for n in range(65)}).encode()),
        ("application/json", b"\xef\xbb\xbf{}"),
    ],
)
def test_a_signed_body_of_another_kind_is_a_bad_request(content_type: str, body: bytes) -> None:
    """Few parameters, once each, in UTF-8, of the two kinds that Slack sends."""
    assert status(signed(body, content_type), body) == 400


def test_nul_characters_are_taken_out() -> None:
    """A database that stores none must not refuse a person's note for it."""
    body = json.dumps({"type": "event_callback", "event": {"type": "x", "text": "a\0b", "l": ["\0"]}}).encode()
    passed = GATE.check(signed(body, "application/json"), body)
    assert passed == Passed({"type": "event_callback", "event": {"type": "x", "text": "ab", "l": [""]}})
    form = b"command=/x&text=a%00b"
    assert GATE.check(signed(form), form) == Passed({"command": "/x", "text": "ab"})


def test_sixty_four_levels_are_not_too_many() -> None:
    """Slack's deepest block nests a dozen."""
    body = ('{"type":"event_callback","event":{"type":"x","n":' + "[" * 62 + "]" * 62 + "}}").encode()
    assert status(signed(body, "application/json"), body) == 200


def test_brackets_within_strings_are_no_nesting() -> None:
    """A note may hold as many as somebody likes to type."""
    body = json.dumps({"type": "event_callback", "event": {"type": "x", "text": '["{' * 500}}).encode()
    assert status(signed(body, "application/json"), body) == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(headers=st.dictionaries(st.text(max_size=30), st.text(max_size=30), max_size=5), body=st.binary(max_size=200))
def test_nothing_unsigned_gets_through_or_raises(headers: dict[str, str], body: bytes) -> None:
    """Whatever is sent."""
    assert status(headers, body) == 401


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=300), content_type=st.sampled_from([FORM, "application/json", "", "text/html"]))
def test_any_signed_bytes_are_answered(body: bytes, content_type: str) -> None:
    """A signature makes no body good."""
    assert status(signed(body, content_type), body) in (200, 400)


@settings(max_examples=300, deadline=None)
@given(value=JSON)
def test_any_signed_json_is_answered(value: object) -> None:
    """Surrogates, infinities and deep things too."""
    body = json.dumps(value).encode()
    assert status(signed(body, "application/json"), body) in (200, 400)
