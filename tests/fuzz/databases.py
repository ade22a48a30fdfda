"""Fresh databases, one for each round, by turns of each kind that there is on this machine."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from tests.postgres import PostgresServer, running_server, server_binaries


def sqlite_files(folder: Path) -> Iterator[str]:
    """As many as are asked for."""
    return (f"sqlite:///{folder / f'round-{number}.db'}" for number in count())


def postgres_databases(server: PostgresServer, stack: ExitStack) -> Iterator[str]:
    """As many as are asked for; ``stack`` drops them at its end."""
    return (server.url(stack.enter_context(server.database("template1"))) for _ in count())


@contextmanager
def both_by_turns(folder: Path) -> Iterator[Iterator[str]]:
    """SQLite alone where no PostgreSQL is installed."""
    binaries = server_binaries()
    if binaries is None:
        yield sqlite_files(folder)
        return
    with running_server(binaries) as server, ExitStack() as stack:
        files, databases = sqlite_files(folder), postgres_databases(server, stack)
        yield (next(databases) if number % 2 else next(files) for number in count())
