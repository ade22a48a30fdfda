"""A database as two engines: one to write with, one to read with, each beginning its transactions in its own way."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.columns import to_json

# Slack gives three seconds for an answer: half of them may be spent on waiting for another writer.
LOCK_TIMEOUT_MS = 1500
# PostgreSQL: longer than any statement of ours takes, short enough that a lost connection holds nobody up for long.
STATEMENT_TIMEOUT_MS = 5000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000
CONNECT_TIMEOUT_S = 3
POOL_SIZE = 5
POOL_OVERFLOW = 15
POOL_TIMEOUT_S = LOCK_TIMEOUT_MS / 1000


class Kind(StrEnum):
    """The two databases; the values are SQLAlchemy's names of their dialects."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Synchronous(StrEnum):
    """SQLite: whether a commit waits for the disk. Anything but `FULL` may lose what was confirmed; for measuring."""

    FULL = "FULL"
    OFF = "OFF"


class WrongDatabaseUrl(ValueError):
    """A DATABASE_URL that cannot be used; its text says what is accepted and repeats no password."""


@dataclass(frozen=True, slots=True)
class Database:
    """``writer`` and ``reader`` differ in how a transaction begins. On PostgreSQL they share one pool."""

    kind: Kind
    writer: Engine
    reader: Engine

    def close(self) -> None:
        """Closes every connection that is not in use."""
        self.writer.dispose()
        self.reader.dispose()


def parse_url(url: str) -> tuple[Kind, URL]:
    """What kind of database a DATABASE_URL names; raises `WrongDatabaseUrl`."""
    try:
        parsed = make_url(url)
    except Exception as error:  # SQLAlchemy's own text would repeat the address, password included.
        raise WrongDatabaseUrl("takes an address such as sqlite:///partways.db") from error
    if parsed.get_backend_name() == Kind.SQLITE:
        if not parsed.database or parsed.database == ":memory:":
            raise WrongDatabaseUrl("takes a SQLite file, such as sqlite:///partways.db")
        return Kind.SQLITE, parsed
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return Kind.POSTGRESQL, parsed.set(drivername="postgresql+psycopg")
    raise WrongDatabaseUrl("takes sqlite:///<file> or postgresql://<user>:<password>@<host>/<database>")


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for PostgreSQL."""
    kind, parsed = parse_url(url)
    return Path(str(parsed.database)) if kind is Kind.SQLITE else None


def open_database(url: str, *, synchronous: Synchronous = Synchronous.FULL) -> Database:
    """The engines for a DATABASE_URL; connects to nothing yet. Raises `WrongDatabaseUrl`."""
    kind, parsed = parse_url(url)
    if kind is Kind.SQLITE:
        # One connection writes: the store lets one writer in at a time, and SQLite would let in no more.
        writer = _sqlite(parsed, synchronous, begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=1)
        reader = _sqlite(parsed, synchronous, begin="BEGIN", pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW)
        return Database(kind, writer, reader)
    writer = create_engine(
        parsed,
        hide_parameters=True,
        json_serializer=to_json,
        pool_pre_ping=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_TIMEOUT_S,
        isolation_level="READ COMMITTED",
        connect_args=postgres_arguments(parsed),
    )
    # One snapshot for all statements of a reading unit, as SQLite gives by itself.
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(kind, writer, reader)


def postgres_arguments(
    url: URL, *, statement_timeout_ms: int = STATEMENT_TIMEOUT_MS, lock_timeout_ms: int = LOCK_TIMEOUT_MS
) -> dict[str, str | int]:
    """What psycopg is given beside the address; options that stand in the address come last and so win."""
    options = {
        "lock_timeout": lock_timeout_ms,
        "statement_timeout": statement_timeout_ms,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT_MS,
        "timezone": "UTC",
    }
    ours = " ".join(f"-c {name}={value}" for name, value in options.items())
    theirs = url.query.get("options", "")
    return {
        "options": f"{ours} {theirs if isinstance(theirs, str) else ' '.join(theirs)}".strip(),
        "connect_timeout": CONNECT_TIMEOUT_S,
        "tcp_user_timeout": STATEMENT_TIMEOUT_MS,
    }


def _sqlite(url: URL, synchronous: Synchronous, *, begin: str, pool_size: int, max_overflow: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=to_json,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=POOL_TIMEOUT_S,
    )
    pragmas = (
        f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS}",
        "PRAGMA journal_mode=WAL",
        f"PRAGMA synchronous={synchronous.value}",
        "PRAGMA foreign_keys=ON",
        "PRAGMA secure_delete=ON",
        # Last, since the ones before it count as writing.
        f"PRAGMA query_only={'OFF' if begin == 'BEGIN IMMEDIATE' else 'ON'}",
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver would begin transactions by itself, late and not for every statement.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Past SQLAlchemy, which would spend on this one word half of what a statement costs.
        cursor = connection.connection.cursor()
        cursor.execute(begin)
        cursor.close()

    return engine


def set_sqlite_patience(connection: Connection, milliseconds: int) -> None:
    """How long this connection waits for another process's lock, from now on. Not to be called in a transaction."""
    # Past SQLAlchemy, which would begin a transaction for it.
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={max(1, milliseconds)}")
    cursor.close()
