"""Bringing a database up to the tables that this code knows: once, whoever else is starting, with a copy kept aside."""

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.engine import Kind, parse_url, postgres_arguments, sqlite_file
from bot.store.single import beside, one_at_a_time

# Every step, oldest first. Known here too, so that a start with nothing to do needs no Alembic.
REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
HEAD: Final = REVISIONS[-1]

_STEPS = Path(__file__).parent / "migrations"
# A lock of the whole database's, held while steps run; any number that nobody else uses will do.
_MIGRATION_LOCK = 0x7061727477617973
# Steps rewrite tables: they may take as long as they need, and wait for one another.
_NO_TIMEOUT_MS = 0
_LOCK_TIMEOUT_MS = 30_000


class SchemaTooNew(Exception):
    """The database was made by newer code. ``found`` is its revision, ``known`` the newest that this code knows."""

    def __init__(self, found: str) -> None:
        super().__init__(f"the database is at revision {found}; this version knows none after {HEAD}")
        self.found, self.known = found, HEAD


def schema_revision(url: str) -> str | None:
    """The revision of a database's tables; None where it has none of ours yet. Makes no SQLite file."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    with _connected(url, sqlite_begin="BEGIN") as engine, engine.connect() as connection:
        return _revision(connection)


def migrate(url: str, *, backup: bool = True) -> Path | None:
    """Runs the steps that are missing, all or none; gives the copy that was kept aside, where one was.

    A SQLite file with tables in it is copied first, to ``<file>.before-<revision>``. Raises `SchemaTooNew`.
    """
    if _is_current(schema_revision(url)):
        return None
    file = sqlite_file(url)
    if file is None:
        _run_steps(url)
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(beside(file, ".migrate.lock")):
        # Somebody else may have done it while we waited.
        if _is_current(schema_revision(url)):
            return None
        kept = _copy_aside(file) if backup else None
        if not file.exists():
            # Nobody else on the machine reads it, unless whoever runs it says so; its log and its copies follow it.
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _run_steps(url)
        return kept


def _is_current(revision: str | None) -> bool:
    if revision is not None and revision not in REVISIONS:
        raise SchemaTooNew(revision)
    return revision == HEAD


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _copy_aside(file: Path) -> Path | None:
    """A copy of what is committed, whoever has the file open; None where there is nothing in it yet."""
    if not file.exists():
        return None
    aside, unfinished = beside(file, f".before-{HEAD}"), beside(file, f".before-{HEAD}.unfinished")
    with closing(sqlite3.connect(file)) as source:
        if source.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            return None
        unfinished.unlink(missing_ok=True)
        # Made with the original's permissions from the first byte on: it holds the same secrets.
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copymode(file, unfinished)
        with closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
    unfinished.replace(aside)
    return aside


def _run_steps(url: str) -> None:
    # Late, since it costs a tenth of a second and some megabytes, and is needed once in a while.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with _connected(url, sqlite_begin="BEGIN IMMEDIATE") as engine, engine.begin() as connection:
        if engine.dialect.name == Kind.POSTGRESQL:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            # Somebody else may have done it while we waited; the steps look again, but not for newer ones.
            if _is_current(_revision(connection)):
                return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _connected(url: str, *, sqlite_begin: str) -> Iterator[Engine]:
    kind, parsed = parse_url(url)
    if kind is Kind.SQLITE:
        engine = create_engine(parsed, hide_parameters=True, poolclass=NullPool)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(sqlite_begin))
    else:
        engine = create_engine(
            parsed,
            hide_parameters=True,
            poolclass=NullPool,
            connect_args=postgres_arguments(
                parsed, statement_timeout_ms=_NO_TIMEOUT_MS, lock_timeout_ms=_LOCK_TIMEOUT_MS
            ),
        )
    try:
        yield engine
    finally:
        engine.dispose()


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Both before any transaction: the driver's own would leave changes of tables out, and within one the switch for
    # foreign keys does nothing. With them on, replacing a table would empty those that refer to it.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={_LOCK_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys=OFF")
