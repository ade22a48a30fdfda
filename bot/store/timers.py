"""What time owes."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from bot.store.binding import THIS_WORKSPACE, Bound, upsert
from bot.store.columns import Utc
from bot.store.tables_owed import timers
from bot.usecases.records import Timer, TimerKind

_THIS_ONE = (
    timers.c.workspace == THIS_WORKSPACE,
    timers.c.kind == bindparam("which_kind"),
    timers.c.subject == bindparam("which"),
)
_SET = upsert(timers, changes=("due_at", "lease_until", "wake_at"))
_DROP = delete(timers).where(*_THIS_ONE)
_FINISH = _DROP.where(timers.c.due_at == bindparam("known_due", type_=Utc))
_EARLIER = bindparam("earlier", type_=Utc)
_HASTEN = (
    update(timers)
    .where(timers.c.workspace == THIS_WORKSPACE, timers.c.kind == bindparam("which_kind"), timers.c.due_at > _EARLIER)
    .values(due_at=_EARLIER, lease_until=None, wake_at=_EARLIER)
)
_DUE_AT = select(timers.c.due_at).where(*_THIS_ONE)


class SqlTimers:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def set(self, kind: TimerKind, subject: str, due_at: datetime) -> None:
        values = {"kind": kind.value, "subject": subject, "due_at": due_at, "lease_until": None, "wake_at": due_at}
        self._bound.run(_SET, values)

    def drop(self, kind: TimerKind, subject: str) -> None:
        self._bound.run(_DROP, {"which_kind": kind.value, "which": subject})

    def hasten(self, kind: TimerKind, at: datetime) -> None:
        self._bound.run(_HASTEN, {"which_kind": kind.value, "earlier": at})

    def get(self, kind: TimerKind, subject: str) -> datetime | None:
        row = self._bound.run(_DUE_AT, {"which_kind": kind.value, "which": subject}).first()
        return None if row is None else row.due_at

    def finish(self, timer: Timer) -> bool:
        """Always False for a timer of another workspace."""
        if timer.workspace != self._bound.workspace:
            return False
        claimed = {"which_kind": timer.kind.value, "which": timer.subject, "known_due": timer.due_at}
        return self._bound.run(_FINISH, claimed).rowcount == 1
