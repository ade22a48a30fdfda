"""Legal hold of clients, restriction of entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, select, update

from bot.store.binding import THIS_WORKSPACE, Bound, insert_once, upsert
from bot.store.columns import Utc
from bot.store.prepared import Row
from bot.store.tables import clients
from bot.store.tables_register import holds, restrictions
from bot.usecases.register_ports import Hold, Restriction

_OWN = holds.c.workspace == THIS_WORKSPACE
_OF_ROOT = holds.c.client.in_(
    select(clients.c.id).where(clients.c.workspace == THIS_WORKSPACE, clients.c.root == bindparam("root"))
)
_ALL: Select[Any] = select(holds).where(_OWN, holds.c.lifted_at.is_(None)).order_by(holds.c.at, holds.c.client)
_BY_CLIENT = _ALL.where(_OF_ROOT)
_PUT = upsert(holds, changes=("at", "by_user", "reason", "lifted_at", "lifted_by", "lift_reason"))
_LIFT = (
    update(holds)
    .where(_OWN, _OF_ROOT, holds.c.lifted_at.is_(None))
    .values(
        lifted_at=bindparam("now_lifted", type_=Utc), lifted_by=bindparam("lifter"), lift_reason=bindparam("why_lifted")
    )
)
_RESTRICT = insert_once(restrictions)
_UNRESTRICT = delete(restrictions).where(
    restrictions.c.workspace == THIS_WORKSPACE, restrictions.c.entry == bindparam("which")
)


class SqlHolds:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def of_client(self, client: str) -> Hold | None:
        row = self._bound.run(_BY_CLIENT, {"root": client}).first()
        return None if row is None else _hold(row)

    def all(self) -> Sequence[Hold]:
        """Oldest first."""
        return [_hold(row) for row in self._bound.run(_ALL).all()]

    def put(self, hold: Hold) -> None:
        put = {"client": hold.client, "at": hold.at, "by_user": hold.by, "reason": hold.reason}
        self._bound.run(_PUT, {**put, "lifted_at": None, "lifted_by": None, "lift_reason": None})

    def lift(self, client: str, at: datetime, by: str, reason: str) -> bool:
        values: dict[str, object] = {"root": client, "now_lifted": at, "lifter": by, "why_lifted": reason}
        return self._bound.run(_LIFT, values).rowcount > 0

    def restrict(self, restriction: Restriction) -> bool:
        row = {"entry": restriction.entry, "at": restriction.at, "by_user": restriction.by}
        return self._bound.run(_RESTRICT, row).rowcount == 1

    def unrestrict(self, entry: str) -> bool:
        return self._bound.run(_UNRESTRICT, {"which": entry}).rowcount == 1


def _hold(row: Row) -> Hold:
    return Hold(client=row.client, at=row.at, by=row.by_user, reason=row.reason)
