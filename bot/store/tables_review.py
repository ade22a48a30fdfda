"""The tables of reviews: what was asked for when a client was kept, and what the team says before it decides."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Table

from bot.store.columns import WORDS, Utc, workspace
from bot.store.tables import metadata

conditions = Table(
    "conditions",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("client", WORDS, nullable=False),
    Column("decision", WORDS, nullable=False),
    Column("wording", WORDS, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("is_kept", Boolean),
    Column("answered_by", WORDS),
    Column("answered_at", Utc),
    ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
    ForeignKeyConstraint(["workspace", "client"], ["clients.workspace", "clients.id"]),
    ForeignKeyConstraint(["workspace", "decision"], ["entries.workspace", "entries.id"]),
    Index(None, "workspace", "client"),
)

# Votes while no alert is open; those on an alert are its reactions.
review_votes = Table(
    "review_votes",
    metadata,
    workspace(),
    Column("client", WORDS, primary_key=True),
    Column("user", WORDS, primary_key=True),
    Column("choice", WORDS, nullable=False),
    Column("cast_at", Utc, nullable=False),
    ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
    ForeignKeyConstraint(["workspace", "client"], ["clients.workspace", "clients.id"]),
    sqlite_with_rowid=False,
)
