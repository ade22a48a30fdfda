"""Settles a post whose answer was lost: looks for its wire id in Slack before a second try, and removes surplus copies."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.usecases.claimed import Claimed, settle
from bot.usecases.compose import MAY_REPEAT
from bot.usecases.ports import Gone, Outcome, Ports, Posted, UnitOfWork
from bot.usecases.records import OutboxRow, OutboxState
from bot.usecases.redact import stood_at

LOOK_AGAIN = timedelta(seconds=30)
# Where Slack does not let us look, an alert is posted again after this long: rather twice than never.
POST_AGAIN_UNSEEN = timedelta(minutes=15)
AUDIT_AGAIN = timedelta(minutes=5)
# So long after the last try, what could not be read or deleted is left as it is.
AUDIT_GIVES_UP = timedelta(hours=6)
_WINDOW_BEFORE = timedelta(seconds=60)


def reconcile(ports: Ports, claimed: Claimed) -> None:
    """The row is uncertain."""
    row, now = claimed.row, ports.clock.now()
    last_try = row.last_try or now
    # A row whose sender was killed comes here without a date for its audit.
    row = replace(row, audit_at=row.audit_at or last_try + ports.tuning.audit_after)
    if now < last_try + ports.tuning.settle:
        settle(ports, claimed, replace(row, next_at=last_try + ports.tuning.settle))
        return
    ports.crash_point("before_look")
    known = receipts(ports, claimed)
    seen = _look(ports, claimed, last_try)
    ports.crash_point("after_look")
    found = sorted({*known, *(seen or ())})
    if found:
        channel, ts = found[0]
        # What it says is not known: an edit makes sure.
        sent = replace(row, state=OutboxState.SENT, channel=channel, ts=ts, applied_revision=0, next_at=now)
        settle(ports, claimed, sent)
    elif seen is not None:
        settle(ports, claimed, replace(row, state=OutboxState.PENDING, next_at=now))
    elif now >= last_try + POST_AGAIN_UNSEEN:
        settle(ports, claimed, replace(row, state=OutboxState.PENDING, next_at=now), {MAY_REPEAT: True})
    else:
        settle(ports, claimed, replace(row, next_at=now + LOOK_AGAIN))


def receipts(ports: Ports, claimed: Claimed) -> list[tuple[str, str]]:
    """(channel, ts) of every copy that an event told us of."""
    with ports.store.read(claimed.workspace) as uow:
        return list(uow.outbox.receipts_of(claimed.row.wire_id))


def _look(ports: Ports, claimed: Claimed, last_try: datetime) -> list[tuple[str, str]] | None:
    """The copies that Slack's history shows; None where it cannot be read, or where there is no place to look in."""
    row = claimed.row
    channel, thread_ts = _where(ports, claimed.workspace, row)
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
        return stood_at(parent)
    if row.channel is not None:
        return row.channel, None
    if row.destination is None:
        return settings.alert_channel, None
    if row.destination.startswith("dm:"):
        return ports.messenger.direct_channel(row.destination.removeprefix("dm:")), None
    return row.destination, None


def audit_post(ports: Ports, claimed: Claimed) -> None:
    """Once more, an hour after the last uncertain try: every copy but the one we know is deleted."""
    row = claimed.row
    if row.ts is None or row.audit_at is None:
        return
    now = ports.clock.now()
    seen = _look(ports, claimed, row.last_try or now)
    surplus = sorted({*receipts(ports, claimed), *(seen or ())} - {(row.channel, row.ts)})
    ports.crash_point("before_delete")
    are_gone = [_is_gone(ports.messenger.delete(channel, ts)) for channel, ts in surplus]
    is_done = (seen is not None and all(are_gone)) or now >= (row.last_try or now) + AUDIT_GIVES_UP
    settle(ports, claimed, replace(row, audit_at=None if is_done else now + AUDIT_AGAIN))


def _is_gone(outcome: Outcome) -> bool:
    return isinstance(outcome, Posted) or outcome == Gone("message_not_found")


def note_posted(uow: UnitOfWork, wire_id: str, channel: str, ts: str, by: str | None) -> None:
    """Slack tells of a message with one of our wire ids: a row in doubt is settled, a surplus copy is removed soon.

    Everybody in the channel can read a wire id and post it again: a message that is not our own says nothing.
    """
    row = uow.outbox.find_wire(wire_id)
    if row is None or by not in (None, uow.workspace.facts().bot_user):
        return
    uow.outbox.keep_receipt(wire_id, channel, ts)
    is_in_doubt = row.state is OutboxState.UNCERTAIN or (row.state is OutboxState.PENDING and row.audit_at is not None)
    if is_in_doubt:
        after = replace(row, state=OutboxState.SENT, channel=channel, ts=ts, applied_revision=0, next_at=uow.at)
    elif row.state is OutboxState.SENT and row.ts != ts:
        after = replace(row, audit_at=uow.at)
    else:
        return
    released = replace(after, lease_owner=None, lease_until=None)
    uow.outbox.save(released, expected_state=row.state.value, expected_attempt=row.attempt)
