"""The sandbox with the bot in it: a local Slack, the real bot connected to it, and the example team's history."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock

from bot.config import Config
from bot.domain.case_file import read_cases
from bot.domain.cases import Case
from bot.sandbox.agency import ALERTS, PARTNER
from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import SandboxServer
from bot.store.engine import Synchronous, sqlite_file
from bot.story import Example, Step, is_recent, live, moments
from bot.usecases.import_history import import_history
from bot.usecases.shift_history import ending_before, known_by
from bot.wiring import Bot, running_bot

# The app is where its alerts go; a short hold lets a newcomer see the alert that they caused, and still undo it.
_APP_CHANNELS = ("client-alerts",)
_HOLD_S = 5
# In the story an alert's hold has run out by the time that somebody answers it.
_AFTER_A_STEP = timedelta(seconds=_HOLD_S + 1)
_BETWEEN_POSTS = timedelta(seconds=2)
# The newest entry of the example's history lies at least so long before now.
_QUIET = timedelta(days=10)
# What only one person saw is gone after a reload of Slack: of the story, the last day's is left.
_STILL_SHOWN = timedelta(days=1)
_ROUNDS = 12


class Sandbox:
    """A local Slack that serves on this machine, with the real bot connected to it over Socket Mode."""

    def __init__(
        self,
        manifest: Path,
        example: Example,
        database_url: str,
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.clock = SandboxClock()
        self.slack = LocalSlack(Manifest.load(manifest), self.clock, app_channels=_APP_CHANNELS)
        self.server = SandboxServer(self.slack, port=port)
        self._example = example
        self._database_url = database_url
        self._now = now
        self._bot: Bot | None = None
        self._running = ExitStack()
        self._one_at_a_time = RLock()
        self._done = 0
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
        with self._one_at_a_time, self._loading():
            self._begin_anew(self._now())

    def load_example(self) -> None:
        """Begins anew with the example team: a year of history, and the last months as its people lived them."""
        with self._one_at_a_time, self._loading():
            now = self._now()
            at = self._example.begins(now)
            self._begin_anew(at)
            history = ending_before(list(read_cases(self._example.history)), now, _QUIET)
            self._import(known_by(history, at))
            for number, step in enumerate(self._example.story):
                self.slack.traffic.load(number / len(self._example.story))
                now = self._now() if is_recent(step) else now
                for moment in moments(at, step, now):
                    self._go_to(moment)
                    self._import(known_by(history, moment, since=at))
                    at = moment
                self._live(step)
            self._tidy_up()
            self.clock.set(self._now())

    @contextmanager
    def _loading(self) -> Iterator[None]:
        """Who looks on meanwhile is shown how far it is, not each message as it comes."""
        self.slack.traffic.load(0)
        try:
            yield
        finally:
            self.slack.traffic.load(None)

    def _begin_anew(self, at: datetime) -> None:
        self._stop_bot()
        self.slack.begin_anew()
        self.clock.set(at)
        self._forget()
        self._start_bot()

    def _start_bot(self) -> None:
        config = _sandbox_config(self.slack, self._database_url)
        config = config.model_copy(update={"slack_api_url": self.server.api_url})
        # Nothing here is worth waiting for a disk: four months of the example's work are some two thousand commits.
        self._bot = self._running.enter_context(running_bot(config, self.clock, Synchronous.OFF))

    def _stop_bot(self) -> None:
        bot, self._bot = self._bot, None
        if bot is not None:
            self.slack.flush()
            bot.settle()
        self._running.close()
        self._running = ExitStack()

    def _forget(self) -> None:
        database = sqlite_file(self._database_url)
        if database is not None:
            for suffix in ("", "-wal", "-shm"):
                database.with_name(database.name + suffix).unlink(missing_ok=True)

    def _import(self, history: Sequence[Case]) -> None:
        ports, workspace = self.bot.ports, self.bot.home.workspace
        import_history(ports.store, ports.tuning, workspace, history, alert=False, on_case=lambda _: None)

    def _live(self, step: Step) -> None:
        """One step of the story, with all that the bot makes of it."""
        live(self.slack, step, self._settle)
        if not is_recent(step):
            self._go_to(self.clock.now() + _AFTER_A_STEP)

    def _go_to(self, moment: datetime) -> None:
        """Lets that time come, and what it brings go out: one post a second to each channel."""
        self.clock.set(moment)
        for _ in range(_ROUNDS):
            if not self._done:
                return
            self._settle()
            self.clock.move(_BETWEEN_POSTS)

    def _tidy_up(self) -> None:
        """Nobody has a form on the screen, or messages from weeks ago that only they see."""
        workspace = self.slack.workspace
        oldest = f"{(self.clock.now() - _STILL_SHOWN).timestamp():.6f}"
        with self.slack.platform.lock:
            workspace.stacks.clear()
            workspace.ephemerals[:] = [one for one in workspace.ephemerals if one.ts >= oldest]

    def _settle(self) -> None:
        self.slack.flush()
        self.bot.settle()

    def _tick_after(self) -> None:
        """The clock was moved: what is due now goes out now, windows that end first, then what they owe."""
        self._done = 0
        if self._bot is None:
            return
        for _ in range(_ROUNDS):
            found = self._bot.ticker.tick()
            self._done += found
            if not found:
                return


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
