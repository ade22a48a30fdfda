"""The weekly digest as a message."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain import alerts
from bot.domain.alerts import Closing, Judged
from bot.domain.digest import Digest, ListedAlert, ListedParting
from bot.domain.local_time import WorkingHours
from bot.domain.parting import Parting, plan_items
from bot.domain.parting_order import Order
from bot.domain.signs import Level
from bot.slack.blocks import MESSAGE_BLOCKS_MAX, TEXT_MAX
from bot.slack.messages.notices import render_notice
from bot.slack.mrkdwn import length
from bot.usecases.notices import DigestNotice
from tests.slack.reading import action_ids, shown

AT = datetime(2026, 3, 9, 9, tzinfo=UTC)
NOTHING = Digest((), (), (), (), (), (), (), 0)


def listed(name: str, level: Level = Level.DECISIVE) -> ListedAlert:
    held = alerts.raise_alert(name, name, 1, Judged(level, (), ()), AT - timedelta(3), timedelta())
    return ListedAlert(name, alerts.end_hold(held, AT - timedelta(3)))


def begun(owner: str = "U0OWNER") -> Parting:
    hours = WorkingHours(frozenset(range(5)), time(9), time(17), ZoneInfo("UTC"))
    items = plan_items(Order.SAFETY_FIRST, AT - timedelta(5), hours, owner, owner)
    return Parting("p-1", "c-1", 1, None, Order.SAFETY_FIRST, (), owner, AT - timedelta(5), items)


def drawn(digest: Digest):
    return render_notice(DigestNotice(digest, AT - timedelta(7), AT, "en", "UTC"))


def test_a_thousand_clients_fit_into_one_message():
    """The worst stand there, with the longest of names, and how many more there are."""
    name = "&" * 75
    many = tuple(listed(name) for _ in range(1000))
    taken = tuple(
        ListedAlert(name, replace(each.episode, taken_by="U0TAKER0001", decide_by=AT + timedelta(3))) for each in many
    )
    names = (name,) * 1000
    parting = begun("&" * 11)
    partings = (ListedParting(name, parting, 8),) * 1000
    rendered = drawn(Digest(taken, many, taken, many, many, names, names, 3, partings))
    assert len(rendered.blocks) <= MESSAGE_BLOCKS_MAX
    for block in rendered.blocks:
        if block["type"] == "section":
            text = block["text"]["text"]
            assert length(text) < TEXT_MAX
            assert "…" not in text
    assert shown(rendered).count("… and 988 more.") == 8


def test_each_alert_says_how_far_people_have_come():
    """Waiting, in review, taken, asleep: with the date to decide by, or since when it is late."""
    waiting = listed("Waiting")
    in_review = ListedAlert("Voted", alerts.begin_review(listed("Voted").episode))
    asleep = ListedAlert("Asleep", alerts.snooze(listed("Asleep").episode, "U0ONE", AT + timedelta(1), "away"))
    has = replace(listed("Has").episode, taken_by="U0TAKER0001", decide_by=AT - timedelta(1))
    said = shown(drawn(replace(NOTHING, overdue=(ListedAlert("Has", has),), untaken=(waiting, in_review, asleep))))
    assert "*Has*, decisive: taken by <@U0TAKER0001>. It was due Sun, Mar 8, 2026." in said
    assert "*Waiting*, decisive: waiting since Mar 6, 2026." in said
    assert "*Voted*, decisive: in review." in said
    assert "*Asleep*, decisive: snoozed until Tue, Mar 10, 2026." in said
    assert "away" not in said


def test_what_changed_is_told_apart():
    """New, gone up, closed and why."""
    old = replace(listed("Risen").episode, raised_at=AT - timedelta(30))
    ended = alerts.close(listed("Ended").episode, Closing.KEPT, AT).episode
    assert ended is not None
    changed = replace(
        NOTHING, raised=(listed("Fresh"), ListedAlert("Risen", old)), ended=(ListedAlert("Ended", ended),)
    )
    said = shown(drawn(changed))
    assert "No alert is open." in said
    assert "*Fresh*: new, decisive" in said
    assert "*Risen*: now decisive" in said
    assert "*Ended*: The team decided to keep the client." in said


def test_nothing_to_say_is_said_in_a_sentence():
    """Where the settings want a digest all the same."""
    rendered = drawn(NOTHING)
    assert rendered.text == "The weekly digest: no open alert."
    assert "Nothing to report" in shown(rendered)
    assert action_ids(rendered) == ["health_page"]
