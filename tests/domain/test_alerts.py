from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import alerts
from bot.domain.alerts import AlertState, Cause, Closing, Episode, Judged, News
from bot.domain.local_time import WorkingHours
from bot.domain.signs import Level

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday
HOURS = WorkingHours(frozenset(range(5)), time(9), time(17), ZoneInfo("UTC"))
LIE = Judged(Level.DECISIVE, ("lying",), ("i1",))
LATE = Judged(Level.CUMULATIVE, ("slow_pay",), ("p1", "p2", "p3"))
QUIET = Judged(Level.WATCH, (), ())

HELD = alerts.raise_alert("e", "acme", 1, LATE, AT, timedelta(seconds=30))
OPEN = alerts.end_hold(HELD, AT)
TAKEN = alerts.take(OPEN, "U1", AT, HOURS)
REVIEWED = alerts.begin_review(TAKEN)
ASLEEP = alerts.snooze(TAKEN, "U1", AT + timedelta(days=3), "on leave")
CLOSED = replace(OPEN, state=AlertState.CLOSED, closing=Closing.KEPT, closed_at=AT)
LIVING = (OPEN, TAKEN, REVIEWED, ASLEEP)


def _after(
    episode: Episode, judged: Judged, cause: Cause, *, raises_alerts: bool = True, has_votes: bool = False
) -> tuple[Episode, tuple[News, ...]]:
    change = alerts.reassess(episode, judged, cause, raises_alerts=raises_alerts, has_votes=has_votes, at=AT)
    assert change.episode is not None
    return change.episode, change.news


@pytest.mark.parametrize("cause", list(Cause))
@pytest.mark.parametrize("before", [None, CLOSED])
def test_only_what_people_did_raises_an_alert(before: Episode | None, cause: Cause) -> None:
    """Time, terms and imports raise nothing, and a closed episode is no obstacle."""
    assert alerts.should_raise(before, LIE, cause, raises_alerts=True) == (cause in (Cause.ADDED, Cause.WITHDRAWN))
    assert not alerts.should_raise(before, LIE, cause, raises_alerts=False)
    assert not alerts.should_raise(before, QUIET, cause, raises_alerts=True)
    assert not alerts.should_raise(OPEN, LIE, cause, raises_alerts=True)


@pytest.mark.parametrize("cause", list(Cause))
def test_a_held_alert_follows_the_verdict_in_silence(cause: Cause) -> None:
    """Within the hold everything is grouped; what no longer holds was never said."""
    grouped, news = _after(HELD, LIE, cause)
    assert (grouped.state, grouped.level, news) == (AlertState.HELD, Level.DECISIVE, ())
    gone, news = _after(HELD, QUIET, cause)
    assert (gone.state, gone.closing, gone.closed_at, news) == (AlertState.CLOSED, Closing.WITHDRAWN, AT, ())
    assert not gone.was_posted


def test_a_held_alert_of_a_client_that_parted_is_not_said() -> None:
    """A client that is being parted with raises no more alerts, also where one was about to be posted."""
    gone, news = _after(HELD, LIE, Cause.TERMS, raises_alerts=False)
    assert (gone.closing, news) == (Closing.WITHDRAWN, ())


def test_the_hold_ends_at_todays_level() -> None:
    """What is told is what holds when the hold ends."""
    held, _ = _after(HELD, LIE, Cause.ADDED)
    posted = alerts.end_hold(held, AT + timedelta(seconds=30))
    assert (posted.state, posted.told_level, posted.told_at) == (
        AlertState.OPEN,
        Level.DECISIVE,
        AT + timedelta(seconds=30),
    )
    assert alerts.end_hold(TAKEN, AT) is TAKEN


@pytest.mark.parametrize("cause", [Cause.ADDED, Cause.WITHDRAWN])
@pytest.mark.parametrize("before", LIVING)
def test_a_rise_is_loud_and_drops_acknowledgement_and_snooze(before: Episode, cause: Cause) -> None:
    """Whoever took it did so at a lower level."""
    after, news = _after(before, LIE, cause)
    assert news == (News.RAISED,)
    assert news[0].is_loud
    assert (after.state, after.told_level, after.told_at) == (AlertState.OPEN, Level.DECISIVE, AT)
    assert (after.taken_by, after.decide_by, after.snoozed_until, after.snoozed_by) == (None, None, None, None)


@pytest.mark.parametrize("before", [REVIEWED, ASLEEP])
def test_a_rise_leaves_a_review_open(before: Episode) -> None:
    """Votes are on the client, and stay where a level rises."""
    after, _ = _after(before, LIE, Cause.ADDED, has_votes=True)
    assert after.state is AlertState.IN_REVIEW


@pytest.mark.parametrize("cause", [Cause.TERMS, Cause.IMPORTED, Cause.TIME])
@pytest.mark.parametrize("before", LIVING)
def test_terms_imports_and_time_never_ping(before: Episode, cause: Cause) -> None:
    """The message shows the new level; the next thing that happens is what makes it news."""
    after, news = _after(before, LIE, cause)
    assert (after.level, after.told_level, after.state, news) == (Level.DECISIVE, Level.CUMULATIVE, before.state, ())
    _, news = _after(after, replace(LIE, incidents=("i1", "i2")), Cause.ADDED)
    assert news == (News.RAISED,)


@pytest.mark.parametrize("cause", [Cause.TIME, Cause.WITHDRAWN])
def test_a_fall_that_still_trips_is_a_quiet_line(cause: Cause) -> None:
    """The level that was last told is the lower one now: rising again is news again."""
    decisive = alerts.end_hold(alerts.raise_alert("e", "acme", 1, LIE, AT, timedelta(0)), AT)
    fallen, news = _after(decisive, LATE, cause)
    assert (news, fallen.told_level) == ((News.FELL,), Level.CUMULATIVE)
    assert not news[0].is_loud
    assert _after(fallen, LIE, Cause.ADDED)[1] == (News.RAISED,)


@pytest.mark.parametrize(
    ("cause", "closing", "news"),
    [
        (Cause.TIME, Closing.EXPIRED, (News.EXPIRED,)),
        (Cause.WITHDRAWN, Closing.WITHDRAWN, (News.WITHDRAWN,)),
        (Cause.ADDED, None, ()),
        (Cause.TERMS, None, ()),
        (Cause.IMPORTED, None, ()),
    ],
)
@pytest.mark.parametrize("before", LIVING)
def test_only_time_and_withdrawn_facts_close(
    before: Episode, cause: Cause, closing: Closing | None, news: tuple[News, ...]
) -> None:
    """Nothing ends silently, and a new policy ends nothing."""
    after, told = _after(before, QUIET, cause)
    assert (after.closing, told) == (closing, news)
    assert after.is_open == (closing is None)


@pytest.mark.parametrize(
    ("incidents", "cause", "raises_alerts", "news"),
    [
        (("p1", "p2", "p3", "p4"), Cause.ADDED, True, (News.MORE_EVIDENCE,)),
        (("p2", "p3", "p4"), Cause.ADDED, True, (News.MORE_EVIDENCE,)),
        (("p1", "p2", "p4"), Cause.WITHDRAWN, True, ()),
        (("p1", "p2", "p3", "p4"), Cause.WITHDRAWN, True, (News.MORE_EVIDENCE,)),
        (("p1", "p2", "p3", "p4"), Cause.ADDED, False, ()),
        (("p1", "p2", "p3", "p4"), Cause.TIME, True, ()),
        (("p1", "p2", "p3"), Cause.ADDED, True, ()),
    ],
)
def test_more_evidence_is_a_quiet_line(
    incidents: tuple[str, ...], cause: Cause, raises_alerts: bool, news: tuple[News, ...]
) -> None:
    """A correction is no more evidence than before; a former client is no news."""
    after, told = _after(TAKEN, replace(LATE, incidents=incidents), cause, raises_alerts=raises_alerts)
    assert told == news
    assert (after.incidents, after.taken_by) == (incidents, "U1")


def test_a_closed_episode_and_none_at_all_stay_as_they_are() -> None:
    """What ended is not opened again: a new trip is a new episode."""
    assert alerts.reassess(CLOSED, LIE, Cause.ADDED, raises_alerts=True, at=AT) == alerts.Change(CLOSED)
    assert alerts.reassess(None, LIE, Cause.ADDED, raises_alerts=True, at=AT) == alerts.Change(None)


@pytest.mark.parametrize(
    ("closing", "news"),
    [
        (Closing.KEPT, (News.KEPT,)),
        (Closing.PROBATION, (News.PROBATION,)),
        (Closing.PARTED, (News.PARTED,)),
        (Closing.WITHDRAWN, (News.WITHDRAWN,)),
        (Closing.EXPIRED, (News.EXPIRED,)),
    ],
)
def test_closing_is_told_where_it_was_said(closing: Closing, news: tuple[News, ...]) -> None:
    """Nothing ends silently, a decision least of all; what was never posted is not taken back."""
    closed = alerts.close(ASLEEP, closing, AT)
    assert closed.news == news
    assert closed.episode is not None
    assert (closed.episode.closed_at, closed.episode.snoozed_until) == (AT, None)
    assert alerts.close(HELD, closing, AT).news == ()


@pytest.mark.parametrize(("level", "days"), [(LIE, 7), (LATE, 14)])
def test_taking_it_sets_a_date_to_decide_by_once(level: Judged, days: int) -> None:
    """Five working days for a decisive one and ten for a cumulative one; passing it on buys no time."""
    opened = alerts.end_hold(alerts.raise_alert("e", "acme", 1, level, AT, timedelta(0)), AT)
    taken = alerts.take(opened, "U1", AT, HOURS)
    assert taken.decide_by == datetime(2026, 3, 2, 17, tzinfo=UTC) + timedelta(days=days)
    passed_on = alerts.take(taken, "U2", AT + timedelta(days=4), HOURS)
    assert (passed_on.taken_by, passed_on.decide_by) == ("U2", taken.decide_by)
    assert alerts.let_go(taken).state is AlertState.OPEN


@pytest.mark.parametrize("before", [REVIEWED, ASLEEP])
def test_taking_and_letting_go_leave_a_review_and_a_snooze(before: Episode) -> None:
    """Who has it and how far people are, are two things."""
    assert alerts.take(before, "U2", AT, HOURS).state is before.state
    assert alerts.let_go(before).state is before.state


@pytest.mark.parametrize(
    ("before", "back"), [(OPEN, AlertState.OPEN), (TAKEN, AlertState.ACKNOWLEDGED), (ASLEEP, AlertState.ACKNOWLEDGED)]
)
def test_the_first_vote_opens_a_review_and_the_last_one_taken_back_ends_it(before: Episode, back: AlertState) -> None:
    """It stands as it did before anybody voted; a snooze is over, since somebody is looking."""
    reviewed = alerts.begin_review(before)
    assert (reviewed.state, reviewed.snoozed_until) == (AlertState.IN_REVIEW, None)
    assert alerts.back_from_review(reviewed).state is back
    assert alerts.begin_review(CLOSED) is CLOSED
    assert alerts.back_from_review(TAKEN) is TAKEN


def test_a_snooze_is_three_days_and_fourteen_at_most() -> None:
    """A decisive one comes back on the next working day, and within three days whatever is wished."""
    decisive = alerts.end_hold(alerts.raise_alert("e", "acme", 1, LIE, AT, timedelta(0)), AT)
    friday = AT + timedelta(days=4)
    assert alerts.emoji_snooze_ends(OPEN, AT, HOURS) == AT + timedelta(days=3)
    assert alerts.emoji_snooze_ends(decisive, AT, HOURS) == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert alerts.emoji_snooze_ends(decisive, friday, HOURS) == datetime(2026, 3, 9, 9, tzinfo=UTC)
    mondays = WorkingHours(frozenset({0}), time(9), time(17), ZoneInfo("UTC"))
    assert alerts.emoji_snooze_ends(decisive, AT, mondays) == AT + timedelta(days=3)
    assert alerts.latest_snooze(OPEN, AT) == AT + timedelta(days=14)
    assert alerts.latest_snooze(decisive, AT) == AT + timedelta(days=3)


@pytest.mark.parametrize(
    ("taken_by", "has_votes", "state"),
    [
        ("U1", False, AlertState.ACKNOWLEDGED),
        (None, False, AlertState.OPEN),
        ("U1", True, AlertState.IN_REVIEW),
        (None, True, AlertState.IN_REVIEW),
    ],
)
def test_a_snooze_ends_where_it_began(taken_by: str | None, has_votes: bool, state: AlertState) -> None:
    """Who had it still has it, and a review goes on."""
    woken = alerts.wake(replace(ASLEEP, taken_by=taken_by), has_votes=has_votes)
    assert (woken.state, woken.snoozed_until, woken.snooze_reason) == (state, None, None)
    assert alerts.wake(TAKEN, has_votes=has_votes) is TAKEN
