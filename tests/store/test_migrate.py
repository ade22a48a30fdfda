import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from bot.store import migrate as steps
from bot.store import tables_care, tables_exposed, tables_owed, tables_parting
from bot.store.engine import Database, open_database
from bot.store.migrate import HEAD, REVISIONS, SchemaTooNew, migrate, schema_revision
from bot.store.tables import instance, metadata
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as name:
        yield server.url(name)


def test_an_empty_database_gets_the_tables_once(empty_url: str) -> None:
    """The second time nothing happens: no step, no copy, and the installation keeps its key."""
    assert schema_revision(empty_url) is None
    assert migrate(empty_url) is None
    assert schema_revision(empty_url) == HEAD
    key = _instance(empty_url)
    assert migrate(empty_url) is None
    assert _instance(empty_url) == key
    assert len(key[2]) == 32


def test_several_who_start_at_once_migrate_once(empty_url: str) -> None:
    """Each waits for the one before and finds nothing left to do."""
    with ThreadPoolExecutor(4) as pool:
        assert [done.result() for done in [pool.submit(migrate, empty_url) for _ in range(4)]] == [None] * 4
    assert schema_revision(empty_url) == HEAD


def test_a_missing_folder_is_made_and_asking_makes_no_file(tmp_path: Path) -> None:
    """The first start needs nothing prepared; looking leaves no trace."""
    fresh_url = f"sqlite:///{tmp_path / 'new folder' / 'partways.db'}"
    assert schema_revision(fresh_url) is None
    assert list(tmp_path.iterdir()) == []
    migrate(fresh_url)
    assert schema_revision(fresh_url) == HEAD


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    """And so is the log that the database writes beside it; what somebody set otherwise stays."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    migrate(url)
    database = open_database(url)
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE instance SET one = one"))
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    database.close()
    assert {"new.db", "new.db-wal"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_a_newer_database_is_refused(database_url: str) -> None:
    """Old code does not touch what new code made."""
    database = open_database(database_url)
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(SchemaTooNew, match="9999") as refused:
        migrate(database_url)
    assert (refused.value.found, refused.value.known) == ("9999", HEAD)
    assert schema_revision(database_url) == "9999"


def test_a_file_with_something_in_it_is_copied_first(tmp_path: Path) -> None:
    """The copy holds what was there, readable by whoever could read the file, and is named for the step."""
    file = tmp_path / "old.db"
    _with_a_table(file)
    file.chmod(0o640)
    kept = migrate(f"sqlite:///{file}")
    assert kept == tmp_path / f"old.db.before-{HEAD}"
    assert kept.stat().st_mode & 0o777 == 0o640
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT word FROM kept").fetchall() == [("before",)]
        assert copy.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "old.db",
        f"old.db.before-{HEAD}",
        "old.db.migrate.lock",
    ]


def test_a_copy_is_not_made_where_none_is_wanted(tmp_path: Path) -> None:
    """The switch is heeded."""
    _with_a_table(tmp_path / "old.db")
    assert migrate(f"sqlite:///{tmp_path / 'old.db'}", backup=False) is None
    assert schema_revision(f"sqlite:///{tmp_path / 'old.db'}") == HEAD


def test_a_step_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """All or none: a table in the way stops the step, and no other table is left behind."""
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE workspaces (id TEXT)")
    with pytest.raises(Exception, match="workspaces"):
        migrate(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("workspaces",)]


def test_broken_references_are_not_let_through(tmp_path: Path) -> None:
    """SQLite runs steps with foreign keys off, so they are all checked before the commit."""
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE parents (id TEXT PRIMARY KEY)")
        connection.execute("CREATE TABLE children (parent TEXT REFERENCES parents (id))")
        connection.execute("INSERT INTO children VALUES ('nobody')")
        connection.commit()
    with pytest.raises(Exception, match="children"):
        migrate(f"sqlite:///{file}")
    assert schema_revision(f"sqlite:///{file}") is None


def test_what_the_steps_make_is_what_the_code_knows(database: Database) -> None:
    """Column by column and index by index, as Alembic compares them."""
    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_what_the_steps_make_is_word_for_word_what_the_tables_say(sqlite_url: str, tmp_path: Path) -> None:
    """Checks, partial indexes and the order of keys too, which Alembic does not compare."""
    direct = tmp_path / "direct.db"
    engine = create_engine(f"sqlite:///{direct}")
    metadata.create_all(engine)
    engine.dispose()
    made = _statements(Path(sqlite_url.removeprefix("sqlite:///")))
    del made["alembic_version"]
    triggers = {name for name in made if "_refuses_" in name}
    of_both = {f"{table}_refuses_{what}" for table in ("audit", "audit_chain") for what in ("update", "delete")}
    assert triggers == of_both | {"audit_refuses_replacement", "audit_chain_refuses_replacement"}
    assert {name: sql for name, sql in made.items() if name not in triggers} == _statements(direct)


def test_every_table_carries_its_workspace() -> None:
    """First in its primary key, and first in each of its foreign keys; the installation itself stands alone."""
    assert tables_owed.outbox.metadata is tables_parting.partings.metadata is metadata
    assert tables_exposed.exposures.metadata is metadata
    assert tables_care.care_items.metadata is metadata
    for table in metadata.sorted_tables:
        if table.name in ("instance", "workspaces"):
            continue
        assert next(iter(table.primary_key.columns)).name == "workspace", table.name
        assert table.foreign_key_constraints, table.name
        for constraint in table.foreign_key_constraints:
            assert constraint.column_keys[0] == "workspace", constraint.name


def test_the_steps_known_to_the_code_are_those_in_the_folder() -> None:
    """A new file in `versions` needs its number in `REVISIONS`, or a start would think itself done."""
    config = Config()
    config.set_main_option("script_location", str(Path(steps.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS
    assert scripts.get_heads() == [HEAD]


def test_a_start_with_nothing_to_do_needs_no_alembic(sqlite_url: str) -> None:
    """It costs a tenth of a second and some megabytes."""
    code = "import sys; from bot.store.migrate import migrate; migrate(sys.argv[1]); sys.exit('alembic' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code, sqlite_url], cwd=root, check=False).returncode == 0


def _with_a_table(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('before')")
        connection.commit()


def _statements(file: Path) -> dict[str, list[str]]:
    """What made each table, index and trigger; a table's constraints stand in an order of no meaning."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: sorted(_parts(sql)) for name, sql in rows}


def _parts(sql: str) -> list[str]:
    # SQLAlchemy writes each column and each constraint on a line of its own; SQLite puts a column that a later step
    # added behind the last one, on its line.
    lines = re.sub(r"(?m), (\w+ \w+), $", r",\n\1,", sql).splitlines()
    return [" ".join(line.split()).rstrip(", ") for line in lines if line.strip()]


def _instance(url: str) -> tuple[object, str, bytes]:
    database = open_database(url)
    with database.reader.begin() as connection:
        row = connection.execute(instance.select()).one()
    database.close()
    return row.one, row.id, bytes(row.wire_key)
