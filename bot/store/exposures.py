"""Channels that people can read who may not."""

from sqlalchemy import bindparam, delete, select

from bot.store.binding import THIS_WORKSPACE, Bound, insert_once
from bot.store.tables_exposed import exposures
from bot.usecases.exposure import Exposure
from bot.usecases.notices import ChannelProblem

_THIS_ONE = (exposures.c.workspace == THIS_WORKSPACE, exposures.c.channel == bindparam("which"))
_GET = select(exposures.c.channel, exposures.c.problem, exposures.c.since).where(*_THIS_ONE)
_BEGIN = insert_once(exposures)
_END = delete(exposures).where(*_THIS_ONE)


class SqlExposures:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def get(self, channel: str) -> Exposure | None:
        row = self._bound.run(_GET, {"which": channel}).first()
        return None if row is None else Exposure(row.channel, ChannelProblem(row.problem), row.since)

    def begin(self, exposure: Exposure) -> None:
        told = {"channel": exposure.channel, "problem": exposure.problem.value, "since": exposure.since}
        self._bound.run(_BEGIN, told)

    def end(self, channel: str) -> bool:
        return self._bound.run(_END, {"which": channel}).rowcount == 1
