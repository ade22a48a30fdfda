"""News in an alert's thread, and lines to one person."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alerts import News
from bot.domain.signs import Level
from bot.slack.messages.notices import render_notice
from bot.usecases.notices import ChannelProblem, DirectKind, DirectNotice, LineNotice
from tests.slack.reading import action_ids, shown

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize("news", News)
def test_every_piece_of_news_names_the_client(news: News):
    """A thread line is shown in the channel too, where it stands alone."""
    rendered = render_notice(LineNotice("Acme", news, Level.DECISIVE, (), AT, None, None, "en", "UTC"))
    assert "Acme" in rendered.text
    assert action_ids(rendered) == []


def test_a_snooze_says_by_whom_and_until_when():
    """Nobody has to ask."""
    until = AT + timedelta(3)
    said = shown(render_notice(LineNotice("Acme", News.SNOOZED, Level.CUMULATIVE, (), AT, "U0ONE", until, "en", "UTC")))
    assert "By <@U0ONE>." in said
    assert "Fri, Mar 6, 2026" in said


@pytest.mark.parametrize("problem", ChannelProblem)
def test_trouble_with_a_channel_comes_with_a_way_out(problem: ChannelProblem):
    """The settings are one press away."""
    notice = DirectNotice(DirectKind.CHANNEL_TROUBLE, "en", "UTC", channel="C0ROOM", problem=problem)
    rendered = render_notice(notice)
    assert "In <#C0ROOM>: " in shown(rendered)
    assert action_ids(rendered) == ["settings_open"]


def test_a_snooze_by_emoji_asks_for_its_reason():
    """By a button that carries the episode."""
    notice = DirectNotice(DirectKind.SNOOZE_REASON_WANTED, "en", "UTC", "Acme", "e1", AT)
    rendered = render_notice(notice)
    assert rendered.blocks[1]["elements"][0]["value"] == "e1"
    assert action_ids(rendered) == ["alert_snooze"]


def test_a_snooze_by_somebody_else_is_answered_politely():
    """And says what they can do instead."""
    said = shown(render_notice(DirectNotice(DirectKind.SNOOZE_NOT_YOURS, "en", "UTC", "Acme")))
    assert "only a reviewer may snooze" in said
