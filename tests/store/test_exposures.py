"""Channels that others can read, and the messages that stand in a channel."""

from dataclasses import replace
from datetime import timedelta

from bot.store.store import SqlStore
from bot.usecases.exposure import Exposure
from bot.usecases.notices import ChannelProblem
from bot.usecases.records import OutboxKind, OutboxState, TimerKind
from tests.store.conftest import HOME, START
from tests.store.examples import message

SHARED = Exposure("C0ALERT", ChannelProblem.SHARED_OUTSIDE, START)


def test_an_exposure_begins_once_and_ends_once(store: SqlStore) -> None:
    """The first one stays: it says since when."""
    with store.write(HOME) as unit:
        unit.exposures.begin(SHARED)
        unit.exposures.begin(replace(SHARED, problem=ChannelProblem.HAS_OUTSIDER, since=START + timedelta(hours=1)))
        assert unit.exposures.get("C0ALERT") == SHARED
        assert unit.exposures.get("C0ELSEWHERE") is None
        assert unit.exposures.end("C0ALERT")
        assert not unit.exposures.end("C0ALERT")
        assert unit.exposures.get("C0ALERT") is None


def test_what_stands_in_a_channel_is_what_was_sent_and_not_taken_back(store: SqlStore) -> None:
    """The newest first, as many as are asked for."""
    sent = {"state": OutboxState.SENT, "applied_revision": 1, "channel": "C0ALERT"}
    with store.write(HOME) as unit:
        for number in (1, 3, 2):
            unit.outbox.add(message(f"m-{number}", ts=f"{number}.000000", **sent))
        unit.outbox.add(message("m-gone", ts="4.000000", **(sent | {"state": OutboxState.WITHDRAWN})))
        unit.outbox.add(message("m-back", ts="5.000000", kind=OutboxKind.REDACTED, **sent))
        unit.outbox.add(message("m-else", ts="6.000000", **(sent | {"channel": "C0ELSE"})))
        unit.outbox.add(message("m-owed"))
        assert [row.id for row in unit.outbox.standing_in("C0ALERT", 9)] == ["m-3", "m-2", "m-1"]
        assert [row.id for row in unit.outbox.standing_in("C0ALERT", 2)] == ["m-3", "m-2"]


def test_a_channel_is_busy_while_something_is_due_there(store: SqlStore) -> None:
    """A post on its way, and a message that is being taken back."""
    sent = {"state": OutboxState.SENT, "channel": "C0ALERT", "ts": "1.000000", "kind": OutboxKind.REDACTED}
    with store.write(HOME) as unit:
        unit.outbox.add(message("m-done", **sent, applied_revision=1))
        assert not unit.outbox.is_busy_with("C0ALERT")
        unit.outbox.add(message("m-back", **(sent | {"ts": "2.000000"})))
        assert unit.outbox.is_busy_with("C0ALERT")
        assert not unit.outbox.is_busy_with("C0SHARED")
        unit.outbox.add(message("m-owed", destination="C0SHARED"))
        assert unit.outbox.is_busy_with("C0SHARED")


def test_a_renumbered_channel_takes_everything_along(store: SqlStore) -> None:
    """Messages, what is owed to it, and the receipts of its messages; one known under both ids is known once."""
    with store.write(HOME) as unit:
        unit.outbox.add(
            message("m-1", state=OutboxState.SENT, applied_revision=1, channel="C0OLD", ts="1.0", wire_id="w")
        )
        unit.outbox.add(message("m-2", destination="C0OLD"))
        for channel, ts in (("C0OLD", "1.0"), ("C0OLD", "2.0"), ("C0NEW", "2.0")):
            unit.outbox.keep_receipt("w", channel, ts)
        unit.outbox.move_channel("C0OLD", "C0NEW")
        moved = unit.outbox.find_message("C0NEW", "1.0")
        assert moved is not None
        assert moved.id == "m-1"
        owed = unit.outbox.get("m-2")
        assert owed is not None
        assert owed.destination == "C0NEW"
        assert unit.outbox.receipts_of("w") == [("C0NEW", "1.0"), ("C0NEW", "2.0")]


def test_hastened_timers_are_due_now_and_others_stay(store: SqlStore) -> None:
    """Of one kind, those that are later; a lease on them ends."""
    later, earlier = START + timedelta(hours=2), START - timedelta(hours=2)
    with store.write(HOME) as unit:
        unit.timers.set(TimerKind.CHANNEL_WATCH, "C0LATER", later)
        unit.timers.set(TimerKind.CHANNEL_WATCH, "C0EARLIER", earlier)
        unit.timers.set(TimerKind.DIGEST, HOME, later)
        unit.timers.hasten(TimerKind.CHANNEL_WATCH, START)
        assert unit.timers.get(TimerKind.CHANNEL_WATCH, "C0LATER") == START
        assert unit.timers.get(TimerKind.CHANNEL_WATCH, "C0EARLIER") == earlier
        assert unit.timers.get(TimerKind.DIGEST, HOME) == later
