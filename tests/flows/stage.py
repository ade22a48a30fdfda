"""A local Slack with the real bot connected to it, on a clock that stands still until it is moved."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Config
from bot.sandbox.agency import agency
from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.store.engine import Synchronous
from bot.wiring import Bot, find_home, make_bot, open_store
from tests.flows.discretion import assert_discreet
from tests.flows.told import assert_told

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ALERTS = "C0ALERTS001"
GENERAL = "C0GENERAL01"
_ROOT = Path(__file__).parents[2]


class Stage:
    """Acts and looks: `lead`, `designer` ... are people, `alerts` is what the alert channel shows."""

    def __init__(self, slack: LocalSlack, bot: Bot, clock: SandboxClock) -> None:
        self.slack, self.bot, self.clock = slack, bot, clock

    def person(self, handle: str) -> Person:
        return self.slack.person(handle)

    @property
    def lead(self) -> Person:
        """A member."""
        return self.person("lead")

    @property
    def designer(self) -> Person:
        """Another member."""
        return self.person("designer")

    @property
    def partner(self) -> Person:
        """The workspace's owner: a reviewer while none are chosen."""
        return self.person("partner")

    @property
    def alerts(self) -> list[Message]:
        """What stands in the alert channel, without what people said and thread replies."""
        bot_user = self.slack.bot_user_id
        return [message for message in self.slack.messages(ALERTS) if message.user == bot_user]

    def settle(self) -> None:
        """Events delivered, and the work after acknowledgements done."""
        for _ in range(20):
            delivered = self.slack.flush()
            assert self.bot.settle(10)
            if not delivered:
                return
        raise AssertionError("Slack and the bot keep each other busy")

    def tick(self, rounds: int = 4) -> None:
        """What the scheduler would do now, until there is nothing left to do at this moment."""
        for _ in range(rounds):
            self.bot.ticker.tick()
            self.settle()

    def after(self, **how_long: float) -> None:
        """Moves the clock (``days=1``, ``seconds=31``), then ticks."""
        self.clock.move(timedelta(**how_long))
        self.tick()

    def hold_ends(self) -> None:
        """The alert's hold runs out, and the alert is posted."""
        self.after(seconds=31)

    def flag(self, line: str, who: Person | None = None) -> str:
        """Flags by one line, and returns the answer's text."""
        reply = (who or self.lead).command(f"/flag-client {line}", channel=GENERAL)
        self.settle()
        return reply.text


@contextmanager
def staged(
    database_url: str,
    *,
    alert_channel: str | None = ALERTS,
    declined_scopes: tuple[str, ...] = (),
    manifest: Manifest | None = None,
    commands: Mapping[str, str] | None = None,
    make_workspace: Callable[[datetime], Workspace] = agency,
) -> Iterator[Stage]:
    """The bot answers in process, by its own gate, over signed requests; nothing ticks unless the test says so.

    ``commands`` have other names than in the shipped manifest, and stand so in ``manifest``.
    """
    clock = SandboxClock(MONDAY, running=False)
    slack = LocalSlack(
        manifest or Manifest.load(_ROOT / "manifest.yml"),
        clock,
        app_channels=("client-alerts",),
        declined_scopes=declined_scopes,
        make_workspace=make_workspace,
    )
    # Whether an answer comes in time is measured by `make bench`, and on a slow machine says nothing of the bot.
    slack.platform.ack_limit_s = 60
    server = SandboxServer(slack)
    server.start()
    config = Config(
        _env_file=None,
        slack_bot_token=slack.bot_token,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=server.api_url,
        database_url=database_url,
        partways_alert_channel=alert_channel,
        partways_commands=tuple((commands or {}).items()),
    )
    try:
        with open_store(config, clock, Synchronous.OFF) as store:
            home, facts = find_home(slack.bot_token, server.api_url)
            bot = make_bot(config, clock, store, home, facts)
            slack.deliver_to(bot.endpoint.handle)
            stage = Stage(slack, bot, clock)
            stage.tick()
            yield stage
            stage.settle()
            assert_discreet(slack, {alert_channel} if alert_channel else set())
            assert_told(bot)
            bot.executor.shutdown(wait=True)
    finally:
        server.stop()
