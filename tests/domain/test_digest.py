from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import alerts
from bot.domain.alerts import Closing, Judged
from bot.domain.client import Client, Standing
from bot.domain.digest import QUIET_AFTER, ListedAlert, Weekly, make_digest
from bot.domain.history import ClientStatus
from bot.domain.local_time import WorkingHours, write_moment
from bot.domain.parting import Parting, plan_items
from bot.domain.parting_order import Order
from bot.domain.signs import Level

ZONES = ("UTC", "Europe/Berlin", "Africa/Cairo", "Pacific/Apia", "Pacific/Kiritimati", "America/Santiago")
AT = datetime(2026, 3, 9, 9, tzinfo=UTC)  # a Monday
SINCE = AT - timedelta(days=7)
HOURS = WorkingHours(frozenset(range(5)), time(9), time(17), ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("zone", "day", "at", "now", "latest", "following"),
    [
        ("UTC", 0, time(9), "2026-03-09T09:00", "2026-03-09T09:00:00Z", "2026-03-16T09:00:00Z"),
        ("UTC", 0, time(9), "2026-03-09T08:59", "2026-03-02T09:00:00Z", "2026-03-09T09:00:00Z"),
        ("UTC", 4, time(16), "2026-03-09T09:00", "2026-03-06T16:00:00Z", "2026-03-13T16:00:00Z"),
        # Already Monday there, still Sunday in Greenwich.
        ("Pacific/Kiritimati", 0, time(9), "2026-03-08T19:00", "2026-03-08T19:00:00Z", "2026-03-15T19:00:00Z"),
        # The clock goes forward on the Sunday, at the very hour: the end of the gap.
        ("Europe/Berlin", 6, time(2, 30), "2027-03-28T01:00", "2027-03-28T01:00:00Z", "2027-04-04T00:30:00Z"),
        # And back: the first of the two hours, once.
        ("Europe/Berlin", 6, time(2, 30), "2027-10-31T01:45", "2027-10-31T00:30:00Z", "2027-11-07T01:30:00Z"),
        # A Friday that never was.
        ("Pacific/Apia", 4, time(9), "2011-12-30T09:59", "2011-12-23T19:00:00Z", "2011-12-30T10:00:00Z"),
    ],
)
def test_a_digest_is_due_once_a_week_by_the_wall_clock(zone, day, at, now, latest, following):
    """At the day and time that people have there."""
    weekly, moment = Weekly(day, at, ZoneInfo(zone)), datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert write_moment(weekly.latest(moment).due_at) == latest
    assert write_moment(weekly.following(moment).due_at) == following


@given(
    st.integers(0, 6),
    st.sampled_from((time(0), time(2, 30), time(9), time(23, 59))),
    st.sampled_from(ZONES),
    st.integers(1_262_304_000, 2_051_222_400),
)
def test_weeks_follow_one_another_without_a_gap(day, at, zone, seconds):
    """Each ISO week of the calendar has one digest, whatever the zone does."""
    weekly, now = Weekly(day, at, ZoneInfo(zone)), datetime.fromtimestamp(seconds, UTC)
    latest, following = weekly.latest(now), weekly.following(now)
    assert latest.due_at <= now < following.due_at
    assert following.day - latest.day == timedelta(days=7)
    assert weekly.before(following) == latest
    assert latest.name != following.name


def test_a_week_is_named_by_iso():
    """Around the turn of a year, too: names follow one another as text."""
    weekly = Weekly(4, time(9), ZoneInfo("UTC"))
    names = [weekly.latest(datetime(2026, 12, 25, 12, tzinfo=UTC) + timedelta(days=7 * n)).name for n in range(4)]
    assert names == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    assert weekly.latest(datetime(2027, 1, 1, 9, tzinfo=UTC)).day == date(2027, 1, 1)


def listed(name: str, level: Level = Level.DECISIVE, days_ago: float = 30) -> ListedAlert:
    """An alert that was posted so long ago."""
    raised_at = AT - timedelta(days=days_ago)
    held = alerts.raise_alert(f"e-{name}", name, 1, Judged(level, (), ()), raised_at, timedelta())
    return ListedAlert(name, alerts.end_hold(held, raised_at))


def taken(alert: ListedAlert, days_ago: float) -> ListedAlert:
    return replace(alert, episode=alerts.take(alert.episode, "U1", AT - timedelta(days=days_ago), HOURS))


def closed(alert: ListedAlert, days_ago: float) -> ListedAlert:
    change = alerts.close(alert.episode, Closing.KEPT, AT - timedelta(days=days_ago))
    assert change.episode is not None
    return replace(alert, episode=change.episode)


def client(name: str, newest_days_ago: float | None = 1, level: Level = Level.CLEAR) -> Client:
    newest = None if newest_days_ago is None else AT - timedelta(days=newest_days_ago)
    return Client(name, name, SINCE, "U1", name, standing=Standing(level=level, newest_at=newest))


def names(alerts_told: tuple[ListedAlert, ...]) -> list[str]:
    return [alert.client_name for alert in alerts_told]


def test_every_open_alert_stands_in_one_list_worst_first():
    """What is overdue comes first, then what nobody has; decisive before cumulative, the longest waiting before."""
    told = [
        listed("Mild", Level.CUMULATIVE, 40),
        listed("Old"),
        listed("New", days_ago=2),
        taken(listed("Late"), 20),
        taken(listed("Busy"), 1),
    ]
    digest = make_digest(told, [], since=SINCE, at=AT)
    assert names(digest.overdue) == ["Late"]
    assert names(digest.untaken) == ["Old", "New", "Mild"]
    assert names(digest.under_way) == ["Busy"]
    assert names(digest.raised) == ["New"]
    assert digest.open_alerts == 5


def test_what_was_closed_since_the_last_one_is_told_once():
    """Just after it counts, at the very moment it was told already."""
    told = [closed(listed("Kept"), 7 - 0.001), closed(listed("Before"), 7)]
    digest = make_digest(told, [], since=SINCE, at=AT)
    assert names(digest.ended) == ["Kept"]
    assert digest.open_alerts == 0


def test_what_was_never_said_is_not_told():
    """Held, or withdrawn within its hold."""
    held = alerts.raise_alert("e", "Acme", 1, Judged(Level.DECISIVE, (), ()), AT, timedelta(seconds=30))
    gone = alerts.close(held, Closing.WITHDRAWN, AT).episode
    assert gone is not None
    digest = make_digest([ListedAlert("Acme", held), ListedAlert("Globex", gone)], [], since=SINCE, at=AT)
    assert not digest.has_something


def test_clients_that_have_become_quiet_are_told_in_that_week_alone():
    """After 90 days without a flag; not those with an alert, at a limit, or whom the team has left."""
    days = QUIET_AFTER.days
    everybody = [
        client("Now", days),
        client("Almost", days - 0.001),
        client("Within", days + 6.9),
        client("Earlier", days + 7),
        client("Never", None),
        client("Tripped", days, Level.CUMULATIVE),
        client("Alerted", days),
        replace(client("Former", days), status=ClientStatus.FORMER),
    ]
    digest = make_digest([listed("Alerted")], everybody, since=SINCE, at=AT)
    assert digest.quiet == ("Now", "Within")
    assert digest.without_alert == ("Tripped",)


def test_a_changed_policy_is_something_to_say():
    """It never pings when it is saved; it is told here."""
    assert make_digest([], [], since=SINCE, at=AT, policy_changes=1).has_something
    assert not make_digest([], [client("Calm")], since=SINCE, at=AT).has_something


def test_running_partings_are_told_the_late_ones_first():
    """What waits for the money is late for nobody."""
    hours = WorkingHours(frozenset(range(5)), time(9), time(17), ZoneInfo("UTC"))

    def begun(order: Order, days: float) -> Parting:
        begun_at = AT - timedelta(days)
        items = plan_items(order, begun_at, hours, "U0OWNER", "U0LEAD")
        return Parting(f"p-{days}", "c-1", 1, None, order, (), "U0LEAD", begun_at, items)

    partings = [
        ("New", begun(Order.SAFETY_FIRST, 0)),
        ("Unpaid", begun(Order.MONEY_FIRST, 60)),
        ("Old", begun(Order.SAFETY_FIRST, 60)),
    ]
    digest = make_digest([], [], since=SINCE, at=AT, partings=partings)
    assert [(one.client_name, one.overdue) for one in digest.partings] == [("Old", 8), ("Unpaid", 4), ("New", 0)]
    assert digest.has_something
