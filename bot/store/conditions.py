"""The conditions of decisions."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update

from bot.domain.conditions import Condition
from bot.store.binding import THIS_WORKSPACE, Bound
from bot.store.tables import clients
from bot.store.tables_review import conditions

# The table's columns bear the names of the condition's fields.
_FIELDS = tuple(field.name for field in fields(Condition))
_OWN = conditions.c.workspace == THIS_WORKSPACE
_ALL: Select[Any] = select(*(conditions.c[name] for name in _FIELDS)).where(_OWN)
_BY_ID = _ALL.where(conditions.c.id == bindparam("which"))
_OF_ROOT = conditions.c.client.in_(
    select(clients.c.id).where(clients.c.workspace == THIS_WORKSPACE, clients.c.root == bindparam("root"))
)
_OF_CLIENT = _ALL.where(_OF_ROOT).order_by(conditions.c.due_at, conditions.c.id)
_ADD = insert(conditions).inline()
_SAVE = update(conditions).where(_OWN, conditions.c.id == bindparam("which"))


class SqlConditions:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def get(self, condition_id: str) -> Condition | None:
        row = self._bound.run(_BY_ID, {"which": condition_id}).first()
        return None if row is None else _condition(row)

    def of_client(self, client_id: str) -> Sequence[Condition]:
        return [_condition(row) for row in self._bound.run(_OF_CLIENT, {"root": client_id}).all()]

    def add(self, condition: Condition) -> None:
        self._bound.run(_ADD, {name: getattr(condition, name) for name in _FIELDS})

    def save_answer(self, condition: Condition) -> None:
        answer = {name: getattr(condition, name) for name in ("is_kept", "answered_by", "answered_at")}
        self._bound.run(_SAVE, {**answer, "which": condition.id})


def _condition(row: Row[Any]) -> Condition:
    return Condition(
        id=row.id,
        client=row.client,
        decision=row.decision,
        wording=row.wording,
        due_at=row.due_at,
        is_kept=row.is_kept,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
