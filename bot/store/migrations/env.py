"""What Alembic runs for every command: all steps in one transaction, on the connection that `migrate` hands over.

A new step is a file in `versions`, named by the next number, and its number in `migrate.REVISIONS`.
"""

from alembic import context
from sqlalchemy import Connection

from bot.store import tables_care, tables_exposed, tables_owed, tables_parting, tables_register, tables_review
from bot.store.tables import metadata

# The other files of tables are known to the metadata once they were imported.
assert tables_owed.outbox.metadata is tables_review.conditions.metadata is metadata
assert tables_care.care_items.metadata is tables_exposed.exposures.metadata is metadata
assert tables_parting.partings.metadata is tables_register.holds.metadata is metadata


class BrokenReferences(Exception):
    """A step left rows that refer to rows that are not there; nothing of it was kept."""


def run(connection: Connection) -> None:
    """Expects a transaction under way; on SQLite with foreign keys off, since changing a table there replaces it."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=is_sqlite, transactional_ddl=True
    )
    context.run_migrations()
    if is_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise BrokenReferences(", ".join(sorted({str(row[0]) for row in broken})))


run(context.config.attributes["connection"])
