"""Sends what the outbox owes: claim, audience, fence, post, record. At least once, and effectively once.

The states and what is promised stand in docs/decisions; Slack has no idempotency key, so a post whose answer was lost is
looked for before it is sent again (`reconcile`).
"""

from dataclasses import replace
from datetime import timedelta

from bot.usecases.claimed import Claimed, put_back, settle
from bot.usecases.compose import StillHeld, compose
from bot.usecases.destination import NO_LONGER_LET_IN, Closed, Destination, find_destination
from bot.usecases.edit_post import edit_post
from bot.usecases.note_deleted import note_deleted
from bot.usecases.notices import Notice
from bot.usecases.ports import Gone, MayBeSent, NotSent, Outcome, Ports, Posted, StoreBusy
from bot.usecases.reconcile import audit_post, reconcile
from bot.usecases.records import OutboxRow, OutboxState
from bot.usecases.redact import is_to_be_redacted, redact_post
from bot.usecases.reroute import give_up, park
from bot.usecases.watch_channel import keep_watched

ROWS_A_TICK = 50
# A row that we fail to send through our own fault is given up after so many tries; Slack's faults never end a row.
OWN_FAULTS_MAX = 20
BACKOFF_MAX = timedelta(minutes=5)
# One post a second and channel, so that Slack shows each of them: its page on rate limits warns that bursts may be hidden.
CHANNEL_PACE = timedelta(seconds=1)
_HELD_RETRY = timedelta(seconds=1)
_FAULTS = "own_faults"
# What Slack says of an answer to a message that is not there any more.
_NO_THREAD = frozenset({"thread_not_found", "message_not_found"})


def deliver(ports: Ports) -> int:
    """Does what is due in the outbox now; returns how many rows were looked at.

    One row's trouble does not hold up the others: what they raised is raised at the end, as a group.
    """
    since = ports.clock.monotonic()
    now, lease = ports.clock.now(), ports.tuning.lease
    claimed = ports.store.claim_outbox(now, ROWS_A_TICK, lease, ports.process_id, ports.workspace)
    posted_to: set[str] = set()
    troubles: list[Exception] = []
    for workspace, row in claimed:
        try:
            _do(ports, Claimed(workspace, row, since), posted_to)
        except Exception as error:  # raised below, when the other rows had their turn
            troubles.append(error)
    if troubles:
        raise ExceptionGroup("deliver", troubles)
    return len(claimed)


def _do(ports: Ports, claimed: Claimed, posted_to: set[str]) -> None:
    row = claimed.row
    match row.state:
        case OutboxState.SENDING:
            _send(ports, claimed, posted_to)
        case OutboxState.UNCERTAIN:
            reconcile(ports, claimed)
        case OutboxState.SENT if row.desired_revision > row.applied_revision and is_to_be_redacted(row):
            redact_post(ports, claimed)
        case OutboxState.SENT if row.desired_revision > row.applied_revision:
            edit_post(ports, claimed)
        case OutboxState.SENT:
            audit_post(ports, claimed)
        case _:
            pass


def _send(ports: Ports, claimed: Claimed, posted_to: set[str]) -> None:
    ports.crash_point("claimed")
    try:
        ready = _prepare(ports, claimed, posted_to)
        if ready is None:
            return
        notice, destination = ready
        posted_to.add(destination.channel)
        outcome = _post(ports, claimed.row, notice, destination)
    except StoreBusy:
        raise
    except Exception:
        _own_fault(ports, claimed)
        raise
    _record(ports, claimed, destination, outcome)


def _prepare(ports: Ports, claimed: Claimed, posted_to: set[str]) -> tuple[Notice, Destination] | None:
    """What is to be said, and where; None where it is not to be said now, and the row was put away accordingly."""
    workspace, row = claimed.workspace, claimed.row
    try:
        with ports.store.read(workspace) as uow:
            notice = compose(uow, row, None)
    except StillHeld:
        put_back(ports, claimed, _HELD_RETRY)
        return None
    if notice is None:
        settle(ports, claimed, replace(row, state=OutboxState.CANCELLED))
        return None
    destination = find_destination(ports, workspace, row)
    if isinstance(destination, Closed):
        _put_away(ports, claimed, destination)
        return None
    if destination.problem is not None:
        with ports.store.read(workspace) as uow:
            notice = compose(uow, row, destination.problem)
    if destination.channel in posted_to:
        put_back(ports, claimed, CHANNEL_PACE)
        return None
    if not destination.is_direct:
        # Before anything stands there: whatever happens to us, somebody will look who reads it.
        keep_watched(ports, workspace, destination.channel)
    if notice is None or claimed.is_past_fence(ports):
        # Nothing was sent, so nothing is uncertain.
        put_back(ports, claimed, timedelta(0))
        return None
    return notice, destination


def _put_away(ports: Ports, claimed: Claimed, closed: Closed) -> None:
    if closed.why == NO_LONGER_LET_IN:
        settle(ports, claimed, replace(claimed.row, state=OutboxState.CANCELLED, trouble=closed.why))
    else:
        park(ports, claimed.workspace, claimed.row, closed)


def _post(ports: Ports, row: OutboxRow, notice: Notice, destination: Destination) -> Outcome:
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
    return outcome


def _record(ports: Ports, claimed: Claimed, destination: Destination, outcome: Outcome) -> None:
    row, now = claimed.row, ports.clock.now()
    match outcome:
        case Posted(channel=channel, ts=ts):
            settle(ports, claimed, _sent(ports, row, channel, ts))
            ports.crash_point("recorded")
        case NotSent(is_malformed=True, why=why) if row.is_plain:
            settle(ports, claimed, replace(row, state=OutboxState.DEAD, trouble=why))
            give_up(ports, claimed.workspace, row)
        case NotSent(is_malformed=True, why=why):
            # Slack refuses what we drew: once more as plain text.
            settle(ports, claimed, replace(row, state=OutboxState.PENDING, is_plain=True, trouble=why))
        case NotSent(why=why, retry_after=retry_after):
            put_back(ports, claimed, max(retry_after or timedelta(0), _backoff(row.attempt)), why)
        case Gone(why=why) if row.thread_of is not None and why in _NO_THREAD:
            _thread_is_gone(ports, claimed)
        case Gone(why=why):
            ports.channels.forget(destination.channel)
            park(ports, claimed.workspace, row, Closed(destination.channel, None, why))
        case MayBeSent(why=why):
            settle(ports, claimed, replace(_uncertain(ports, row, why), channel=destination.channel, last_try=now))


def _thread_is_gone(ports: Ports, claimed: Claimed) -> None:
    """The message above was deleted while nobody could tell us; the line is said beneath the copies of it, or not owed."""
    row = claimed.row
    settle(ports, claimed, replace(row, state=OutboxState.CANCELLED, trouble="deleted in Slack"))
    with ports.store.write(claimed.workspace) as uow:
        above = uow.outbox.get(row.thread_of or "")
        if above is not None and above.channel is not None and above.ts is not None:
            note_deleted(uow, above.channel, above.ts)


def _sent(ports: Ports, row: OutboxRow, channel: str, ts: str) -> OutboxRow:
    """Whatever was uncertain once is looked at again an hour after its last try."""
    audit_at = ports.clock.now() + ports.tuning.audit_after if row.audit_at is not None else None
    return replace(
        row,
        state=OutboxState.SENT,
        channel=channel,
        ts=ts,
        applied_revision=row.desired_revision,
        audit_at=audit_at,
        trouble=None,
    )


def _uncertain(ports: Ports, row: OutboxRow, why: str) -> OutboxRow:
    now = ports.clock.now()
    return replace(
        row,
        state=OutboxState.UNCERTAIN,
        next_at=now + ports.tuning.settle,
        audit_at=now + ports.tuning.audit_after,
        trouble=why,
    )


def _backoff(attempt: int) -> timedelta:
    return min(timedelta(seconds=2.0 ** min(attempt, 10)), BACKOFF_MAX)


def _own_fault(ports: Ports, claimed: Claimed) -> None:
    """We raised where we should not have. Whether anything was sent is looked for, as after every try without an end."""
    row = claimed.row
    known = row.facts.get(_FAULTS)
    faults = 1 + (known if isinstance(known, int) else 0)
    if faults < OWN_FAULTS_MAX:
        settle(ports, claimed, _uncertain(ports, row, "own_fault"), {_FAULTS: faults})
    else:
        settle(ports, claimed, replace(row, state=OutboxState.DEAD, trouble="own_fault"), {_FAULTS: faults})
        give_up(ports, claimed.workspace, row)
