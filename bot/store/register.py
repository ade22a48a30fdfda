"""All that is kept, read by table: for exports, and to find where a person stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, Column, Select, Table, Text, bindparam, cast, or_, select

from bot.domain.names import name_key
from bot.store import inventory
from bot.store.binding import THIS_WORKSPACE, Bound
from bot.store.prepared import Row as StoredRow
from bot.usecases.audit_lines import WRITTEN
from bot.usecases.records import Json
from bot.usecases.register_ports import HeldRow, Mention, Row

_TABLES: Mapping[str, Table] = {table.name: table for table in inventory.own_tables()}
_USER: BindParameter[str] = bindparam("user_id")
_WITHIN: BindParameter[str] = bindparam("within")


def _rows_of(table: Table) -> Select[Any]:
    return select(*table.c).where(inventory.workspace_of(table) == THIS_WORKSPACE).order_by(*table.primary_key.columns)


def _somewhere_in(table: Table) -> list[Any]:
    """The conditions under which a user stands in a row. Ids are letters and digits, so nothing in them is a wildcard."""
    texts = (*inventory.columns(inventory.TYPED, table), *inventory.columns(inventory.COMPOSED, table))
    data = inventory.columns(inventory.DATA, table)
    return [
        *(column == _USER for column in inventory.columns(inventory.PEOPLE, table)),
        *(column.like(_WITHIN) for column in texts),
        *(cast(column, Text).like(_WITHIN) for column in data),
    ]


ROWS: Mapping[str, Select[Any]] = {name: _rows_of(table) for name, table in _TABLES.items()}
STANDING: Mapping[str, Select[Any]] = {
    name: _rows_of(table).where(or_(*found)) for name, table in _TABLES.items() if (found := _somewhere_in(table))
}
_SOUGHT_IN: Mapping[str, tuple[str, ...]] = {
    name: tuple(
        column.name
        for kind in (inventory.TYPED, inventory.DATA)
        for column in inventory.columns(kind, table)
        if (name, column.name) != ("people", "name")
    )
    for name, table in _TABLES.items()
}


class SqlRegister:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def tables(self) -> Sequence[str]:
        return tuple(_TABLES)

    def rows(self, table: str) -> Sequence[Row]:
        return [_as_json(_TABLES[table], row) for row in self._bound.run(ROWS[table]).all()]

    def standing(self, user: str) -> Sequence[HeldRow]:
        held = []
        for name, statement in STANDING.items():
            rows = self._bound.run(statement, {"user_id": user, "within": f"%{user}%"}).all()
            for row in (_as_json(_TABLES[name], found) for found in rows):
                columns = tuple(column for column, value in row.items() if _stands_in(user, value))
                if columns:
                    held.append(HeldRow(name, row, columns))
        return held

    def mentioning(self, words: str) -> Sequence[Mention]:
        sought = name_key(words)
        if not sought:
            return []
        found: list[Mention] = []
        for name, columns in _SOUGHT_IN.items():
            if columns:
                for row in self._written(name):
                    found += _mentions(_TABLES[name], row, columns, sought)
        return found

    def place(self, mention_id: str) -> Mention | None:
        name, column, *_ = (*mention_id.split("|", 2), "", "")
        if column not in _SOUGHT_IN.get(name, ()):
            return None
        table = _TABLES[name]
        places = (_mention(table, row, column, list(_texts_in(row[column]))) for row in self._written(name))
        return next((place for place in places if place.id == mention_id), None)

    def _written(self, name: str) -> Iterable[Row]:
        return (row for row in self.rows(name) if name != "audit" or row["action"] in WRITTEN)


def _mentions(table: Table, row: Row, columns: Sequence[str], sought: str) -> Iterable[Mention]:
    for column in columns:
        texts = [text for text in _texts_in(row[column]) if sought in name_key(text)]
        if texts:
            yield _mention(table, row, column, texts)


def _mention(table: Table, row: Row, column: str, texts: Sequence[str]) -> Mention:
    client = row["id"] if table.name == "clients" else row.get("client")
    return Mention(
        table=table.name,
        key=tuple((part.name, str(row[part.name])) for part in _key_of(table)),
        column=column,
        client=client if isinstance(client, str) else None,
        text="\n".join(texts),
    )


def _key_of(table: Table) -> "list[Column[Any]]":
    return [column for column in table.primary_key.columns if column.name != "workspace"]


def _texts_in(value: Json) -> Iterable[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _texts_in(each)
        case list() | tuple():
            for each in value:
                yield from _texts_in(each)


def _stands_in(user: str, value: Json) -> bool:
    """As a whole id, and not as the beginning of a longer one."""
    return any(user in _words(text) for text in _texts_in(value))


def _words(text: str) -> set[str]:
    return set("".join(letter if letter.isascii() and letter.isalnum() else " " for letter in text).split())


def _as_json(table: Table, row: StoredRow) -> Row:
    return {column.name: _plain(value) for column, value in zip(table.c, row, strict=True)}


def _plain(value: object) -> Json:
    match value:
        case datetime():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value  # type: ignore[return-value]  # everything else in a column is JSON already
