"""Statements of Core, compiled once and then given to SQLite's driver as they are.

Core looks a statement up, binds and wraps it anew each time. For SQLite, which answers most of ours in a few
microseconds, that is nine tenths of the cost (docs/performance.md). PostgreSQL's round trips hide it: there Core runs them.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Dialect, Executable, Select
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_Convert = Callable[[Any], Any]


class DriverCursor(Protocol):
    """SQLite's."""

    rowcount: int

    def fetchall(self) -> list[tuple[Any, ...]]: ...


class DriverConnection(Protocol):
    """SQLite's."""

    def execute(self, sql: str, values: tuple[Any, ...], /) -> DriverCursor: ...


class Ran(IteratorResult[Any]):
    """A result with all its rows; ``rowcount`` is how many rows a change met."""

    rowcount: int = -1


class _Place(NamedTuple):
    """A question mark: whose value it takes, what it takes where none is given, and how a value is written."""

    name: str
    otherwise: Any
    write: _Convert | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """``reads`` are the columns, by their place, whose values are not kept as they are read."""

    sql: str
    places: tuple[_Place, ...]
    columns: SimpleResultMetaData
    reads: tuple[tuple[int, _Convert], ...]

    def run(self, driver: DriverConnection, values: Mapping[str, object]) -> Ran:
        given = []
        for name, otherwise, write in self.places:
            value = values.get(name, otherwise)
            given.append(value if write is None or value is None else write(value))
        try:
            cursor = driver.execute(self.sql, tuple(given))
        except sqlite3.Error as error:
            # As Core says it, which is what the rest of the store knows; the values are left out.
            raise DBAPIError.instance(self.sql, (), error, sqlite3.Error, hide_parameters=True) from error
        ran = Ran(self.columns, map(self._read, cursor.fetchall()) if self.reads else iter(cursor.fetchall()))
        ran.rowcount = cursor.rowcount
        return ran

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        read = list(row)
        for place, convert in self.reads:
            value = read[place]
            if value is not None:  # as most columns of an entry are: each kind has its own
                read[place] = convert(value)
        return tuple(read)


@lru_cache(maxsize=1024)
def prepared(statement: Executable, names: tuple[str, ...], dialect: Dialect) -> Prepared | None:
    """``names`` are those of the values that it will be given. None for one whose text depends on the values.

    The statements are constants of their modules, and a dialect is an engine's: so few are kept that none is dropped.
    """
    compiled = statement.compile(dialect=dialect, column_keys=names)  # type: ignore[attr-defined]  # every one of ours has it
    assert isinstance(compiled, SQLCompiler)
    if any(bind.expanding for bind in compiled.binds.values()):
        return None
    fixed = compiled.params
    places = tuple(
        _Place(name, fixed.get(name), _writing(compiled.binds[name].type, dialect))
        for name in compiled.positiontup or ()
    )
    columns = list(statement.selected_columns) if isinstance(statement, Select) else []
    reading = [(place, _reading(column.type, dialect)) for place, column in enumerate(columns)]
    return Prepared(
        compiled.string,
        places,
        SimpleResultMetaData([str(column.key) for column in columns]),
        tuple((place, convert) for place, convert in reading if convert is not None),
    )


def _writing(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
