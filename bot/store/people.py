"""What is known of people."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, select

from bot.domain.people import Person
from bot.store.binding import THIS_WORKSPACE, Bound, upsert
from bot.store.tables import people

_FACTS = (
    "team",
    "name",
    "checked_at",
    "is_guest",
    "is_stranger",
    "is_bot",
    "is_deactivated",
    "is_admin",
    "zone",
)
_OWN = people.c.workspace == THIS_WORKSPACE
_BY_ID: Select[Any] = select(people).where(_OWN, people.c.id == bindparam("which"))
_BY_IDS: Select[Any] = select(people).where(_OWN, people.c.id.in_(bindparam("users", expanding=True)))
_ADMINS = (
    select(people.c.id)
    .where(_OWN, people.c.is_admin, ~people.c.is_deactivated, ~people.c.is_guest, ~people.c.is_bot)
    .order_by(people.c.id)
)
_DROP = delete(people).where(_OWN, people.c.id == bindparam("which"))
_PUT = upsert(people, changes=_FACTS, newer_by="checked_at", or_same=True)


class SqlPeople:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def get(self, user: str) -> Person | None:
        row = self._bound.run(_BY_ID, {"which": user}).first()
        return None if row is None else _person(row)

    def of(self, users: Collection[str]) -> Mapping[str, Person]:
        """Those that are known."""
        rows = self._bound.run(_BY_IDS, {"users": list(users)}).all()
        return {row.id: _person(row) for row in rows}

    def put(self, people: Collection[Person]) -> None:
        self._bound.run_many(_PUT, [_columns(person) for person in people])

    def drop(self, user: str) -> None:
        self._bound.run(_DROP, {"which": user})

    def admins(self) -> Sequence[str]:
        """By id."""
        return self._bound.run(_ADMINS).scalars().all()


def _columns(person: Person) -> dict[str, object]:
    return {"id": person.id, **{fact: getattr(person, fact) for fact in _FACTS}}


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        team=row.team,
        name=row.name,
        checked_at=row.checked_at,
        is_guest=row.is_guest,
        is_stranger=row.is_stranger,
        is_bot=row.is_bot,
        is_deactivated=row.is_deactivated,
        is_admin=row.is_admin,
        zone=row.zone,
    )
