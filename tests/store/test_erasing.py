"""What is erased is gone from every row, and the audit trail lets nothing pass but that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.audit_chain import check
from bot.store.engine import Database
from bot.store.store import SqlStore
from bot.usecases.audit_lines import AuditQuery
from bot.usecases.records import TimerKind
from bot.usecases.register_ports import Mention
from tests.store.conftest import HOME, START, HandClock
from tests.store.examples import ACME, GLOBEX, incident, message
from tests.store.test_isolation import fill

MARKER = "gone-0a1b2c3d"


def told(store: SqlStore) -> list[tuple[str, str, str, object]]:
    with store.read(HOME) as unit:
        return [(row["by_user"], row["action"], row["subject"], row["after"]) for row in unit.register.rows("audit")]


def chain_of(store: SqlStore) -> object:
    with store.read(HOME) as unit:
        return check(HOME, unit.trail.links())


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    with store.write(HOME) as unit:
        fill(unit)
    return store


def test_a_person_stands_nowhere_any_more(filled: SqlStore) -> None:
    """One marker takes their place in every table; what was theirs alone is gone, and so is what they own."""
    with filled.write(HOME) as unit:
        where = {held.table for held in unit.register.standing("U0ANN")}
        counts = unit.eraser.replace_person("U0ANN", MARKER)
    assert where == set(counts)
    assert {"audit", "clients", "entries", "witnesses", "people", "drafts", "partings", "glad_answers"} <= where
    with filled.read(HOME) as unit:
        assert unit.register.standing("U0ANN") == []
        marked = {table for table in unit.register.tables() if MARKER in str(unit.register.rows(table))}
        assert marked == where - {"people", "drafts"}
        assert unit.people.get("U0ANN") is None


def test_whoever_has_a_longer_id_is_left_alone(filled: SqlStore) -> None:
    """U0AN is not U0ANN, wherever ids stand."""
    with filled.write(HOME) as unit:
        assert unit.register.standing("U0AN") == []
        assert unit.eraser.replace_person("U0AN", MARKER) == {}
        assert unit.register.standing("U0ANN")


def test_an_id_is_replaced_in_data_and_in_composed_ids(store: SqlStore) -> None:
    """In facts, in receipts, in mentions."""
    with store.write(HOME) as unit:
        assert unit.take_receipt("action:T0HOME:1.2:U0ANN:alert_ack")
        unit.clients.add(ACME)
        unit.history.add(incident(1, by="U0BEN"))
        unit.outbox.add(message("m-1", facts={"by": "U0ANN", "also_to": ["U0ANN", "U0BEN"]}, destination="dm:U0ANN"))
        unit.audit("U0BEN", "client_edited", "c-acme", before={"owner": "U0ANN"}, after={"owner": None})
        unit.eraser.replace_person("U0ANN", MARKER)
        row = unit.outbox.get("m-1")
        assert row is not None
        assert (row.facts, row.destination) == ({"by": MARKER, "also_to": [MARKER, "U0BEN"]}, f"dm:{MARKER}")
        assert not unit.take_receipt(f"action:T0HOME:1.2:{MARKER}:alert_ack")
        assert unit.register.rows("audit")[0]["before"] == {"owner": MARKER}


def test_a_client_goes_with_all_that_hangs_on_it(filled: SqlStore) -> None:
    """And with those merged into it; another client and what it replaced in it stay."""
    with filled.write(HOME) as unit:
        unit.history.add(incident(9, GLOBEX))
        ids = {each for found in unit.eraser.client_rows(ACME.id).values() for each in found}
        unit.timers.set(TimerKind.REMINDER, f"{ACME.id}|2", START)
        dropped = unit.eraser.drop_client(ACME.id)
    assert {"clients", "entries", "witnesses", "episodes", "partings", "holds", "restrictions"} <= set(dropped)
    with filled.read(HOME) as unit:
        left = {
            table: [row for row in unit.register.rows(table) if ids & {str(value) for value in row.values()}]
            for table in unit.register.tables()
            if table not in ("audit", "drafts")  # a draft bears the id of a decision here, by chance
        }
        assert {table: rows for table, rows in left.items() if rows} == {}
        assert [entry.id for entry in unit.history.entries(GLOBEX.id)] == ["i-9"]


def test_a_place_is_emptied_by_its_name(filled: SqlStore) -> None:
    """A note, and a line of the trail; a client's name cannot be emptied."""
    with filled.write(HOME) as unit:
        place = unit.register.mentioning("LATER")[0]
        assert (place.table, place.column, place.client) == ("entries", "note", ACME.id)
        assert unit.register.place(place.id) == place
        assert unit.eraser.blank(place)
        assert unit.register.mentioning("later") == []
        assert not unit.eraser.blank(Mention("clients", (("id", ACME.id),), "name", ACME.id, "Acme"))
        assert not unit.eraser.blank(Mention("entries", (("id", "i-none"),), "note", None, ""))
        assert unit.register.place("entries|note|i-none") is None
        assert unit.register.place("nonsense") is None


def test_for_a_name_no_decision_is_taken_out_of_the_trail(filled: SqlStore) -> None:
    """Only the lines that hold words which somebody wrote are found, however what is looked for reads."""
    with filled.write(HOME) as unit:
        unit.audit("U1", "client_edited", ACME.id, before={"name": "Jane Magpie"}, after={"name": "Acme"})
        unit.audit("U1", "settings_changed", HOME, before={"reviewers": ["U0MAGPIE"]}, after={"reviewers": ["U1"]})
        found = [each for each in unit.register.mentioning("magpie") if each.table == "audit"]
        assert len(found) == 1
        line = unit.trail.newest(AuditQuery(), 1)[0].seq
        assert unit.register.place(found[0].id.replace(dict(found[0].key)["seq"], str(line))) is None


def test_an_erasure_empties_lines_and_the_chain_still_holds(filled: SqlStore) -> None:
    """The lines that lost something are named by a later one: then nothing is broken."""
    with filled.write(HOME) as unit:
        unit.eraser.replace_person("U0ANN", MARKER)
        unit.eraser.blank_audit(["told"])
        unit.audit("U0BEN", "audit_redacted", HOME, after={"lines": list(unit.eraser.emptied())})
    checked = chain_of(filled)
    assert checked.broken == ()  # type: ignore[attr-defined]
    assert checked.emptied == 3  # type: ignore[attr-defined]


def test_old_lines_say_no_more_than_when_and_what_kind(filled: SqlStore, clock: HandClock) -> None:
    """As many as are asked for, the oldest first; the newer ones are as they were."""
    clock.move(days=1)
    with filled.write(HOME) as unit:
        unit.audit("U0BEN", "client_edited", ACME.id, after={"name": "Acme"})
        assert unit.eraser.expire_audit(START + timedelta(hours=1), 2) == 2
        assert unit.eraser.expire_audit(START + timedelta(hours=1), 9) == 1
        assert unit.eraser.expire_audit(START + timedelta(hours=1), 9) == 0
    assert told(filled) == [
        ("gone-expired", "fill", "gone-expired", None),
        ("gone-expired", "client_edited", "gone-expired", None),
        ("gone-expired", "client_edited", "gone-expired", None),
        ("U0BEN", "client_edited", ACME.id, {"name": "Acme"}),
    ]


OPEN = "INSERT INTO erasing (workspace, kind, what, marker, before, told_in, ends) VALUES "
ENDS = "'until the end of this transaction'"
REFUSED: dict[str, tuple[str, ...]] = {
    "other words while a person is erased": (
        f"{OPEN} ('T0HOME', 'replace', 'U0ANN', 'gone-1', NULL, 1, {ENDS})",
        "UPDATE audit SET subject = 'somebody else'",
    ),
    "another person's line while a person is erased": (
        f"{OPEN} ('T0HOME', 'replace', 'U0BEN', 'gone-1', NULL, 1, {ENDS})",
        "UPDATE audit SET by_user = 'gone-1'",
    ),
    "a marker that is a person": (f"{OPEN} ('T0HOME', 'replace', 'U0ANN', 'U0EVE', NULL, 1, {ENDS})",),
    "a line of another subject": (
        f"{OPEN} ('T0HOME', 'blank', 'c-other', NULL, NULL, 1, {ENDS})",
        "UPDATE audit SET after = NULL",
    ),
    "another moment": (
        f"{OPEN} ('T0HOME', 'blank', 'c-acme', NULL, NULL, 1, {ENDS})",
        "UPDATE audit SET after = NULL, at = at",
        "UPDATE audit SET after = NULL, action = 'nothing'",
    ),
    "a line that is dropped": (
        f"{OPEN} ('T0HOME', 'blank', 'c-acme', NULL, NULL, 1, {ENDS})",
        "DELETE FROM audit",
    ),
    "an erasure that does not end": (f"{OPEN} ('T0HOME', 'wipe', 'all', NULL, NULL, 1, {ENDS})",),
    "an erasure that the trail does not tell of": (f"{OPEN} ('T0HOME', 'wipe', 'all', NULL, NULL, 99, {ENDS})",),
    "an erasure in another workspace": (
        f"{OPEN} ('T0OTHER', 'wipe', 'all', NULL, NULL, 1, {ENDS})",
        "DELETE FROM audit_chain",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_everything_else(store: SqlStore, database: Database, name: str) -> None:
    """The exception is as narrow as the erasure that was announced, and does not outlive its transaction."""
    with store.write(HOME) as unit:
        unit.audit("U0ANN", "client_edited", "c-acme", after={"owner": "U0ANN"})
    before = told(store)
    with pytest.raises(DBAPIError):
        _run(database, REFUSED[name])
    assert told(store) == before


def _run(database: Database, statements: tuple[str, ...]) -> None:
    with database.writer.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_drop_of_entries_leaves_the_others(store: SqlStore) -> None:
    """A corrected flag that was moved to another client forgets what it replaced."""
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
        unit.history.add(incident(1))
        unit.history.add(replace(incident(2, GLOBEX), replaces="i-1"))
        assert unit.eraser.drop_entries(["i-1"]) == 1
        moved = unit.history.get("i-2")
        assert moved is not None
        assert moved.replaces is None
        assert unit.history.get("i-1") is None
