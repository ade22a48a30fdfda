"""Every flow goes through the local Slack and Bolt's real dispatch."""

from collections.abc import Iterator

import pytest

from tests.flows.stage import Stage, staged


@pytest.fixture
def stage(sqlite_url: str) -> Iterator[Stage]:
    """An agency with an alert channel and no clients yet."""
    with staged(sqlite_url) as one:
        yield one
