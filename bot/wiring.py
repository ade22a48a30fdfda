"""The one place where the parts meet, and the one reader of the clock."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from uuid import uuid4

from bot.config import Config
from bot.domain.settings import Settings
from bot.schedule import Ticker
from bot.slack.app import BoltApp, build_app
from bot.slack.channels import SlackChannels
from bot.slack.clients import Home
from bot.slack.directory import SlackDirectory
from bot.slack.endpoint import SlackEndpoint
from bot.slack.entry import EntryPoints
from bot.slack.entry_points import entry_points
from bot.slack.executor import TrackedExecutor
from bot.slack.gate import Gate
from bot.slack.install import find_home
from bot.slack.listeners.desk import Desk
from bot.slack.messages.notices import render_notice
from bot.slack.messenger import SlackMessenger
from bot.slack.modals.answers import loading
from bot.slack.responder import Responder
from bot.slack.screens import Screens
from bot.slack.socket import SocketRunner
from bot.store.engine import Synchronous, open_database
from bot.store.migrate import migrate
from bot.store.single import serving_alone
from bot.store.store import LeaseClock, SqlStore
from bot.text.catalogue import Catalogue, call_commands
from bot.usecases.admit import Admission
from bot.usecases.deliver import deliver
from bot.usecases.ports import Clock, Ports, Tuning
from bot.usecases.records import WorkspaceFacts
from bot.usecases.sweep import begin_workspace, sweep
from bot.web import WebApp, build_web


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class CrashPoint:
    """Kills the process where it is told to, as `kill -9` would: for tests that ask what survives."""

    def __init__(self, name: str | None) -> None:
        self._name = name

    def __call__(self, name: str) -> None:
        if name == self._name:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that answers Slack and everything that ticks, for one workspace."""

    ports: Ports
    home: Home
    entries: EntryPoints
    app: BoltApp
    endpoint: SlackEndpoint | None
    executor: TrackedExecutor
    ticker: Ticker
    is_connected: Callable[[], bool] | None = None  # Socket Mode alone

    def settle(self, timeout_s: float = 10.0) -> bool:
        """Waits for the work that runs after acknowledgements."""
        return self.executor.settle(timeout_s)

    def close(self) -> None:
        self.ticker.stop()
        self.executor.shutdown(wait=True)


def seed_of(config: Config) -> Settings:
    """A workspace's settings at its first start; afterwards those in the database hold."""
    return Settings(
        alert_channel=config.partways_alert_channel,
        reviewers=config.partways_reviewers,
        timezone=config.partways_timezone,
        language=config.partways_language,
    )


def ports_of(config: Config, clock: Clock, store: SqlStore, home: Home) -> Ports:
    """What the use cases work with."""
    return Ports(
        workspace=home.workspace,
        store=store,
        clock=clock,
        directory=SlackDirectory(home, clock),
        channels=SlackChannels(home, clock),
        messenger=SlackMessenger(home, render_notice),
        tuning=Tuning(hold=config.alert_hold, settle=config.settle),
        crash_point=CrashPoint(config.partways_crash_at),
        process_id=uuid4().hex,
    )


def make_bot(config: Config, clock: Clock, store: SqlStore, home: Home, facts: WorkspaceFacts) -> Bot:
    """Joins the adapters to the use cases. Nothing runs yet."""
    store.found(facts, seed_of(config))
    ports = ports_of(config, clock, store, home)
    admission = Admission(store, ports.directory, clock)
    desk = Desk(ports, Screens(home), Responder(home.api_url), admission.forget)
    entries = entry_points(desk)
    executor = TrackedExecutor()
    language = config.partways_language
    call_commands(config.command_names)
    app = build_app(
        home,
        entries,
        admit=admission.admit,
        words=Catalogue(language).say,
        loading=lambda: loading(language),
        executor=executor,
        commands=config.command_names,
    )
    begin_workspace(ports, facts.id)
    ticker = Ticker({"sweep": lambda: sweep(ports), "deliver": lambda: deliver(ports)})
    # Socket Mode needs no signing secret, and nothing comes in over HTTP then.
    secrets = config.signing_secrets
    endpoint = SlackEndpoint(Gate(secrets, clock), app) if secrets else None
    return Bot(ports, home, entries, app, endpoint, executor, ticker)


def store_as_it_is(config: Config, clock: Clock, synchronous: Synchronous = Synchronous.FULL) -> SqlStore:
    """The database of the configuration, whose tables are up to date already. To be closed."""
    database = open_database(config.database_url.get_secret_value(), synchronous=synchronous)
    return SqlStore(database, clock, LeaseClock.DATABASE if isinstance(clock, SystemClock) else LeaseClock.INJECTED)


@contextmanager
def open_store(config: Config, clock: Clock, synchronous: Synchronous = Synchronous.FULL) -> Iterator[SqlStore]:
    """The migrated database of the configuration; raises `SchemaTooNew` and what the database itself raises."""
    migrate(config.database_url.get_secret_value())
    store = store_as_it_is(config, clock, synchronous)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def passing_store(clock: Clock) -> Iterator[SqlStore]:
    """An empty database of this version, which is gone again afterwards."""
    with TemporaryDirectory(prefix="partways-") as folder:
        url = f"sqlite:///{folder}/passing.db"
        migrate(url)
        store = SqlStore(open_database(url), clock, LeaseClock.INJECTED)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def running_bot(config: Config, clock: Clock, synchronous: Synchronous = Synchronous.FULL) -> Iterator[Bot]:
    """A bot that ticks, and in Socket Mode is connected. Raises `AlreadyServing`, `NotInstalled`, `CannotConnect`."""
    with ExitStack() as stack:
        stack.enter_context(serving_alone(config.database_url.get_secret_value()))
        store = stack.enter_context(open_store(config, clock, synchronous))
        home, facts = find_home(config.slack_bot_token.get_secret_value(), config.slack_api_url)
        bot = make_bot(config, clock, store, home, facts)
        stack.callback(bot.close)
        if config.slack_app_token is not None:
            runner = SocketRunner(bot.app, config.slack_app_token.get_secret_value(), config.slack_api_url)
            runner.start()
            stack.callback(runner.stop)
            bot = replace(bot, is_connected=runner.is_connected)
        bot.ticker.start()
        yield bot


@contextmanager
def open_ports(config: Config, clock: Clock, store: SqlStore) -> Iterator[Ports]:
    """What is needed to deal with Slack outside of `serve`, which must not run meanwhile: nothing ticks, nobody is let in.

    Raises `AlreadyServing`, `NotInstalled`.
    """
    with serving_alone(config.database_url.get_secret_value()):
        home, _ = find_home(config.slack_bot_token.get_secret_value(), config.slack_api_url)
        yield ports_of(config, clock, store, home)


def web_of(bot: Bot) -> WebApp:
    """Health pages, and in HTTP mode Slack's requests."""
    checks: dict[str, Callable[[], bool]] = {"database": lambda: _reads(bot)}
    if bot.is_connected is None:
        if bot.endpoint is None:
            raise ValueError("without Socket Mode a signing secret is needed")
        return build_web(bot.endpoint.handle, checks)
    return build_web(None, {**checks, "slack": bot.is_connected})


def _reads(bot: Bot) -> bool:
    """The database answers, and knows our workspace; what it raises counts as no."""
    return bot.home.workspace in bot.ports.store.workspaces()
