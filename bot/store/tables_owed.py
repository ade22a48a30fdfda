"""The tables of what is owed and what was handled: messages, moments, requests. They come and go with the work."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, Table, UniqueConstraint, text

from bot.store.columns import DATA, WORDS, Utc, workspace
from bot.store.tables import metadata


def _of_workspace() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace"], ["workspaces.id"])


# `wake_at` is the earliest moment at which somebody has to look at the row: it follows from the other columns, so that
# one index finds what is due; None where nothing is.
outbox = Table(
    "outbox",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("wire_id", WORDS, nullable=False),
    Column("kind", WORDS, nullable=False),
    Column("facts", DATA, nullable=False),
    Column("next_at", Utc, nullable=False),
    Column("destination", WORDS),
    Column("thread_of", WORDS),
    Column("state", WORDS, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("lease_owner", WORDS),
    Column("lease_until", Utc),
    Column("first_try", Utc),
    Column("last_try", Utc),
    Column("channel", WORDS),
    Column("ts", WORDS),
    Column("desired_revision", Integer, nullable=False),
    Column("applied_revision", Integer, nullable=False),
    Column("audit_at", Utc),
    Column("trouble", WORDS),
    Column("is_plain", Boolean, nullable=False),
    Column("wake_at", Utc),
    UniqueConstraint("workspace", "wire_id"),
    _of_workspace(),
    ForeignKeyConstraint(["workspace", "thread_of"], ["outbox.workspace", "outbox.id"]),
    Index(
        "ix_outbox_wake_at",
        "wake_at",
        sqlite_where=text("wake_at IS NOT NULL"),
        postgresql_where=text("wake_at IS NOT NULL"),
    ),
    Index(
        "ix_outbox_message",
        "workspace",
        "channel",
        "ts",
        sqlite_where=text("ts IS NOT NULL"),
        postgresql_where=text("ts IS NOT NULL"),
    ),
    Index(
        "ix_outbox_direct",
        "workspace",
        "destination",
        "next_at",
        sqlite_where=text("kind = 'direct'"),
        postgresql_where=text("kind = 'direct'"),
    ),
    Index(
        "ix_outbox_parked",
        "workspace",
        "next_at",
        sqlite_where=text("state = 'parked'"),
        postgresql_where=text("state = 'parked'"),
    ),
)

wire_receipts = Table(
    "wire_receipts",
    metadata,
    workspace(),
    Column("wire_id", WORDS, primary_key=True),
    Column("channel", WORDS, primary_key=True),
    Column("ts", WORDS, primary_key=True),
    Column("at", Utc, nullable=False),
    _of_workspace(),
    sqlite_with_rowid=False,
)

timers = Table(
    "timers",
    metadata,
    workspace(),
    Column("kind", WORDS, primary_key=True),
    Column("subject", WORDS, primary_key=True),
    Column("due_at", Utc, nullable=False),
    Column("lease_until", Utc),
    Column("wake_at", Utc, nullable=False),
    _of_workspace(),
    Index(None, "wake_at"),
    sqlite_with_rowid=False,
)

receipts = Table(
    "receipts",
    metadata,
    workspace(),
    Column("key", WORDS, primary_key=True),
    Column("at", Utc, nullable=False),
    _of_workspace(),
    sqlite_with_rowid=False,
)

drafts = Table(
    "drafts",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("user", WORDS, nullable=False),
    Column("body", DATA, nullable=False),
    Column("expires_at", Utc, nullable=False),
    _of_workspace(),
)
