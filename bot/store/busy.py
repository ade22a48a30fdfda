"""What a database says when it is locked or full, as the one exception that the use cases know."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.usecases.ports import StoreBusy

LOCKED = "locked"
FULL = "full"

_SQLITE = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_FULL: FULL,
}
_POSTGRESQL: dict[type[psycopg.Error], str] = {
    psycopg.errors.LockNotAvailable: LOCKED,
    psycopg.errors.QueryCanceled: LOCKED,  # the statement's time was over; nobody else cancels ours
    psycopg.errors.DeadlockDetected: LOCKED,
    psycopg.errors.SerializationFailure: LOCKED,
    psycopg.errors.DiskFull: FULL,
}
# SQLite's extended codes carry the plain one in their lowest byte.
_PLAIN_CODE = 0xFF


@contextmanager
def busy_is_said() -> Iterator[None]:
    """Raises `StoreBusy` in place of a database's own words for it; every other error goes through as it is."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreBusy(LOCKED) from error
    except (DBAPIError, sqlite3.OperationalError) as error:  # SQLite's own where a transaction could not begin
        what = _what(error.orig if isinstance(error, DBAPIError) else error)
        if what is None:
            raise
        raise StoreBusy(what) from error


def _what(error: BaseException | None) -> str | None:
    match error:
        case sqlite3.OperationalError():
            return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & _PLAIN_CODE)
        case psycopg.Error():
            return _POSTGRESQL.get(type(error))
        case _:
            return None
