"""How SQLite goes about the statements that are executed most: by an index that fits, never through a whole table."""

import re

import pytest
from sqlalchemy import Executable
from sqlalchemy.dialects import sqlite

from bot.store import claims, clients, history, outbox, partings
from bot.store.engine import open_database

HOT: dict[str, tuple[Executable, str]] = {
    "a client's entries": (
        history._ENTRIES,
        "SEARCH entries USING INDEX ix_entries_workspace_client_seq (workspace=? AND client=?)",
    ),
    "a client's newest": (
        history._NEWEST,
        "SEARCH entries USING INDEX ix_entries_workspace_client_seq (workspace=? AND client=?)",
    ),
    "flagged from a message": (
        history._BY_MESSAGE,
        "SEARCH entries USING INDEX ix_entries_message (workspace=? AND channel=? AND ts=?)",
    ),
    "worst first": (clients._WORST_FIRST, "SEARCH clients USING INDEX ix_clients_worst_first (workspace=?)"),
    "by name": (clients._BY_KEYS, "SEARCH client_names USING PRIMARY KEY (workspace=? AND key=?)"),
    "due timers": (claims.ANY_TIMER, "SEARCH timers USING COVERING INDEX ix_timers_wake_at (wake_at<?)"),
    "claimed timers": (claims.TAKE_TIMERS, "SEARCH timers USING INDEX ix_timers_wake_at (wake_at<?)"),
    "due messages": (claims.ANY_MESSAGE, "SEARCH outbox USING INDEX ix_outbox_wake_at (wake_at<?)"),
    "claimed messages": (claims.TAKE_OUTBOX, "SEARCH outbox USING INDEX ix_outbox_wake_at (wake_at<?)"),
    "one workspace's due timers": (
        claims.ANY_TIMER_OF,
        "SEARCH timers USING COVERING INDEX ix_timers_wake_at (wake_at<?)",
    ),
    "one workspace's timers": (claims.TAKE_TIMERS_OF, "SEARCH timers USING INDEX ix_timers_wake_at (wake_at<?)"),
    "one workspace's due messages": (
        claims.ANY_MESSAGE_OF,
        "SEARCH outbox USING INDEX ix_outbox_wake_at (wake_at<?)",
    ),
    "one workspace's messages": (claims.TAKE_OUTBOX_OF, "SEARCH outbox USING INDEX ix_outbox_wake_at (wake_at<?)"),
    "the next timer": (claims.NEXT_TIMER, "SCAN timers USING COVERING INDEX ix_timers_wake_at"),
    "the next message": (claims.NEXT_MESSAGE, "SEARCH outbox USING INDEX ix_outbox_wake_at (wake_at>?)"),
    "by message": (
        outbox._BY_MESSAGE,
        "SEARCH outbox USING INDEX ix_outbox_message (workspace=? AND channel=? AND ts=?)",
    ),
    "what somebody flagged": (
        history._FLAGGED_BY,
        "SEARCH entries USING INDEX ix_entries_reporter (workspace=? AND by_user=?)",
    ),
    "probations": (
        history._PROBATIONS,
        "SEARCH entries USING INDEX ix_entries_until (workspace=? AND until>? AND until<?)",
    ),
    "direct lines": (outbox._DIRECT_TO, "SEARCH outbox USING INDEX ix_outbox_direct (workspace=? AND destination=?)"),
    "running partings": (partings._RUNNING, "SEARCH partings USING INDEX uq_partings_running (workspace=?)"),
    "parked": (outbox._PARKED, "SEARCH outbox USING INDEX ix_outbox_parked (workspace=?)"),
}
SORTED_BY_INDEX = ("what somebody flagged", "worst first", "due timers", "the next timer", "the next message")


@pytest.mark.parametrize("name", HOT)
def test_a_hot_statement_uses_its_index(sqlite_url: str, name: str) -> None:
    """The first step is a search by the index made for it, and no table is read through."""
    statement, expected = HOT[name]
    plan = _plan(sqlite_url, statement)
    assert expected in plan
    assert [step for step in plan if step.startswith("SCAN") and step != expected and step != "SCAN due"] == []
    if name in SORTED_BY_INDEX:
        assert not any("ORDER BY" in step for step in plan)


def _plan(url: str, statement: Executable) -> list[str]:
    compiled = statement.compile(dialect=sqlite.dialect())  # type: ignore[attr-defined]  # all of these compile
    # A list of values is written out when it is executed only; one value has the same plan as several.
    sql = re.sub(r"__\[POSTCOMPILE_\w+\]", "?", str(compiled))
    database = open_database(url)
    with database.writer.begin() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("1",) * sql.count("?")).all()
    database.close()
    return [step[3] for step in steps]
