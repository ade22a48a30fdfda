"""Sends what the outbox owes: claim, audience, fence, post, record. At least once, and effectively once.

The states and what is promised stand in docs/decisions; Slack has no idempotency key, so a post whose answer was lost is
looked for before it is sent again (`reconcile`).
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.usecases.compose import StillHeld, compose
from bot.usecases.destination import NO_LONGER_LET_IN, Closed, Destination, find_destination
from bot.usecases.ports import Gone, MayBeSent, NotSent, Outcome, Ports, Posted
from bot.usecases.reconcile import audit_post, reconcile
from bot.usecases.records import OutboxKind, OutboxRow, OutboxState
from bot.usecases.reroute import park

ROWS_A_TICK = 50
ATTEMPTS_MAX = 20
BACKOFF_MAX = timedelta(minutes=5)
# One post a second and channel, so that Slack shows each of them (facts on bursts: Slack's rate-limit page).
CHANNEL_PACE = timedelta(seconds=1)
EDIT_CLOSED_RETRY = timedelta(minutes=5)
_HELD_RETRY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """``since`` is the monotonic moment of the claim: the fence counts from it."""

    workspace: str
    row: OutboxRow
    since: float


def deliver(ports: Ports) -> int:
    """Does what is due in the outbox now; returns how many rows were looked at."""
    since = ports.clock.monotonic()
    claimed = ports.store.claim_outbox(ports.clock.now(), ROWS_A_TICK, ports.tuning.lease, ports.process_id)
    posted_to: set[str] = set()
    for workspace, row in claimed:
        one = _Claimed(workspace, row, since)
        match row.state:
            case OutboxState.SENDING:
                _send(ports, one, posted_to)
            case OutboxState.UNCERTAIN:
                reconcile(ports, workspace, row)
            case OutboxState.SENT if row.desired_revision > row.applied_revision:
                _edit(ports, one)
            case OutboxState.SENT:
                audit_post(ports, workspace, row)
            case _:
                pass
    return len(claimed)


def _send(ports: Ports, claimed: _Claimed, posted_to: set[str]) -> None:
    workspace, row = claimed.workspace, claimed.row
    ports.crash_point("claimed")
    try:
        with ports.store.read(workspace) as uow:
            notice = compose(uow, row, None)
    except StillHeld:
        _put_back(ports, claimed, _HELD_RETRY, counts=False)
        return
    if notice is None:
        _settle(ports, claimed, replace(row, state=OutboxState.CANCELLED))
        return
    destination = find_destination(ports, workspace, row)
    if isinstance(destination, Closed):
        if destination.why == NO_LONGER_LET_IN:
            _settle(ports, claimed, replace(row, state=OutboxState.CANCELLED, trouble=destination.why))
        else:
            park(ports, workspace, row, destination)
        return
    if row.kind is OutboxKind.ALERT and destination.problem is not None:
        with ports.store.read(workspace) as uow:
            notice = compose(uow, row, destination.problem)
    if destination.channel in posted_to:
        _put_back(ports, claimed, CHANNEL_PACE, counts=False)
        return
    if notice is None or ports.clock.monotonic() - claimed.since > ports.tuning.fence.total_seconds():
        # Paused for too long: somebody else may have taken the row over. Nothing was sent, so nothing is uncertain.
        _put_back(ports, claimed, timedelta(0), counts=False)
        return
    posted_to.add(destination.channel)
    ports.crash_point("before_post")
    outcome = ports.messenger.post(
        destination.channel,
        notice,
        row.wire_id,
        destination.thread_ts,
        is_loud=destination.is_loud,
        is_plain=row.is_plain,
    )
    ports.crash_point("after_post")
    _record(ports, claimed, destination, outcome)


def _record(ports: Ports, claimed: _Claimed, destination: Destination, outcome: Outcome) -> None:
    row, now = claimed.row, ports.clock.now()
    match outcome:
        case Posted(channel=channel, ts=ts):
            sent = replace(
                row,
                state=OutboxState.SENT,
                channel=channel,
                ts=ts,
                applied_revision=row.desired_revision,
                trouble=None,
                lease_owner=None,
                lease_until=None,
            )
            _settle(ports, claimed, sent)
            ports.crash_point("recorded")
        case NotSent(is_malformed=True, why=why):
            _settle(ports, claimed, _without_blocks(row, why))
        case NotSent(why=why, retry_after=retry_after):
            wait = max(retry_after or timedelta(0), _backoff(row.attempt))
            _put_back(ports, claimed, wait, counts=True, why=why)
        case Gone(why=why):
            ports.channels.forget(destination.channel)
            park(ports, claimed.workspace, row, Closed(destination.channel, None, why))
        case MayBeSent(why=why):
            uncertain = replace(
                row,
                state=OutboxState.UNCERTAIN,
                channel=destination.channel,
                next_at=now + ports.tuning.settle,
                audit_at=now + ports.tuning.audit_after,
                trouble=why,
                lease_owner=None,
                lease_until=None,
            )
            _settle(ports, claimed, uncertain)


def _without_blocks(row: OutboxRow, why: str) -> OutboxRow:
    """Slack refuses what we drew: once more as plain text, and then never again."""
    if row.is_plain:
        return replace(row, state=OutboxState.DEAD, trouble=why)
    return replace(row, state=OutboxState.PENDING, is_plain=True, trouble=why)


def _backoff(attempt: int) -> timedelta:
    return min(timedelta(seconds=2.0 ** min(attempt, 10)), BACKOFF_MAX)


def _put_back(ports: Ports, claimed: _Claimed, wait: timedelta, *, counts: bool, why: str | None = None) -> None:
    """Nothing was sent: pending again. ``counts``: it was a real try, and one too many ends the row."""
    row = claimed.row
    is_over = counts and row.attempt >= ATTEMPTS_MAX
    back = replace(
        row,
        state=OutboxState.DEAD if is_over else OutboxState.PENDING,
        next_at=ports.clock.now() + wait,
        trouble=why or row.trouble,
        lease_owner=None,
        lease_until=None,
    )
    _settle(ports, claimed, back)


def _settle(ports: Ports, claimed: _Claimed, after: OutboxRow) -> None:
    """Stores what became of the row, unless somebody else has taken it over; an edit asked for meanwhile is kept."""
    with ports.store.write(claimed.workspace) as uow:
        stored = uow.outbox.get(claimed.row.id)
        if stored is not None:
            uow.outbox.save(
                replace(after, desired_revision=stored.desired_revision, facts=stored.facts),
                expected_state=claimed.row.state.value,
                expected_attempt=claimed.row.attempt,
            )


def _edit(ports: Ports, claimed: _Claimed) -> None:
    """Brings a posted message up to date. Editing twice is harmless, so whatever is not clear is simply done again."""
    workspace, row = claimed.workspace, claimed.row
    destination = find_destination(ports, workspace, row)
    if isinstance(destination, Closed):
        later = ports.clock.now() + EDIT_CLOSED_RETRY
        _settle(
            ports, claimed, replace(row, next_at=later, trouble=destination.why, lease_owner=None, lease_until=None)
        )
        return
    with ports.store.read(workspace) as uow:
        notice = compose(uow, row, destination.problem)
    if notice is None or row.channel is None or row.ts is None:
        _settle(ports, claimed, replace(row, applied_revision=row.desired_revision))
        return
    outcome = ports.messenger.edit(row.channel, row.ts, notice, row.wire_id)
    released = replace(row, lease_owner=None, lease_until=None)
    match outcome:
        case Posted():
            _settle(ports, claimed, replace(released, applied_revision=row.desired_revision, trouble=None))
        case Gone(why="message_not_found"):
            _settle(ports, claimed, replace(released, state=OutboxState.WITHDRAWN, trouble="message_not_found"))
        case NotSent(is_malformed=True, why=why):
            _settle(ports, claimed, replace(released, applied_revision=row.desired_revision, trouble=why))
        case NotSent(retry_after=retry_after, why=why):
            wait = max(retry_after or timedelta(0), timedelta(seconds=5))
            _settle(ports, claimed, replace(released, next_at=ports.clock.now() + wait, trouble=why))
        case Gone(why=why) | MayBeSent(why=why):
            later = ports.clock.now() + timedelta(seconds=30)
            _settle(ports, claimed, replace(released, next_at=later, trouble=why))
