import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import lookalikes
from bot.domain.lookalikes import skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Асme"),
        ("Acme", "Асме"),
        ("ACME", "АСМЕ"),
        ("Honda", "ΗΟΝDA"),
        ("Acme", "Äcmę"),
        ("Acme", "A\u0323cme"),
        ("Globex", "Ｇｌоｂеｘ"),
        ("Barnes", "Bames"),
        ("IBM", "lBM"),
        ("Studio 10", "Studio lO"),
        ("Smith-Jones", "Smith\u2010Jones"),
        ("O'Brien", "O\u2019Brien"),
        ("ᴀᴄᴍᴇ", "acme"),
        ("paypal", "раураl"),
        ("Walter", "VValter"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    """Whatever the script, the case, the marks upon the letters and the typeface's strokes."""
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acne"),
        ("Globex", "Globe"),
        ("شركة النور", "شركة السلام"),
        ("דוד", "דור"),
        ("कमल", "कमला"),
        ("東京", "京東"),
        ("Studio 10", "Studio 11"),
        ("Acme North", "Acme South"),
        ("Σίγμα", "Οίγμα"),
    ],
)
def test_names_that_read_differently_stay_apart(one: str, other: str) -> None:
    """Near is not alike, and in scripts where a mark is a vowel it stays."""
    assert skeleton(one) != skeleton(other)


def test_every_shape_in_the_tables_leads_to_its_letter() -> None:
    """No line of the tables is out of reach, and none names a plain Latin letter but the strokes I, l and 1 and O and 0."""
    for table in (lookalikes._CAPITALS, lookalikes._SMALL, lookalikes._STROKES):
        for letter, alike in table.items():
            assert len(set(alike)) == len(alike)
            assert not set(alike) & set(string.ascii_letters) - set("i"), letter
            for shape in alike:
                assert skeleton(f"xx{shape}xx") == skeleton(f"xx{letter}xx"), (letter, shape)


@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_has_a_skeleton(raw: str) -> None:
    """Whatever is typed; plain Latin text has the same one in any case."""
    skeleton(raw)
    if raw.isascii():
        assert skeleton(raw.upper()) == skeleton(raw.lower())
