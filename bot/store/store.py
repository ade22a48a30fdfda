"""The store: transactions of one workspace, and the claims on what is due in all of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from bot.domain.settings import Settings
from bot.store import claims
from bot.store.binding import Bound, read_alone
from bot.store.busy import LOCKED, busy_is_said
from bot.store.engine import LOCK_TIMEOUT_MS, Database, Kind, set_sqlite_patience
from bot.store.outbox import outbox_row
from bot.store.scrubbing import drop_copies, scrub
from bot.store.tables import instance
from bot.store.unit_of_work import SqlUnitOfWork
from bot.store.workspace import ALL_IDS, SETTINGS_REVISION, SqlWorkspace, Terms
from bot.usecases.ports import Clock, StoreBusy
from bot.usecases.records import OutboxRow, Timer, TimerKind, WorkspaceFacts

# PostgreSQL: one writer per workspace, so that two flags of one client are judged one after the other. An advisory lock
# and not a locked row: it writes nothing, it stands in nobody's way who only refers to the workspace, and it is there
# before the workspace is. It ends with its transaction. The first number keeps these locks apart from any others.
_WORKSPACE_LOCKS = 0x7061
_LOCK_WORKSPACE = select(func.pg_advisory_xact_lock(_WORKSPACE_LOCKS, func.hashtext(bindparam("workspace"))))
_WIRE_KEY = select(instance.c.wire_key)
# Below this much of waiting, what is left of a writer's patience is as good as all of it.
_NO_WAIT_S = 0.05


class LeaseClock(StrEnum):
    """Whose time says that a lease has ended: the clock that the store was given, or the database's own."""

    INJECTED = "injected"
    DATABASE = "database"


class SqlStore:
    """Implements `ports.Store`. Safe to be used by several threads, and by several processes on PostgreSQL.

    ``lease_clock``: on SQLite always the injected one, whatever is given; on PostgreSQL the database's unless told
    otherwise, since the clocks of replicas differ.
    """

    def __init__(self, database: Database, clock: Clock, lease_clock: LeaseClock = LeaseClock.DATABASE) -> None:
        self._database = database
        self._clock = clock
        self._is_sqlite = database.kind is Kind.SQLITE
        self._leases_by_database = lease_clock is LeaseClock.DATABASE and not self._is_sqlite
        self._one_writer = Lock()
        self._latest: dict[str, datetime] = {}
        self._parsed: dict[str, Terms] = {}
        self._known_wire_key: bytes | None = None

    def close(self) -> None:
        """Closes the database's connections."""
        self._database.close()

    @contextmanager
    def write(self, workspace: str) -> Iterator[SqlUnitOfWork]:
        with busy_is_said(), self._writing() as connection:
            if not self._is_sqlite:
                connection.execute(_LOCK_WORKSPACE, {"workspace": workspace})
            yield self._unit(connection, workspace)

    @contextmanager
    def read(self, workspace: str) -> Iterator[SqlUnitOfWork]:
        with busy_is_said(), self._database.reader.begin() as connection:
            yield self._unit(connection, workspace)

    def settings(self, workspace: str) -> Settings:
        known = self._parsed.get(workspace)
        if self._is_sqlite and known is not None:
            # One statement is a snapshot by itself; to begin a transaction and to end it would cost as much again.
            with busy_is_said():
                row = read_alone(self._database.reader, SETTINGS_REVISION, workspace).first()
            if row is not None and row.settings_revision == known.settings_revision:
                return known.settings
        with self.read(workspace) as uow:
            return uow.workspace.settings()

    def workspaces(self) -> Sequence[str]:
        """By id."""
        with busy_is_said(), self._database.reader.begin() as connection:
            return connection.execute(ALL_IDS).scalars().all()

    def found(self, facts: WorkspaceFacts, seed: Settings) -> None:
        with busy_is_said(), self._writing() as connection:
            bound = Bound(connection, self._database.kind, facts.id)
            SqlWorkspace(bound, self._parsed).found(facts, seed)

    def claim_timers(self, now: datetime, limit: int, lease: timedelta, of: str | None = None) -> Sequence[Timer]:
        are_due, take = (
            (claims.ANY_TIMER, claims.TAKE_TIMERS) if of is None else (claims.ANY_TIMER_OF, claims.TAKE_TIMERS_OF)
        )
        with busy_is_said():
            if not self._is_any_due(are_due, now, of):
                return ()
            with self._writing() as connection:
                lease_now = self._lease_now(connection, now)
                values = {**claims.moments(now, lease_now), "lease_end": lease_now + lease, "most": limit}
                rows = connection.execute(take, values | _own(of)).all()
        timers = [Timer(row.workspace, TimerKind(row.kind), row.subject, row.due_at) for row in rows]
        return sorted(timers, key=attrgetter("due_at", "workspace", "kind", "subject"))

    def claim_outbox(
        self, now: datetime, limit: int, lease: timedelta, owner: str, of: str | None = None
    ) -> Sequence[tuple[str, OutboxRow]]:
        """Longest waiting first."""
        are_due, take = (
            (claims.ANY_MESSAGE, claims.TAKE_OUTBOX) if of is None else (claims.ANY_MESSAGE_OF, claims.TAKE_OUTBOX_OF)
        )
        with busy_is_said():
            if not self._is_any_due(are_due, now, of):
                return ()
            with self._writing() as connection:
                lease_now = self._lease_now(connection, now)
                values = {**claims.moments(now, lease_now), "lease_end": lease_now + lease, "most": limit}
                rows = connection.execute(take, {**values, "owner": owner} | _own(of)).all()
        return sorted(((row.workspace, outbox_row(row)) for row in rows), key=lambda claimed: claimed[1].next_at)

    def next_due(self) -> datetime | None:
        with busy_is_said(), self._database.reader.begin() as connection:
            found = (connection.execute(statement).scalar() for statement in (claims.NEXT_TIMER, claims.NEXT_MESSAGE))
            return min((moment for moment in found if moment is not None), default=None)

    def scrub(self) -> bool:
        with busy_is_said():
            if not self._is_sqlite:
                return scrub(self._database)
            if not self._one_writer.acquire(timeout=LOCK_TIMEOUT_MS / 1000):
                raise StoreBusy(LOCKED)
            try:
                return scrub(self._database)
            finally:
                self._one_writer.release()

    def drop_old_copies(self, before: datetime) -> int:
        return drop_copies(Path(str(self._database.writer.url.database)), before) if self._is_sqlite else 0

    def _unit(self, connection: Connection, workspace: str) -> SqlUnitOfWork:
        # Taken here, behind the lock: what is stored later is never dated earlier, wherever the clock was moved to.
        now, latest = self._clock.now(), self._latest.get(workspace)
        at = self._latest[workspace] = now if latest is None or latest < now else latest
        bound = Bound(connection, self._database.kind, workspace)
        return SqlUnitOfWork(bound, at, self._parsed, lambda: self._wire_key(connection))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that may write; on SQLite nobody else in this process has one meanwhile."""
        if not self._is_sqlite:
            with self._database.writer.begin() as connection:
                yield connection
            return
        started = self._clock.monotonic()
        if not self._one_writer.acquire(timeout=LOCK_TIMEOUT_MS / 1000):
            raise StoreBusy(LOCKED)
        try:
            waited_s = self._clock.monotonic() - started
            with self._database.writer.connect() as connection:
                with _patience_left(connection, waited_s):
                    transaction = connection.begin()
                with transaction:
                    yield connection
        finally:
            self._one_writer.release()

    def _is_any_due(self, statement: Select[Any], now: datetime, of: str | None) -> bool:
        with self._database.reader.begin() as connection:
            values = {"horizon": max(now, self._lease_now(connection, now))} | _own(of)
            return connection.execute(statement, values).first() is not None

    def _lease_now(self, connection: Connection, now: datetime) -> datetime:
        if not self._leases_by_database:
            return now
        moment: datetime = connection.execute(claims.DATABASE_NOW).scalar_one()
        return moment

    def _wire_key(self, connection: Connection) -> bytes:
        if self._known_wire_key is None:
            self._known_wire_key = bytes(connection.execute(_WIRE_KEY).scalar_one())
        return self._known_wire_key


def _own(of: str | None) -> dict[str, object]:
    return {} if of is None else {"of_workspace": of}


@contextmanager
def _patience_left(connection: Connection, waited_s: float) -> Iterator[None]:
    """Lets SQLite wait only for what waiting within this process has left of the whole."""
    if waited_s < _NO_WAIT_S:
        yield
        return
    set_sqlite_patience(connection, LOCK_TIMEOUT_MS - round(waited_s * 1000))
    try:
        yield
    finally:
        set_sqlite_patience(connection, LOCK_TIMEOUT_MS)
