import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.one_line import client_candidates, is_help, read_sign, unescape, unknown_client

anything = st.text(st.characters(), max_size=200) | st.text(st.sampled_from("\"'“”‘’«»<>|@#&;_- a5\n"), max_size=60)


def test_the_client_is_the_longest_run_of_leading_words():
    """Without quotes every run of words is offered, longest first, each with what follows it."""
    assert client_candidates(" Acme  Studio slow_pay ") == [
        ("acme studio slow_pay", ""),
        ("acme studio", "slow_pay"),
        ("acme", "Studio slow_pay"),
    ]


def test_a_name_has_at_most_twelve_words():
    """However long the note, the offers are few."""
    offers = client_candidates(" ".join(f"w{n}" for n in range(500)))
    assert len(offers) == 12
    assert offers[0].key == " ".join(f"w{n}" for n in range(12))


@pytest.mark.parametrize(
    "line",
    [
        '"Acme Studio" slow_pay late',
        "“Acme Studio” slow_pay late",
        "„Acme Studio“ slow_pay late",
        "«Acme Studio» slow_pay late",
        "'Acme Studio' slow_pay late",
        "‘Acme Studio’ slow_pay late",
        '“Acme Studio" slow_pay late',
    ],
)
def test_quotes_of_every_kind_count_alike(line):
    """A phone's curly quotes and a keyboard's straight ones name the same client."""
    assert client_candidates(line) == [("acme studio", "slow_pay late")]


def test_an_apostrophe_does_not_close_a_quote():
    """A single quote closes before a space or at the end only."""
    assert client_candidates("'O'Neill's Bar' 5") == [("o'neill's bar", "5")]
    assert client_candidates("O'Neill's 5")[-1] == ("o'neill's", "5")


@pytest.mark.parametrize("line", ['"Acme slow_pay', "“Acme slow_pay", '""', '"', "' '", '"\u200b" x'])
def test_a_quote_that_closes_nothing_is_a_letter(line):
    """The line is read as if it had no quotes."""
    assert all(offer.key for offer in client_candidates(line))


@pytest.mark.parametrize(
    ("rest", "sign", "note"),
    [
        ("slow_pay invoice 7", "slow_pay", "invoice 7"),
        ("slow-pay invoice 7", "slow_pay", "invoice 7"),
        ("Slow Pay invoice 7", "slow_pay", "invoice 7"),
        ("SLOW  PAY", "slow_pay", ""),
        ("5 invoice 7", "slow_pay", "invoice 7"),
        ("#5 invoice 7", "slow_pay", "invoice 7"),
        ("#5: invoice 7", "slow_pay", "invoice 7"),
        ("“slow pay” invoice 7", "slow_pay", "invoice 7"),
        ("10 the letter", "legal_risk", "the letter"),
        ("mind_change  two\nlines", "mind_change", "two\nlines"),
        ("ghosting again", "ghosting", "again"),
        ("slow pay day", "slow_pay_day", ""),
        ("11 things", None, "11 things"),
        ("0", None, "0"),
        ("5th time", None, "5th time"),
        ("slow_payment", None, "slow_payment"),
        ("late again", None, "late again"),
        ("", None, ""),
    ],
)
def test_a_sign_is_read_however_it_is_written(rest, sign, note):
    """Underscore, hyphen, space, number and case make no difference; the longest own id goes first."""
    assert read_sign(rest, ["ghosting", "slow_pay_day"]) == (sign, note)


@pytest.mark.parametrize(
    ("line", "guess"),
    [
        ("Studio 5 lying about the brief", ("Studio 5", "lying about the brief")),
        ("Client 05 lying", ("Client 05", "lying")),
        ("Newco Ltd slow_pay late", ("Newco Ltd", "slow_pay late")),
        ("“Newco Ltd” late again", ("Newco Ltd", "late again")),
        ("Newco Ltd", ("Newco Ltd", "")),
        ("Newco " + "and so on " * 20, ("Newco", ("and so on " * 20).strip())),
        ("", ("", "")),
    ],
)
def test_an_unknown_client_is_guessed_from_where_the_sign_stands(line, guess):
    """The words before the first sign are the name that one may want to create."""
    assert unknown_client(line) == guess


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("Bar &amp; Sons", "Bar & Sons"),
        ("&lt;b&gt;", "<b>"),
        ("&amp;lt;", "&lt;"),
        ("<@U1> called", "@U1 called"),
        ("<@U1|ana> called", "@ana called"),
        ("<#C1|ops>", "#ops"),
        ("<http://acme.example|acme.example>", "acme.example"),
        ("<http://acme.example>", "http://acme.example"),
        ("<mailto:a@acme.example|a@acme.example>", "a@acme.example"),
        ("<!channel>", "@channel"),
        ("a < b", "a < b"),
    ],
)
def test_slacks_escapes_become_what_was_typed(escaped, plain):
    """Names and notes are kept as a person wrote them; `&amp;` goes last, so that nothing is unescaped twice."""
    assert unescape(escaped) == plain


@pytest.mark.parametrize("text", ["help", " HELP ", "?", "--help"])
def test_help_is_asked_for_by_itself_only(text):
    """A client whose name begins with the word is a client."""
    assert is_help(text)
    assert not is_help("help desk slow_pay")


@given(anything)
def test_no_line_makes_the_reader_raise(line):
    """Whatever is typed, there is a reading, and it never makes up text."""
    for offer in client_candidates(unescape(line)):
        sign, note = read_sign(offer.rest, ["own"])
        assert note in offer.rest
        assert sign is None or sign == sign.lower()
    unknown_client(line)
    is_help(line)


@pytest.mark.parametrize("letter", ["a", "\ufdfa", "\u0301", "<a", '"', "5 ", "a_-", "\u200b "])
def test_no_line_takes_long_to_read(letter):
    """Twelve readings of a client, six of a sign, and each of them of the greatest length."""
    for line in (letter * 12_000, " ".join([letter * 900] * 13), " ".join([letter] * 12 + [letter * 9000])):
        began = time.process_time()
        for offer in client_candidates(unescape(line)):
            read_sign(offer.rest, ["own"])
        unknown_client(line)
        assert time.process_time() - began < 1.0
