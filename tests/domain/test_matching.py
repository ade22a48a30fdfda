import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching import KnownName, near_names, near_signs

NAMES = [
    KnownName("acme", "Acme Studio"),
    KnownName("acme", "ACS"),
    KnownName("north", "Northwind Traders"),
    KnownName("nour", "شركة النور"),
    KnownName("bar", "Bar & Sons"),
]


@pytest.mark.parametrize(
    ("typed", "client"),
    [
        ("Acme Studio", "acme"),
        ("acme", "acme"),
        ("acne studio", "acme"),
        ("acs", "acme"),
        ("Nrothwind", "north"),
        ("traders", "north"),
        ("النور", "nour"),
        ("شركه النور", "nour"),
        ("sons & bar", "bar"),
        ("Ac\u200bme", "acme"),
    ],
)
def test_a_name_that_is_nearly_right_is_found(typed, client):
    """Wrong letters, parts, aliases and other scripts lead to the client."""
    assert near_names(typed, NAMES)[0].client == client


@pytest.mark.parametrize("typed", ["", "   ", "xyzzy", "qq", "\u200b"])
def test_what_is_like_nothing_finds_nothing(typed):
    """No suggestion is better than a wrong one."""
    assert near_names(typed, NAMES) == []


def test_each_client_is_named_once_and_no_more_than_asked_for():
    """An alias that is near does not push out another client."""
    assert [near.client for near in near_names("ac", NAMES)] == ["acme"]
    assert len(near_names("a", [KnownName(str(n), f"A{n}") for n in range(50)], limit=3)) == 3


@given(st.text(st.characters(), max_size=200))
def test_no_typing_breaks_the_search(typed):
    """Odd characters and long texts are data."""
    near_names(typed, NAMES)
    near_signs(typed)


@pytest.mark.parametrize(
    ("word", "sign"),
    [("slowpay", "slow_pay"), ("lieing", "lying"), ("dispute", "invoice_dispute"), ("Mind-Chnage", "mind_change")],
)
def test_a_sign_that_is_nearly_right_is_found(word, sign):
    """For "did you mean"."""
    assert near_signs(word)[0] == sign


def test_own_signs_are_suggested_too():
    """A sign of the team's own is a sign."""
    assert near_signs("ghostng", ["ghosting"]) == ["ghosting"]
    assert near_signs("invoice") == ["invoice_dispute"]
    assert near_signs("zzz") == []


@pytest.mark.parametrize("letter", ["a", "b a ", "\ufdfa", "Z\u0351\u036b", "م", "🙂"])
def test_the_search_ends_soon_whatever_is_typed(letter):
    """Among three hundred names of the greatest length, all of them like what was typed."""
    names = [KnownName(str(n), f"{(letter * 75)[: 75 - len(str(n)) - 1]} {n}") for n in range(300)]
    began = time.process_time()
    near_names(letter * 10_000, names)
    near_signs(letter * 10_000)
    assert time.process_time() - began < 0.5
