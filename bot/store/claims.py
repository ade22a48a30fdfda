"""Taking what is due, for all workspaces: one statement moves the rows on, so that nobody else gets them.

A row is due by the injected clock. Whether somebody's lease on it has ended goes by the lease clock: on PostgreSQL the
database's, since replicas' clocks differ.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from bot.store.columns import WORDS, Utc
from bot.store.tables_owed import outbox, timers
from bot.usecases.records import OutboxState

_NOW = bindparam("due_by", type_=Utc)
_LEASE_NOW = bindparam("lease_now", type_=Utc)
# The later of the two clocks: whatever is due by either has a `wake_at` that is not after it.
_HORIZON = bindparam("horizon", type_=Utc)
_LEASE_END = bindparam("lease_end", type_=Utc)
_OF = bindparam("of_workspace", type_=WORDS)
_MOST: BindParameter[int] = bindparam("most")

DATABASE_NOW = select(func.clock_timestamp(type_=Utc))

_parent = outbox.alias("parent")
# A line in a thread has nowhere to go before the thread is there.
_HAS_PLACE = or_(
    outbox.c.thread_of.is_(None),
    outbox.c.state != OutboxState.PENDING.value,
    exists().where(
        _parent.c.workspace == outbox.c.workspace,
        _parent.c.id == outbox.c.thread_of,
        _parent.c.state == OutboxState.SENT.value,
    ),
)
_IS_FREE = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= _LEASE_NOW)
_OUTBOX_DUE = and_(
    outbox.c.wake_at <= _HORIZON,
    _IS_FREE,
    or_(
        and_(
            outbox.c.state.in_((OutboxState.PENDING.value, OutboxState.UNCERTAIN.value)),
            outbox.c.next_at <= _NOW,
        ),
        outbox.c.state == OutboxState.SENDING.value,
        and_(
            outbox.c.state == OutboxState.SENT.value,
            or_(
                and_(outbox.c.desired_revision > outbox.c.applied_revision, outbox.c.next_at <= _NOW),
                outbox.c.audit_at <= _NOW,
            ),
        ),
    ),
    _HAS_PLACE,
)
_TIMERS_DUE = and_(
    timers.c.wake_at <= _HORIZON,
    timers.c.due_at <= _NOW,
    or_(timers.c.lease_until.is_(None), timers.c.lease_until <= _LEASE_NOW),
)


def _claimed(rows: Select[Any]) -> CTE:
    # SQLite leaves the locking clause out: it has one writer, and that is us.
    return rows.limit(_MOST).with_for_update(skip_locked=True, of=rows.get_final_froms()[0]).cte("due")


def _take_timers(*own: ColumnElement[bool]) -> Update:
    due = _claimed(
        select(timers.c.workspace, timers.c.kind, timers.c.subject).where(_TIMERS_DUE, *own).order_by(timers.c.wake_at)
    )
    return (
        update(timers)
        .where(
            timers.c.workspace == due.c.workspace,
            timers.c.kind == due.c.kind,
            timers.c.subject == due.c.subject,
        )
        .values(lease_until=_LEASE_END, wake_at=_LEASE_END)
        .returning(timers.c.workspace, timers.c.kind, timers.c.subject, timers.c.due_at)
    )


def _take_outbox(*own: ColumnElement[bool]) -> Update:
    due = _claimed(select(outbox.c.workspace, outbox.c.id).where(_OUTBOX_DUE, *own).order_by(outbox.c.wake_at))
    is_new = outbox.c.state == OutboxState.PENDING.value
    return (
        update(outbox)
        .where(outbox.c.workspace == due.c.workspace, outbox.c.id == due.c.id)
        .values(
            state=case(
                (is_new, OutboxState.SENDING.value),
                (outbox.c.state == OutboxState.SENDING.value, OutboxState.UNCERTAIN.value),
                else_=outbox.c.state,
            ),
            attempt=case((is_new, outbox.c.attempt + 1), else_=outbox.c.attempt),
            first_try=case((is_new, func.coalesce(outbox.c.first_try, _NOW)), else_=outbox.c.first_try),
            last_try=case((is_new, _NOW), else_=outbox.c.last_try),
            lease_owner=bindparam("owner"),
            lease_until=_LEASE_END,
            wake_at=_LEASE_END,
        )
        .returning(outbox)
    )


TAKE_TIMERS = _take_timers()
TAKE_OUTBOX = _take_outbox()
# Asked before anything is locked: most ticks find nothing to do.
ANY_TIMER: Select[Any] = select(literal_column("1")).select_from(timers).where(timers.c.wake_at <= _HORIZON).limit(1)
ANY_MESSAGE: Select[Any] = (
    select(literal_column("1")).select_from(outbox).where(outbox.c.wake_at <= _HORIZON, _HAS_PLACE).limit(1)
)
# A process that speaks for one workspace alone leaves what others are owed to those who speak for them.
# The column is wrapped so that the planner keeps to the index of `wake_at`: the key begins with the workspace, and by it
# the whole workspace would be read for the few rows that are due.
_TIMER_OF, _MESSAGE_OF = timers.c.workspace.concat("") == _OF, outbox.c.workspace.concat("") == _OF
TAKE_TIMERS_OF = _take_timers(_TIMER_OF)
TAKE_OUTBOX_OF = _take_outbox(_MESSAGE_OF)
ANY_TIMER_OF, ANY_MESSAGE_OF = ANY_TIMER.where(_TIMER_OF), ANY_MESSAGE.where(_MESSAGE_OF)
NEXT_TIMER = select(timers.c.wake_at).order_by(timers.c.wake_at).limit(1)
NEXT_MESSAGE = (
    select(outbox.c.wake_at).where(outbox.c.wake_at.is_not(None), _HAS_PLACE).order_by(outbox.c.wake_at).limit(1)
)


def moments(now: datetime, lease_now: datetime) -> dict[str, object]:
    """The two clocks as the statements above take them."""
    return {"due_by": now, "lease_now": lease_now, "horizon": max(now, lease_now)}
