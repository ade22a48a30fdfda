"""The conditions of decisions."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update

from bot.domain.conditions import Condition
from bot.domain.history import ClientStatus
from bot.store.binding import THIS_WORKSPACE, Bound
from bot.store.columns import Utc
from bot.store.prepared import Row
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
# A merged client's conditions are its root's.
_ROOT = clients.alias("root")
_WITH_ROOT = conditions.join(
    clients, (clients.c.workspace == conditions.c.workspace) & (clients.c.id == conditions.c.client)
).join(_ROOT, (_ROOT.c.workspace == clients.c.workspace) & (_ROOT.c.id == clients.c.root))
_UNANSWERED: Select[Any] = (
    select(*(conditions.c[name] for name in _FIELDS))
    .select_from(_WITH_ROOT)
    .where(
        _OWN,
        conditions.c.is_kept.is_(None),
        conditions.c.due_at <= bindparam("due_until", type_=Utc),
        _ROOT.c.status == ClientStatus.ACTIVE.value,
    )
    # What was never answered and is long replaced by a later decision has the earliest dates.
    .order_by(conditions.c.due_at.desc(), conditions.c.id)
    .limit(bindparam("most"))
)
_UNANSWERED_OF = _UNANSWERED.where(_ROOT.c.owner == bindparam("of_owner"))
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

    def unanswered(self, due_until: datetime, limit: int, owner: str | None = None) -> Sequence[Condition]:
        sought: dict[str, object] = {"due_until": due_until, "most": limit}
        if owner is None:
            return [_condition(row) for row in self._bound.run(_UNANSWERED, sought).all()]
        return [_condition(row) for row in self._bound.run(_UNANSWERED_OF, {**sought, "of_owner": owner}).all()]

    def add(self, condition: Condition) -> None:
        self._bound.run(_ADD, {name: getattr(condition, name) for name in _FIELDS})

    def save_answer(self, condition: Condition) -> None:
        answer = {name: getattr(condition, name) for name in ("is_kept", "answered_by", "answered_at")}
        self._bound.run(_SAVE, {**answer, "which": condition.id})


def _condition(row: Row) -> Condition:
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
