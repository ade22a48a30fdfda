"""`partways audit` and `partways audit verify` on a database that a bot has worked with."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.usecases.audit_lines import AuditQuery
from bot.usecases.export_audit import ExportAudit, export_audit
from tests.flows.stage import GENERAL, Stage, staged

STEERING = "Evil \x1b[2J Ltd"


@pytest.fixture
def worked(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Two clients flagged on two days; the environment is that of its operator."""
    monkeypatch.chdir(tmp_path)
    with staged(sqlite_url) as stage:
        for name, sign in (("شركة النور", "lying"), ("Otter Bakery", "slow_pay")):
            stage.lead.press(
                "create_and_flag", in_=stage.lead.command(f'/flag-client "{name}" {sign}', channel=GENERAL)
            )
            stage.settle()
            stage.after(days=1)
        for name, value in {
            "SLACK_BOT_TOKEN": "xoxb-operator",
            "SLACK_APP_TOKEN": "xapp-operator",
            "DATABASE_URL": sqlite_url,
        }.items():
            monkeypatch.setenv(name, value)
        yield stage


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["audit", *arguments])


def objects(*arguments: str) -> list[dict[str, Any]]:
    result = run("--json", *arguments)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_trail_is_written_oldest_first(worked: Stage) -> None:
    """A line each, with tabs between; an Arabic name as it is."""
    lines = [line.split("\t") for line in run().stdout.splitlines()]
    assert [int(line[0]) for line in lines] == list(range(1, len(lines) + 1))
    assert lines[0][1:4] == ["2026-03-02T10:00:00+00:00", "operator", "workspace_begun"]
    flagged = next(line for line in lines if line[3] == "incident_flagged")
    assert (flagged[2], flagged[5]) == (worked.lead.id, "شركة النور")
    assert json.loads(flagged[6])["sign"] == "lying"
    changed = next(line for line in lines if line[3] == "alert_changed")
    assert changed[6] == '{"state":"held"} -> {"state":"open"}'


def test_it_is_narrowed_by_client_person_and_days(worked: Stage) -> None:
    """By name in any case, by user id, by the workspace's own days, of which the last belongs to it."""
    assert {line["client"] for line in objects("--client", "otter bakery")} == {"Otter Bakery"}
    assert {line["by"] for line in objects("--by", worked.lead.id)} == {worked.lead.id}
    first_day = objects("--until", "2026-03-02")
    assert {line["at"][:10] for line in first_day} == {"2026-03-02"}
    assert {line["at"][:10] for line in objects("--since", "2026-03-03", "--until", "2026-03-03")} == {"2026-03-03"}
    assert objects("--by", "U0NOBODY") == []


def test_that_it_was_written_out_is_in_it(worked: Stage) -> None:
    """Who took it, and what they asked for; not in what they got, but in the next."""
    got = objects("--client", "Otter Bakery", "--since", "2026-03-01")
    assert "audit_exported" not in {line["action"] for line in got}
    last = objects()[-1]
    assert (last["by"], last["action"]) == ("operator", "audit_exported")
    assert last["after"].keys() == {"client", "since"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--client", "Nobody & Sons"], "--client: accepts the name of a client"),
        (["--since", "yesterday"], "--since: accepts a day such as 2026-03-31"),
        (["--until", "2026-02-30"], "--until: accepts a day"),
        (["--workspace", "T0OTHER"], "--workspace: accepts one of T"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_leaves_none(worked: Stage, arguments: list[str], told: str) -> None:
    """Nothing is printed as if it were the trail, and nothing is recorded as taken."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(told)
    assert "audit_exported" not in {line["action"] for line in objects()}


def test_a_name_does_not_steer_the_terminal(worked: Stage) -> None:
    """Whatever came into the database: control characters are not printed."""
    with worked.bot.ports.store.write(worked.slack.team_id) as uow:
        uow.audit(worked.lead.id, "client_edited", "x", before={"name": STEERING}, after={"name": "\u202eLtd"})
    last = run().stdout.splitlines()[-1]
    assert "\x1b" not in last
    assert "\u202e" not in last


def test_a_long_trail_is_written_in_parts(worked: Stage) -> None:
    """More than one part, none twice, none left out; what comes in meanwhile is for the next time."""
    store, workspace = worked.bot.ports.store, worked.slack.team_id
    with store.write(workspace) as uow:
        for number in range(1200):
            uow.audit("U0ANN", "something_new", f"x-{number}")
    lines = export_audit(store, ExportAudit(workspace, by="U0ANN", since=date(2026, 3, 4)))
    first = next(lines)
    with store.write(workspace) as uow:
        uow.audit("U0ANN", "something_new", "late")
    got = [first, *lines]
    assert [line.line.subject for line in got] == [f"x-{number}" for number in range(1200)]
    assert got[0].at - worked.clock.now() < timedelta(seconds=1)


def test_a_whole_trail_is_said_to_be_whole(worked: Stage) -> None:
    """With its head, which the next run holds it against."""
    result = run("verify")
    assert result.exit_code == 0
    count, head = result.stdout.splitlines()
    assert count.endswith(" lines, all as they were written.")
    worked.after(days=1)
    assert objects()
    assert run("verify", "--expect", head.removeprefix("head: ")).exit_code == 0
    wrong = run("verify", "--expect", f"3:{'0' * 64}")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert "written anew" in wrong.stderr


def test_what_was_changed_past_the_bot_is_named(worked: Stage, sqlite_url: str) -> None:
    """By whoever has the database in their hands and took its triggers off."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection, connection:
        (trigger,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_refuses_update'").fetchone()
        connection.execute("DROP TRIGGER audit_refuses_update")
        (was,) = connection.execute("SELECT by_user FROM audit WHERE seq = 3").fetchone()
        connection.execute("UPDATE audit SET by_user = 'U0EVE' WHERE seq = 3")
    result = run("verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "line 3 does not say what it said when it was written\n"
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("UPDATE audit SET by_user = ? WHERE seq = 3", (was,))
        connection.execute(trigger)
    assert run("verify").exit_code == 0
    with worked.bot.ports.store.read(worked.slack.team_id) as uow:
        assert uow.trail.newest(AuditQuery(), 1)
