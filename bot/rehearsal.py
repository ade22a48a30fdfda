"""The sandbox with the bot in it: a local Slack, the real bot connected to it, and the example team's history."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from importlib.resources import files
from pathlib import Path
from threading import RLock, Timer
from typing import Any

from bot.config import Config
from bot.domain.case_file import read_cases
from bot.sandbox.acts import act
from bot.sandbox.agency import ALERTS, PARTNER
from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import SandboxServer
from bot.store.engine import sqlite_file
from bot.usecases.import_history import import_history
from bot.usecases.shift_history import ending_before
from bot.wiring import Bot, running_bot

# The app is where its alerts go; a short hold lets a newcomer see the alert that they caused, and still undo it.
_APP_CHANNELS = ("client-alerts",)
_HOLD_S = 5
# The example's people act during the last days before now; its history ends a day before them.
_STORY = timedelta(days=9)
_QUIET = timedelta(days=1)
# In the story an alert's hold has run out by the time that somebody answers it.
_AFTER_A_COMMAND = timedelta(seconds=_HOLD_S + 1)
_LETS_GO_S = 0.05

Step = Mapping[str, Any]
"""One line of the story: `who` does `act` (an act of the sandbox, with its arguments), `days_ago` `at` a time of day in
UTC or `minutes_ago`; `on` names the client whose alert it is about."""


@dataclass(frozen=True, slots=True)
class Example:
    """The example team: its clients' history, as `partways import` reads it, and what its people did lately."""

    history: str
    story: tuple[Step, ...]

    @classmethod
    def shipped(cls) -> "Example":
        """The one that comes with the bot."""
        story = files("bot").joinpath("example_story.jsonl").read_text(encoding="utf-8")
        history = files("bot").joinpath("example.jsonl").read_text(encoding="utf-8")
        return cls(history, tuple(json.loads(line) for line in story.splitlines()))


class Sandbox:
    """A local Slack that serves on this machine, with the real bot connected to it over Socket Mode."""

    def __init__(self, manifest: Path, example: Example, database_url: str, port: int = 0) -> None:
        self.clock = SandboxClock()
        self.slack = LocalSlack(Manifest.load(manifest), self.clock, app_channels=_APP_CHANNELS)
        self.server = SandboxServer(self.slack, port=port)
        self._example = example
        self._database_url = database_url
        self._bot: Bot | None = None
        self._running = ExitStack()
        self._one_at_a_time = RLock()
        self.slack.on_anew(self.reset, self.load_example)
        self.clock.on_move(self._tick_after)

    @property
    def bot(self) -> Bot:
        """The bot that runs now; another one after each beginning anew."""
        if self._bot is None:
            raise RuntimeError("the sandbox is not running")
        return self._bot

    def start(self) -> None:
        """Comes up with the example in it; a database that was kept from last time comes up as it was."""
        self.server.start()
        database = sqlite_file(self._database_url)
        if database is not None and database.exists():
            self._start_bot()
        else:
            self.load_example()

    def stop(self) -> None:
        """Stops the bot, then the local Slack."""
        self._stop_bot()
        self.server.stop()

    def reset(self) -> None:
        """An empty workspace, a bot that knows nothing yet, and the time that it really is."""
        with self._one_at_a_time:
            self._begin_anew(datetime.now(UTC))

    def load_example(self) -> None:
        """Begins anew with the example team: a year of history, and the last days as its people lived them."""
        with self._one_at_a_time:
            now = datetime.now(UTC)
            self._begin_anew(now - _STORY)
            self._import()
            for step in self._example.story:
                self._live(step, now)
            self.clock.set(datetime.now(UTC))

    def _begin_anew(self, at: datetime) -> None:
        self._stop_bot()
        self.slack.begin_anew()
        self.clock.set(at)
        self._forget()
        self._start_bot()

    def _start_bot(self) -> None:
        config = _sandbox_config(self.slack, self._database_url)
        config = config.model_copy(update={"slack_api_url": self.server.api_url})
        self._bot = self._running.enter_context(running_bot(config, self.clock))

    def _stop_bot(self) -> None:
        bot, self._bot = self._bot, None
        if bot is not None:
            self.slack.flush()
            bot.settle()
        # The SDK's client would otherwise sit out its receive timeout, three seconds, before it lets go.
        cut = Timer(_LETS_GO_S, self.slack.sockets.cut)
        cut.start()
        self._running.close()
        cut.cancel()
        self._running = ExitStack()

    def _forget(self) -> None:
        database = sqlite_file(self._database_url)
        if database is not None:
            for suffix in ("", "-wal", "-shm"):
                database.with_name(database.name + suffix).unlink(missing_ok=True)

    def _import(self) -> None:
        ports, workspace = self.bot.ports, self.bot.home.workspace
        cases = ending_before(list(read_cases(self._example.history)), self.clock.now(), _QUIET)
        import_history(ports.store, ports.tuning, workspace, cases, alert=False, on_case=lambda _: None)

    def _live(self, step: Step, now: datetime) -> None:
        """One step of the story, at its time, with all that the bot makes of it."""
        self.clock.set(_moment(step, now))
        said = {key: value for key, value in step.items() if key not in ("days_ago", "minutes_ago", "at", "on")}
        act(self.slack, said.pop("who"), said.pop("act"), said | self._about(step))
        if step["act"] == "command" and "days_ago" in step:
            self.clock.move(_AFTER_A_COMMAND)
        self._settle()

    def _about(self, step: Step) -> dict[str, str]:
        """Where the alert about a client stands: what is said about it is said in its thread."""
        if "on" not in step:
            return {}
        found = [one for one in self.slack.messages(ALERTS) if step["on"] in unescape(one.text) and not one.is_reply]
        if not found:
            raise LookupError(f"the story tells of an alert about {step['on']}, and there is none")
        where = "thread_ts" if step["act"] == "say" else "ts"
        return {"channel": ALERTS, where: found[-1].ts}

    def _settle(self) -> None:
        self.slack.flush()
        self.bot.settle()
        self._tick_after()

    def _tick_after(self) -> None:
        """The clock was moved: what is due now goes out now, windows that end first, then what they owe."""
        if self._bot is not None:
            for _ in range(3):
                self._bot.ticker.tick()


@contextmanager
def running_sandbox(
    manifest: Path, database_url: str, port: int = 0, example: Example | None = None
) -> Iterator[Sandbox]:
    """The sandbox from its start to its stop; with the example that comes with the bot, unless another is given."""
    sandbox = Sandbox(manifest, example or Example.shipped(), database_url, port)
    try:
        sandbox.start()
        yield sandbox
    finally:
        sandbox.stop()


def _moment(step: Step, now: datetime) -> datetime:
    if "minutes_ago" in step:
        return now - timedelta(minutes=step["minutes_ago"])
    hour, minute = (int(part) for part in step["at"].split(":"))
    day = now - timedelta(days=step["days_ago"])
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


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
