"""Partings with their checklists, and what people say of them afterwards."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, exists, insert, literal_column, select, update

from bot.domain.client import Client
from bot.domain.parting import Glad, GladAnswer, Item, ItemState, Override, Parting, PartingState
from bot.domain.parting_order import Order, Step
from bot.store.binding import THIS_WORKSPACE, Bound, upsert
from bot.store.clients import client_of
from bot.store.prepared import Row
from bot.store.tables import clients
from bot.store.tables_parting import glad_answers, parting_items, partings
from bot.usecases.ports import StaleRevision

_OWN = partings.c.workspace == THIS_WORKSPACE
_ALL: Select[Any] = select(partings).where(_OWN)
_BY_ID = _ALL.where(partings.c.id == bindparam("which"))
# A client's partings are its own and those of every client merged into it.
_OF_ROOT = _ALL.where(
    partings.c.client.in_(
        select(clients.c.id).where(clients.c.workspace == THIS_WORKSPACE, clients.c.root == bindparam("of_root"))
    )
).order_by(partings.c.begun_at.desc(), partings.c.number.desc())
_RUNNING = _ALL.where(partings.c.state == literal_column("'running'")).order_by(partings.c.begun_at, partings.c.id)
_WITHOUT_LIST: Select[Any] = (
    select(clients)
    .where(
        clients.c.workspace == THIS_WORKSPACE,
        clients.c.root == clients.c.id,
        clients.c.status == literal_column("'parting'"),
        ~exists().where(_OWN, partings.c.client == clients.c.id, partings.c.state == literal_column("'running'")),
    )
    .order_by(clients.c.name_key, clients.c.id)
    .limit(bindparam("most"))
)
_ITEMS: Select[Any] = (
    select(parting_items)
    .where(parting_items.c.workspace == THIS_WORKSPACE, parting_items.c.parting.in_(bindparam("of", expanding=True)))
    .order_by(parting_items.c.parting, parting_items.c.place)
)
_ADD = insert(partings).inline()
_SAVE = update(partings).where(
    _OWN, partings.c.id == bindparam("which"), partings.c.revision == bindparam("known_revision")
)
_ITEM_COLUMNS = (
    "place",
    "owner",
    "due_at",
    "has_own_date",
    "state",
    "settled_by",
    "settled_at",
    "reminders",
    "reminded_at",
)
_PUT_ITEM = upsert(parting_items, changes=_ITEM_COLUMNS)
_KEEP_ANSWER = upsert(glad_answers, changes=("answer", "note", "at"))
_ANSWERS: Select[Any] = (
    select(glad_answers)
    .where(glad_answers.c.workspace == THIS_WORKSPACE, glad_answers.c.parting == bindparam("of_parting"))
    .order_by(glad_answers.c.after_days, glad_answers.c.at, glad_answers.c.user)
)


class SqlPartings:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def get(self, parting_id: str) -> Parting | None:
        return next(iter(self._complete(self._bound.run(_BY_ID, {"which": parting_id}).all())), None)

    def of_client(self, client_id: str) -> Sequence[Parting]:
        return self._complete(self._bound.run(_OF_ROOT, {"of_root": client_id}).all())

    def running(self) -> Sequence[Parting]:
        return self._complete(self._bound.run(_RUNNING).all())

    def without_list(self, limit: int) -> Sequence[Client]:
        return [client_of(row) for row in self._bound.run(_WITHOUT_LIST, {"most": limit}).all()]

    def add(self, parting: Parting) -> None:
        self._bound.run(_ADD, {"id": parting.id, "revision": parting.revision, **_columns(parting)})
        self._put_items(parting)

    def save(self, parting: Parting) -> None:
        values = {"which": parting.id, "known_revision": parting.revision, "revision": parting.revision + 1}
        if self._bound.run(_SAVE, {**values, **_columns(parting)}).rowcount != 1:
            raise StaleRevision
        self._put_items(parting)

    def keep_answer(self, answer: GladAnswer) -> None:
        row = {
            "parting": answer.parting,
            "after_days": answer.after_days,
            "user": answer.user,
            "answer": answer.answer.value,
            "note": answer.note,
            "at": answer.at,
        }
        self._bound.run(_KEEP_ANSWER, row)

    def answers(self, parting_id: str) -> Sequence[GladAnswer]:
        rows = self._bound.run(_ANSWERS, {"of_parting": parting_id}).all()
        return [GladAnswer(row.parting, row.after_days, row.user, Glad(row.answer), row.note, row.at) for row in rows]

    def _put_items(self, parting: Parting) -> None:
        rows = [
            {
                "parting": parting.id,
                "step": item.step.value,
                "place": place,
                "owner": item.owner,
                "due_at": item.due_at,
                "has_own_date": item.has_own_date,
                "state": item.state.value,
                "settled_by": item.settled_by,
                "settled_at": item.settled_at,
                "reminders": item.reminders,
                "reminded_at": item.reminded_at,
            }
            for place, item in enumerate(parting.items)
        ]
        self._bound.run_many(_PUT_ITEM, rows)

    def _complete(self, rows: Sequence[Row]) -> list[Parting]:
        if not rows:
            return []
        items: dict[str, list[Item]] = {}
        for row in self._bound.run(_ITEMS, {"of": [row.id for row in rows]}).all():
            items.setdefault(row.parting, []).append(_item(row))
        return [_parting(row, tuple(items.get(row.id, ()))) for row in rows]


def _columns(parting: Parting) -> dict[str, object]:
    override = parting.override
    return {
        "client": parting.client,
        "number": parting.number,
        "episode": parting.episode,
        "order": parting.order.value,
        "signs": list(parting.signs),
        "decided_by": parting.decided_by,
        "begun_at": parting.begun_at,
        "state": parting.state.value,
        "override_by": override.by if override else None,
        "override_at": override.at if override else None,
        "override_reason": override.reason if override else None,
        "chosen_by": parting.chosen_by,
        "ended_by": parting.ended_by,
        "ended_at": parting.ended_at,
        "stop_reason": parting.stop_reason,
    }


def _parting(row: Row, items: tuple[Item, ...]) -> Parting:
    override = None
    if row.override_by is not None:
        override = Override(by=row.override_by, at=row.override_at, reason=row.override_reason)
    return Parting(
        id=row.id,
        client=row.client,
        number=row.number,
        episode=row.episode,
        order=Order(row.order),
        signs=tuple(row.signs),
        decided_by=row.decided_by,
        begun_at=row.begun_at,
        items=items,
        state=PartingState(row.state),
        override=override,
        chosen_by=row.chosen_by,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        stop_reason=row.stop_reason,
        revision=row.revision,
    )


def _item(row: Row) -> Item:
    return Item(
        step=Step(row.step),
        owner=row.owner,
        due_at=row.due_at,
        has_own_date=row.has_own_date,
        state=ItemState(row.state),
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        reminders=row.reminders,
        reminded_at=row.reminded_at,
    )
