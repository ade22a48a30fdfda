"""The measures of whole processes: how long they take to start, and what an idle one holds in memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bot.sandbox.agency import ALERTS, PARTNER
from bot.sandbox.local_slack import LocalSlack
from tests.bench.stage import ROOT, local_slack
from tests.bench.table import Amount, Line
from tests.bench.timing import alternate

_HELP = (sys.executable, "-m", "bot", "--help")
_IMPORT = (sys.executable, "-c", "import typer")
_GIVE_UP_S = 30.0
# Long enough for a few ticks and for whatever is done once after a start.
_IDLE_S = 4.0


class NotReady(Exception):
    """`serve` ended, or was not ready in time."""


def help_line(rounds: int) -> Line:
    """The whole process, from its start to its end, with compiled bytecode."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")}

    def run(command: tuple[str, ...]) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT)

    measured = alternate(lambda _: run(_HELP), lambda _: run(_IMPORT), int, rounds)
    return Line('`partways --help` : `python -c "import typer"`', measured, 2.0)


def serve_amounts(folder: Path, rounds: int) -> Iterator[Amount]:
    """Over HTTP and over Socket Mode. The first start, which makes the database, is not counted."""
    with local_slack() as (slack, server):
        for mode in ("HTTP", "Socket Mode"):
            environment = _environment(slack, server.api_url, folder / f"{mode}.db", is_socket=mode != "HTTP")
            taken, resident = [], 0.0
            for turn in range(rounds + 1):
                with _serving(environment, folder) as (ready_s, process):
                    if turn:
                        taken.append(ready_s)
                    if turn == rounds:
                        time.sleep(_IDLE_S)
                        resident = resident_mb(process.pid)
            yield Amount(f"`serve` ready, {mode}", median(taken), 2.0, "s")
            yield Amount(f"idle `serve`, resident, {mode}", resident, 120.0, "MB")


def resident_mb(process_id: int) -> float:
    """As the kernel counts it, shared pages included; in millions of bytes."""
    told = subprocess.run(
        ("ps", "-o", "rss=", "-p", str(process_id)), check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return int(told) * 1024 / 1e6


def _environment(slack: LocalSlack, api_url: str, database: Path, *, is_socket: bool) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": api_url,
        "DATABASE_URL": f"sqlite:///{database}",
        "PORT": str(_free_port()),
        "PARTWAYS_ALERT_CHANNEL": ALERTS,
        "PARTWAYS_REVIEWERS": PARTNER,
    } | ({"SLACK_APP_TOKEN": slack.app_token} if is_socket else {"SLACK_SIGNING_SECRET": slack.signing_secret})


@contextmanager
def _serving(environment: Mapping[str, str], folder: Path) -> Iterator[tuple[float, subprocess.Popen[bytes]]]:
    """A `serve` of its own, and the seconds from its start until it said that it is ready."""
    started = time.perf_counter()
    process = subprocess.Popen((sys.executable, "-m", "bot", "serve"), cwd=folder, env=dict(environment))
    try:
        while not _is_ready(environment["PORT"]):
            if process.poll() is not None or time.perf_counter() - started > _GIVE_UP_S:
                raise NotReady
            time.sleep(0.005)
        yield time.perf_counter() - started, process
    finally:
        process.terminate()
        process.wait(_GIVE_UP_S)


def _is_ready(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
