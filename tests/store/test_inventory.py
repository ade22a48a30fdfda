"""Whoever erases goes by the inventory: no column may be missing in it."""

from sqlalchemy import JSON, Text

from bot.store import inventory
from bot.store.columns import Exact
from bot.store.tables import metadata

KINDS = (inventory.PEOPLE, inventory.TYPED, inventory.COMPOSED, inventory.DATA, inventory.OTHER)


def test_every_column_of_words_and_data_is_told() -> None:
    """A new one needs its place in `bot/store/inventory.py`: whom it names, or whose words it holds, or that it is neither."""
    untold = {
        f"{table.name}.{column.name}"
        for table in inventory.own_tables()
        for column in table.columns
        if isinstance(column.type, Text | JSON | Exact)
        and column.name != "workspace"
        and not any(column.name in kind.get(table.name, ()) for kind in KINDS)
    }
    assert untold == set()


def test_nothing_is_told_twice_or_of_what_is_not_there() -> None:
    """Each column has one kind, and is a column."""
    told = [(table, column) for kind in KINDS for table, columns in kind.items() for column in columns]
    assert len(told) == len(set(told))
    assert all(column in metadata.tables[table].c for table, column in told)


def test_every_table_but_the_installation_has_rows_of_a_workspace() -> None:
    """What passes is there within a transaction alone."""
    named = {table.name for table in inventory.own_tables()}
    assert set(metadata.tables) - named == {"instance", *inventory.PASSING}
