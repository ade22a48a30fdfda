"""What a form carries along, and what of it is believed."""

import pytest

from bot.slack.modals.view import pack, unpack
from bot.slack.view_state import whole


def test_ids_come_back_as_they_were_packed() -> None:
    """What is None is left out."""
    assert unpack(pack({"client": "c1", "draft": None})) == {"client": "c1"}


@pytest.mark.parametrize(
    "forged",
    [
        "{",
        "[]",
        "null",
        '"x"',
        "[" * 100_000,
        '{"client":' + "[" * 70 + "]" * 70 + "}",
        '{"client":"\\ud800"}',
        '{"client":' + "9" * 5000 + "}",
        '{"client":NaN}',
        "\x00",
        '{"client":"' + "x" * 256 + '"}',
        '{"client":"a b"}',
        '{"client":"\\u202e"}',
    ],
)
def test_forged_metadata_is_none(forged: str) -> None:
    """It stands within a string of the request, so the gate has not looked into it."""
    assert unpack(forged) == {}


def test_only_texts_are_taken_and_none_with_nul() -> None:
    """A database that stores no NUL must not refuse a form for it."""
    assert unpack('{"client":"a\\u0000b","page":7,"x":["y"],"z":null}') == {"client": "ab"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("999999", 999_999),
        ("", 0),
        ("-1", 0),
        ("9" * 5000, 0),
        ("1000000", 0),
        ("٣", 0),
        ("1e3", 0),
        ("x", 0),
    ],
)
def test_a_number_of_a_button_is_small_or_none(text: str, number: int) -> None:
    """Python refuses to read a number of thousands of digits, and a database one of twenty."""
    assert whole(text) == number
