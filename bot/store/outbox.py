"""Messages that are owed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, delete, exists, literal_column, or_, select, update

from bot.store.binding import THIS_WORKSPACE, Bound, insert_once
from bot.store.columns import Utc
from bot.store.prepared import Row
from bot.store.tables_owed import outbox, wire_receipts
from bot.usecases.records import Json, OutboxKind, OutboxRow, OutboxState

_OWN = outbox.c.workspace == THIS_WORKSPACE
_ALL: Select[Any] = select(outbox).where(_OWN)
_BY_ID = _ALL.where(outbox.c.id == bindparam("which"))
_BY_WIRE_ID = _ALL.where(outbox.c.wire_id == bindparam("wire"))
_BY_MESSAGE = _ALL.where(outbox.c.channel == bindparam("in_channel"), outbox.c.ts == bindparam("message"))
_PARKED = _ALL.where(outbox.c.state == literal_column("'parked'")).order_by(outbox.c.next_at, outbox.c.id)
# Such rows always have a moment to be looked at again: the condition lets one index find them.
_UNSETTLED: Select[Any] = (
    select(literal_column("1"))
    .select_from(outbox)
    .where(
        _OWN,
        outbox.c.wake_at.is_not(None),
        outbox.c.kind == literal_column("'alert'"),
        outbox.c.state.in_((literal_column("'sending'"), literal_column("'uncertain'"))),
        or_(outbox.c.channel.is_(None), outbox.c.channel == bindparam("in_channel")),
    )
    .limit(1)
)
_IN_CHANNEL = outbox.c.channel == bindparam("in_channel")
_STANDING = (
    _ALL.where(
        _IN_CHANNEL,
        outbox.c.ts.is_not(None),
        outbox.c.state == literal_column("'sent'"),
        outbox.c.kind != literal_column("'redacted'"),
    )
    .order_by(outbox.c.ts.desc(), outbox.c.id)
    .limit(bindparam("most"))
)
_BUSY: Select[Any] = (
    select(literal_column("1"))
    .select_from(outbox)
    .where(_OWN, outbox.c.wake_at.is_not(None), or_(_IN_CHANNEL, outbox.c.destination == bindparam("in_channel")))
    .limit(1)
)
_IS_DIRECT = outbox.c.kind == literal_column("'direct'")
_DIRECT_TO = (
    _ALL.where(
        _IS_DIRECT,
        outbox.c.destination == bindparam("reader"),
        outbox.c.facts["notice"].as_string() == bindparam("of_notice"),
    )
    .order_by(outbox.c.next_at.desc(), outbox.c.id)
    .limit(bindparam("most"))
)
_ADD = insert_once(outbox)
_MOVE_POSTED = update(outbox).where(_OWN, outbox.c.channel == bindparam("was")).values(channel=bindparam("now_is"))
_MOVE_OWED = (
    update(outbox).where(_OWN, outbox.c.destination == bindparam("was")).values(destination=bindparam("now_is"))
)

# Whoever saves may not know that the message was asked to be brought up to date in between: that is never undone.
_WAS_REVISED = outbox.c.desired_revision > bindparam("known_desired")
_SAVE = (
    update(outbox)
    .where(
        _OWN,
        outbox.c.id == bindparam("which"),
        outbox.c.state == bindparam("expected_state"),
        outbox.c.attempt == bindparam("expected_attempt"),
    )
    .values(
        desired_revision=case((_WAS_REVISED, outbox.c.desired_revision), else_=bindparam("known_desired")),
        wake_at=case(
            (_WAS_REVISED, bindparam("wake_if_revised", type_=Utc)), else_=bindparam("wake_otherwise", type_=Utc)
        ),
    )
)
_REVISED_AT = bindparam("revised_at", type_=Utc)
_IS_SENT = outbox.c.state == OutboxState.SENT.value
_REVISE = (
    update(outbox)
    .where(_OWN, outbox.c.id == bindparam("which"))
    .values(
        desired_revision=outbox.c.desired_revision + 1,
        next_at=case((_IS_SENT, _REVISED_AT), else_=outbox.c.next_at),
        wake_at=case(
            (~_IS_SENT, outbox.c.wake_at),
            # Whoever has it now is let finish.
            (outbox.c.lease_until > _REVISED_AT, outbox.c.lease_until),
            (outbox.c.audit_at < _REVISED_AT, outbox.c.audit_at),
            else_=_REVISED_AT,
        ),
    )
)
_IS_UNSENT = outbox.c.state.in_(
    tuple(literal_column(f"'{state.value}'") for state in (OutboxState.PENDING, OutboxState.PARKED, OutboxState.DEAD))
)
_TAKEN_AT = bindparam("taken_at", type_=Utc)
# Whoever has the row now still needs to know where it goes, and finds out when done.
_TAKE_BACK = (
    update(outbox)
    .where(_OWN, outbox.c.id == bindparam("which"))
    .values(
        facts=bindparam("facts_left", type_=outbox.c.facts.type),
        desired_revision=outbox.c.desired_revision + 1,
        destination=case((or_(_IS_UNSENT, _IS_SENT), None), else_=outbox.c.destination),
        state=case((_IS_UNSENT, OutboxState.CANCELLED.value), else_=outbox.c.state),
        next_at=case((_IS_SENT, _TAKEN_AT), else_=outbox.c.next_at),
        wake_at=case(
            (_IS_UNSENT, None),
            (~_IS_SENT, outbox.c.wake_at),
            (outbox.c.lease_until > _TAKEN_AT, outbox.c.lease_until),
            else_=_TAKEN_AT,
        ),
    )
)
_KEEP_RECEIPT = insert_once(wire_receipts)
_known_there = wire_receipts.alias("known_there")
_OWN_RECEIPT = wire_receipts.c.workspace == THIS_WORKSPACE
# What is known under both ids stays known under the new one alone.
_MOVE_RECEIPTS = (
    update(wire_receipts)
    .where(
        _OWN_RECEIPT,
        wire_receipts.c.channel == bindparam("was"),
        ~exists().where(
            _known_there.c.workspace == THIS_WORKSPACE,
            _known_there.c.wire_id == wire_receipts.c.wire_id,
            _known_there.c.channel == bindparam("now_is"),
            _known_there.c.ts == wire_receipts.c.ts,
        ),
    )
    .values(channel=bindparam("now_is"))
)
_DROP_RECEIPTS = delete(wire_receipts).where(_OWN_RECEIPT, wire_receipts.c.channel == bindparam("was"))
_RECEIPTS = (
    select(wire_receipts.c.channel, wire_receipts.c.ts)
    .where(_OWN_RECEIPT, wire_receipts.c.wire_id == bindparam("wire"))
    .order_by(wire_receipts.c.ts, wire_receipts.c.channel)
)
# The table's columns bear the names of the row's fields.
_FIELDS = tuple(field.name for field in fields(OutboxRow))
_KINDS = {kind.value: kind for kind in OutboxKind}
_STATES = {state.value: state for state in OutboxState}


class SqlOutbox:
    def __init__(self, bound: Bound, at: datetime) -> None:
        self._bound = bound
        self._at = at

    def add(self, row: OutboxRow) -> bool:
        return self._bound.run(_ADD, {**_columns(row), "wake_at": wake_at(row)}).rowcount == 1

    def get(self, row_id: str) -> OutboxRow | None:
        return _found(self._bound.run(_BY_ID, {"which": row_id}).first())

    def save(self, row: OutboxRow, *, expected_state: str, expected_attempt: int) -> bool:
        """A revision that was asked for meanwhile stays asked for, whatever ``row`` says."""
        values = _columns(row)
        values |= {
            "which": values.pop("id"),
            "known_desired": values.pop("desired_revision"),
            "wake_otherwise": wake_at(row),
            "wake_if_revised": wake_at(replace(row, desired_revision=row.applied_revision + 1)),
            "expected_state": expected_state,
            "expected_attempt": expected_attempt,
        }
        return self._bound.run(_SAVE, values).rowcount == 1

    def revise(self, row_id: str, at: datetime) -> None:
        self._bound.run(_REVISE, {"which": row_id, "revised_at": at})

    def take_back(self, row_id: str, facts_left: Mapping[str, Json], at: datetime) -> None:
        self._bound.run(_TAKE_BACK, {"which": row_id, "facts_left": facts_left, "taken_at": at})

    def find_wire(self, wire_id: str) -> OutboxRow | None:
        return _found(self._bound.run(_BY_WIRE_ID, {"wire": wire_id}).first())

    def find_message(self, channel: str, ts: str) -> OutboxRow | None:
        return _found(self._bound.run(_BY_MESSAGE, {"in_channel": channel, "message": ts}).first())

    def has_unsettled_alert(self, channel: str) -> bool:
        return self._bound.run(_UNSETTLED, {"in_channel": channel}).first() is not None

    def parked(self) -> Sequence[OutboxRow]:
        """Longest owed first."""
        return [outbox_row(row) for row in self._bound.run(_PARKED).all()]

    def direct_to(self, user: str, notice: str, limit: int) -> Sequence[OutboxRow]:
        sought = {"reader": f"dm:{user}", "of_notice": notice, "most": limit}
        return [outbox_row(row) for row in self._bound.run(_DIRECT_TO, sought).all()]

    def standing_in(self, channel: str, most: int) -> Sequence[OutboxRow]:
        found = self._bound.run(_STANDING, {"in_channel": channel, "most": most})
        return [outbox_row(row) for row in found.all()]

    def is_busy_with(self, channel: str) -> bool:
        return self._bound.run(_BUSY, {"in_channel": channel}).first() is not None

    def move_channel(self, old: str, new: str) -> None:
        for statement in (_MOVE_POSTED, _MOVE_OWED, _MOVE_RECEIPTS):
            self._bound.run(statement, {"was": old, "now_is": new})
        self._bound.run(_DROP_RECEIPTS, {"was": old})

    def keep_receipt(self, wire_id: str, channel: str, ts: str) -> None:
        self._bound.run(_KEEP_RECEIPT, {"wire_id": wire_id, "channel": channel, "ts": ts, "at": self._at})

    def receipts_of(self, wire_id: str) -> Sequence[tuple[str, str]]:
        return [(row.channel, row.ts) for row in self._bound.run(_RECEIPTS, {"wire": wire_id}).all()]


def wake_at(row: OutboxRow) -> datetime | None:
    """The earliest moment at which somebody has to look at the row, leases included; None where nothing is due."""
    match row.state:
        case OutboxState.PENDING | OutboxState.UNCERTAIN:
            due: datetime | None = row.next_at
        case OutboxState.SENDING:
            due = row.lease_until or row.next_at
        case OutboxState.SENT:
            is_stale = row.desired_revision > row.applied_revision
            moments = [moment for moment in (row.next_at if is_stale else None, row.audit_at) if moment is not None]
            due = min(moments, default=None)
        case _:
            due = None
    if due is not None and row.lease_until is not None:
        return max(due, row.lease_until)
    return due


def outbox_row(row: Row) -> OutboxRow:
    """The message in a whole row of the table."""
    return OutboxRow(
        id=row.id,
        wire_id=row.wire_id,
        kind=_KINDS[row.kind],
        facts=row.facts,
        next_at=row.next_at,
        destination=row.destination,
        thread_of=row.thread_of,
        state=_STATES[row.state],
        attempt=row.attempt,
        lease_owner=row.lease_owner,
        lease_until=row.lease_until,
        first_try=row.first_try,
        last_try=row.last_try,
        channel=row.channel,
        ts=row.ts,
        desired_revision=row.desired_revision,
        applied_revision=row.applied_revision,
        audit_at=row.audit_at,
        trouble=row.trouble,
        is_plain=row.is_plain,
    )


def _found(row: Row | None) -> OutboxRow | None:
    return None if row is None else outbox_row(row)


def _columns(row: OutboxRow) -> dict[str, object]:
    # Kinds and states are text underneath, which both drivers take as they are.
    return {name: getattr(row, name) for name in _FIELDS}
