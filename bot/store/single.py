"""One `serve` per SQLite file, and one migration at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.engine import sqlite_file


class AlreadyServing(Exception):
    """Another process serves this database. ``lock`` is the file that it holds locked."""

    def __init__(self, lock: Path) -> None:
        super().__init__(f"another process is serving this database (it holds {lock})")
        self.lock = lock


@contextmanager
def serving_alone(url: str) -> Iterator[None]:
    """Holds a SQLite database for this process until the end; raises `AlreadyServing` at once where another has it.

    PostgreSQL takes any number of processes. The lock is the system's own and ends with the process, however that ends;
    the empty file stays.
    """
    database = sqlite_file(url)
    if database is None:
        yield
        return
    lock = beside(database, ".serve.lock")
    with _opened(lock) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyServing(lock) from error
        yield


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Waits until no other process is within, then holds the lock until the end."""
    with _opened(lock) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def beside(database: Path, ending: str) -> Path:
    """A file in the database's folder that bears its name and an ending."""
    return database.with_name(database.name + ending)


@contextmanager
def _opened(lock: Path) -> Iterator[int]:
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
