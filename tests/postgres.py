"""A PostgreSQL server for one test run, from the system's own binaries, reached by a socket in a folder of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Thread
from typing import IO, TypedDict

import psycopg
from psycopg import sql

STOP_TIMEOUT_S = 30


class RunAs(TypedDict, total=False):
    """The part of `subprocess.run`'s arguments that changes the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server. Databases are made and dropped through it; their names are its own."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count, repr=False)

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The name of a new database, a copy of `template` (to which nobody may be connected), dropped at the end."""
        name = sql.Identifier(f"test_{next(self._numbers)}")
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template)))
        try:
            yield name.as_string().strip('"')
        finally:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


def server_binaries() -> Path | None:
    """The folder of `initdb` and its like: Debian's newest, else the one on the path; None where there is no server."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda initdb: float(initdb.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def running_server(binaries: Path) -> Iterator[PostgresServer]:
    """A new, empty server; gone at the end with all it held, also where its start failed half-way.

    Raises RuntimeError with the server's own words where it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # Short: a socket's path has room for about 100 bytes.
    try:
        run_as = _unprivileged(folder)
        data = f"--pgdata={folder / 'data'}"
        as_superuser = ["--username=postgres", "--auth=trust"]
        _run([binaries / "initdb", data, *as_superuser, "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"], run_as)
        # Durability is of no use here: the data live as long as the server does.
        options = ["--listen_addresses=", "--fsync=off", "--full_page_writes=off", "--max_connections=50"]
        with _served([binaries / "postgres", "-D", folder / "data", "-k", folder, *options], run_as):
            yield PostgresServer(folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _served(command: list[Path | str], run_as: RunAs) -> Iterator[None]:
    with subprocess.Popen(
        command, cwd="/", stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **run_as
    ) as server:
        assert server.stderr is not None
        try:
            _wait_until_ready(server.stderr)
            # Somebody must read what the server says later, or it stops when the pipe is full.
            reader = Thread(target=deque, args=(server.stderr, 0))
            reader.start()
            try:
                yield
            finally:
                server.send_signal(signal.SIGINT)  # PostgreSQL's "fast": it ends the connections and stops.
                reader.join(STOP_TIMEOUT_S)
        finally:
            if server.poll() is None:
                server.kill()


def _wait_until_ready(told: IO[str]) -> None:
    lines = []
    for line in told:
        if "ready to accept connections" in line:
            return
        lines.append(line)
    raise RuntimeError(f"postgres did not start: {''.join(lines)}")


def _unprivileged(folder: Path) -> RunAs:
    # PostgreSQL refuses to run as root; Debian's package makes a user for it.
    if os.geteuid() != 0:
        return {}
    postgres = pwd.getpwnam("postgres")
    os.chown(folder, postgres.pw_uid, postgres.pw_gid)
    return {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}


def _run(command: list[Path | str], run_as: RunAs) -> None:
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **run_as
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}")
