"""Takes what was dropped out of a database's files: free pages, the write-ahead log, copies kept aside by migrations.

SQLite overwrites what it deletes (`secure_delete`), but leaves old copies of rows in pages that it has rearranged since,
and in the write-ahead log: so the file is written anew, and the log emptied. PostgreSQL marks the space as free; what is
left in its own log and in backups ends with those (docs/privacy.md).
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine

from bot.store.engine import Database, Kind

# How long the other connections of this machine are waited for, in milliseconds. Not long: it is tried again.
_PATIENCE_MS: Final = 5000
# PostgreSQL: so long the whole of it may take.
_VACUUM_MS: Final = 600_000


def scrub(database: Database) -> bool:
    """False where a reader still needs what was there before, so that the log could not be emptied."""
    if database.kind is Kind.POSTGRESQL:
        _vacuum(database.writer)
        return True
    file = Path(str(database.writer.url.database))
    drop_copies(file)
    with database.writer.connect() as connection:
        return _rewrite(connection)


def drop_copies(file: Path, before: datetime | None = None) -> int:
    """Removes the copies that migrations kept of a SQLite file, all or those made earlier; gives how many.

    What was half written is removed with them. What they hold is overwritten first, as far as the disk allows it.
    """
    dropped = 0
    for copy in sorted(file.parent.glob(f"{file.name}.before-*")):
        made = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
        if before is None or made < before:
            _overwrite(copy)
            copy.unlink()
            dropped += 1
    return dropped


def _rewrite(connection: Connection) -> bool:
    driver = connection.connection.driver_connection
    assert driver is not None
    busy_timeout = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    try:
        driver.execute("VACUUM")
        is_busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
    finally:
        driver.execute(f"PRAGMA busy_timeout={busy_timeout}")


def _overwrite(file: Path) -> None:
    size, chunk = file.stat().st_size, bytes(1 << 20)
    with file.open("r+b") as out:
        for start in range(0, size, len(chunk)):
            out.write(chunk[: min(len(chunk), size - start)])
        out.flush()
        os.fsync(out.fileno())


def _vacuum(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET statement_timeout = {_VACUUM_MS}")
        try:
            connection.exec_driver_sql("VACUUM")
        finally:
            connection.exec_driver_sql("RESET statement_timeout")
