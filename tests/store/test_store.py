import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.domain.settings import Settings
from bot.store.engine import Database, Kind, open_database
from bot.store.store import LeaseClock, SqlStore
from bot.store.workspace import UnknownWorkspace
from bot.usecases.ports import StaleRevision, StoreBusy, UnitOfWork
from bot.usecases.records import Draft, OutboxState, TimerKind
from tests.store.conftest import HOME, OTHER, START, HandClock, facts_of
from tests.store.examples import ACME, FULL_RECORD, episode, incident, message, person


class Stop(Exception):
    """What a use case may raise in the middle."""


def test_a_unit_that_fails_leaves_nothing(store: SqlStore) -> None:
    """Whatever was written before the exception is as if it had never been, of every kind."""
    with pytest.raises(Stop), store.write(HOME) as unit:
        _write_everything_and_stop(unit)
    with store.write(HOME) as unit:
        assert unit.take_receipt("r-1")
        assert unit.clients.all_ids() == []
        assert unit.history.get(FULL_RECORD.entry.id) is None
        assert unit.episodes.open_ones() == []
        assert unit.outbox.get("m-1") is None
        assert unit.timers.get(TimerKind.HOLD_ENDS, "e-1") is None
        assert unit.people.get("U0ANN") is None
        assert unit.workspace.settings() == Settings()
    assert store.next_due() is None


def test_a_reading_unit_sees_one_moment(store: SqlStore) -> None:
    """What others commit meanwhile does not show in it."""
    with store.read(HOME) as reading:
        assert reading.clients.count() == 0
        with store.write(HOME) as unit:
            unit.clients.add(ACME)
        assert reading.clients.count() == 0
    with store.read(HOME) as reading:
        assert reading.clients.count() == 1


def test_a_reading_unit_cannot_write(store: SqlStore) -> None:
    """The database itself refuses."""
    with pytest.raises(DBAPIError), store.read(HOME) as unit:
        unit.take_receipt("r-1")
    with store.write(HOME) as unit:
        assert unit.take_receipt("r-1")


def test_a_request_is_taken_once(store: SqlStore) -> None:
    """The same key again is refused, in the same unit and in a later one."""
    with store.write(HOME) as unit:
        assert unit.take_receipt("r-1")
        assert not unit.take_receipt("r-1")
    with store.write(HOME) as unit:
        assert not unit.take_receipt("r-1")
        assert unit.take_receipt("r-2")


def test_of_threads_racing_with_one_request_one_wins(store: SqlStore) -> None:
    """A double delivery handled by many threads at once is handled once."""
    taken: list[bool] = []
    barrier = Barrier(8)

    def handle() -> None:
        barrier.wait()
        with store.write(HOME) as unit:
            taken.append(unit.take_receipt("r-1"))

    _together([handle] * 8)
    assert sorted(taken) == [False] * 7 + [True]


def test_two_flags_of_one_client_are_judged_one_after_the_other(
    database_url: str, store: SqlStore, clock: HandClock
) -> None:
    """Each unit sees what the one before it added, in two processes too: nobody's incident is overlooked."""
    second = SqlStore(open_database(database_url), clock, LeaseClock.INJECTED)
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
    seen: list[int] = []

    def flag(one: SqlStore, first: int) -> Callable[[], None]:
        def run() -> None:
            for number in range(first, first + 5):
                with one.write(HOME) as unit:
                    seen.append(len(unit.history.entries(ACME.id)))
                    unit.history.add(incident(number))

        return run

    _together([flag(store, 0), flag(store, 10), flag(second, 20), flag(second, 30)])
    second.close()
    assert sorted(seen) == list(range(20))


def test_of_racing_savers_one_wins(store: SqlStore) -> None:
    """Compare-and-set on a message, and revisions of an episode, let one through."""
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.episodes.add(episode())
        unit.outbox.add(message())
    won: list[str] = []

    def save() -> None:
        with store.write(HOME) as unit:
            changed = message(state=OutboxState.CANCELLED)
            if unit.outbox.save(changed, expected_state="pending", expected_attempt=0):
                won.append("message")
            try:
                unit.episodes.save(episode(taken_by="U0ANN"))
            except StaleRevision:
                return
            won.append("episode")

    _together([save] * 6)
    assert sorted(won) == ["episode", "message"]


def test_a_locked_database_says_so_in_time(database: Database, database_url: str, store: SqlStore) -> None:
    """While another process holds the right to write, a writer gets StoreBusy, readers read, and later all is well."""
    with _held(database, database_url):
        with pytest.raises(StoreBusy) as busy, store.write(HOME):
            raise Stop
        assert busy.value.what == "locked"
        with store.read(HOME) as unit:
            assert unit.workspace.settings() == Settings()
    with store.write(HOME) as unit:
        assert unit.take_receipt("r-1")


def test_a_writer_in_the_same_process_is_waited_for_in_vain(sqlite_url: str, clock: HandClock) -> None:
    """SQLite: a second thread gives up in time instead of standing in a queue."""
    store = SqlStore(open_database(sqlite_url), clock)
    said: list[str] = []

    def write() -> None:
        try:
            with store.write(HOME):
                said.append("written")
        except StoreBusy as busy:
            said.append(busy.what)

    with store.write(HOME):
        _together([write])
    store.close()
    assert said == ["locked"]


def test_a_full_disk_says_so_and_heals(sqlite_url: str, clock: HandClock) -> None:
    """Nothing of the unit is kept, reading goes on, and once there is room writing does too."""
    database = open_database(sqlite_url)
    store = SqlStore(database, clock)
    store.found(facts_of(HOME), Settings())
    with database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(StoreBusy) as busy, store.write(HOME) as unit:
        _fill(unit)
    assert busy.value.what == "full"
    with store.read(HOME) as unit:
        assert unit.clients.all_ids() == []
    with database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=100000")
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
    store.close()


def test_what_goes_wrong_at_the_commit_is_said_too(
    sqlite_url: str, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk often shows only when the transaction ends: it must not be taken for success."""
    database = open_database(sqlite_url)
    store = SqlStore(database, clock)

    def full(_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(database.writer.dialect, "do_commit", full)
    with pytest.raises(StoreBusy) as busy:
        store.found(facts_of(HOME), Settings())
    assert busy.value.what == "full"
    monkeypatch.undo()
    assert store.workspaces() == []
    store.close()


def test_what_is_wrong_never_repeats_what_was_written(store: SqlStore) -> None:
    """The text of a database's error carries no parameters: notes and names stay out of logs."""
    secret = incident(1, sign="SECRET-SIGN")
    with pytest.raises(DBAPIError) as error, store.write(HOME) as unit:
        unit.history.add(secret)
    assert "SECRET-SIGN" not in str(error.value)


def test_a_unit_has_one_moment_and_time_never_runs_backwards(store: SqlStore, clock: HandClock) -> None:
    """Taken once; a clock that is set back does not date what is stored later before what is stored already."""
    with store.write(HOME) as unit:
        clock.move(seconds=5)
        assert unit.at == START
    with store.write(HOME) as unit:
        assert unit.at == START + timedelta(seconds=5)
    clock.move(hours=-1)
    with store.write(HOME) as unit:
        assert unit.at == START + timedelta(seconds=5)
    with store.read(HOME) as unit:
        assert unit.at == START + timedelta(seconds=5)


def test_a_draft_lives_until_its_hour_is_over(store: SqlStore, clock: HandClock) -> None:
    """What somebody typed comes back as it was, replaced when kept again, and not at the very end."""
    draft = Draft(
        "d-1", "U0ANN", {"note": "überfällig", "days_late": 30, "list": [None, 1.5]}, START + timedelta(hours=1)
    )
    with store.write(HOME) as unit:
        unit.keep_draft(Draft("d-1", "U0ANN", {}, START + timedelta(minutes=1)))
        unit.keep_draft(draft)
        assert unit.draft("d-1") == draft
        assert unit.draft("d-2") is None
    clock.move(hours=1)
    with store.read(HOME) as unit:
        assert unit.draft("d-1") is None


def test_a_purge_drops_what_is_past_its_age_alone(store: SqlStore, clock: HandClock) -> None:
    """Old receipts may be taken anew; what was told of a message that may still be looked for is kept."""
    with store.write(HOME) as unit:
        unit.take_receipt("old")
        unit.keep_draft(Draft("d-old", "U0ANN", {}, START))
        unit.outbox.add(message("m-1", state=OutboxState.UNCERTAIN))
        unit.outbox.add(message("m-2", state=OutboxState.SENT))
        for row in ("m-1", "m-2"):
            unit.outbox.keep_receipt(f"wire-{row}", "C0ALERT", "1.2")
    clock.move(days=1)
    with store.write(HOME) as unit:
        unit.take_receipt("new")
        unit.purge(receipts_before=START + timedelta(hours=1), drafts_before=START + timedelta(hours=1))
        assert unit.take_receipt("old")
        assert not unit.take_receipt("new")
        assert unit.outbox.receipts_of("wire-m-1") == [("C0ALERT", "1.2")]
        assert unit.outbox.receipts_of("wire-m-2") == []
    clock.moment = START - timedelta(hours=1)
    with store.read(HOME) as unit:
        assert unit.draft("d-old") is None


def test_a_message_travels_under_an_id_that_tells_nothing(store: SqlStore, database_url: str, clock: HandClock) -> None:
    """The same for the same row, after a restart too; another for another row or workspace."""
    with store.read(HOME) as unit:
        wire_id = unit.wire_id("m-1")
        assert unit.wire_id("m-2") != wire_id
    with store.read(OTHER) as unit:
        assert unit.wire_id("m-1") != wire_id
    restarted = SqlStore(open_database(database_url), clock)
    with restarted.write(HOME) as unit:
        assert unit.wire_id("m-1") == wire_id
    restarted.close()
    assert "m-1" not in wire_id
    assert len(wire_id) == 32


def test_a_workspace_is_known_once_it_was_found(store: SqlStore) -> None:
    """Before, nothing can be asked of it, or stored for it."""
    assert store.workspaces() == [HOME]
    with pytest.raises(UnknownWorkspace), store.read(OTHER) as unit:
        unit.workspace.settings()
    with pytest.raises(DBAPIError), store.write(OTHER) as unit:
        unit.take_receipt("r-1")
    store.found(facts_of(OTHER), Settings())
    assert store.workspaces() == [HOME, OTHER]


def _write_everything_and_stop(unit: UnitOfWork) -> None:
    assert unit.take_receipt("r-1")
    unit.clients.add(ACME)
    unit.history.add(FULL_RECORD)
    unit.episodes.add(episode())
    unit.outbox.add(message())
    unit.timers.set(TimerKind.HOLD_ENDS, "e-1", START)
    unit.people.put([person("U0ANN")])
    unit.workspace.save_settings(Settings(timezone="Europe/Berlin"))
    unit.audit("U0ANN", "flag", "i-1")
    raise Stop


def _fill(unit: UnitOfWork) -> None:
    unit.clients.add(ACME)
    for number in range(200):
        unit.audit("U0ANN", "flag", f"i-{number}", after="x" * 500)


def _together(work: list[Callable[[], None]]) -> None:
    threads = [Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _held:
    """Another program that holds the right to write in `HOME`."""

    def __init__(self, database: Database, url: str) -> None:
        self._is_sqlite = database.kind is Kind.SQLITE
        self._url = make_url(url)

    def __enter__(self) -> None:
        if self._is_sqlite:
            self._other = sqlite3.connect(Path(str(self._url.database)), isolation_level=None)
            self._other.execute("BEGIN IMMEDIATE")
        else:
            self._session = psycopg.connect(
                host=str(self._url.query["host"]), user="postgres", dbname=str(self._url.database)
            )
            self._session.execute("SELECT pg_advisory_xact_lock(28769, hashtext(%s))", [HOME])

    def __exit__(self, *_: object) -> None:
        (self._other if self._is_sqlite else self._session).close()


def test_what_is_rolled_back_was_never_written(store: SqlStore) -> None:
    """A use case that refuses half-way keeps nothing, although no exception left it."""
    with store.write(HOME) as unit:
        assert unit.take_receipt("refused")
        unit.roll_back()
    with store.write(HOME) as unit:
        assert unit.take_receipt("refused")
