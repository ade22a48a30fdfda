from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.outbox import wake_at
from bot.store.store import SqlStore
from bot.usecases.records import OutboxKind, OutboxState
from tests.store.conftest import HOME, START
from tests.store.examples import message

LATER = START + timedelta(minutes=1)


def test_a_message_comes_back_as_it_was_added(store: SqlStore) -> None:
    """Every field survives, and a row that is there already is left as it is."""
    full = message(
        kind=OutboxKind.THREAD_LINE,
        destination="dm:U0ANN",
        thread_of="m-0",
        state=OutboxState.UNCERTAIN,
        attempt=3,
        lease_owner="p1",
        lease_until=LATER,
        first_try=START,
        last_try=LATER,
        channel="C0ALERT",
        ts="1.2",
        desired_revision=4,
        applied_revision=2,
        audit_at=LATER,
        trouble="timeout",
        is_plain=True,
    )
    with store.write(HOME) as unit:
        assert unit.outbox.add(message("m-0"))
        assert unit.outbox.add(full)
        assert not unit.outbox.add(message("m-1"))
        assert unit.outbox.get("m-1") == full
        assert unit.outbox.get("m-2") is None
        assert unit.outbox.find_wire("wire-m-1") == full
        assert unit.outbox.find_wire("wire") is None
        assert unit.outbox.find_message("C0ALERT", "1.2") == full
        assert unit.outbox.find_message("C0ALERT", "1.3") is None


@pytest.mark.parametrize(("state", "attempt"), [("sending", 0), ("pending", 1)])
def test_a_row_that_has_moved_on_is_not_saved(store: SqlStore, state: str, attempt: int) -> None:
    """State and attempt must both be what the saver read; else nothing changes."""
    with store.write(HOME) as unit:
        unit.outbox.add(message())
        changed = message(state=OutboxState.CANCELLED)
        assert not unit.outbox.save(changed, expected_state=state, expected_attempt=attempt)
        assert unit.outbox.get("m-1") == message()
        assert unit.outbox.save(changed, expected_state="pending", expected_attempt=0)
        assert unit.outbox.get("m-1") == changed
        assert not unit.outbox.save(message("m-9"), expected_state="pending", expected_attempt=0)


def test_a_revision_asked_for_while_somebody_sends_is_not_lost(store: SqlStore, clock: object) -> None:
    """Whoever saves what they read before still leaves the message out of date, and due."""
    sending = message(state=OutboxState.SENDING, attempt=1, lease_owner="me", lease_until=LATER)
    sent = replace(sending, state=OutboxState.SENT, applied_revision=1, lease_owner=None, lease_until=None)
    with store.write(HOME) as unit:
        unit.outbox.add(sending)
        unit.outbox.revise("m-1", START)
        assert unit.outbox.save(sent, expected_state="sending", expected_attempt=1)
        assert unit.outbox.get("m-1") == replace(sent, desired_revision=2)
    assert store.next_due() == START


def test_revising_a_sent_message_makes_it_due(store: SqlStore) -> None:
    """At the moment named; an audit that comes first stays first; what is not sent keeps its moment."""
    sent = message(state=OutboxState.SENT, attempt=1, applied_revision=1)
    with store.write(HOME) as unit:
        unit.outbox.add(sent)
        unit.outbox.add(message("m-2", next_at=LATER))
    assert store.next_due() == LATER
    with store.write(HOME) as unit:
        unit.outbox.revise("m-1", START + timedelta(seconds=5))
        unit.outbox.revise("m-2", START)
        revised = unit.outbox.get("m-1")
        assert revised == replace(sent, desired_revision=2, next_at=START + timedelta(seconds=5))
        assert unit.outbox.get("m-2") == message("m-2", next_at=LATER, desired_revision=2)
    assert store.next_due() == START + timedelta(seconds=5)
    with store.write(HOME) as unit:
        unit.outbox.add(message("m-3", state=OutboxState.SENT, applied_revision=1, audit_at=START))
        unit.outbox.revise("m-3", START + timedelta(seconds=9))
    assert store.next_due() == START


def test_a_lease_that_was_left_behind_hides_no_revision(store: SqlStore) -> None:
    """A sent row with an old lease still on it is due when it is revised."""
    row = message(state=OutboxState.SENT, applied_revision=1, lease_owner="me", lease_until=START)
    with store.write(HOME) as unit:
        unit.outbox.add(row)
        unit.outbox.revise("m-1", LATER)
    assert store.next_due() == LATER
    assert [claimed.id for _, claimed in store.claim_outbox(LATER, 5, timedelta(seconds=60), "me")] == ["m-1"]


def test_parked_messages_are_listed_and_never_due(store: SqlStore) -> None:
    """They wait for their channel, not for a moment."""
    with store.write(HOME) as unit:
        for number, state in enumerate(OutboxState):
            unit.outbox.add(message(f"m-{number}", state=state, next_at=START - timedelta(hours=number)))
        assert [row.state for row in unit.outbox.parked()] == [OutboxState.PARKED]


def test_what_events_told_of_is_kept_once_and_oldest_first(store: SqlStore) -> None:
    """Receipts may come before anything else is known of a message, and twice."""
    with store.write(HOME) as unit:
        for ts in ("1700000000.000300", "1700000000.000100", "1700000000.000300"):
            unit.outbox.keep_receipt("wire-x", "C0ALERT", ts)
        assert unit.outbox.receipts_of("wire-x") == [
            ("C0ALERT", "1700000000.000100"),
            ("C0ALERT", "1700000000.000300"),
        ]
        assert unit.outbox.receipts_of("wire-y") == []


moments = st.none() | st.integers(-100, 100).map(lambda seconds: START + timedelta(seconds=seconds))


@given(
    state=st.sampled_from(OutboxState),
    next_at=moments,
    lease_until=moments,
    audit_at=moments,
    applied_revision=st.integers(0, 1),
)
def test_nobody_looks_at_a_row_while_it_is_leased(state: OutboxState, **facts: object) -> None:
    """The moment to look at a row is never before its lease ends, and there is one whenever something is owed."""
    row = message(state=state, **{**facts, "next_at": facts["next_at"] or START})
    moment = wake_at(row)
    if row.lease_until is not None and moment is not None:
        assert moment >= row.lease_until
    owes = state in (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNCERTAIN)
    if state is OutboxState.SENT:
        owes = row.applied_revision < row.desired_revision or row.audit_at is not None
    assert (moment is not None) == owes
