"""The commands on what is kept of people, on a database with something in it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.history import Incident
from bot.domain.people import Person
from bot.domain.settings import Settings
from bot.store.engine import open_database
from bot.store.migrate import migrate
from bot.store.store import SqlStore
from bot.usecases.records import EntryRecord, Evidence, WorkspaceFacts
from bot.wiring import SystemClock
from tests.store.examples import ACME

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HOME = "T0HOME"


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A workspace with a client and two flags; the environment that the commands read."""
    migrate(sqlite_url)
    for name, value in {
        "SLACK_BOT_TOKEN": "xoxb-none",
        "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
        "DATABASE_URL": sqlite_url,
    }.items():
        monkeypatch.setenv(name, value)
    store = opened(sqlite_url)
    store.found(WorkspaceFacts(HOME, "agency", "Agency", "U0BOT00001"), Settings())
    with store.write(HOME) as uow:
        uow.clients.add(ACME)
        uow.people.put([Person("U0ANN00001", HOME, "Ann Archer", AT), Person("U0BEN00001", HOME, "Ben Baker", AT)])
        for name, by, note in (
            ("i-1", "U0ANN00001", "Jane Doe shouted at Ben Baker"),
            ("i-2", "U0BEN00001", "qanarynote"),
        ):
            evidence = Evidence("https://x.slack.com/p1", "C0WORK00001", "1.1", "U0EVE00001") if by[2] == "A" else None
            uow.history.add(
                EntryRecord(
                    Incident(name, AT, "slow_pay", by=by),
                    ACME.id,
                    by,
                    note,
                    evidence=evidence,
                    witnesses=("U0BEN00001",),
                )
            )
        uow.audit("U0ANN00001", "client_edited", ACME.id, after={"owner": "U0ANN00001"})
    store.close()
    return sqlite_url


def opened(url: str) -> SqlStore:
    return SqlStore(open_database(url), SystemClock())


def run(*arguments: str, given: str | None = None):
    return CliRunner().invoke(app, list(arguments), input=given)


def notes(url: str) -> list[str]:
    store = opened(url)
    with store.read(HOME) as uow:
        found = [record.note for record in uow.history.records(ACME.id)]
    store.close()
    return found


def bytes_of(url: str) -> bytes:
    file = Path(url.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in file.parent.iterdir() if each.is_file())


def test_a_person_gets_what_is_theirs_and_nothing_of_others(url: str) -> None:
    """Their rows as they stand; other ids and names are left out, and counted."""
    result = run("subject-export", "U0ANN00001")
    assert result.exit_code == 0, result.stderr
    export = json.loads(result.stdout)
    assert (export["form"], export["about"]) == ("partways.subject/1", {"user": "U0ANN00001", "name": None})
    assert {held["table"] for held in export["held"]} == {"people", "entries", "audit"}
    (entry,) = (held["row"] for held in export["held"] if held["table"] == "entries")
    assert (entry["note"], entry["author"]) == ("Jane Doe shouted at [another person]", "[another person]")
    assert {"table": "entries", "column": "author", "why": "another_person", "times": 1} in export["left_out"]
    assert "U0BEN00001" not in result.stdout
    assert "Ben Baker" not in result.stdout


def test_what_others_wrote_is_left_out(url: str) -> None:
    """A witness learns that they stand there, and not what somebody else wrote."""
    export = json.loads(run("subject-export", "U0EVE00001").stdout)
    (entry,) = (held["row"] for held in export["held"] if held["table"] == "entries")
    assert entry["note"] == "[written by another person]"


def test_somebody_who_is_not_in_slack_is_found_by_name(url: str, tmp_path: Path) -> None:
    """In a file, or as lines to be read."""
    run("subject-export", "--name", "jane doe", "--to", str(tmp_path / "jane.json"))
    export = json.loads((tmp_path / "jane.json").read_text("utf-8"))
    assert [held["row"]["id"] for held in export["held"]] == ["i-1"]
    lines = run("subject-export", "--name", "Jane Doe", "--text").stdout
    assert "note: Jane Doe shouted at [another person]" in lines
    assert "1 rows. Left out" in lines


def test_a_name_is_emptied_place_by_place(url: str) -> None:
    """First listed, then chosen; a place that is not there is refused."""
    listed = run("erase-person", "--name", "Jane Doe")
    assert listed.stdout.splitlines() == ["1\tentries.note\tJane Doe shouted at Ben Baker"]
    assert run("erase-person", "--name", "Jane Doe", "--places", "2").exit_code == 2
    assert "1 of 1 places are empty now." in run("erase-person", "--name", "Jane Doe", "--places", "1").stdout
    assert notes(url) == ["", "qanarynote"]
    assert b"Jane Doe" not in bytes_of(url)


def test_a_person_is_erased_from_every_byte(url: str) -> None:
    """Once it was typed again; nothing is left in the files."""
    refused = run("erase-person", "U0BEN00001", given="U0BEN\n")
    assert (refused.exit_code, "nothing was erased" in refused.stderr) == (2, True)
    done = run("erase-person", "U0BEN00001", "--with-notes", given="U0BEN00001\n")
    assert done.exit_code == 0, done.stderr
    assert "Erased from" in done.stdout
    assert "Nothing of it is left in the database's files." in done.stdout
    assert not any(word in bytes_of(url) for word in (b"U0BEN00001", b"qanarynote"))
    assert run("erase-person", "U0BEN00001", "--yes").stdout.startswith("Nothing is held")


def test_a_client_is_erased_by_its_name(url: str) -> None:
    """An unknown one is refused."""
    assert run("erase-client", "Nobody", "--yes").exit_code == 2
    assert run("erase-client", "acme inc", "--yes").exit_code == 0
    assert b"qanarynote" not in bytes_of(url)


def test_a_restriction_is_put_and_lifted(url: str) -> None:
    """It says how many entries it met."""
    assert run("restrict-person", "U0ANN00001").stdout == "1 entries are restricted.\n"
    assert run("restrict-person", "--name", "qanarynote").stdout == "1 entries are restricted.\n"
    assert run("restrict-person", "U0BEN00001", "--lift").stdout == "2 entries are restricted no more.\n"


def test_everything_is_written_table_by_table(url: str, tmp_path: Path) -> None:
    """One JSON object with its form, every table, witnesses too; that it was done stands in the trail."""
    assert run("export", str(tmp_path / "all.json"), "--everything").exit_code == 0
    whole = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert (whole["form"], whole["workspace"]) == ("partways.workspace/1", HOME)
    assert [row["note"] for row in whole["entries"]] == ["Jane Doe shouted at Ben Baker", "qanarynote"]
    assert {row["user"] for row in whole["witnesses"]} == {"U0BEN00001"}
    assert "instance" not in whole
    store = opened(url)
    with store.read(HOME) as uow:
        assert uow.register.rows("audit")[-1]["action"] == "workspace_exported"
    store.close()


def test_a_wipe_needs_the_switch_and_the_name(url: str) -> None:
    """Without either nothing happens; with both nothing is left."""
    assert run("wipe", "--workspace", HOME).exit_code == 2
    assert run("wipe", "--workspace", "T0ELSE", "--yes-delete-everything").exit_code == 2
    switches = ("wipe", "--workspace", HOME, "--yes-delete-everything", "--without-slack")
    assert run(*switches, given="yes\n").exit_code == 2
    assert len(notes(url)) == 2
    done = run(*switches, given=f"{HOME}\n")
    assert done.exit_code == 0, done.stderr
    assert "rows are erased." in done.stdout
    held = bytes_of(url)
    assert not any(word in held for word in (b"qanarynote", b"U0ANN00001", b"Acme", b"Archer"))


@pytest.mark.parametrize("command", ["subject-export", "restrict-person", "erase-person"])
@pytest.mark.parametrize("whom", [("acme",), ("u0ann00001",), ("U0ANN00001 ",), ("--name", ""), ("--name", "ac")])
def test_what_is_no_id_and_no_name_is_refused(url: str, command: str, whom: tuple[str, ...]) -> None:
    """Else "nothing is held" would be said of a typing error, and a word be taken for a person."""
    before = bytes_of(url)
    refused = run(command, *whom)
    assert refused.exit_code == 2
    assert "accepts" in refused.stderr
    assert bytes_of(url) == before


def test_a_name_of_two_letters_of_another_script_is_one(url: str) -> None:
    """It is looked for; nothing is held."""
    done = run("subject-export", "--name", "王芳")
    assert done.exit_code == 0
    assert "Nothing is held about them." in done.stderr


def test_where_it_cannot_be_written_it_says_so(url: str, tmp_path: Path) -> None:
    """And what is written nobody else can read."""
    for arguments in (("subject-export", "U0ANN00001", "--to"), ("export",)):
        refused = run(*arguments, str(tmp_path / "nowhere" / "theirs.json"))
        assert refused.exit_code == 2
        assert "a file that can be written" in refused.stderr
        file = tmp_path / "theirs.json"
        assert run(*arguments, str(file)).exit_code == 0
        assert file.stat().st_mode & 0o077 == 0


def test_one_of_user_and_name_is_needed(url: str) -> None:
    """Not both, and not neither."""
    for arguments in ((), ("U0ANN00001", "--name", "Ann")):
        for command in ("subject-export", "restrict-person", "erase-person"):
            assert run(command, *arguments).exit_code == 2
