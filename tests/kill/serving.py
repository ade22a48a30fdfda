"""The real `partways serve` in a process of its own, against a local Slack in this one."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from sqlalchemy import create_engine, text, update

from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Message
from bot.sandbox.server import SandboxServer
from bot.store.tables_owed import outbox, timers

ALERTS = "C0ALERTS001"
GENERAL = "C0GENERAL01"
ROOT = Path(__file__).parents[2]
START_S, END_S = 30.0, 30.0
_LOOK_S = 0.05


@dataclass
class Serving:
    """One `partways serve`. ``output`` is what it said on both of its streams."""

    process: subprocess.Popen[str]
    port: int
    output: str = field(default="")

    def health(self, path: str) -> int:
        """The status of a health page; 0 where nobody answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def wait(self, timeout_s: float = END_S) -> int:
        """Until it has ended; returns how: negative is the signal that ended it."""
        self.output += self.process.communicate(timeout=timeout_s)[0]
        return self.process.returncode

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.wait()


class Rig:
    """A local Slack, a database, and as many processes that serve it as a test wants."""

    def __init__(self, slack: LocalSlack, server: SandboxServer, database_url: str, *, is_socket: bool) -> None:
        self.slack, self.server, self.database_url, self.is_socket = slack, server, database_url, is_socket

    def environment(self, **changes: str) -> dict[str, str]:
        """What the process is started with; an empty value takes a variable away."""
        ours = {
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_APP_TOKEN": self.slack.app_token if self.is_socket else "",
            "SLACK_API_URL": self.server.api_url,
            "DATABASE_URL": self.database_url,
            "PARTWAYS_ALERT_CHANNEL": ALERTS,
            "PARTWAYS_ALERT_HOLD_S": "0",
            "PARTWAYS_SETTLE_S": "1",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "PARTWAYS_"))}
        return {name: value for name, value in {**kept, **ours, **changes}.items() if value}

    def spawn(self, **changes: str) -> Serving:
        """Starts one, and waits for nothing."""
        port = _free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT / "tests",
            env=self.environment(PORT=str(port), **changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return Serving(process, port)

    @contextmanager
    def serving(self, **changes: str) -> Iterator[Serving]:
        """One that is ready, and gone at the end."""
        one = self.spawn(**changes)
        try:
            until(lambda: one.health("/readyz") == 200 or one.process.poll() is not None, START_S)
            if not self.is_socket:
                self.slack.deliver_to(f"http://127.0.0.1:{one.port}/slack/events")
            yield one
        finally:
            if one.process.poll() is None:
                one.kill()

    def flag(self, line: str) -> str:
        """Types `/flag-client`; returns the answer, empty where none came."""
        return self.slack.person("lead").command(f"/flag-client {line}", channel=GENERAL).text

    def new_client(self, name: str) -> None:
        """A client that exists and has done nothing that trips."""
        lead = self.slack.person("lead")
        asked = lead.command(f"/flag-client {name} slow_pay", channel=GENERAL)
        lead.press("create_and_flag", in_=asked)

    def alerts(self) -> list[Message]:
        bot = self.slack.bot_user_id
        return [each for each in self.slack.messages(ALERTS) if each.user == bot and not each.is_reply]

    def count(self, query: str) -> int:
        """The one number that a query of the database answers."""
        engine = create_engine(self.database_url)
        try:
            with engine.connect() as connection:
                return int(connection.execute(text(query)).scalar_one())
        finally:
            engine.dispose()

    def leases_end(self) -> None:
        """As if the minute had passed for which a process that died had its rows."""
        engine = create_engine(self.database_url)
        past = datetime.now(UTC) - timedelta(seconds=1)
        try:
            with engine.begin() as connection:
                for table in (outbox, timers):
                    ended = update(table).where(table.c.lease_until.is_not(None))
                    connection.execute(ended.values(lease_until=past, wake_at=past))
        finally:
            engine.dispose()


def until(holds: Callable[[], bool], timeout_s: float = END_S) -> None:
    """Waits for another process: raises where it does not come to hold in time."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come to hold in time")
        time.sleep(_LOOK_S)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def rigged(database_url: str, *, is_socket: bool) -> Iterator[Rig]:
    slack = LocalSlack(Manifest.load(ROOT / "manifest.yml"), SandboxClock(), app_channels=("client-alerts",))
    with SandboxServer(slack) as server:
        yield Rig(slack, server, database_url, is_socket=is_socket)
