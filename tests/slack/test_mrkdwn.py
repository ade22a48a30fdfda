"""What somebody typed stays data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import mrkdwn
from bot.slack.mrkdwn import Mrkdwn, Own
from bot.slack.wording import Words
from tests.slack.strategies import texts


@given(texts, st.integers(2, 300))
def test_a_cut_text_fits_however_it_is_counted(text: str, limit: int):
    """By code points and by UTF-16 units, and no half of a character is left."""
    cut = mrkdwn.cut(mrkdwn.clean(text), limit)
    assert len(cut) <= mrkdwn.length(cut) <= limit
    cut.encode("utf-8")


@given(texts, st.integers(10, 300))
def test_a_cut_mrkdwn_tears_nothing(text: str, limit: int):
    """No half entity, no half mention, and every isolate is closed."""
    whole = mrkdwn.join([mrkdwn.escape(mrkdwn.isolate(mrkdwn.clean(text))), mrkdwn.user("U0123ABC")], " ")
    cut = mrkdwn.cut_mrkdwn(whole, limit)
    assert mrkdwn.length(cut) <= limit
    assert cut.count("\u2068") == cut.count("\u2069")
    rest = cut.replace("<@U0123ABC>", "")
    for entity in ("&amp;", "&lt;", "&gt;"):
        rest = rest.replace(entity, "")
    assert not set("&<>") & set(rest)


@pytest.mark.parametrize("word", ["@channel", "@HERE", "@everyone"])
def test_a_word_that_pings_everybody_is_broken(word: str):
    """A word joiner stands between the sign and the word."""
    assert word not in mrkdwn.clean(f"please {word} look")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (":white_check_mark: done", ":\u2060white_check_mark: done"),
        (":+1::skin-tone-2:", ":\u2060+1::\u2060skin-tone-2:"),
        ("at 10:30", "at 10:30"),
        ("```x``` `y`", "\u02cb\u02cb\u02cbx\u02cb\u02cb\u02cb \u02cby\u02cb"),
        ("see https://evil.example/x", "see https:\u2060//evil.example/x"),
    ],
)
def test_a_name_draws_and_links_nothing(typed: str, shown: str):
    """An emoji could pass for a mark of the bot's own, and a fence would swallow what stands behind it."""
    assert mrkdwn.one_line(typed) == shown


def test_an_escaped_text_reads_as_it_was_typed():
    """Each of the three characters is escaped once."""
    assert mrkdwn.escape("a & b <c> &amp;") == "a &amp; b &lt;c&gt; &amp;amp;"


def test_what_turns_a_line_round_is_dropped():
    """Overrides go, Arabic stays."""
    assert mrkdwn.clean("\u202eab\u2066 شركة") == "ab شركة"


@pytest.mark.parametrize(
    "url", ["http://x.example", "javascript:alert(1)", "https://x.example/a|b", "https://x.example/>", "https://[", ""]
)
def test_only_a_plain_https_address_becomes_a_link(url: str):
    """Anything else shows its label alone."""
    assert mrkdwn.link(url, "Evidence") == "Evidence"


def test_an_address_becomes_a_link():
    """With its own ampersands escaped."""
    assert mrkdwn.link("https://x.example/?a=1&b=2", "a|b") == "<https://x.example/?a=1&amp;b=2|a/b>"


@pytest.mark.parametrize("value", ["<!channel>", "U1|x", "u123", ""])
def test_only_an_id_becomes_a_mention(value: str):
    """A user id comes from Slack; whatever else stands there cannot ping."""
    assert not mrkdwn.user(value).startswith("<")
    assert not mrkdwn.channel(value).startswith("<")


def test_a_value_is_escaped_by_what_it_is():
    """Data is isolated and escaped, our words are escaped, mrkdwn stays."""
    words = Words("en")
    assert words.rich("list.item", item="a<b") == "• \u2068a&lt;b\u2069"
    assert words.rich("list.item", item=Own("a<b")) == "• a&lt;b"
    assert words.rich("list.item", item=Mrkdwn("<@U1>")) == "• <@U1>"
    with pytest.raises(TypeError):
        words.plain("list.item", item=Mrkdwn("<@U1>"))
