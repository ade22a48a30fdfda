"""A tick that finds what is due among many moments that are not, against the same tick among few."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert

from bot.store.engine import Database, Synchronous
from bot.store.migrate import migrate
from bot.store.tables_owed import timers
from bot.usecases.records import TimerKind
from bot.usecases.sweep import TIMERS_A_TICK, sweep
from bot.wiring import Bot
from tests.bench.stage import World, serving
from tests.bench.table import Line
from tests.bench.timing import alternate

FEW = 1_000
_ROWS_A_STATEMENT = 10_000
_ADD = insert(timers).inline()


class Side:
    """A database with ``waiting`` timers that are not due within the year, and the bot that serves it."""

    def __init__(self, bot: Bot, database: Database, waiting: int) -> None:
        self._bot = bot
        now, workspace = datetime.now(UTC), bot.home.workspace
        with database.writer.begin() as connection:
            rows = _waiting(workspace, now, waiting)
            while some := list(islice(rows, _ROWS_A_STATEMENT)):
                connection.execute(_ADD, some)
        # What a workspace begins with is done once, and not while anybody measures.
        sweep(bot.ports)

    def make_due(self) -> None:
        """As many as one tick takes; of snoozes whose alerts are gone, so that finding them is most of the work."""
        now = datetime.now(UTC)
        with self._bot.ports.store.write(self._bot.home.workspace) as uow:
            for number in range(TIMERS_A_TICK):
                uow.timers.set(TimerKind.SNOOZE_ENDS, f"due-{number}", now)

    def tick(self) -> None:
        found = sweep(self._bot.ports)
        assert found == TIMERS_A_TICK, found


def _waiting(workspace: str, now: datetime, waiting: int) -> Iterator[dict[str, object]]:
    for number in range(waiting):
        due_at = now + timedelta(days=1, seconds=number * 30 % 31_536_000)
        yield {
            "workspace": workspace,
            "kind": TimerKind.CLIENT_CHANGES.value,
            "subject": f"client-{number:07}",
            "due_at": due_at,
            "lease_until": None,
            "wake_at": due_at,
        }


def tick_line(world: World, folder: Path, many: int, rounds: int) -> Line:
    """Both databases are beside each other, and nobody waits for the disk, which would hide the difference."""
    with ExitStack() as stack:
        sides = []
        for name, waiting in (("many", many), ("few", FEW)):
            its_own = replace(world, url=f"sqlite:///{folder / f'{name}-timers.db'}")
            migrate(its_own.url)
            bot, database = stack.enter_context(serving(its_own, Synchronous.OFF))
            sides.append(Side(bot, database, waiting))
        among_many, among_few = sides

        def make(number: int) -> int:
            for side in sides:
                side.make_due()
            return number

        def ours(_: int) -> None:
            among_many.tick()

        def bare(_: int) -> None:
            among_few.tick()

        title = f"a tick with {TIMERS_A_TICK} due timers among {many:,}, and among {FEW:,}"
        return Line(title, alternate(ours, bare, make, rounds), 1.5)
