import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import NAME_LIMIT, NameRefusal, NameRefused, as_cell, clean_name, clean_note, name_key

anything = st.text(st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Acme", "Acme"),
        ("  Acme \t\n  Studio ", "Acme Studio"),
        ("Acme\u00a0Studio", "Acme Studio"),
        ("\u202eemcA", "emcA"),
        ("Ac\u200bme\ufeff", "Acme"),
        ("Ac\u00adme", "Acme"),
        ("\u2066Acme\u2069", "Acme"),
        ("Acme\x00", "Acme"),
        ("Ａｃｍｅ", "Acme"),
        ("Acme ㅤ Ltd", "Acme Ltd"),
        ("Z" + "\u0301" * 40, "Ź" + "\u0301" * 4),
        ("شركة النور", "شركة النور"),
        ("<!channel>", "<!channel>"),
        ("🦊 & Sons", "🦊 & Sons"),
    ],
)
def test_a_name_is_shown_without_what_cannot_be_seen(raw, shown):
    """Overrides, zero-width characters and floods of marks go; every script stays, and so does markup, as data."""
    assert clean_name(raw) == shown


@pytest.mark.parametrize("raw", ["", "   ", "\u200b\u200b", "\u202e", "\u2800", "\u3164", "\u0301", "\x00"])
def test_a_name_that_shows_nothing_is_refused(raw):
    """There must be something to read."""
    with pytest.raises(NameRefused) as refused:
        clean_name(raw)
    assert refused.value.reason is NameRefusal.EMPTY


def test_a_name_has_at_most_75_characters():
    """Counted as shown: what is invisible costs nothing, and a ligature counts as its letters."""
    assert clean_name("a" * 75 + "\u200b") == "a" * 75
    for raw in ("a" * 76, "ﬃ" * 26, "a" * 1_000_000):
        with pytest.raises(NameRefused) as refused:
            clean_name(raw)
        assert refused.value.reason is NameRefusal.TOO_LONG


@pytest.mark.parametrize(
    ("one", "other"),
    [("ACME", "acme"), ("Ac\u200bme", "Acme"), ("Straße", "STRASSE"), ("Ａｃｍｅ", "acme"), ("e\u0301clair", "Éclair")],
)
def test_names_that_look_alike_to_anyone_have_one_key(one, other):
    """Case, width, composition and invisible characters do not make another client."""
    assert name_key(one) == name_key(other)


def test_look_alike_letters_of_another_script_stay_another_name():
    """A Cyrillic А is data: likeness is for a person to judge."""
    assert name_key("Аcme") != name_key("Acme")
    assert clean_name("Аcme") == "Аcme"


@given(anything)
def test_cleaning_twice_is_cleaning_once(raw):
    """A clean name is its own clean name, and cleaning does not change the key."""
    try:
        name = clean_name(raw)
    except NameRefused:
        return
    assert clean_name(name) == name
    assert len(name) <= NAME_LIMIT
    assert name_key(name_key(name)) == name_key(name)
    assert name_key(name) == name_key(raw)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("line one\r\nline two\rline three", "line one\nline two\nline three"),
        ("a\x00b\x07c", "abc"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("👩\u200d💻 called", "👩\u200d💻 called"),
        ("a" + "\u0300" * 100 + "b", "a" + "\u0300" * 4 + "b"),
        ("<!channel> & <@U1>", "<!channel> & <@U1>"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("lone \ud800 surrogate", "lone  surrogate"),
    ],
)
def test_a_note_keeps_what_was_said_and_loses_what_breaks_the_screen(raw, text):
    """Control characters, overrides and floods go; line breaks, emoji and joiners stay."""
    note = clean_note(raw, 3000)
    assert (note.text, note.is_cut) == (text, False)


def test_a_long_note_is_cut_at_the_limit_and_says_so():
    """Exactly the limit is whole; one more is cut; a letter keeps its marks."""
    assert clean_note("x" * 10, 10) == clean_note("x" * 10 + " ", 10)
    assert not clean_note("x" * 10, 10).is_cut
    assert clean_note("x" * 11, 10).is_cut
    assert clean_note("x" * 9 + "e\u0301 and more", 10).text == "x" * 9
    assert clean_note("y" * 10_000, 3000).text == "y" * 3000


@given(anything, st.integers(1, 40))
def test_a_clean_note_can_be_stored_and_is_never_too_long(raw, limit):
    """It is valid UTF-8 without NUL, within the limit."""
    note = clean_note(raw, limit)
    assert len(note.text) <= limit
    assert b"\x00" not in note.text.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-x", "'-x"),
        ("@x", "'@x"),
        ("＝x", "'＝x"),
        ("\tx", "'\tx"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_name_is_no_formula(text, cell):
    """Wherever a table is printed that somebody may open in a spreadsheet."""
    assert as_cell(text) == cell


@pytest.mark.parametrize("letter", ["\ufdfa", "\u0301", "\u200b", "é", "Z\u0351\u036b"])
def test_no_name_takes_long_to_read(letter):
    """One letter may stand for eighteen; a hundred thousand of them cost no more than a name and a half."""
    began = time.process_time()
    name_key(letter * 100_000)
    with contextlib.suppress(NameRefused):
        clean_name(letter * 100_000)
    clean_note(letter * 100_000)
    assert time.process_time() - began < 0.3
