"""The tables. Each carries its workspace in its primary key and in every foreign key; `instance` alone has none.

Changing one means a new step in `migrations/versions`; a test holds the two together.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    UniqueConstraint,
    text,
)

from bot.store.columns import DATA, WORDS, Exact, Utc, workspace

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _of_workspace() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace"], ["workspaces.id"])


def _of(column: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace", column], [f"{table}.workspace", f"{table}.id"])


instance = Table(
    "instance",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("id", WORDS, nullable=False),
    Column("wire_key", LargeBinary, nullable=False),
    CheckConstraint("one = 1", name="only"),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", WORDS, primary_key=True),
    Column("domain", WORDS, nullable=False),
    Column("name", WORDS, nullable=False),
    Column("bot_user", WORDS, nullable=False),
    Column("settings", DATA, nullable=False),
    Column("settings_revision", Integer, nullable=False),
    Column("policy_version", Integer, nullable=False),  # 0: nobody changed anything yet
)

policy_versions = Table(
    "policy_versions",
    metadata,
    workspace(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("changes", DATA, nullable=False),
    Column("by_user", WORDS, nullable=False),
    Column("at", Utc, nullable=False),
    Column("reason", WORDS, nullable=False),
    _of_workspace(),
)

clients = Table(
    "clients",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("name", WORDS, nullable=False),
    Column("name_key", WORDS, nullable=False),
    Column("aliases", DATA, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", WORDS, nullable=False),
    Column("root", WORDS, nullable=False),
    Column("merged_into", WORDS),
    Column("owner", WORDS),
    Column("billing", WORDS, nullable=False),
    Column("monthly_value", Exact),
    Column("exempt_bars", DATA, nullable=False),
    Column("policy", DATA, nullable=False),
    Column("status", WORDS, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("level_rank", SmallInteger, nullable=False),
    Column("rules", DATA, nullable=False),
    Column("points", Exact, nullable=False),
    Column("points_order", Float(53), nullable=False),  # `points` as a number, for sorting alone
    Column("next_change", Utc),
    Column("incidents", Integer, nullable=False),
    Column("newest_at", Utc),
    Column("newest_order", Utc, nullable=False),  # `newest_at`, or 1970 where there is none, for sorting alone
    _of_workspace(),
    _of("root", "clients"),
    _of("merged_into", "clients"),
)
Index("ix_clients_root", clients.c.workspace, clients.c.root)
Index(
    "ix_clients_worst_first",
    clients.c.workspace,
    clients.c.level_rank.desc(),
    clients.c.points_order.desc(),
    clients.c.newest_order.desc(),
    clients.c.name_key,
    sqlite_where=text("root = id AND status <> 'archived'"),
    postgresql_where=text("root = id AND status <> 'archived'"),
)

client_names = Table(
    "client_names",
    metadata,
    workspace(),
    Column("key", WORDS, primary_key=True),
    Column("name", WORDS, nullable=False),
    Column("client", WORDS, nullable=False),
    Column("is_alias", Boolean, nullable=False),
    _of("client", "clients"),
    Index(None, "workspace", "client"),
    sqlite_with_rowid=False,
)

# One table for all kinds of entry, since what is asked of a history is nearly always all of it, in order.
entries = Table(
    "entries",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("kind", WORDS, nullable=False),
    Column("client", WORDS, nullable=False),
    Column("at", Utc, nullable=False),
    Column("recorded_at", Utc),  # None where it is `at`: most are told of when they happen
    Column("by_user", WORDS, nullable=False),
    # An incident's and a warning's.
    Column("sign", WORDS),
    Column("severity", WORDS),
    # What an incident carries beside, by the names of its fields, where it is not ordinary (`entry_rows`). Not a column
    # each: every flag reads a whole history, and most incidents carry nothing.
    Column("facts", DATA),
    # A decision's.
    Column("outcome", WORDS),
    Column("until", Utc),
    # A void's and a waiver's.
    Column("target", WORDS),
    Column("reason", WORDS),
    # What is kept beside an entry of any kind.
    Column("note", WORDS, nullable=False),
    Column("is_confidential", Boolean, nullable=False),
    Column("permalink", WORDS),
    Column("channel", WORDS),
    Column("ts", WORDS),
    Column("author", WORDS),
    Column("replaces", WORDS),
    Column("receipt", WORDS),
    Column("about", DATA),  # user ids: whom of the team it was done to
    UniqueConstraint("workspace", "seq"),
    _of("client", "clients"),
    _of("target", "entries"),
    _of("replaces", "entries"),
    CheckConstraint("kind IN ('incident', 'warning', 'decision', 'void', 'waiver')", name="kind"),
    Index(None, "workspace", "client", "seq"),
    Index(
        "ix_entries_reporter",
        "workspace",
        "by_user",
        "seq",
        sqlite_where=text("kind = 'incident'"),
        postgresql_where=text("kind = 'incident'"),
    ),
    Index(
        "ix_entries_until",
        "workspace",
        "until",
        sqlite_where=text("until IS NOT NULL"),
        postgresql_where=text("until IS NOT NULL"),
    ),
    Index(
        "ix_entries_message",
        "workspace",
        "channel",
        "ts",
        sqlite_where=text("ts IS NOT NULL"),
        postgresql_where=text("ts IS NOT NULL"),
    ),
)

witnesses = Table(
    "witnesses",
    metadata,
    workspace(),
    Column("incident", WORDS, primary_key=True),
    Column("user", WORDS, primary_key=True),
    Column("seq", Integer, nullable=False),
    _of("incident", "entries"),
    sqlite_with_rowid=False,
)

episodes = Table(
    "episodes",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("client", WORDS, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", WORDS, nullable=False),
    Column("level", WORDS, nullable=False),
    Column("told_level", WORDS, nullable=False),
    Column("rules", DATA, nullable=False),
    Column("incidents", DATA, nullable=False),
    Column("raised_at", Utc, nullable=False),
    Column("hold_until", Utc, nullable=False),
    Column("told_at", Utc),
    Column("taken_by", WORDS),
    Column("taken_at", Utc),
    Column("decide_by", Utc),
    Column("snoozed_until", Utc),
    Column("snoozed_by", WORDS),
    Column("snooze_reason", WORDS),
    Column("closed_at", Utc),
    Column("closing", WORDS),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("workspace", "client", "number"),
    _of("client", "clients"),
    Index(
        "uq_episodes_open",
        "workspace",
        "client",
        unique=True,
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
)

reactions = Table(
    "reactions",
    metadata,
    workspace(),
    Column("episode", WORDS, primary_key=True),
    Column("user", WORDS, primary_key=True),
    Column("emoji", WORDS, primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("event_ts", WORDS, nullable=False),
    _of("episode", "episodes"),
    sqlite_with_rowid=False,
)

people = Table(
    "people",
    metadata,
    workspace(),
    Column("id", WORDS, primary_key=True),
    Column("team", WORDS, nullable=False),
    Column("name", WORDS, nullable=False),
    Column("checked_at", Utc, nullable=False),
    Column("is_guest", Boolean, nullable=False),
    Column("is_stranger", Boolean, nullable=False),
    Column("is_bot", Boolean, nullable=False),
    Column("is_deactivated", Boolean, nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("zone", WORDS),
    _of_workspace(),
    sqlite_with_rowid=False,
)

# Append-only: triggers refuse any change of a row that is in it.
audit = Table(
    "audit",
    metadata,
    workspace(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("by_user", WORDS, nullable=False),
    Column("action", WORDS, nullable=False),
    Column("subject", WORDS, nullable=False),
    Column("before", DATA),
    Column("after", DATA),
    _of_workspace(),
    sqlite_with_rowid=False,
)

# What fixes each line of it: a digest of the line with `salt`, and the digest of the chain up to it. Triggers let a salt be
# taken away, where the line's data is, and nothing else.
audit_chain = Table(
    "audit_chain",
    metadata,
    workspace(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("salt", WORDS),
    Column("digest", WORDS, nullable=False),
    Column("chain", WORDS, nullable=False),
    ForeignKeyConstraint(["workspace", "seq"], ["audit.workspace", "audit.seq"]),
    sqlite_with_rowid=False,
)
