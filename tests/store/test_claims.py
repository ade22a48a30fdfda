from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from bot.domain.settings import Settings
from bot.store.engine import Database, Kind, open_database
from bot.store.store import LeaseClock, SqlStore
from bot.usecases.records import OutboxState, Timer, TimerKind
from tests.store.conftest import HOME, OTHER, START, HandClock, facts_of
from tests.store.examples import message

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


def ids(claimed: object) -> list[str]:
    return [row.id for _, row in claimed]  # type: ignore[attr-defined]


def test_due_timers_are_claimed_of_all_workspaces_earliest_first(store: SqlStore) -> None:
    """On the moment they are due, not before; no more than asked for."""
    store.found(facts_of(OTHER), Settings())
    with store.write(HOME) as unit:
        unit.timers.set(TimerKind.HOLD_ENDS, "e-2", START + SECOND)
        unit.timers.set(TimerKind.HOLD_ENDS, "e-3", START + 3 * SECOND)
    with store.write(OTHER) as unit:
        unit.timers.set(TimerKind.HOLD_ENDS, "e-1", START)
    assert store.next_due() == START
    assert store.claim_timers(START - timedelta(microseconds=1), 9, LEASE) == ()
    first, second = (
        Timer(OTHER, TimerKind.HOLD_ENDS, "e-1", START),
        Timer(HOME, TimerKind.HOLD_ENDS, "e-2", START + SECOND),
    )
    assert store.claim_timers(START + SECOND, 1, LEASE) == [first]
    assert store.claim_timers(START + SECOND, 9, LEASE) == [second]
    assert store.claim_timers(START + SECOND, 9, LEASE) == ()
    assert store.next_due() == START + 3 * SECOND


def test_a_claimed_timer_comes_again_when_its_lease_ends(store: SqlStore) -> None:
    """A killed process's timers are taken over; a finished one is gone."""
    with store.write(HOME) as unit:
        unit.timers.set(TimerKind.HOLD_ENDS, "e-1", START)
    [timer] = store.claim_timers(START, 9, LEASE)
    assert store.next_due() == START + LEASE
    assert store.claim_timers(START + LEASE - timedelta(microseconds=1), 9, LEASE) == ()
    assert store.claim_timers(START + LEASE, 9, LEASE) == [timer]
    with store.write(HOME) as unit:
        assert unit.timers.finish(timer)
        assert not unit.timers.finish(timer)
    assert store.next_due() is None


def test_a_timer_set_again_moves_and_loses_its_lease(store: SqlStore) -> None:
    """Whoever had it cannot finish it away, and it is due at its new moment."""
    with store.write(HOME) as unit:
        unit.timers.set(TimerKind.SNOOZE_ENDS, "e-1", START)
    [old] = store.claim_timers(START, 9, LEASE)
    with store.write(HOME) as unit:
        unit.timers.set(TimerKind.SNOOZE_ENDS, "e-1", START + SECOND)
        assert not unit.timers.finish(old)
        assert unit.timers.get(TimerKind.SNOOZE_ENDS, "e-1") == START + SECOND
        assert unit.timers.get(TimerKind.HOLD_ENDS, "e-1") is None
        assert not unit.timers.finish(replace(old, workspace=OTHER, due_at=START + SECOND))
    assert [timer.due_at for timer in store.claim_timers(START + SECOND, 9, LEASE)] == [START + SECOND]
    with store.write(HOME) as unit:
        unit.timers.drop(TimerKind.SNOOZE_ENDS, "e-1")
        assert unit.timers.get(TimerKind.SNOOZE_ENDS, "e-1") is None


def test_a_pending_message_is_claimed_as_sending(store: SqlStore) -> None:
    """Attempt + 1, first and last try set, leased; the next attempt keeps the first try."""
    with store.write(HOME) as unit:
        unit.outbox.add(message())
    assert store.claim_outbox(START - SECOND, 9, LEASE, "me") == ()
    claimed = replace(
        message(),
        state=OutboxState.SENDING,
        attempt=1,
        first_try=START,
        last_try=START,
        lease_owner="me",
        lease_until=START + LEASE,
    )
    assert store.claim_outbox(START, 9, LEASE, "me") == [(HOME, claimed)]
    assert store.claim_outbox(START, 9, LEASE, "you") == ()
    assert store.next_due() == START + LEASE
    with store.write(HOME) as unit:
        assert unit.outbox.get("m-1") == claimed
        again = replace(claimed, state=OutboxState.PENDING, lease_owner=None, lease_until=None)
        assert unit.outbox.save(again, expected_state="sending", expected_attempt=1)
    [(_, second)] = store.claim_outbox(START + SECOND, 9, LEASE, "you")
    assert (second.attempt, second.first_try, second.last_try) == (2, START, START + SECOND)


def test_a_crashed_senders_message_comes_back_as_uncertain(store: SqlStore) -> None:
    """Only when the lease has ended, without a new attempt; and again if that claim's lease ends too."""
    with store.write(HOME) as unit:
        unit.outbox.add(message())
    store.claim_outbox(START, 9, LEASE, "me")
    end = START + LEASE
    assert store.claim_outbox(end - timedelta(microseconds=1), 9, LEASE, "you") == ()
    for owner in ("you", "she"):
        [(_, row)] = store.claim_outbox(end, 9, LEASE, owner)
        assert (row.state, row.attempt, row.last_try, row.lease_owner) == (OutboxState.UNCERTAIN, 1, START, owner)
        end += LEASE


def test_an_uncertain_message_waits_for_its_moment(store: SqlStore) -> None:
    """It stays uncertain when it is claimed."""
    row = message(state=OutboxState.UNCERTAIN, attempt=1, next_at=START + 120 * SECOND)
    with store.write(HOME) as unit:
        unit.outbox.add(row)
    assert store.next_due() == START + 120 * SECOND
    assert store.claim_outbox(START + 119 * SECOND, 9, LEASE, "me") == ()
    [(_, claimed)] = store.claim_outbox(START + 120 * SECOND, 9, LEASE, "me")
    assert (claimed.state, claimed.attempt, claimed.lease_owner) == (OutboxState.UNCERTAIN, 1, "me")


def test_sent_messages_are_claimed_to_be_edited_or_audited_alone(store: SqlStore) -> None:
    """Out of date, or with an audit due; they stay sent; one that is neither is never claimed."""
    rows = (
        message("m-stale", state=OutboxState.SENT, applied_revision=0),
        message("m-audit", state=OutboxState.SENT, applied_revision=1, audit_at=START),
        message("m-stale-later", state=OutboxState.SENT, applied_revision=0, next_at=START + SECOND),
        message("m-audit-later", state=OutboxState.SENT, applied_revision=1, audit_at=START + SECOND),
        message("m-done", state=OutboxState.SENT, applied_revision=1),
    )
    with store.write(HOME) as unit:
        for row in rows:
            unit.outbox.add(row)
    claimed = store.claim_outbox(START, 9, LEASE, "me")
    assert sorted(ids(claimed)) == ["m-audit", "m-stale"]
    assert {(row.state, row.attempt) for _, row in claimed} == {(OutboxState.SENT, 0)}
    assert sorted(ids(store.claim_outbox(START + SECOND, 9, LEASE, "me"))) == ["m-audit-later", "m-stale-later"]


@pytest.mark.parametrize("state", [OutboxState.PARKED, OutboxState.CANCELLED, OutboxState.WITHDRAWN, OutboxState.DEAD])
def test_what_is_over_or_parked_is_never_claimed(store: SqlStore, state: OutboxState) -> None:
    """Nothing is due of it, whatever its columns say."""
    with store.write(HOME) as unit:
        unit.outbox.add(message(state=state, audit_at=START))
    assert store.next_due() is None
    assert store.claim_outbox(START + timedelta(days=9), 9, LEASE, "me") == ()


def test_a_thread_line_waits_for_its_thread(store: SqlStore) -> None:
    """It is due only once the message it hangs on is sent; an attempt under way no longer asks."""
    with store.write(HOME) as unit:
        unit.outbox.add(message("m-alert", next_at=START + SECOND))
        unit.outbox.add(message("m-line", thread_of="m-alert"))
    assert store.next_due() == START + SECOND
    assert store.claim_outbox(START, 9, LEASE, "me") == ()
    [(_, alert)] = store.claim_outbox(START + SECOND, 9, LEASE, "me")
    assert alert.id == "m-alert"
    sent = replace(alert, state=OutboxState.SENT, applied_revision=1, lease_until=None, lease_owner=None)
    with store.write(HOME) as unit:
        assert unit.outbox.save(sent, expected_state="sending", expected_attempt=1)
    assert store.next_due() == START
    assert ids(store.claim_outbox(START + SECOND, 9, LEASE, "me")) == ["m-line"]
    with store.write(HOME) as unit:
        unit.outbox.save(replace(sent, state=OutboxState.WITHDRAWN), expected_state="sent", expected_attempt=1)
    [(_, line)] = store.claim_outbox(START + SECOND + LEASE, 9, LEASE, "me")
    assert (line.id, line.state) == ("m-line", OutboxState.UNCERTAIN)


def test_claims_of_messages_span_workspaces_and_keep_to_the_limit(store: SqlStore) -> None:
    """Longest waiting first, each with its workspace."""
    store.found(facts_of(OTHER), Settings())
    for workspace, seconds in ((HOME, 2), (OTHER, 1)):
        with store.write(workspace) as unit:
            unit.outbox.add(message("m-1", next_at=START + seconds * SECOND))
    now = START + 9 * SECOND
    assert [workspace for workspace, _ in store.claim_outbox(now, 1, LEASE, "me")] == [OTHER]
    assert [workspace for workspace, _ in store.claim_outbox(now, 1, LEASE, "me")] == [HOME]
    assert store.claim_outbox(now, 1, LEASE, "me") == ()


def test_a_claim_for_one_workspace_takes_nothing_of_another(store: SqlStore) -> None:
    """Messages and moments: whoever speaks for a workspace leaves the others' to those who speak for them."""
    store.found(facts_of(OTHER), Settings())
    for workspace in (HOME, OTHER):
        with store.write(workspace) as unit:
            unit.outbox.add(message("m-1"))
            unit.timers.set(TimerKind.HOLD_ENDS, "e-1", START)
    now = START + 9 * SECOND
    assert [workspace for workspace, _ in store.claim_outbox(now, 9, LEASE, "me", HOME)] == [HOME]
    assert [timer.workspace for timer in store.claim_timers(now, 9, LEASE, HOME)] == [HOME]
    assert store.claim_outbox(now, 9, LEASE, "me", HOME) == ()
    assert store.claim_timers(now, 9, LEASE, HOME) == ()
    assert [workspace for workspace, _ in store.claim_outbox(now, 9, LEASE, "me")] == [OTHER]
    assert [timer.workspace for timer in store.claim_timers(now, 9, LEASE)] == [OTHER]


def test_of_two_claims_at_once_each_row_has_one_winner(database_url: str, store: SqlStore, clock: HandClock) -> None:
    """Two stores on one database, as two replicas are: between them everything once."""
    with store.write(HOME) as unit:
        for number in range(40):
            unit.outbox.add(message(f"m-{number}"))
            unit.timers.set(TimerKind.HOLD_ENDS, f"e-{number}", START)
    second = SqlStore(open_database(database_url), clock, LeaseClock.INJECTED)
    barrier, won = Barrier(2), [[], []]  # type: ignore[var-annotated]

    def claim(one: SqlStore, mine: list[str]) -> None:
        barrier.wait()
        for _ in range(10):
            mine.extend(ids(one.claim_outbox(START, 5, LEASE, "me")))
            mine.extend(timer.subject for timer in one.claim_timers(START, 5, LEASE))

    threads = [Thread(target=claim, args=pair) for pair in zip((store, second), won, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    everything = [f"{kind}-{number}" for kind in "me" for number in range(40)]
    assert sorted(won[0] + won[1]) == sorted(everything)


def test_leases_go_by_the_databases_clock_on_postgresql(database: Database, clock: HandClock) -> None:
    """A replica whose clock stands wrong takes over no lease that is still running, and gives no endless one."""
    if database.kind is Kind.SQLITE:
        pytest.skip("SQLite has one process and so one clock")
    store = SqlStore(database, clock)
    store.found(facts_of(HOME), Settings())
    with store.write(HOME) as unit:
        unit.outbox.add(message())
    [(_, row)] = store.claim_outbox(START, 9, LEASE, "me")
    assert row.last_try == START
    assert row.lease_until is not None
    assert abs(row.lease_until - datetime.now(UTC) - LEASE) < timedelta(seconds=30)
    assert not store.claim_outbox(datetime.now(UTC) + timedelta(days=9), 9, LEASE, "you")
