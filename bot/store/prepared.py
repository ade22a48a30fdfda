"""Statements of Core, compiled once and then given to SQLite's driver as they are.

Core looks a statement up, binds and wraps it anew each time. For SQLite, which answers most of ours in a few
microseconds, that is nine tenths of the cost (docs/performance.md). PostgreSQL's round trips hide it: there Core runs them.

What is relied on is what SQLAlchemy documents for running a compiled statement by hand: `compile`, the compiler's `string`,
`params`, `positiontup` and `binds`, and what a type gives for binding and reading. A test holds the outcome against Core's.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import Dialect, Executable, Select
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


class Row(Protocol):
    """Its columns by name, and by place in the order of the SELECT. Core's rows are such too."""

    def __getattr__(self, name: str, /) -> Any: ...
    def __getitem__(self, place: int | slice, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...


class Result(Protocol):
    """What a statement found; ``rowcount`` is how many rows a change met. Core's results are such too."""

    @property
    def rowcount(self) -> int: ...
    def all(self) -> Sequence[Row]: ...
    def first(self) -> Row | None: ...
    def one(self) -> Row: ...


@dataclass(frozen=True, slots=True)
class Ran:
    """A result with all its rows."""

    rows: Sequence[Row]
    rowcount: int

    def all(self) -> Sequence[Row]:
        return self.rows

    def first(self) -> Row | None:
        return self.rows[0] if self.rows else None

    def one(self) -> Row:
        """The only row; raises ValueError where there is none, or a second one."""
        (row,) = self.rows
        return row


class _Place(NamedTuple):
    """A question mark: whose value it takes, what it takes where none is given, and how a value is written."""

    name: str
    otherwise: Any
    write: _Convert | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """``row`` makes a row of its values, ``reads`` are the columns, by place, whose values are not kept as they are read."""

    sql: str
    places: tuple[_Place, ...]
    row: Callable[[Iterable[Any]], Row]
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
        rows = cursor.fetchall()
        return Ran(list(map(self.row, self._read(rows) if self.reads else rows)) if rows else (), cursor.rowcount)

    def _read(self, rows: list[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
        # Column by column, which for a history takes a third of the time that row by row does.
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, convert in self.reads:
            columns[place] = [None if value is None else convert(value) for value in columns[place]]
        return zip(*columns, strict=True)


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
        _row_of([str(column.key) for column in columns]),
        tuple((place, convert) for place, convert in reading if convert is not None),
    )


def _row_of(names: Sequence[str]) -> Callable[[Iterable[Any]], Row]:
    kind = namedtuple("kind", names, rename=True)  # type: ignore[misc]  # the names are a statement's, known when it is compiled
    return cast(Callable[[Iterable[Any]], Row], kind._make)


def _writing(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
