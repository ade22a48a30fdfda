"""The parts joined as `serve` joins them."""

from pathlib import Path

from bot.config import Config
from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import SandboxServer
from bot.wiring import running_bot, web_of

_ROOT = Path(__file__).parents[1]


def test_socket_mode_needs_no_signing_secret(tmp_path: Path):
    """An app-level token is all that a real workspace's five steps ask for: nothing comes in over HTTP then."""
    clock = SandboxClock()
    slack = LocalSlack(Manifest.load(_ROOT / "manifest.yml"), clock)
    with SandboxServer(slack) as server:
        config = Config(
            _env_file=None,
            slack_bot_token=slack.bot_token,
            slack_app_token=slack.app_token,
            slack_api_url=server.api_url,
            database_url=f"sqlite:///{tmp_path / 'bot.db'}",
        )
        with running_bot(config, clock) as bot:
            assert bot.endpoint is None
            assert bot.is_connected is not None
            assert "/slack/events" not in {route.path for route in web_of(bot).routes}
