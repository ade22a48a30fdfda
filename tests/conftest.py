"""Fixtures for all tests: databases of both kinds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer, running_server, server_binaries


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole run, started by the first test that wants it."""
    binaries = server_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server binaries on this machine (Debian: apt-get install postgresql)")
    with running_server(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The database that each test's own is a copy of: an empty one. A folder's conftest may name a migrated one."""
    return "template1"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A PostgreSQL database of this test's own."""
    with postgres_server.database(postgres_template) as name:
        yield postgres_server.url(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file of this test's own, not made yet."""
    return f"sqlite:///{tmp_path / 'partways.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of this test's own, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
