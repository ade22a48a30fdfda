"""A database that is locked, full or broken: a kind answer, nothing half-written, and nothing of anybody's in the log."""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.flows.requests import every_entry, set_scene
from tests.flows.stage import GENERAL, Stage
from tests.logged import caught_logs

BUSY = "The database is busy, and nothing was stored. Please try again in a moment."
REFERENCE = re.compile(r"reference ([0-9a-f]{8})")


@contextmanager
def locked(database: str) -> Iterator[None]:
    """Another process writes, and does not stop."""
    other = sqlite3.connect(Path(database.removeprefix("sqlite:///")), isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


def count(database: str, table: str) -> int:
    with sqlite3.connect(Path(database.removeprefix("sqlite:///"))) as connection:
        (found,) = connection.execute(f"select count(*) from {table}").fetchone()
        return int(found)


def make_acme(stage: Stage) -> None:
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme slow_pay one", channel=GENERAL))
    stage.settle()


def test_a_locked_database_asks_to_try_again(stage: Stage, sqlite_url: str) -> None:
    """Within Slack's three seconds; nothing is stored, and the same line works a moment later."""
    make_acme(stage)
    before = count(sqlite_url, "entries")
    with locked(sqlite_url):
        reply = stage.lead.command("/flag-client acme slow_pay canarynote", channel=GENERAL)
        assert (reply.text, reply.error) == (BUSY, "")
        assert reply.ephemerals
    assert count(sqlite_url, "entries") == before
    assert "Acme" in stage.flag("acme slow_pay canarynote")
    assert count(sqlite_url, "entries") == before + 1


def test_questions_are_answered_while_somebody_writes(stage: Stage, sqlite_url: str) -> None:
    """Reading waits for nobody: not the card, not the portfolio, not whoever was last looked up six minutes ago."""
    make_acme(stage)
    stage.clock.move(timedelta(minutes=6))
    with locked(sqlite_url):
        assert "Acme" in stage.lead.command("/client-health acme", channel=GENERAL).text
        assert "Acme" in str(stage.lead.command("/client-health", channel=GENERAL).blocks)


def test_a_form_keeps_what_was_typed(stage: Stage, sqlite_url: str) -> None:
    """The error stands at its first field, and the same form goes through a moment later."""
    make_acme(stage)
    stage.lead.shortcut("flag_client_global")
    stage.settle()
    stage.lead.fill({"client": "Acme", "sign": "lying", "note": "canarynote"})
    stage.settle()
    with locked(sqlite_url):
        assert list(stage.lead.submit().errors.values()) == [BUSY]
    assert stage.lead.submit().ok


def test_an_event_is_sent_again(stage: Stage, sqlite_url: str) -> None:
    """A reaction that could not be stored is not lost: Slack delivers it anew."""
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme lying x", channel=GENERAL))
    stage.hold_ends()
    (alert,) = stage.alerts
    with locked(sqlite_url):
        stage.designer.react(alert.channel, alert.ts, "eyes")
    delivered = stage.slack.traffic.of("event", "reaction_added")
    assert delivered[0].response["status"] == 500
    stage.after(seconds=61)
    assert stage.designer.id in str(stage.alerts[0].blocks)


def test_a_full_disk_is_told_with_a_reference(stage: Stage, sqlite_url: str) -> None:
    """Nothing is half-written; the log has the reference and the place."""
    make_acme(stage)
    with full(stage), caught_logs() as log:
        for _ in range(200):
            reply = stage.lead.command(f"/flag-client acme slow_pay {'canarynote ' * 150}", channel=GENERAL)
            if "disk is full" in reply.text:
                break
        found = REFERENCE.search(reply.text)
        assert found
        assert found[1] in log.text
        assert "canarynote" not in log.text
        stored, audited = count(sqlite_url, "entries"), count(sqlite_url, "audit")
        assert stage.lead.command("/flag-client acme slow_pay x " + "y" * 3000, channel=GENERAL).error == ""
        assert (count(sqlite_url, "entries"), count(sqlite_url, "audit")) == (stored, audited)
    assert "Acme" in stage.flag("acme slow_pay there is room again")


@contextmanager
def full(stage: Stage) -> Iterator[None]:
    """SQLite may not grow any more: the same error as of a disk without room."""
    database = stage.bot.ports.store._database  # type: ignore[attr-defined]
    with database.writer.connect() as connection:
        cursor = connection.connection.cursor()
        (pages,) = cursor.execute("pragma page_count").fetchone()
        cursor.execute(f"pragma max_page_count={pages + 4}")
        cursor.close()
    try:
        yield
    finally:
        with database.writer.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("pragma max_page_count=1073741823")
            cursor.close()


def test_a_broken_database_tells_a_reference_and_no_traceback(stage: Stage, sqlite_url: str) -> None:
    """At every way in: a private sentence or a field's error; the log has types and places, and nothing of anybody's."""
    scene = set_scene(stage)
    entries = every_entry(scene)
    with sqlite3.connect(Path(sqlite_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("alter table entries rename to entries_gone")
        connection.execute("alter table clients rename to clients_gone")
    seq = stage.slack.traffic.since()[-1].seq
    with caught_logs() as log:
        told = [scene.send(build, stage.partner.user).payload for builds in entries.values() for build in builds]
    references = {line["reference"] for line in log.of("request_failed")}
    assert references
    shown = str(told) + str([entry.request for entry in stage.slack.traffic.since(seq) if entry.kind != "event"])
    for word in ("Traceback", "sqlite3", "OperationalError", "no such table", "SELECT"):
        assert word not in shown
    assert set(REFERENCE.findall(shown)) <= references
    assert REFERENCE.findall(str(told))
    for secret in ("canary", "otter", "Account lead", stage.slack.bot_token, stage.slack.signing_secret):
        assert secret.casefold() not in log.text.casefold()
    with sqlite3.connect(Path(sqlite_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("alter table entries_gone rename to entries")
        connection.execute("alter table clients_gone rename to clients")


def test_nothing_that_is_done_is_logged_in_words(stage: Stage) -> None:
    """Every way in, by a reviewer and by a guest: ids at most."""
    scene = set_scene(stage)
    entries = every_entry(scene)
    with caught_logs() as log:
        for who in ("partner", "freelancer"):
            for builds in entries.values():
                for build in builds:
                    scene.send(build, stage.person(who).user)
        stage.after(days=1)
    for secret in ("canary", "otter", "magpie", "Account lead", stage.slack.bot_token, stage.slack.signing_secret):
        assert secret.casefold() not in log.text.casefold()
    assert {line["level"] for line in log.lines} <= {"info"}


def test_many_at_once_are_each_answered(stage: Stage, sqlite_url: str) -> None:
    """Twelve people's flags in one moment: each is stored once, and each is answered within Slack's limit."""
    make_acme(stage)
    before = count(sqlite_url, "entries")
    replies: list[Any] = []
    threads = [
        threading.Thread(
            target=lambda number=number: replies.append(
                stage.lead.command(f"/flag-client acme slow_pay number {number}", channel=GENERAL)
            )
        )
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(reply.status == 200 and not reply.error for reply in replies)
    assert count(sqlite_url, "entries") == before + 12
