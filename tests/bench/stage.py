"""The real bot in process, on a filled SQLite file, behind signed requests; Slack is the local one."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from bot.config import Config
from bot.sandbox.agency import ALERTS, PARTNER
from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.manifest import Manifest
from bot.sandbox.server import SandboxServer
from bot.store.engine import Database, Synchronous, open_database
from bot.store.migrate import migrate
from bot.store.store import SqlStore
from bot.wiring import Bot, SystemClock, find_home, make_bot
from tests.bench.filling import Size, fill

ROOT = Path(__file__).parents[2]
Signed = tuple[dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class World:
    """``url`` is the filled database; every bot that is made upon it serves the same workspace."""

    slack: LocalSlack
    server: SandboxServer
    url: str
    size: Size


@contextmanager
def local_slack() -> Iterator[tuple[LocalSlack, SandboxServer]]:
    slack = LocalSlack(Manifest.load(ROOT / "manifest.yml"), SandboxClock(), app_channels=("client-alerts",))
    with SandboxServer(slack) as server:
        yield slack, server


@contextmanager
def filled_world(folder: Path, size: Size) -> Iterator[World]:
    """Filled once, without waiting for the disk; nobody measures that."""
    with local_slack() as (slack, server):
        world = World(slack, server, f"sqlite:///{folder / 'bench.db'}", size)
        migrate(world.url)
        with serving(world, Synchronous.OFF) as (bot, _):
            store = bot.ports.store
            assert isinstance(store, SqlStore)
            fill(store, bot.ports, bot.home.workspace, size, datetime.now(UTC))
            while bot.ticker.tick():
                slack.flush()
                bot.settle()
        yield world


@contextmanager
def serving(world: World, synchronous: Synchronous) -> Iterator[tuple[Bot, Database]]:
    """A bot on the world's database, and the engines it uses. Nothing ticks by itself."""
    clock = SystemClock()
    config = Config(
        _env_file=None,
        slack_bot_token=world.slack.bot_token,
        slack_signing_secret=world.slack.signing_secret,
        slack_api_url=world.server.api_url,
        database_url=world.url,
        partways_alert_channel=ALERTS,
        partways_reviewers=(PARTNER,),
        partways_alert_hold_s=0,
    )
    database = open_database(world.url, synchronous=synchronous)
    store = SqlStore(database, clock)
    home, facts = find_home(world.slack.bot_token, world.server.api_url)
    bot = make_bot(config, clock, store, home, facts)
    try:
        yield bot, database
    finally:
        bot.close()
        store.close()


def signed_command(slack: LocalSlack, command: str, text: str, number: int) -> Signed:
    """A slash command as Slack sends it, by the account lead, with a trigger of its own."""
    body = urlencode(
        {
            "token": "unused",
            "team_id": slack.team_id,
            "team_domain": "orchard",
            "channel_id": "C0GENERAL01",
            "channel_name": "general",
            "user_id": slack.person("lead").id,
            "user_name": "lead",
            "command": command,
            "text": text,
            "api_app_id": "A0PARTWAYS1",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.com/commands/T0/1/x",
            "trigger_id": f"{number}.{time.time_ns()}.abcdef",
        }
    ).encode()
    stamp = str(int(time.time()))
    digest = hmac.new(slack.signing_secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest}",
    }
    return headers, body


def answer_of(bot: Bot, request: Signed) -> dict[str, object]:
    """The private answer inside the acknowledgement."""
    status, _, content = bot.endpoint.handle(*request)
    assert status == 200, status
    answer = json.loads(content)
    assert isinstance(answer, dict)
    return answer
