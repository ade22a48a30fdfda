from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.engine import Database, Kind, Synchronous, WrongDatabaseUrl, open_database, parse_url, sqlite_file


def test_sqlite_is_opened_to_keep_what_was_confirmed(sqlite_url: str) -> None:
    """Write-ahead log, a commit on disk before it is confirmed, references held, deleted text overwritten."""
    database = open_database(sqlite_url)
    for engine in (database.writer, database.reader):
        with engine.connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
            }
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
            "busy_timeout": 1500,
        }
    database.close()


def test_a_measurement_may_leave_the_disk_out(sqlite_url: str) -> None:
    """`OFF` waits for nothing."""
    database = open_database(sqlite_url, synchronous=Synchronous.OFF)
    with database.writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 0
    database.close()


def test_postgresql_waits_for_nothing_for_long(postgres_url: str) -> None:
    """Every session has its limits, and speaks of time in UTC; the address may name its own."""
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "TimeZone")
    for url, expected in (
        (postgres_url, ["1500ms", "5s", "10s", "UTC"]),
        (f"{postgres_url}&options=-c%20lock_timeout%3D2s", ["2s", "5s", "10s", "UTC"]),
    ):
        database = open_database(url)
        with database.reader.connect() as connection:
            assert [connection.execute(text(f"SHOW {name}")).scalar() for name in names] == expected
            assert connection.execute(text("SHOW transaction_isolation")).scalar() == "repeatable read"
        with database.writer.connect() as connection:
            assert connection.execute(text("SHOW transaction_isolation")).scalar() == "read committed"
        database.close()


@pytest.mark.parametrize("url", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_postgresql_has_several_spellings(url: str) -> None:
    """Hosters write the address in different ways; all mean psycopg 3."""
    kind, parsed = parse_url(url)
    assert kind is Kind.POSTGRESQL
    assert parsed.drivername == "postgresql+psycopg"
    assert sqlite_file(url) is None


@pytest.mark.parametrize(
    "url",
    ["", "secret", "sqlite://", "sqlite:///:memory:", "mysql://u:secret@h/d", "postgresql+asyncpg://u:secret@h/d"],
)
def test_a_wrong_address_is_refused_without_being_repeated(url: str) -> None:
    """It may hold a password; what is accepted is said instead."""
    with pytest.raises(WrongDatabaseUrl, match=r"takes .*sqlite:///") as refused:
        open_database(url)
    assert "secret" not in str(refused.value)


def test_the_file_of_an_address(tmp_path: Path, database: Database) -> None:
    """As SQLite reads it."""
    assert sqlite_file(f"sqlite:///{tmp_path}/x.db") == tmp_path / "x.db"
    assert sqlite_file("sqlite:///x.db") == Path("x.db")
    assert database.kind in Kind
