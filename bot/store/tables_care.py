"""The tables of what restricted flags ask for, and of flags that two people are to dismiss."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, Table, text

from bot.store.columns import WORDS, Utc, workspace
from bot.store.tables import metadata


def _of(column: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace", column], [f"{table}.workspace", f"{table}.id"])


care_items = Table(
    "care_items",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("client", WORDS, nullable=False),
    Column("incident", WORDS, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("state", WORDS, nullable=False),
    Column("taken_by", WORDS),
    Column("taken_at", Utc),
    Column("closed_by", WORDS),
    Column("closed_at", Utc),
    Column("note", WORDS, nullable=False),
    Column("revision", Integer, nullable=False),
    _of("client", "clients"),
    _of("incident", "entries"),
    Index("uq_care_items_incident", "workspace", "incident", unique=True),
    Index(None, "workspace", "client"),
    Index(
        "ix_care_items_open",
        "workspace",
        "opened_at",
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
)

dismissals = Table(
    "dismissals",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("client", WORDS, nullable=False),
    Column("incident", WORDS, nullable=False),
    Column("waives", Boolean, nullable=False),
    Column("reason", WORDS, nullable=False),
    Column("proposed_by", WORDS, nullable=False),
    Column("proposed_at", Utc, nullable=False),
    Column("lapses_at", Utc, nullable=False),
    Column("state", WORDS, nullable=False),
    Column("settled_by", WORDS),
    Column("settled_at", Utc),
    _of("client", "clients"),
    _of("incident", "entries"),
    Index(None, "workspace", "client"),
    # Of two reviewers who propose at once one does.
    Index(
        "uq_dismissals_pending",
        "workspace",
        "incident",
        unique=True,
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
)
