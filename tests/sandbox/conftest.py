from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient

from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.person import Person
from bot.sandbox.server import SandboxServer
from tests.sandbox.tiny_app import MANIFEST, TinyApp


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(datetime(2026, 3, 2, 9, tzinfo=UTC), running=False)


@pytest.fixture
def slack(clock: SandboxClock) -> LocalSlack:
    return LocalSlack(Manifest.from_mapping(MANIFEST), clock, app_channels=["general"], ack_limit_s=1.0)


@pytest.fixture
def server(slack: LocalSlack) -> Iterator[SandboxServer]:
    with SandboxServer(slack) as running:
        slack.stop_worker()  # Tests say when events are sent.
        yield running


@pytest.fixture
def client(slack: LocalSlack, server: SandboxServer) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=server.api_url, retry_handlers=[], timeout=5)


@pytest.fixture
def app(slack: LocalSlack, client: WebClient) -> TinyApp:
    tiny = TinyApp(slack, client)
    slack.deliver_to(tiny.handle)
    return tiny


@pytest.fixture
def lead(slack: LocalSlack) -> Person:
    return slack.person("lead")
