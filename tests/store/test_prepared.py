"""Statements that SQLite's driver is given as they are."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Executable, Select, bindparam, create_engine, insert, select

from bot.domain.settings import Settings
from bot.store.binding import Bound, UnitOver
from bot.store.engine import Kind, open_database
from bot.store.prepared import prepared
from bot.store.store import SqlStore
from bot.store.tables import client_names, clients
from tests.store.conftest import HOME, facts_of


def test_a_statement_is_compiled_once():
    """What costs most is done at the first use."""
    dialect = create_engine("sqlite://").dialect
    statement = select(clients.c.id).where(clients.c.workspace == bindparam("own"))
    assert prepared(statement, ("own",), dialect) is prepared(statement, ("own",), dialect)


def test_a_text_that_depends_on_the_values_is_left_to_core():
    """A list of values has as many places as values."""
    dialect = create_engine("sqlite://").dialect
    statement = select(clients.c.id).where(clients.c.id.in_(bindparam("ids", expanding=True)))
    assert prepared(statement, ("ids",), dialect) is None


_WHOLE: dict[str, object] = {
    "id": "c-whole",
    "name": "Überfluß & Co",
    "name_key": "überfluss & co",
    "aliases": ["Ü", None, 1.5],
    "created_at": datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC),
    "created_by": "U0ANN",
    "root": "c-whole",
    "billing": "fixed",
    "monthly_value": Decimal("1234.50"),
    "exempt_bars": [],
    "policy": {"points_limit": 9},
    "status": "active",
    "revision": 1,
    "level_rank": 2,
    "rules": [],
    "points": Decimal("0.1"),
    "points_order": 0.1,
    "incidents": 0,
    "newest_order": datetime(1970, 1, 1, tzinfo=UTC),
}
_CLIENTS: Select[Any] = select(clients).order_by(clients.c.id).limit(2)
_NAMED = {"key": "ü", "name": "Ü", "client": "c-whole", "is_alias": True}


def test_what_is_bound_and_read_is_what_core_binds_and_reads(sqlite_url: str, clock) -> None:
    """Every kind of column, with and without a value: were SQLAlchemy to compile otherwise one day, it would show here."""
    store = SqlStore(open_database(sqlite_url), clock)
    store.found(facts_of(HOME), Settings())
    store.close()
    database = open_database(sqlite_url)
    with database.writer.begin() as connection:
        bound = Bound(connection, Kind.SQLITE, HOME)

        def both(statement: Executable, values: Mapping[str, object]) -> None:
            ours, cores = bound.run(statement, values).all(), connection.execute(statement, values).all()
            assert [tuple(row) for row in ours] == [tuple(row) for row in cores], "SQLAlchemy reads rows otherwise"
            assert [type(value) for row in ours for value in row] == [type(value) for row in cores for value in row]
            for row, core in zip(ours, cores, strict=True):
                assert {name: getattr(row, name) for name in core._fields} == core._asdict()

        bound.run(insert(clients).inline(), _WHOLE)
        connection.execute(insert(clients), {**_WHOLE, "workspace": HOME, "id": "d-core", "next_change": clock.now()})
        bound.run(insert(client_names).inline(), _NAMED)
        both(_CLIENTS, {})
        both(select(client_names).where(client_names.c.key == bindparam("sought")), {"sought": "ü"})
        both(select(client_names).where(client_names.c.key == bindparam("sought")), {"sought": "nobody"})
        assert {key: getattr(bound.run(_CLIENTS, {}).all()[0], key) for key in _WHOLE} == _WHOLE
    database.close()


def test_nothing_runs_outside_its_transaction(sqlite_url, clock):
    """SQLite would keep each statement by itself, and what was rolled back would be half there."""
    store = SqlStore(open_database(sqlite_url), clock)
    store.found(facts_of(HOME), Settings())
    with store.write(HOME) as uow:
        uow.roll_back()
        with pytest.raises(UnitOver):
            uow.clients.count()
    with pytest.raises(UnitOver):
        uow.clients.count()
    store.close()
