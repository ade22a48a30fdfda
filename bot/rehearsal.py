"""The sandbox with the bot in it: a local Slack, the real bot connected to it, and the example team's history."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.config import Config
from bot.domain.case_file import read_cases
from bot.sandbox.agency import ALERTS, PARTNER
from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import SandboxServer
from bot.usecases.import_history import import_history
from bot.usecases.shift_history import ending_before
from bot.wiring import Bot, running_bot

# The app is where its alerts go; a short hold lets a newcomer see the alert that they caused, and still undo it.
_APP_CHANNELS = ("client-alerts",)
_HOLD_S = 5


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A local Slack that serves on this machine, with the real bot connected to it over Socket Mode."""

    slack: LocalSlack
    server: SandboxServer
    bot: Bot


@contextmanager
def running_sandbox(manifest: Path, example: str, database_url: str, port: int) -> Iterator[Sandbox]:
    """Comes up with the example team and its clients, whose history ended the other day. Imports raise no alerts."""
    clock = SandboxClock()
    slack = LocalSlack(Manifest.load(manifest), clock, app_channels=_APP_CHANNELS)
    server = SandboxServer(slack, port=port)
    config = _sandbox_config(slack, database_url)
    with server, running_bot(_at(config, server.api_url), clock) as bot:
        cases = ending_before(list(read_cases(example)), clock.now(), timedelta(days=2))
        tuning = bot.ports.tuning
        import_history(bot.ports.store, tuning, bot.home.workspace, cases, alert=False, on_case=lambda _: None)
        clock.on_move(lambda: _tick_after(bot))
        yield Sandbox(slack, server, bot)


def _sandbox_config(slack: LocalSlack, database_url: str) -> Config:
    return Config(
        _env_file=None,
        slack_bot_token=(slack.bot_token),
        slack_app_token=(slack.app_token),
        slack_signing_secret=(slack.signing_secret),
        database_url=(database_url),
        partways_alert_channel=ALERTS,
        partways_reviewers=(PARTNER,),
        partways_alert_hold_s=_HOLD_S,
    )


def _at(config: Config, api_url: str) -> Config:
    return config.model_copy(update={"slack_api_url": api_url})


def _tick_after(bot: Bot) -> None:
    """The clock was moved: what is due now goes out now, windows that end first, then what they owe."""
    for _ in range(3):
        bot.ticker.tick()
