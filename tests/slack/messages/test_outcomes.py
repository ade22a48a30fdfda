"""Short answers: done, not done, refused."""

import re

import pytest

from bot.slack.messages.outcomes import done, not_done, refusal_text
from bot.text.catalogue import read_catalogue
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone
from tests.slack.limits import problems_of_message

VALUES = {
    "client": "<!channel>",
    "into": "Northwind",
    "by": "U0TAKER",
    "until": "2026-03-03T12:00:00+01:00",
    "latest": "2026-03-03",
    "at": "2026-03-03T12:00:00+01:00",
    "quorum": "3",
    "votes": "1",
    "limit": "75",
    "days": "7",
    "sign": "slow_pay",
    "step": "collect",
    "reference": "ab12cd",
    "line": "/flag-client acme slow_pay",
    "posts": "3",
    "places": "2",
    "entries": "4",
    "clients": "Acme, <!channel>",
}


def keys(family: str) -> list[str]:
    return [message.id.removeprefix(family) for message in read_catalogue("en") if str(message.id).startswith(family)]


@pytest.mark.parametrize("what", keys("done."))
def test_everything_done_can_be_said(what: str):
    """With the values that its name promises."""
    assert problems_of_message(done(Done(what, tuple(VALUES.items()), "en"))) == []


@pytest.mark.parametrize("why", keys("not_done."))
def test_everything_not_done_can_be_said(why: str):
    """With the values that its name promises."""
    assert problems_of_message(not_done(NotDone(why, tuple(VALUES.items()), "en"))) == []


@pytest.mark.parametrize("problem", keys("refused."))
def test_every_refusal_is_plain_text(problem: str):
    """A form shows it beneath its field, where nothing is marked up."""
    text = refusal_text(FieldRefused("note", problem, VALUES, "en"))
    assert text
    assert not re.search(r"<[@#!]|`|\*", text)


def test_a_person_is_mentioned_and_a_moment_is_worded():
    """By the name of the value."""
    taken = done(Done("taken", (("by", "U0TAKER"), ("client", "Acme")), "en"))
    assert str(taken.blocks[0]["text"]["text"]).startswith("<@U0TAKER> has taken")
    assert taken.text.startswith("somebody has taken")
    snoozed = done(Done("snoozed", tuple(VALUES.items()), "en"))
    assert "Tue, Mar 3, 2026" in snoozed.text
