"""What a database says of itself, without changing it: for `partways doctor`."""

import fcntl
import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store.busy import busy_is_said
from bot.store.engine import Database, Kind, open_database, parse_url, sqlite_file
from bot.store.migrate import HEAD, REVISIONS, schema_revision
from bot.store.single import beside
from bot.store.tables_owed import outbox, timers
from bot.usecases.ports import StoreBusy
from bot.usecases.records import OutboxKind, OutboxState, TimerKind

_FAULTS_TOLD = 3
_OF_STATE = select(outbox.c.state, func.count(), func.min(outbox.c.next_at)).group_by(outbox.c.state)
_LAST_DIGEST = select(func.max(outbox.c.last_try)).where(
    outbox.c.kind == OutboxKind.DIGEST.value, outbox.c.state == OutboxState.SENT.value
)
_LATEST = select(timers.c.kind, func.min(timers.c.due_at)).group_by(timers.c.kind)


class NotReachable(Exception):
    """The database cannot be opened. The message is the kind of trouble, never the address."""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """``where`` names the file, or the host and database, without a password.

    ``faults`` are what SQLite's quick check found; ``cannot_write`` says why nothing can be written, None where it can.
    ``clock`` is the database's own time, where it has one; ``free`` the bytes left on a file's disk.
    """

    kind: Kind
    where: str
    exists: bool
    revision: str | None = None
    faults: tuple[str, ...] = ()
    cannot_write: str | None = None
    secure_delete: bool | None = None
    free: int | None = None
    clock: datetime | None = None
    is_served: bool | None = None

    @property
    def is_current(self) -> bool:
        return self.revision == HEAD

    @property
    def is_newer(self) -> bool:
        return self.revision is not None and self.revision not in REVISIONS


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed in all workspaces of a database: how many messages are in which state, and since when they wait.

    ``timers`` gives the earliest moment that is set for each kind.
    """

    messages: dict[OutboxState, tuple[int, datetime | None]]
    timers: dict[TimerKind, datetime]
    last_digest: datetime | None


def probe_database(url: str) -> DatabaseFacts:
    """Raises `NotReachable`, and `WrongDatabaseUrl` for an address that is none. Makes no file."""
    kind, parsed = parse_url(url)
    file = sqlite_file(url)
    where = str(file) if file is not None else f"{parsed.database} on {parsed.host or 'this machine'}"
    if file is not None and not file.exists():
        return DatabaseFacts(kind, where, exists=False, free=_free(file))
    try:
        revision = schema_revision(url)
        database = open_database(url)
        with closing(database):
            return _facts(database, kind, where, file, revision)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise NotReachable(type(cause).__name__) from None


def _facts(database: Database, kind: Kind, where: str, file: Path | None, revision: str | None) -> DatabaseFacts:
    faults: tuple[str, ...] = ()
    with database.reader.connect() as connection:
        if kind is Kind.SQLITE:
            rows = connection.execute(text(f"PRAGMA quick_check({_FAULTS_TOLD})")).scalars().all()
            faults = tuple(str(row) for row in rows if row != "ok")
            secure, clock = bool(connection.execute(text("PRAGMA secure_delete")).scalar()), None
        else:
            secure, clock = None, connection.execute(text("SELECT clock_timestamp()")).scalar_one().astimezone(UTC)
    return DatabaseFacts(
        kind=kind,
        where=where,
        exists=True,
        revision=revision,
        faults=faults,
        cannot_write=_cannot_write(database),
        secure_delete=secure,
        free=None if file is None else _free(file),
        clock=clock,
        is_served=None if file is None else _is_served(file),
    )


def _cannot_write(database: Database) -> str | None:
    """Begins to write and takes it back."""
    try:
        with busy_is_said(), database.writer.connect() as connection, connection.begin() as transaction:
            connection.execute(text("CREATE TABLE doctor_was_here (one INTEGER)"))
            transaction.rollback()
    except StoreBusy as busy:
        return busy.what
    except SQLAlchemyError as error:
        return type(getattr(error, "orig", None) or error).__name__
    return None


def what_is_owed(url: str) -> Owed:
    """Of a database whose tables are up to date."""
    with closing(open_database(url)) as database, database.reader.begin() as connection:
        messages = {OutboxState(row[0]): (int(row[1]), row[2]) for row in connection.execute(_OF_STATE)}
        due = {TimerKind(row[0]): row[1] for row in connection.execute(_LATEST)}
        return Owed(messages, due, connection.execute(_LAST_DIGEST).scalar())


def _free(file: Path) -> int | None:
    folder = file.absolute().parent
    while not folder.exists():
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _is_served(file: Path) -> bool | None:
    """Whether a `serve` runs on it now; None where that cannot be seen."""
    lock = beside(file, ".serve.lock")
    if not lock.exists():
        return False
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
