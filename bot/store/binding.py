"""The one place where a statement meets its workspace."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Connection, CursorResult, Executable, Insert, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.columns import WORDS
from bot.store.engine import Kind
from bot.store.prepared import DriverConnection, Ran, prepared

# Every statement on a workspace's rows has this in its WHERE. No column bears the name: it would be taken for a value.
THIS_WORKSPACE: BindParameter[str] = bindparam("this_workspace", type_=WORDS)


class Either(NamedTuple):
    """One statement in the words of each database, for what SQLAlchemy has no common words for."""

    sqlite: Executable
    postgresql: Executable


class UnitOver(RuntimeError):
    """The transaction has ended; nothing more can be run in it."""


class Bound:
    """A connection within a transaction, bound to one workspace: repositories reach the database by it alone."""

    __slots__ = ("_connection", "_is_sqlite", "workspace")

    def __init__(self, connection: Connection, kind: Kind, workspace: str) -> None:
        self._connection = connection
        self._is_sqlite = kind is Kind.SQLITE
        self.workspace = workspace

    def roll_back(self) -> None:
        """Ends the transaction without keeping anything; nothing more can be run."""
        transaction = self._connection.get_transaction()
        if transaction is not None:
            transaction.rollback()

    def run(
        self, statement: Executable | Either, values: Mapping[str, object] | None = None
    ) -> Ran | CursorResult[Any]:
        """Executes one statement, a constant, on rows of this workspace; an insert's row is given its workspace."""
        chosen = self._chosen(statement)
        given: dict[str, object] = {**values} if values else {}
        given["this_workspace"] = self.workspace
        if isinstance(chosen, Insert):
            given["workspace"] = self.workspace
        if self._is_sqlite:
            ready = prepared(chosen, tuple(given), self._connection.dialect)
            if ready is not None:
                return ready.run(self._driver(), given)
        return self._connection.execute(chosen, given)

    def run_many(self, statement: Insert | Either, rows: Sequence[Mapping[str, object]]) -> None:
        """Inserts several rows, each given its workspace."""
        if rows:
            own = {"this_workspace": self.workspace, "workspace": self.workspace}
            self._connection.execute(self._chosen(statement), [{**row, **own} for row in rows])

    def _driver(self) -> DriverConnection:
        """SQLite's own connection. Outside a transaction it would keep each statement by itself, so it is refused there."""
        if not self._connection.in_transaction():
            raise UnitOver
        driver = self._connection.connection.driver_connection
        assert driver is not None
        return cast(DriverConnection, driver)

    def _chosen(self, statement: Executable | Either) -> Executable:
        if isinstance(statement, Either):
            return statement.sqlite if self._is_sqlite else statement.postgresql
        return statement


def insert_once(table: Table) -> Either:
    """An insert that leaves a row with the same primary key as it is; its rowcount is 0 then."""
    keys = list(table.primary_key.columns)
    return Either(
        _counted(sqlite.insert(table).on_conflict_do_nothing(index_elements=keys)),
        _counted(postgresql.insert(table).on_conflict_do_nothing(index_elements=keys)),
    )


def upsert(table: Table, *, changes: Sequence[str], newer_by: str | None = None, or_same: bool = False) -> Either:
    """An insert that puts ``changes`` in place in a row with the same primary key.

    With ``newer_by``, only where that column's new value is greater (``or_same``: or equal); else its rowcount is 0.
    """
    keys = list(table.primary_key.columns)
    made: list[Insert] = []
    for insert in (sqlite.insert(table), postgresql.insert(table)):
        new = insert.excluded
        is_newer = None
        if newer_by is not None:
            is_newer = new[newer_by] >= table.c[newer_by] if or_same else new[newer_by] > table.c[newer_by]
        values = {name: new[name] for name in changes}
        made.append(_counted(insert.on_conflict_do_update(index_elements=keys, set_=values, where=is_newer)))
    return Either(*made)


def _counted(statement: Insert) -> Insert:
    # Rowcounts of inserts are forgotten unless asked for; nothing is to be returned in their place.
    return statement.inline().execution_options(preserve_rowcount=True)
