"""Statements that SQLite's driver is given as they are."""

import pytest
from sqlalchemy import bindparam, create_engine, select

from bot.domain.settings import Settings
from bot.store.binding import UnitOver
from bot.store.engine import open_database
from bot.store.prepared import prepared
from bot.store.store import SqlStore
from bot.store.tables import clients
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
