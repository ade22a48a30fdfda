"""The living message of an alert."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain.alerts import AlertState, Closing, Episode, Vote, VoteFor
from bot.domain.reading import RuleReading
from bot.domain.signs import Level, Remedy
from bot.slack.messages.notices import render_notice
from bot.usecases.notices import AlertNotice, ChannelProblem
from tests.slack.reading import action_ids, shown
from tests.slack.strategies import alert_notices

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
BUTTONS = ["alert_ack", "alert_review", "alert_vote_keep", "alert_vote_part", "alert_snooze"]
EPISODE = Episode("e1", "c1", 1, AlertState.OPEN, Level.CUMULATIVE, Level.CUMULATIVE, ("slow_pay",), ("i1",), AT, AT)
LATE = RuleReading("slow_pay", Level.CUMULATIVE, (AT - timedelta(9), AT), ("i0", "i1"), cutoff=2, window_days=365)
NOTICE = AlertNotice(
    client="c1",
    client_name="Acme",
    owner="U0OWNER",
    episode=EPISODE,
    rules=(
        RuleReading("slow_pay", Level.CUMULATIVE, (AT - timedelta(9), AT), ("i0", "i1"), cutoff=2, window_days=365),
    ),
    calls_for=(Remedy.COLLECT_FIRST,),
    flagged_by=2,
    votes=(),
    at=AT,
    language="en",
    zone="UTC",
)


def test_an_open_alert_says_all_that_is_needed():
    """Client, level, the rule with its count, window and dates, how many flagged, and what to do next."""
    said = shown(render_notice(NOTICE))
    for part in ("Acme", "cumulative", "2 times in 365 days", "Feb 22, 2026; Mar 3, 2026", "2 is the limit"):
        assert part in said
    for part in ("Flagged by 2 people", "Collect what is owed first", "Nobody has taken this yet", "👀", "💤"):
        assert part in said


def test_the_fallback_says_client_and_level():
    """It is what notifications and screen readers say."""
    assert render_notice(NOTICE).text == "Client alert: \u2068Acme\u2069 is at level cumulative."


@pytest.mark.parametrize("state", [state for state in AlertState if state is not AlertState.CLOSED])
def test_an_alert_that_is_not_closed_has_its_buttons(state: AlertState):
    """They carry the episode's id and nothing else."""
    rendered = render_notice(replace(NOTICE, episode=replace(EPISODE, state=state)))
    assert action_ids(rendered) == BUTTONS


@pytest.mark.parametrize("closing", Closing)
def test_a_closed_alert_has_no_buttons_and_says_why(closing: Closing):
    """Nothing is left to press."""
    closed = replace(EPISODE, state=AlertState.CLOSED, closing=closing, closed_at=AT)
    rendered = render_notice(replace(NOTICE, episode=closed))
    assert action_ids(rendered) == []
    assert "Closed on Mar 3, 2026." in shown(rendered)


def test_a_taken_alert_says_who_and_by_when():
    """And a vote names its voter."""
    taken = replace(EPISODE, state=AlertState.ACKNOWLEDGED, taken_by="U0TAKER", decide_by=AT + timedelta(7))
    said = shown(render_notice(replace(NOTICE, episode=taken, votes=(Vote("U0VOTER", VoteFor.PART_WAYS),))))
    assert "Taken by <@U0TAKER>." in said
    assert "Decide by Tue, Mar 10, 2026." in said
    assert "Part ways: 1 vote (<@U0VOTER>)" in said


def test_an_alert_to_a_reviewer_says_why_it_comes_directly():
    """And how to mend it."""
    said = shown(render_notice(replace(NOTICE, problem=ChannelProblem.NOT_SET)))
    assert "You get this directly" in said
    assert "/client-policy" in said


@given(alert_notices)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_reason_of_a_snooze_stays_private(notice: AlertNotice):
    """An alert quotes nobody."""
    quoted = replace(notice, episode=replace(notice.episode, snooze_reason="they cried in the meeting"))
    assert "cried" not in shown(render_notice(quoted))
