"""A bot on the local Slack: the real Bolt dispatch, behind the real gate, over loopback."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.domain.people import Denied, Grant, Role
from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import SandboxServer
from bot.slack.app import build_app
from bot.slack.clients import Home
from bot.slack.endpoint import SlackEndpoint
from bot.slack.entry import EntryPoints, View
from bot.slack.executor import TrackedExecutor
from bot.slack.gate import Gate

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MANIFEST = {
    "display_information": {"name": "Partways"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "partways"},
        "shortcuts": [
            {"name": "Flag a client", "type": "global", "callback_id": "flag_client_global", "description": "Flag"},
            {"name": "Flag this", "type": "message", "callback_id": "flag_client_message", "description": "Flag"},
        ],
        "slash_commands": [{"command": "/flag-client", "description": "Flag", "should_escape": True}],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "im:write",
                "reactions:read",
                "users:read",
                "channels:read",
                "groups:read",
                "channels:history",
                "groups:history",
                "metadata.message:read",
            ],
            "bot_optional": ["channels:history", "groups:history"],
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": ["app_home_opened", "reaction_added", "reaction_removed", "message_metadata_posted"],
            "metadata_subscriptions": [{"app_id": "", "event_type": "partways_alert"}],
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def words(key: str, /, **values: object) -> str:
    """The guard's sentences, told apart by their key, with the values that they were given."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


def loading() -> View:
    return {
        "type": "modal",
        "callback_id": "loading",
        "title": {"type": "plain_text", "text": "Partways"},
        "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Loading"}}],
    }


@dataclass(slots=True)
class Door:
    """Who is let in: members by name. Notes who asked."""

    workspace: str
    members: set[str]
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    reviewers: set[str] = field(default_factory=set)

    def admit(self, workspace: str, user: str, user_team: str | None) -> Grant | Denied:
        self.asked.append((workspace, user, user_team))
        role = Role.REVIEWER if user in self.reviewers else Role.MEMBER
        return Grant(workspace, user, role) if user in self.members else Denied(Role.GUEST)


@dataclass(frozen=True, slots=True)
class Bot:
    """The endpoint with what tests steer it by. ``home`` points at the local Slack."""

    slack: LocalSlack
    home: Home
    door: Door
    entries: EntryPoints
    executor: TrackedExecutor
    endpoint: SlackEndpoint


@pytest.fixture
def slack() -> LocalSlack:
    clock = SandboxClock(START, running=False)
    return LocalSlack(Manifest.from_mapping(MANIFEST), clock, app_channels=["client-alerts", "general"])


@pytest.fixture
def served(slack: LocalSlack) -> Iterator[SandboxServer]:
    with SandboxServer(slack) as server:
        yield server


@pytest.fixture
def home(slack: LocalSlack, served: SandboxServer) -> Home:
    return Home(slack.team_id, slack.bot_user_id, slack.bot_token, served.api_url)


@pytest.fixture
def bot(slack: LocalSlack, home: Home) -> Iterator[Bot]:
    entries, executor = EntryPoints(), TrackedExecutor()
    door = Door(slack.team_id, {slack.person(who).id for who in ("lead", "designer", "partner")})
    app = build_app(home, entries, admit=door.admit, words=words, loading=loading, executor=executor)
    endpoint = SlackEndpoint(Gate([slack.signing_secret], slack.clock), app)
    slack.deliver_to(endpoint.handle)
    yield Bot(slack, home, door, entries, executor, endpoint)
    executor.shutdown()


Settle = Callable[[], None]


@pytest.fixture
def settle(bot: Bot) -> Settle:
    """Waits until all work after acknowledgements is done."""

    def wait() -> None:
        assert bot.executor.settle(10)

    return wait
