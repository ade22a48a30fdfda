"""Every change is in the audit trail: whatever is done by whatever way in, and whatever time does by itself."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.tables import metadata
from bot.usecases.audit_lines import BOT, RETENTION, SLACK, AuditLine, AuditQuery
from tests.flows.requests import SECRETS, Scene, every_entry, set_scene
from tests.flows.stage import ALERTS, GENERAL, Stage

# What the bot needs to do its work, and what it was told of people: no facts of the register.
BOOKKEEPING = {
    "alembic_version",
    "audit",
    "audit_chain",
    "drafts",
    "instance",
    "outbox",
    "people",
    "receipts",
    "timers",
    "wire_receipts",
}
# What follows from facts is judged anew at any time; revisions count saves.
DERIVED = {
    "clients": {
        "level_rank",
        "rules",
        "points",
        "points_order",
        "next_change",
        "incidents",
        "newest_at",
        "newest_order",
        "revision",
    },
    "episodes": {
        "revision",
        "incidents",
        "told_level",
        "told_at",
        "taken_at",
        "closed_at",
        "hold_until",
        "snooze_reason",
    },
    "partings": {"revision"},
    "parting_items": {"reminders", "reminded_at"},
    "workspaces": {"settings_revision", "domain", "name", "bot_user"},
}
# Where a line of the trail holds words that somebody wrote. Erasing somebody has to look here, and nowhere else.
WRITTEN_IN = {("client_created", "name"), ("client_edited", "name"), ("client_edited", "aliases")}


# What must have come about in the course of it, so that the test is known to have tried.
DONE = {
    "partner": {"client_decided", "client_edited", "client_unmerged", "alert_changed", "warning_recorded"},
    "lead": {"client_created", "incident_flagged", "incident_voided", "alert_reaction", "client_edited"},
    "designer": {"client_created", "incident_flagged", "alert_reaction"},
}


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return set_scene(stage)


def facts(url: str) -> dict[str, list[str]]:
    """Every row of every table of facts, without what is derived."""
    with sqlite3.connect(Path(url.removeprefix("sqlite:///"))) as connection:
        names = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        found = {}
        for name in sorted(names - BOOKKEEPING):
            kept = [column.name for column in metadata.tables[name].columns if column.name not in DERIVED.get(name, ())]
            columns = ", ".join(f'"{column}"' for column in kept)
            found[name] = sorted(repr(row) for row in connection.execute(f"select {columns} from {name}"))
        return found


def trail(stage: Stage) -> list[AuditLine]:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        return list(uow.trail.oldest(AuditQuery(), 100_000))


def changed(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> set[str]:
    return {name for name in after if before.get(name) != after[name]}


def test_what_holds_facts_is_known(stage: Stage, sqlite_url: str) -> None:
    """A new table is one of facts unless it is named above; what is named above is there."""
    with sqlite3.connect(Path(sqlite_url.removeprefix("sqlite:///"))) as connection:
        names = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    assert names >= BOOKKEEPING
    assert names - {"alembic_version"} <= set(metadata.tables)
    for table, columns in DERIVED.items():
        assert columns <= {column.name for column in metadata.tables[table].columns}


@pytest.mark.parametrize("who", ["partner", "lead", "designer"])
def test_no_way_in_changes_a_fact_without_a_line(scene: Scene, sqlite_url: str, who: str) -> None:
    """Every command, form, button, emoji and event, by a reviewer, by whoever flagged and by another: the line says who."""
    stage, person, did = scene.stage, scene.stage.person(who).user, set()
    for entry, builds in every_entry(scene).items():
        for build in builds:
            before, lines = facts(sqlite_url), len(trail(stage))
            scene.send(build, person)
            tables, new = changed(before, facts(sqlite_url)), trail(stage)[lines:]
            assert not tables or new, (entry, tables)
            assert all(line.by in (person.id, BOT, "slack") for line in new), entry
            did |= {line.action for line in new if tables}
    assert did >= DONE[who], DONE[who] - did


def test_time_changes_no_fact_without_a_line(scene: Scene, sqlite_url: str) -> None:
    """Holds and snoozes that run out, windows that end: it says that the bot did it, and what was before and after."""
    stage = scene.stage
    stage.lead.react(ALERTS, stage.alerts[0].ts, "eyes")
    stage.settle()
    asked = stage.lead.command("/flag-client Siskin mind_change", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    for _ in range(3):
        stage.flag("Siskin mind_change")
    moves: list[Callable[[], None]] = [stage.hold_ends, *[lambda: stage.after(days=30)] * 6]
    seen = set()
    for move in moves:
        before, lines = facts(sqlite_url), len(trail(stage))
        move()
        tables, new = changed(before, facts(sqlite_url)), trail(stage)[lines:]
        assert not tables or new, tables
        assert all(line.by in (BOT, RETENTION, SLACK) for line in new), new
        seen |= {(line.action, json.dumps(line.after)) for line in new}
    assert ("alert_changed", '{"state": "open"}') in seen
    assert any("expired" in after for _, after in seen), seen


def test_an_import_is_in_the_trail(stage: Stage, sqlite_url: str) -> None:
    """And so is the beginning: which settings the operator gave."""
    first = trail(stage)[0]
    assert (first.by, first.action, first.subject) == ("operator", "workspace_begun", stage.slack.team_id)
    assert isinstance(first.after, dict)
    assert first.after["alert_channel"] == ALERTS


def test_lines_hold_ids_and_facts_and_no_words_that_somebody_wrote(scene: Scene) -> None:
    """Notes, reasons and names stand in what a line names, where they can be erased; but for a client's own names."""
    stage = scene.stage
    for builds in every_entry(scene).values():
        for build in builds:
            scene.send(build, stage.partner.user)
    found = set()
    for line in trail(stage):
        for told in (line.before, line.after):
            for field, value in told.items() if isinstance(told, dict) else ():
                if any(secret in json.dumps(value).casefold() for secret in (*SECRETS, "canary why", "buns")):
                    found.add((line.action, field))
        assert not any(secret in line.subject.casefold() for secret in SECRETS)
    assert found == WRITTEN_IN


def test_before_and_after_stand_beside_one_another(stage: Stage) -> None:
    """Whoever took an alert, and when it closed: one line says what it was and what it became."""
    stage.flag('"Acme" lying')
    stage.lead.press("create_and_flag", in_=stage.lead.command('/flag-client "Acme" lying', channel=GENERAL))
    stage.settle()
    stage.hold_ends()
    stage.lead.react(ALERTS, stage.alerts[0].ts, "eyes")
    stage.settle()
    last = trail(stage)[-1]
    assert (last.by, last.action) == (stage.lead.id, "alert_changed")
    assert isinstance(last.before, dict)
    assert isinstance(last.after, dict)
    assert last.before["taken_by"] is None
    assert last.after["taken_by"] == stage.lead.id
    assert last.at - stage.clock.now() < timedelta(seconds=1)
