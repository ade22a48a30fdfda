"""The trail of changes. It is only ever added to: triggers in both databases refuse anything else."""

from datetime import datetime

from sqlalchemy import func, insert, select

from bot.store.binding import THIS_WORKSPACE, Bound
from bot.store.tables import audit
from bot.usecases.records import Json

_ADD = (
    insert(audit)
    .inline()
    .values(
        seq=select(func.coalesce(func.max(audit.c.seq), 0) + 1)
        .where(audit.c.workspace == THIS_WORKSPACE)
        .scalar_subquery()
    )
)


class SqlAudit:
    def __init__(self, bound: Bound, at: datetime) -> None:
        self._bound = bound
        self._at = at

    def add(self, by: str, action: str, subject: str, before: Json, after: Json) -> None:
        """One line after all others of the workspace, at the unit's moment."""
        row = {"at": self._at, "by_user": by, "action": action, "subject": subject, "before": before, "after": after}
        self._bound.run(_ADD, row)
