"""The measures that run in this process, each against its bare side."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.names import name_key
from bot.domain.rules import judge
from bot.store.engine import Database, Synchronous
from bot.wiring import Bot
from tests.bench.bare import BareCommit, bare_bolt, bare_entries, bare_selects
from tests.bench.filling import client_name, trouble_name
from tests.bench.stage import Signed, World, answer_of, serving, signed_command
from tests.bench.table import Line
from tests.bench.timing import alternate

_FLAG = "/flag-client"
_HEALTH = "/client-health"
# Keeps every client at the level where it stands (`tests.bench.filling`).
_SAID = "mind_change they changed the brief again after sign-off"


class Clients:
    """Names that come round one after another: a flag makes a client's history longer, so each is flagged once."""

    def __init__(self, name: Callable[[int], str], first: int, last: int) -> None:
        self._name, self._first, self._count = name, first, last - first

    def __getitem__(self, number: int) -> str:
        return self._name(self._first + number % self._count)


def flag_lines(world: World, folder: Path, rounds: int) -> Iterator[Line]:
    calm, trouble = world.size.clients - world.size.in_trouble, world.size.in_trouble
    half = calm // 2
    for synchronous, first, last in ((Synchronous.FULL, 0, half), (Synchronous.OFF, half, calm)):
        full = synchronous is Synchronous.FULL
        with serving(world, synchronous) as (bot, _):
            names = Clients(client_name, first, last)
            title = f"`{_FLAG}`, synchronous={synchronous.value}"
            yield _flag(world, bot, folder, synchronous, names, rounds, title, 2.5 if full else None)
            if full:
                names = Clients(trouble_name, 0, trouble // 2)
                title = "the same of a client with an open alert"
                yield _flag(world, bot, folder, synchronous, names, min(rounds, trouble // 3), title, None)


def _flag(
    world: World,
    bot: Bot,
    folder: Path,
    synchronous: Synchronous,
    names: Clients,
    rounds: int,
    title: str,
    limit: float | None,
) -> Line:
    acknowledge = bare_bolt(world.slack.signing_secret, {})
    with closing(BareCommit(folder, synchronous)) as commit:

        def make(number: int) -> Signed:
            return signed_command(world.slack, _FLAG, f"{names[number]} {_SAID}", number)

        def ours(request: Signed) -> None:
            bot.endpoint.handle(*request)

        def bare(request: Signed) -> None:
            acknowledge(request)
            commit()

        return Line(title, alternate(ours, bare, make, rounds), limit)


def health_lines(world: World, rounds: int) -> Iterator[Line]:
    calm, trouble = world.size.clients - world.size.in_trouble, world.size.in_trouble
    with serving(world, Synchronous.FULL) as (bot, database):
        # Those whom nobody flagged above: they have as many incidents as they began with.
        yield _health(world, bot, database, Clients(client_name, calm // 2, calm), rounds, f"`{_HEALTH}`")
        names = Clients(trouble_name, trouble // 2, trouble)
        yield _health(world, bot, database, names, rounds, "the same of a client with an open alert")


def _health(world: World, bot: Bot, database: Database, names: Clients, rounds: int, title: str) -> Line:
    answer = answer_of(bot, signed_command(world.slack, _HEALTH, names[0], 0))
    acknowledge = bare_bolt(world.slack.signing_secret, answer)

    def make(number: int) -> tuple[Signed, str]:
        name = names[number]
        return signed_command(world.slack, _HEALTH, name, number), name_key(name)

    def ours(work: tuple[Signed, str]) -> None:
        bot.endpoint.handle(*work[0])

    def bare(work: tuple[Signed, str]) -> None:
        acknowledge(work[0])
        bare_selects(database.reader, bot.home.workspace, work[1])

    return Line(title, alternate(ours, bare, make, rounds), 2.5)


def judge_line(world: World, rounds: int) -> Line:
    now = datetime.now(UTC)
    with serving(world, Synchronous.FULL) as (bot, database):
        with bot.ports.store.read(bot.home.workspace) as uow:
            key = name_key(trouble_name(world.size.in_trouble - 1))
            client = uow.clients.by_keys([key])[key]
            policy, entries = uow.workspace.policy(), uow.history.entries(client.id)
        select = bare_entries(database.reader, bot.home.workspace, client.id)
        measured = alternate(lambda _: judge(entries, client.terms, policy, now), lambda _: select(), int, rounds)
    return Line(f"`judge` of {len(entries)} incidents", measured, 1.0)
