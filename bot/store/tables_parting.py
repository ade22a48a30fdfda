"""The tables of partings: what is to be done before a client is let go, and whether the team was glad of it."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, Table, UniqueConstraint, text

from bot.store.columns import DATA, WORDS, Utc, workspace
from bot.store.tables import metadata


def _of_workspace() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace"], ["workspaces.id"])


def _of(column: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace", column], [f"{table}.workspace", f"{table}.id"])


partings = Table(
    "partings",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("client", WORDS, nullable=False),
    Column("number", Integer, nullable=False),
    Column("episode", WORDS),
    Column("order", WORDS, nullable=False),
    Column("signs", DATA, nullable=False),
    Column("decided_by", WORDS, nullable=False),
    Column("begun_at", Utc, nullable=False),
    Column("state", WORDS, nullable=False),
    Column("override_by", WORDS),
    Column("override_at", Utc),
    Column("override_reason", WORDS),
    Column("chosen_by", WORDS),
    Column("ended_by", WORDS),
    Column("ended_at", Utc),
    Column("stop_reason", WORDS),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("workspace", "client", "number"),
    _of_workspace(),
    _of("client", "clients"),
    _of("episode", "episodes"),
    Index(
        "uq_partings_running",
        "workspace",
        "client",
        unique=True,
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
)

parting_items = Table(
    "parting_items",
    metadata,
    workspace(),
    Column("parting", WORDS, primary_key=True),
    Column("step", WORDS, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("owner", WORDS, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("has_own_date", Boolean, nullable=False),
    Column("state", WORDS, nullable=False),
    Column("settled_by", WORDS),
    Column("settled_at", Utc),
    Column("reminders", Integer, nullable=False),
    Column("reminded_at", Utc),
    _of("parting", "partings"),
    sqlite_with_rowid=False,
)

glad_answers = Table(
    "glad_answers",
    metadata,
    workspace(),
    Column("parting", WORDS, primary_key=True),
    Column("after_days", Integer, primary_key=True, autoincrement=False),
    Column("user", WORDS, primary_key=True),
    Column("answer", WORDS, nullable=False),
    Column("note", WORDS, nullable=False),
    Column("at", Utc, nullable=False),
    _of("parting", "partings"),
    sqlite_with_rowid=False,
)
