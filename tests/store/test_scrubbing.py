"""What was dropped is in no byte of the database's files."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.domain.settings import Settings
from bot.store.engine import open_database
from bot.store.scrubbing import drop_copies
from bot.store.store import SqlStore
from tests.store.conftest import HOME, START, HandClock, facts_of
from tests.store.examples import ACME, GLOBEX, incident

CANARY = "qanary"


def store_at(url: str) -> SqlStore:
    store = SqlStore(open_database(url), HandClock())
    store.found(facts_of(HOME), Settings())
    return store


def bytes_of(file: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(file.parent.iterdir()) if each.is_file())


def fill(store: SqlStore, notes: int = 300) -> None:
    """Notes of two clients by turns, so that what goes stands between what stays, and pages are split and joined."""
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
    for number in range(notes):
        client, note = (ACME, f"{CANARY} {number} " + "x" * (number * 7 % 900)) if number % 2 else (GLOBEX, "kept")
        with store.write(HOME) as unit:
            unit.history.add(replace(incident(number, client), note=note))


def test_nothing_of_what_was_dropped_is_left(sqlite_url: str) -> None:
    """Free pages, pages that were rearranged, the log: with the rest in place."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    store = store_at(sqlite_url)
    fill(store)
    assert CANARY.encode() in bytes_of(file)
    with store.write(HOME) as unit:
        unit.audit("U0BEN", "client_erased", HOME)
        unit.eraser.drop_client(ACME.id)
    assert CANARY.encode() in bytes_of(file)  # the log still has it
    assert store.scrub()
    assert CANARY.encode() not in bytes_of(file)
    with store.read(HOME) as unit:
        assert len(unit.history.entries(GLOBEX.id)) == 150
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


def test_a_reader_is_waited_for(sqlite_url: str) -> None:
    """While somebody reads what was there before, it says that it is not done; afterwards it is."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    store = store_at(sqlite_url)
    fill(store, 40)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entries").fetchone()
        with store.write(HOME) as unit:
            unit.eraser.drop_client(ACME.id)
        assert not store.scrub()
        reader.execute("COMMIT")
    assert store.scrub()
    assert CANARY.encode() not in bytes_of(file)
    store.close()


def test_copies_from_before_a_migration_go_too(sqlite_url: str) -> None:
    """All of them when something is erased; by age otherwise. Nothing else in the folder is touched."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    old, new, other = (file.with_name(name) for name in ("partways.db.before-0001", "partways.db.before-0002", "notes"))
    for each in (old, new, other):
        each.write_bytes(CANARY.encode())
    os.utime(old, ((START - timedelta(days=40)).timestamp(),) * 2)
    os.utime(new, (START.timestamp(),) * 2)
    assert drop_copies(file, START - timedelta(days=30)) == 1
    assert (old.exists(), new.exists()) == (False, True)
    store = store_at(sqlite_url)
    assert store.drop_old_copies(START - timedelta(days=30)) == 0
    assert store.scrub()
    assert (new.exists(), other.read_bytes()) == (False, CANARY.encode())
    store.close()


def test_postgresql_is_vacuumed(postgres_url: str) -> None:
    """There the space is marked as free; it has no copies of ours."""
    store = store_at(postgres_url)
    fill(store, 4)
    with store.write(HOME) as unit:
        unit.eraser.drop_client(ACME.id)
    assert store.scrub()
    assert store.drop_old_copies(START) == 0
    store.close()
