"""The tables of what may be kept: clients on legal hold, restricted entries, and what is being erased right now."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKeyConstraint, Table

from bot.store.columns import WORDS, Utc, workspace
from bot.store.tables import metadata

# No client bears this id, so that a row which refers to it cannot outlive its transaction.
NEVER_KEPT = "until the end of this transaction"

holds = Table(
    "holds",
    metadata,
    workspace(),
    Column("client", WORDS, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("by_user", WORDS, nullable=False),
    Column("reason", WORDS, nullable=False),
    # A hold that was lifted stays, with why, until the client is put on hold anew or goes.
    Column("lifted_at", Utc),
    Column("lifted_by", WORDS),
    Column("lift_reason", WORDS),
    ForeignKeyConstraint(["workspace", "client"], ["clients.workspace", "clients.id"]),
    sqlite_with_rowid=False,
)

restrictions = Table(
    "restrictions",
    metadata,
    workspace(),
    Column("entry", WORDS, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("by_user", WORDS, nullable=False),
    ForeignKeyConstraint(["workspace", "entry"], ["entries.workspace", "entries.id"]),
    sqlite_with_rowid=False,
)

# What the triggers of the audit trail let pass, while it is in here. Each row names the line of the trail that tells of
# it; and the database itself sees to it that none is left at the end of its transaction (`ends`).
erasing = Table(
    "erasing",
    metadata,
    workspace(),
    Column("kind", WORDS, primary_key=True),
    Column("what", WORDS, primary_key=True),
    Column("marker", WORDS),  # replace, expire: what stands in the place of an id from now on
    Column("before", Utc),  # expire: what is older says no more
    Column("told_in", BigInteger, nullable=False),
    Column("ends", WORDS, nullable=False),
    ForeignKeyConstraint(
        ["workspace", "told_in"], ["audit.workspace", "audit.seq"], deferrable=True, initially="DEFERRED"
    ),
    ForeignKeyConstraint(
        ["workspace", "ends"], ["clients.workspace", "clients.id"], deferrable=True, initially="DEFERRED"
    ),
    CheckConstraint(f"ends = '{NEVER_KEPT}'", name="ends"),
    CheckConstraint(
        "(kind = 'replace' AND marker LIKE 'gone-%') OR kind IN ('blank', 'wipe') "
        "OR (kind = 'expire' AND marker LIKE 'gone-%' AND before IS NOT NULL)",
        name="kind",
    ),
    sqlite_with_rowid=False,
)
