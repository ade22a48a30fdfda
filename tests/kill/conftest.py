from collections.abc import Iterator

import pytest

from tests.kill.serving import Rig, rigged


@pytest.fixture(params=["http", "socket"])
def rig(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Rig]:
    """Once over HTTP, and once over Socket Mode."""
    with rigged(sqlite_url, is_socket=request.param == "socket") as one:
        yield one


@pytest.fixture
def http_rig(sqlite_url: str) -> Iterator[Rig]:
    with rigged(sqlite_url, is_socket=False) as one:
        yield one
