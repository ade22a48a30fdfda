"""Settles a post whose answer was lost: looks for its wire id in Slack before a second try, and removes surplus copies."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import OutboxRow, OutboxState

LOOK_AGAIN = timedelta(seconds=30)
# Where Slack does not let us look, an alert is posted again after this long: rather twice than never.
POST_AGAIN_UNSEEN = timedelta(minutes=15)
AUDIT_GIVES_UP = timedelta(hours=6)
_WINDOW_BEFORE = timedelta(seconds=60)


def reconcile(ports: Ports, workspace: str, row: OutboxRow) -> None:
    """``row`` is uncertain, and leased to us."""
    now = ports.clock.now()
    last_try = row.last_try or now
    if now < last_try + ports.tuning.settle:
        _store(ports, workspace, row, _uncertain(row, last_try + ports.tuning.settle, last_try, ports))
        return
    ports.crash_point("before_look")
    known = receipts(ports, workspace, row)
    seen = _look(ports, workspace, row, last_try)
    ports.crash_point("after_look")
    found = sorted({*known, *(seen or ())})
    if found:
        channel, ts = found[0]
        sent = replace(
            row,
            state=OutboxState.SENT,
            channel=channel,
            ts=ts,
            applied_revision=0,  # what it says is not known: an edit makes sure
            audit_at=last_try + ports.tuning.audit_after,
            next_at=now,
            lease_owner=None,
            lease_until=None,
        )
        _store(ports, workspace, row, sent)
    elif seen is not None or now >= last_try + POST_AGAIN_UNSEEN:
        _store(ports, workspace, row, _pending(row, now))
    else:
        _store(ports, workspace, row, _uncertain(row, now + LOOK_AGAIN, last_try, ports))


def _pending(row: OutboxRow, now: datetime) -> OutboxRow:
    return replace(row, state=OutboxState.PENDING, next_at=now, lease_owner=None, lease_until=None)


def _uncertain(row: OutboxRow, next_at: datetime, last_try: datetime, ports: Ports) -> OutboxRow:
    audit_at = row.audit_at or last_try + ports.tuning.audit_after
    return replace(row, next_at=next_at, audit_at=audit_at, lease_owner=None, lease_until=None)


def receipts(ports: Ports, workspace: str, row: OutboxRow) -> list[tuple[str, str]]:
    """(channel, ts) of every copy that an event told us of."""
    with ports.store.read(workspace) as uow:
        return list(uow.outbox.receipts_of(row.wire_id))


def _look(ports: Ports, workspace: str, row: OutboxRow, last_try: datetime) -> list[tuple[str, str]] | None:
    """The copies that Slack's history shows; None where it cannot be read. A row killed before it had a channel has none."""
    channel, thread_ts = _where(ports, workspace, row)
    if channel is None:
        return None
    oldest = (row.first_try or last_try) - _WINDOW_BEFORE
    latest = max(ports.clock.now(), last_try + ports.tuning.settle)
    found = ports.messenger.find(channel, row.wire_id, oldest, latest, thread_ts)
    return None if found is None else [(channel, ts) for ts in found]


def _where(ports: Ports, workspace: str, row: OutboxRow) -> tuple[str | None, str | None]:
    with ports.store.read(workspace) as uow:
        settings = uow.workspace.settings()
        parent = uow.outbox.get(row.thread_of) if row.thread_of else None
    if parent is not None:
        return parent.channel, parent.ts
    if row.channel is not None:
        return row.channel, None
    if row.destination is None:
        return settings.alert_channel, None
    if row.destination.startswith("dm:"):
        return ports.messenger.direct_channel(row.destination.removeprefix("dm:")), None
    return row.destination, None


def audit_post(ports: Ports, workspace: str, row: OutboxRow) -> None:
    """Once more, an hour after the last uncertain try: every copy but the one we know is deleted."""
    if row.ts is None or row.audit_at is None:
        return
    now = ports.clock.now()
    last_try = row.last_try or now
    copies = {*receipts(ports, workspace, row)}
    seen = _look(ports, workspace, row, last_try)
    copies |= set(seen or ())
    ports.crash_point("before_delete")
    for channel, ts in sorted(copies):
        if ts != row.ts:
            ports.messenger.delete(channel, ts)
    is_done = seen is not None or now >= row.audit_at + AUDIT_GIVES_UP
    after = replace(row, audit_at=None if is_done else now + LOOK_AGAIN * 10, lease_owner=None, lease_until=None)
    _store(ports, workspace, row, after)


def _store(ports: Ports, workspace: str, before: OutboxRow, after: OutboxRow) -> None:
    with ports.store.write(workspace) as uow:
        stored = uow.outbox.get(before.id)
        if stored is not None:
            uow.outbox.save(
                replace(after, desired_revision=stored.desired_revision, facts=stored.facts),
                expected_state=before.state.value,
                expected_attempt=before.attempt,
            )


def note_posted(uow: UnitOfWork, wire_id: str, channel: str, ts: str) -> None:
    """Slack tells of a message with one of our wire ids: an uncertain row is settled, a surplus copy is removed soon."""
    row = uow.outbox.find_wire(wire_id)
    if row is None:
        return
    uow.outbox.keep_receipt(wire_id, channel, ts)
    if row.state is OutboxState.UNCERTAIN:
        after = replace(row, state=OutboxState.SENT, channel=channel, ts=ts, applied_revision=0, next_at=uow.at)
    elif row.state is OutboxState.SENT and row.ts != ts:
        after = replace(row, audit_at=uow.at)
    else:
        return
    uow.outbox.save(after, expected_state=row.state.value, expected_attempt=row.attempt)


def note_deleted(uow: UnitOfWork, channel: str, ts: str) -> None:
    """Somebody removed a message of ours: it is not posted again."""
    row = uow.outbox.find_message(channel, ts)
    if row is not None and row.state is OutboxState.SENT:
        withdrawn = replace(row, state=OutboxState.WITHDRAWN, trouble="deleted in Slack")
        uow.outbox.save(withdrawn, expected_state=row.state.value, expected_attempt=row.attempt)
