"""What restricted flags ask of the reviewers."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, bindparam, insert, literal_column, select, update

from bot.domain.care import CareItem, CareState
from bot.store.binding import THIS_WORKSPACE, Bound
from bot.store.prepared import Row
from bot.store.tables import clients
from bot.store.tables_care import care_items
from bot.usecases.store_ports import StaleRevision

# The table's columns bear the names of the item's fields.
_FIELDS = tuple(field.name for field in fields(CareItem))
_OWN = care_items.c.workspace == THIS_WORKSPACE
_ALL: Select[Any] = select(*(care_items.c[name] for name in _FIELDS)).where(_OWN)
_BY_ID = _ALL.where(care_items.c.id == bindparam("which"))
_OF_INCIDENT = _ALL.where(care_items.c.incident == bindparam("of_incident"))
_IN_ORDER = (care_items.c.opened_at, care_items.c.id)
_OPEN = _ALL.where(care_items.c.state != literal_column("'closed'")).order_by(*_IN_ORDER)
_OF_ROOT = care_items.c.client.in_(
    select(clients.c.id).where(clients.c.workspace == THIS_WORKSPACE, clients.c.root == bindparam("root"))
)
_OF_CLIENT = _ALL.where(_OF_ROOT).order_by(*_IN_ORDER)
_ADD = insert(care_items).inline()
_SAVE = update(care_items).where(
    _OWN, care_items.c.id == bindparam("which"), care_items.c.revision == bindparam("known_revision")
)


class SqlCare:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def get(self, care_id: str) -> CareItem | None:
        return self._only(self._bound.run(_BY_ID, {"which": care_id}).first())

    def of_incident(self, incident_id: str) -> CareItem | None:
        return self._only(self._bound.run(_OF_INCIDENT, {"of_incident": incident_id}).first())

    def open_items(self) -> Sequence[CareItem]:
        return [_item(row) for row in self._bound.run(_OPEN).all()]

    def of_client(self, client_id: str) -> Sequence[CareItem]:
        return [_item(row) for row in self._bound.run(_OF_CLIENT, {"root": client_id}).all()]

    def add(self, item: CareItem) -> None:
        self._bound.run(_ADD, _columns(item))

    def save(self, item: CareItem) -> None:
        values = _columns(item) | {"revision": item.revision + 1, "which": item.id, "known_revision": item.revision}
        del values["id"]
        if self._bound.run(_SAVE, values).rowcount != 1:
            raise StaleRevision

    @staticmethod
    def _only(row: Row | None) -> CareItem | None:
        return None if row is None else _item(row)


def _columns(item: CareItem) -> dict[str, object]:
    return {**{name: getattr(item, name) for name in _FIELDS}, "state": item.state.value}


def _item(row: Row) -> CareItem:
    return CareItem(
        id=row.id,
        client=row.client,
        incident=row.incident,
        opened_at=row.opened_at,
        state=CareState(row.state),
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        note=row.note,
        revision=row.revision,
    )
