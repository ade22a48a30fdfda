from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.postgres import PostgresServer, _served, running_server


def test_a_database_can_be_written_and_read(database_url: str) -> None:
    """Both kinds of database take SQLAlchemy's address of them."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE clients (name TEXT)"))
        connection.execute(text("INSERT INTO clients VALUES ('Acme')"))
        assert connection.scalar(text("SELECT name FROM clients")) == "Acme"
    engine.dispose()


def test_a_copy_has_what_its_template_had_and_keeps_its_changes(postgres_server: PostgresServer) -> None:
    """Each test starts from the same tables, and none sees another's rows."""
    with postgres_server.database() as template:
        _run(postgres_server.url(template), "CREATE TABLE clients (name TEXT)")
        with postgres_server.database(template) as one, postgres_server.database(template) as other:
            _run(postgres_server.url(one), "INSERT INTO clients VALUES ('Acme')")
            assert _run(postgres_server.url(one), "SELECT count(*) FROM clients") == 1
            assert _run(postgres_server.url(other), "SELECT count(*) FROM clients") == 0


def test_a_database_is_dropped_under_an_open_connection(postgres_server: PostgresServer) -> None:
    """A test that failed with a connection open leaves no database behind."""
    engine = create_engine(postgres_server.url("postgres"))
    with postgres_server.database() as name:
        open_engine = create_engine(postgres_server.url(name))
        connection = open_engine.connect()
    with engine.connect() as other:
        assert other.scalar(text("SELECT count(*) FROM pg_database WHERE datname = :name"), {"name": name}) == 0
    connection.invalidate()
    open_engine.dispose()
    engine.dispose()


def test_a_server_that_cannot_start_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that fails says why, and its folder is gone."""
    binaries, folders = tmp_path / "bin", tmp_path / "folders"
    binaries.mkdir()
    folders.mkdir()
    initdb = binaries / "initdb"
    initdb.write_text("#!/bin/sh\necho 'no space left'\nexit 1\n")
    initdb.chmod(0o755)
    monkeypatch.setattr("tests.postgres._unprivileged", lambda folder: {})
    monkeypatch.setattr("tempfile.tempdir", str(folders))
    with pytest.raises(RuntimeError, match="initdb failed: no space left"), running_server(binaries):
        pass
    assert list(folders.iterdir()) == []


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    """What the server said is in the error, and no process stays behind."""
    refusing = tmp_path / "postgres"
    refusing.write_text("#!/bin/sh\necho 'FATAL: out of shared memory' >&2\nexit 1\n")
    refusing.chmod(0o755)
    with pytest.raises(RuntimeError, match="out of shared memory"), _served([refusing], {}):
        pass


def _run(url: str, statement: str) -> object:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None
    finally:
        engine.dispose()
