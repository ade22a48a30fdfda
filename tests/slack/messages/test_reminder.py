"""A reminder to one person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import alerts
from bot.domain.alerts import Judged, News
from bot.domain.reminders import Hat
from bot.domain.signs import Level
from bot.slack.messages.notices import render_notice
from bot.usecases.notices import ReminderNotice
from tests.slack.reading import action_ids, shown

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
HELD = alerts.raise_alert("e1", "acme", 1, Judged(Level.DECISIVE, ("lying",), ("i1",)), AT, timedelta())
OPEN = alerts.end_hold(HELD, AT)
TAKEN = replace(OPEN, taken_by="U0TAKER01", decide_by=AT + timedelta(7))


def _notice(episode: alerts.Episode, news: News, hat: Hat) -> ReminderNotice:
    return ReminderNotice(news, "Acme", episode, hat, "agency", ("C0ROOM", "1700000000.000100"), "en", "UTC")


def test_an_untaken_alert_can_be_taken_on_the_spot():
    """It says since when it waits, and leads to the alert."""
    rendered = render_notice(_notice(OPEN, News.REMINDED, Hat.OWNER))
    assert rendered.text == "🔴 Nobody has taken the alert for \u2068Acme\u2069 yet. Its level is decisive."
    assert "*\u2068Acme\u2069* yet. Its level is *decisive*." in rendered.blocks[0]["text"]["text"]
    assert "<https://agency.slack.com/archives/C0ROOM/p1700000000000100|Show the alert>" in shown(rendered)
    assert "Tue, Mar 3, 2026" in shown(rendered)
    assert action_ids(rendered) == ["alert_ack", "alert_review"]


def test_an_overdue_decision_leads_to_the_review():
    """Somebody has it already: there is nothing to take."""
    rendered = render_notice(_notice(TAKEN, News.OVERDUE, Hat.TAKER))
    assert "Tue, Mar 10, 2026" in shown(rendered)
    assert action_ids(rendered) == ["alert_review"]


@pytest.mark.parametrize("hat", Hat)
def test_everybody_is_told_why_it_comes_to_them(hat: Hat):
    """And where no message stands in a channel, no link leads there."""
    rendered = render_notice(replace(_notice(OPEN, News.REMINDED, hat), message=None))
    assert "You get this" in shown(rendered)
    assert "https://" not in shown(rendered)
