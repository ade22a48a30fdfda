"""App Home is cheap and bounded, however much there is to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.history import Decision, Incident, Outcome
from bot.domain.parting import Parting, plan_items
from bot.domain.parting_order import Order
from bot.domain.people import Grant, Person, Role
from bot.domain.settings import Settings
from bot.domain.signs import Level
from bot.sandbox.blocks import check_view
from bot.slack.messages.home import home
from bot.store.engine import Database, open_database
from bot.store.migrate import migrate
from bot.store.store import LeaseClock, SqlStore
from bot.usecases.ask_to_tell import WARNING_WANTED
from bot.usecases.home_reading import OWNED_SHOWN
from bot.usecases.home_sheet import HomeSheet
from bot.usecases.ports import Tuning, UnitOfWork
from bot.usecases.reassess import reassess
from bot.usecases.records import EntryRecord, OutboxKind, OutboxRow, WorkspaceFacts
from bot.usecases.show_home import home_sheet

HOME = "T0HOME"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ME = "U0ME"
REVIEWER, MEMBER = Grant(HOME, ME, Role.REVIEWER), Grant(HOME, ME, Role.MEMBER)


class StillClock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    migrate(sqlite_url)
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SqlStore:
    made = SqlStore(database, StillClock(), LeaseClock.INJECTED)
    made.found(WorkspaceFacts(HOME, "home", "Home", "U0BOT"), Settings(reviewers=(ME,)))
    return made


def fill(store: SqlStore, first: int, clients: int, incidents: int) -> None:
    """Everything of everything: each client is mine, in trouble, kept on a condition before, or being parted with."""
    with store.write(HOME) as uow:
        uow.people.put([Person(ME, HOME, "Me", NOW)])
        for number in range(first, first + clients):
            _client(uow, number, incidents)


def _client(uow: UnitOfWork, number: int, incidents: int) -> None:
    name = f"c{number:04}"
    client = Client(name, f"شركة & Sons <{number}>".ljust(75, "x"), NOW, ME, root=name, owner=ME)
    uow.clients.add(client)
    for turn in range(incidents):
        sign = "mental_abuse" if turn == 0 else "slow_pay"
        at = NOW - DAY * (1 + turn // 4)
        uow.history.add(EntryRecord(Incident(f"{name}-{turn}", at, sign, by=ME), name, ME, witnesses=("U0OTHER",)))
    kind = number % 4
    if kind == 0:
        until = NOW + 5 * DAY
        decision = Decision(f"d-{name}", NOW, Outcome.PROBATION, until=until, by=ME)
        uow.history.add(EntryRecord(decision, name, ME))
        uow.conditions.add(Condition(f"k-{name}", name, decision.id, "in writing " * 20, NOW - DAY))
    elif kind == 1:
        items = plan_items(Order.SAFETY_FIRST, NOW - 9 * DAY, uow.workspace.settings().hours, ME, ME)
        parting = Parting(f"p-{name}", name, 1, None, Order.SAFETY_FIRST, (), ME, NOW - 9 * DAY, items)
        uow.partings.add(parting)
    facts = {"notice": WARNING_WANTED, "client": name, "sign": "mental_abuse", "incident": f"{name}-0"}
    row = f"w-{name}"
    uow.outbox.add(OutboxRow(row, row, OutboxKind.DIRECT, facts, NOW, destination=f"dm:{ME}"))
    reassess(Tuning(hold=timedelta(0)), uow, client, Cause.ADDED)
    episode = uow.episodes.latest(name)
    if episode is not None:
        taken_by = ME if kind == 2 else "U0OTHER" if kind == 3 else None
        told = replace(episode, state="open", told_level=Level.CUMULATIVE, told_at=NOW, taken_by=taken_by)
        uow.episodes.save(replace(told, decide_by=NOW - DAY if taken_by else None))


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What SQLite's own driver is given meanwhile."""
    ran: list[str] = []

    def watch(connection, *_: object) -> None:
        connection.set_trace_callback(lambda sql: ran.append(sql) if sql.startswith("SELECT") else None)

    event.listen(database.reader, "checkout", watch)
    yield ran
    event.remove(database.reader, "checkout", watch)


def shown(store: SqlStore, grant: Grant) -> HomeSheet:
    with store.read(HOME) as uow:
        return home_sheet(uow, grant)


@pytest.mark.parametrize("grant", [REVIEWER, MEMBER], ids=["reviewer", "member"])
def test_nothing_is_asked_client_by_client(store: SqlStore, database: Database, grant: Grant) -> None:
    """As many statements for eight clients as for eighty, and few."""
    fill(store, 0, 8, 4)
    with statements(database) as few:
        shown(store, grant)
    fill(store, 8, 72, 4)
    with statements(database) as many:
        shown(store, grant)
    assert len(many) == len(few)
    assert 10 < len(many) <= 22


@pytest.mark.parametrize("grant", [REVIEWER, MEMBER], ids=["reviewer", "member"])
def test_ten_thousand_incidents_fit_into_one_view(store: SqlStore, grant: Grant) -> None:
    """Three hundred clients with the longest of names: every list is cut, says how many more, and Slack takes it."""
    fill(store, 0, 300, 34)
    sheet = shown(store, grant)
    view = home(sheet)
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    assert check_view(view) == []
    # All is shown that there is to show, and nothing was cut by Slack's limit.
    assert 25 < len(blocks) < 100
    assert sheet.owned.left_out == 300 - OWNED_SHOWN
    assert sheet.waits.left_out > 0
    assert sheet.has_older_flags
    assert (sheet.team is None) is (grant is MEMBER)
    if sheet.team is not None:
        for cut in (sheet.team.alerts, sheet.team.looks, sheet.team.partings):
            assert cut.shown
        assert sheet.team.alerts.left_out > 0


def test_a_corrected_incident_is_told_once(store: SqlStore) -> None:
    """However many corrections stand behind it, the newest five things are shown."""
    with store.write(HOME) as uow:
        uow.people.put([Person(ME, HOME, "Me", NOW)])
        uow.clients.add(Client("c", "Acme", NOW, ME, root="c"))
        for number in range(7):
            uow.history.add(EntryRecord(Incident(f"i{number}", NOW - number * DAY, "slow_pay", by=ME), "c", ME))
    sheet = shown(store, MEMBER)
    assert [line.incident for line in sheet.flags] == ["i6", "i5", "i4", "i3", "i2"]
    assert sheet.has_older_flags
