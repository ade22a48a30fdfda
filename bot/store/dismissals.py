"""Proposals to dismiss a flag, and what became of them."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, bindparam, insert, literal_column, select, update

from bot.domain.dismissal import Dismissal, DismissalState
from bot.store.binding import THIS_WORKSPACE, Bound
from bot.store.prepared import Row
from bot.store.tables import clients
from bot.store.tables_care import dismissals

# The table's columns bear the names of the proposal's fields.
_FIELDS = tuple(field.name for field in fields(Dismissal))
_OWN = dismissals.c.workspace == THIS_WORKSPACE
_IS_PENDING = dismissals.c.state == literal_column("'pending'")
_ALL: Select[Any] = select(*(dismissals.c[name] for name in _FIELDS)).where(_OWN)
_BY_ID = _ALL.where(dismissals.c.id == bindparam("which"))
_PENDING_OF = _ALL.where(dismissals.c.incident == bindparam("of_incident"), _IS_PENDING)
_WAITING = _ALL.where(_IS_PENDING).order_by(dismissals.c.proposed_at, dismissals.c.id)
_OF_ROOT = dismissals.c.client.in_(
    select(clients.c.id).where(clients.c.workspace == THIS_WORKSPACE, clients.c.root == bindparam("root"))
)
_OF_CLIENT = _ALL.where(_OF_ROOT).order_by(dismissals.c.proposed_at, dismissals.c.id)
_ADD = insert(dismissals).inline()
_SETTLE = update(dismissals).where(_OWN, dismissals.c.id == bindparam("which"), _IS_PENDING)


class SqlDismissals:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def get(self, dismissal_id: str) -> Dismissal | None:
        row = self._bound.run(_BY_ID, {"which": dismissal_id}).first()
        return None if row is None else _dismissal(row)

    def pending(self, incident_id: str) -> Dismissal | None:
        row = self._bound.run(_PENDING_OF, {"of_incident": incident_id}).first()
        return None if row is None else _dismissal(row)

    def waiting(self) -> Sequence[Dismissal]:
        return [_dismissal(row) for row in self._bound.run(_WAITING).all()]

    def of_client(self, client_id: str) -> Sequence[Dismissal]:
        return [_dismissal(row) for row in self._bound.run(_OF_CLIENT, {"root": client_id}).all()]

    def add(self, dismissal: Dismissal) -> None:
        values = {name: getattr(dismissal, name) for name in _FIELDS}
        self._bound.run(_ADD, {**values, "state": dismissal.state.value})

    def settle(self, dismissal: Dismissal) -> bool:
        ended = {"settled_by": dismissal.settled_by, "settled_at": dismissal.settled_at}
        ended |= {"state": dismissal.state.value, "which": dismissal.id}
        return self._bound.run(_SETTLE, ended).rowcount == 1


def _dismissal(row: Row) -> Dismissal:
    return Dismissal(
        id=row.id,
        client=row.client,
        incident=row.incident,
        waives=bool(row.waives),
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        lapses_at=row.lapses_at,
        state=DismissalState(row.state),
        settled_by=row.settled_by,
        settled_at=row.settled_at,
    )
