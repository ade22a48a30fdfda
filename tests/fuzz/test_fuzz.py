"""A slice of the fuzz on each run; `make fuzz` runs the whole of it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.fuzz.campaign import GOOD, Tally, campaign
from tests.fuzz.databases import postgres_databases, sqlite_files
from tests.postgres import PostgresServer

# Of each database. Another seed finds other things: FUZZ_SEED=7 FUZZ_REQUESTS=50000 make test
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "2500"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
MOST_GROWN_KIB = 200 * 1024
pytestmark = [pytest.mark.slow, pytest.mark.timeout(max(120, REQUESTS // 20))]


@pytest.fixture
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Iterator[str]]:
    if request.param == "sqlite":
        yield sqlite_files(tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with ExitStack() as stack:
        yield postgres_databases(server, stack)


@pytest.mark.parametrize("databases", ["sqlite", "postgres"], indirect=True)
def test_no_request_breaks_the_bot(databases: Iterator[str]) -> None:
    """Whatever is sent: no exception, no 5xx, no post where outsiders read, no word of ours to whoever is refused."""
    tally = campaign(REQUESTS, SEED, databases)
    assert tally.sent == REQUESTS
    _assert_it_was_worth_it(tally)
    assert tally.grown_kib < MOST_GROWN_KIB


def _assert_it_was_worth_it(tally: Tally) -> None:
    """A campaign that never gets past the gate proves nothing."""
    assert set(tally.statuses) <= GOOD
    assert tally.statuses[200] > tally.sent * 0.3
    assert tally.statuses[400] > tally.sent * 0.1
    assert tally.statuses[401] > tally.sent * 0.05
    assert tally.posts > 0
    assert tally.calls > tally.sent * 0.2
    assert {"guest", "outsider", "bot", "deactivated"} <= set(tally.refusals)
