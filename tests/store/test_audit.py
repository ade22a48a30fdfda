"""The audit trail: the database refuses to change it, it is read page by page, and its chain shows what was changed anyhow."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.audit_chain import TAKEN_OUT, TAKEN_OUT_LINES, Broken, Checked, Link, check
from bot.domain.settings import Settings
from bot.store.engine import Database, Kind
from bot.store.store import SqlStore
from bot.store.tables import audit
from bot.usecases.audit_lines import AuditKind, AuditLine, AuditQuery
from bot.usecases.records import EntryRecord
from tests.store.conftest import HOME, OTHER, START, HandClock, facts_of
from tests.store.examples import ACME, GLOBEX, OTHER_KINDS, condition, episode, incident, parting

REFUSED_BY_BOTH = (
    "UPDATE audit SET by_user = 'U0EVE'",
    "UPDATE audit SET before = NULL WHERE seq = 1",
    "UPDATE audit SET seq = seq + 10",
    "DELETE FROM audit",
    "UPDATE audit_chain SET salt = 'x'",
    "UPDATE audit_chain SET digest = 'x', salt = NULL",
    "UPDATE audit_chain SET chain = 'x', salt = NULL",
    "DELETE FROM audit_chain",
)
REFUSED_BY_POSTGRESQL = ("TRUNCATE audit_chain", "TRUNCATE audit, audit_chain, erasing", "TRUNCATE workspaces CASCADE")
REFUSED_BY_SQLITE = (
    f"INSERT OR REPLACE INTO audit (workspace, seq, at, by_user, action, subject) VALUES ('{HOME}', 1, 0, 'E', 'x', 'y')",
    f"REPLACE INTO audit_chain (workspace, seq, digest, chain) VALUES ('{HOME}', 1, 'x', 'y')",
    "UPDATE OR REPLACE audit SET seq = 1 WHERE seq = 2",
    "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT DO UPDATE SET by_user = 'U0EVE'",
)


def test_the_database_refuses_to_change_or_to_drop_a_line(store: SqlStore, database: Database) -> None:
    """Who, what, when, before and after, in order; whatever statement would change that fails, and changes nothing."""
    with store.write(HOME) as unit:
        unit.audit("U0ANN", "client.rename", "c-acme", before={"name": "Acme"}, after={"name": "Acme Two"})
        unit.audit("U0BEN", "incident.void", "i-1")
    by_kind = REFUSED_BY_SQLITE if database.kind is Kind.SQLITE else REFUSED_BY_POSTGRESQL
    for statement in (*REFUSED_BY_BOTH, *by_kind):
        with pytest.raises(DBAPIError, match="only ever added to"), database.writer.begin() as connection:
            connection.execute(text(statement))
    with database.reader.begin() as connection:
        lines = connection.execute(audit.select().order_by(audit.c.seq)).all()
    assert [tuple(line) for line in lines] == [
        (HOME, 1, START, "U0ANN", "client.rename", "c-acme", {"name": "Acme"}, {"name": "Acme Two"}),
        (HOME, 2, START, "U0BEN", "incident.void", "i-1", None, None),
    ]


def test_a_trail_of_ten_thousand_lines_is_read_by_number(store: SqlStore) -> None:
    """A page costs the same wherever it is; going older and then newer again shows the same lines."""
    with store.write(HOME) as unit:
        for number in range(1, 10_001):
            unit.audit("U0ANN", "incident_flagged", f"i-{number}")
    with store.read(HOME) as unit:
        newest = unit.trail.newest(AuditQuery(), 16)
        assert [line.seq for line in newest] == list(range(10_000, 9_984, -1))
        older = unit.trail.newest(AuditQuery(below=newest[-1].seq), 16)
        assert [line.seq for line in older] == list(range(9_984, 9_968, -1))
        assert unit.trail.newest(AuditQuery(above=older[0].seq), 16) == newest
        assert [line.seq for line in unit.trail.newest(AuditQuery(below=3), 16)] == [2, 1]
        assert [line.seq for line in unit.trail.oldest(AuditQuery(above=9_998), 16)] == [9_999, 10_000]
        found = check(HOME, unit.trail.links())
        assert (found.lines, found.broken) == (10_000, ())


def test_a_client_has_the_lines_of_all_that_hangs_on_it(store: SqlStore) -> None:
    """Incidents, alerts, conditions, partings, and those of a client that was merged into it; of others nothing."""
    with store.write(HOME) as unit:
        unit.clients.add(ACME)
        unit.clients.add(GLOBEX)
        unit.clients.save(replace(GLOBEX, root=ACME.id, merged_into=ACME.id))
        unit.history.add(incident(1))
        unit.history.add(EntryRecord(entry=OTHER_KINDS[1], client=ACME.id, by="U0ANN"))
        unit.episodes.add(episode())
        unit.conditions.add(condition())
        unit.partings.add(parting())
        hanging = [ACME.id, GLOBEX.id, incident(1).entry.id, episode().id, condition().id, parting().id]
        for subject in (*hanging, "c-other", HOME):
            unit.audit("U0ANN", "client_edited", subject)
    with store.read(HOME) as unit:
        assert [line.subject for line in unit.trail.oldest(AuditQuery(client=ACME.id), 99)] == hanging
        assert unit.trail.oldest(AuditQuery(client="c-nobody"), 99) == []


def test_lines_are_found_by_person_kind_and_time(store: SqlStore, clock: HandClock) -> None:
    """Each alone and together; the end of a span is not in it."""
    with store.write(HOME) as unit:
        unit.audit("U0ANN", "client_edited", "c-1")
        unit.audit("U0BEN", "alert_raised", "e-1")
        unit.audit("U0ANN", "something_new", "x-1")
    clock.move(days=1)
    with store.write(HOME) as unit:
        unit.audit("U0ANN", "alert_changed", "e-1", before={"level": "watch"}, after={"level": "decisive"})
    queries = {
        AuditQuery(by="U0ANN"): [1, 3, 4],
        AuditQuery(kind=AuditKind.ALERTS): [2, 4],
        AuditQuery(kind=AuditKind.ALERTS, by="U0ANN"): [4],
        AuditQuery(since=START + timedelta(days=1)): [4],
        AuditQuery(until=START + timedelta(days=1)): [1, 2, 3],
        AuditQuery(by="U0EVE"): [],
    }
    with store.read(HOME) as unit:
        for query, seqs in queries.items():
            assert [line.seq for line in unit.trail.oldest(query, 9)] == seqs
            assert [line.seq for line in unit.trail.newest(query, 9)] == seqs[::-1]
        (last,) = unit.trail.newest(AuditQuery(), 1)
    told = {"level": "watch"}, {"level": "decisive"}
    assert last == AuditLine(4, START + timedelta(days=1), "U0ANN", "alert_changed", "e-1", *told)


def links_of(store: SqlStore) -> list[Link]:
    with store.read(HOME) as unit:
        return list(unit.trail.links())


@pytest.fixture
def links(store: SqlStore) -> list[Link]:
    """Thirty lines of all shapes that values have, written by three transactions."""
    for start in (0, 10, 20):
        with store.write(HOME) as unit:
            for number in range(start, start + 10):
                values = {"n": number, "exact": Decimal("1.10"), "of": ("a", "ä", "\u202e"), "none": None}
                unit.audit("U0ANN", "client_edited", f"c-{number}", before=None if number % 3 else values, after=values)
    return links_of(store)


def test_a_trail_that_nobody_touched_is_whole(links: list[Link], store: SqlStore) -> None:
    """Every kind of value is read back as it was sealed; another workspace's chain begins elsewhere."""
    found = check(HOME, links)
    assert found == Checked(30, 0, 0, (), (30, links[-1].chain))
    assert check(OTHER, links).broken == ((1, Broken.ORDER),)
    store.found(facts_of(OTHER), Settings())
    with store.read(OTHER) as unit:
        assert check(OTHER, unit.trail.links()) == Checked(0, 0, 0, (), None)


def test_whatever_is_changed_past_the_database_is_found(links: list[Link]) -> None:
    """A thousand random changes: a word, a missing line, a line too many, two that changed places, a seal taken away."""
    dice = random.Random(17)
    whole = check(HOME, links)
    for _ in range(1000):
        changed = list(links)
        place = dice.randrange(len(links))
        line = changed[place]
        match dice.randrange(7):
            case 0:
                at = dice.randrange(len(line.content))
                changed[place] = replace(line, content=f"{line.content[:at]}\x00{line.content[at + 1 :]}")
            case 1:
                del changed[place]
            case 2:
                changed.insert(place, line)
            case 3:
                other = (place + 1 + dice.randrange(len(links) - 1)) % len(links)
                changed[place] = replace(links[other], seq=line.seq)
                changed[other] = replace(line, seq=links[other].seq)
            case 4:
                changed[place] = replace(line, digest=None, chain=None, salt=None)
            case 5:
                changed[place] = replace(line, salt=None)
            case _:
                changed[place] = replace(line, chain="0" * 64)
        found = check(HOME, changed)
        # The end cut off, and the beginning without seals, are whole in themselves: whoever kept the head sees it.
        assert found.broken or found.head != whole.head or found.unchained


def test_a_line_whose_data_was_erased_leaves_the_chain_whole(
    store: SqlStore, links: list[Link], database: Database
) -> None:
    """Its salt is gone, and a later line says so. Without that line it counts as broken."""
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE audit_chain SET salt = NULL WHERE seq IN (3, 7)"))
    assert check(HOME, links_of(store)).broken == ((3, Broken.EMPTIED), (7, Broken.EMPTIED))
    with store.write(HOME) as unit:
        unit.audit("U0ANN", TAKEN_OUT, "U0EVE", after={TAKEN_OUT_LINES: [3, 7]})
    found = check(HOME, links_of(store))
    assert (found.lines, found.emptied, found.broken) == (31, 2, ())
    emptied = [replace(link, content="[]") if link.seq in (3, 7) else link for link in links_of(store)]
    assert check(HOME, emptied) == found


def test_lines_from_before_the_chain_are_counted_and_not_held_against_it(store: SqlStore, database: Database) -> None:
    """It begins with the first line after them; none may come without a seal from then on."""
    row = {"workspace": HOME, "at": START, "by_user": "U0ANN", "action": "x", "subject": "y"}
    with database.writer.begin() as connection:
        connection.execute(audit.insert(), [{**row, "seq": 1}, {**row, "seq": 2}])
    with store.write(HOME) as unit:
        unit.audit("U0ANN", "client_edited", "c-1")
    found = check(HOME, links_of(store))
    assert (found.lines, found.unchained, found.broken) == (3, 2, ())
    with database.writer.begin() as connection:
        connection.execute(audit.insert(), {**row, "seq": 4})
    assert check(HOME, links_of(store)).broken == ((4, Broken.UNSEALED),)
