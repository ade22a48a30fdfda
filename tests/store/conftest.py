"""A store on each database, with a clock that tests move."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.settings import Settings
from bot.store.engine import Database, open_database
from bot.store.migrate import migrate
from bot.store.store import LeaseClock, SqlStore
from bot.usecases.records import WorkspaceFacts
from tests.postgres import PostgresServer

START = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
HOME = "T0HOME"
OTHER = "T0OTHER"


@dataclass
class HandClock:
    """Stands still until it is moved."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return (self.moment - START).total_seconds()

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> Iterator[str]:
    """A migrated database, made once for the run."""
    with postgres_server.database() as name:
        migrate(postgres_server.url(name))
        yield name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, made once for the run."""
    file = tmp_path_factory.mktemp("template") / "partways.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A migrated SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'partways.db')}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database, clock: HandClock) -> SqlStore:
    """A store that knows one workspace, `HOME`; leases go by the clock that the test moves."""
    made = SqlStore(database, clock, LeaseClock.INJECTED)
    made.found(facts_of(HOME), Settings())
    return made


def facts_of(workspace: str) -> WorkspaceFacts:
    return WorkspaceFacts(id=workspace, domain=workspace.lower(), name=f"Team {workspace}", bot_user="U0BOT")
