"""The first tables.

Revision ID: 0001
Revises:
"""

import secrets
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out here: what this step made stays what it was, whatever the tables become later.
UTC = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
EXACT = sa.Text()
JSON = sa.JSON(none_as_null=True)

AUDIT_IS_APPEND_ONLY_SQLITE = (
    "CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END",
    "CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END",
)
AUDIT_IS_APPEND_ONLY_POSTGRESQL = (
    "CREATE FUNCTION audit_refuses_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit trail is only ever added to'; END $$",
    "CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuses_change()",
    "CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses_change()",
)


def upgrade() -> None:
    _make_tables()
    _guard_audit()
    _name_instance()


def _guard_audit() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in AUDIT_IS_APPEND_ONLY_SQLITE if is_sqlite else AUDIT_IS_APPEND_ONLY_POSTGRESQL:
        op.execute(statement)


def _name_instance() -> None:
    """Gives the installation its id, and the key that makes the ids of its messages opaque."""
    instance = sa.table("instance", sa.column("one"), sa.column("id"), sa.column("wire_key", sa.LargeBinary()))
    op.execute(instance.insert().values(one=1, id=str(uuid.uuid4()), wire_key=secrets.token_bytes(32)))


def downgrade() -> None:
    raise NotImplementedError("the way back from the first tables is a backup")


def _make_tables() -> None:
    op.create_table(
        "instance",
        sa.Column("one", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("wire_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_instance")),
        sa.CheckConstraint("one = 1", name=op.f("ck_instance_only")),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("domain", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("bot_user", TEXT, nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("settings_revision", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "audit",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("by_user", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_audit_workspace")),
        sa.PrimaryKeyConstraint("workspace", "seq", name=op.f("pk_audit")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clients",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("root", TEXT, nullable=False),
        sa.Column("merged_into", TEXT, nullable=True),
        sa.Column("owner", TEXT, nullable=True),
        sa.Column("billing", TEXT, nullable=False),
        sa.Column("monthly_value", EXACT, nullable=True),
        sa.Column("exempt_bars", JSON, nullable=False),
        sa.Column("policy", JSON, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("level_rank", sa.SmallInteger(), nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("points", EXACT, nullable=False),
        sa.Column("points_order", sa.Float(precision=53), nullable=False),
        sa.Column("next_change", UTC, nullable=True),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("newest_at", UTC, nullable=True),
        sa.Column("newest_order", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "merged_into"],
            ["clients.workspace", "clients.id"],
            name=op.f("fk_clients_workspace_merged_into"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "root"], ["clients.workspace", "clients.id"], name=op.f("fk_clients_workspace_root")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_clients_workspace")),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_clients")),
    )
    op.create_index("ix_clients_root", "clients", ["workspace", "root"])
    op.create_index(
        "ix_clients_worst_first",
        "clients",
        [
            "workspace",
            sa.literal_column("level_rank DESC"),
            sa.literal_column("points_order DESC"),
            sa.literal_column("newest_order DESC"),
            "name_key",
        ],
        sqlite_where=sa.text("root = id AND status <> 'archived'"),
        postgresql_where=sa.text("root = id AND status <> 'archived'"),
    )
    op.create_table(
        "people",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("team", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("checked_at", UTC, nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_stranger", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_deactivated", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("zone", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_people_workspace")),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_people")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "policy_versions",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("by_user", TEXT, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_policy_versions_workspace")),
        sa.PrimaryKeyConstraint("workspace", "version", name=op.f("pk_policy_versions")),
    )
    op.create_table(
        "client_names",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("is_alias", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "client"], ["clients.workspace", "clients.id"], name=op.f("fk_client_names_workspace_client")
        ),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_client_names")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_client_names_workspace_client"), "client_names", ["workspace", "client"])
    op.create_table(
        "entries",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("recorded_at", UTC, nullable=True),
        sa.Column("by_user", TEXT, nullable=False),
        sa.Column("sign", TEXT, nullable=True),
        sa.Column("severity", TEXT, nullable=True),
        sa.Column("facts", JSON, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("until", UTC, nullable=True),
        sa.Column("target", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("permalink", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("ts", TEXT, nullable=True),
        sa.Column("author", TEXT, nullable=True),
        sa.Column("replaces", TEXT, nullable=True),
        sa.Column("receipt", TEXT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('incident', 'warning', 'decision', 'void', 'waiver')", name=op.f("ck_entries_kind")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "client"], ["clients.workspace", "clients.id"], name=op.f("fk_entries_workspace_client")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "replaces"], ["entries.workspace", "entries.id"], name=op.f("fk_entries_workspace_replaces")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "target"], ["entries.workspace", "entries.id"], name=op.f("fk_entries_workspace_target")
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_entries")),
        sa.UniqueConstraint("workspace", "seq", name=op.f("uq_entries_workspace_seq")),
    )
    op.create_index(
        "ix_entries_message",
        "entries",
        ["workspace", "channel", "ts"],
        sqlite_where=sa.text("ts IS NOT NULL"),
        postgresql_where=sa.text("ts IS NOT NULL"),
    )
    op.create_index(op.f("ix_entries_workspace_client_seq"), "entries", ["workspace", "client", "seq"])
    op.create_table(
        "episodes",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("told_level", TEXT, nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("incidents", JSON, nullable=False),
        sa.Column("raised_at", UTC, nullable=False),
        sa.Column("hold_until", UTC, nullable=False),
        sa.Column("told_at", UTC),
        sa.Column("taken_by", TEXT, nullable=True),
        sa.Column("taken_at", UTC, nullable=True),
        sa.Column("decide_by", UTC, nullable=True),
        sa.Column("snoozed_until", UTC, nullable=True),
        sa.Column("snoozed_by", TEXT, nullable=True),
        sa.Column("snooze_reason", TEXT, nullable=True),
        sa.Column("closed_at", UTC, nullable=True),
        sa.Column("closing", TEXT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "client"], ["clients.workspace", "clients.id"], name=op.f("fk_episodes_workspace_client")
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_episodes")),
        sa.UniqueConstraint("workspace", "client", "number", name=op.f("uq_episodes_workspace_client_number")),
    )
    op.create_index(
        "uq_episodes_open",
        "episodes",
        ["workspace", "client"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "reactions",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("episode", TEXT, nullable=False),
        sa.Column("user", TEXT, nullable=False),
        sa.Column("emoji", TEXT, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("event_ts", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "episode"], ["episodes.workspace", "episodes.id"], name=op.f("fk_reactions_workspace_episode")
        ),
        sa.PrimaryKeyConstraint("workspace", "episode", "user", "emoji", name=op.f("pk_reactions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "witnesses",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("incident", TEXT, nullable=False),
        sa.Column("user", TEXT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "incident"], ["entries.workspace", "entries.id"], name=op.f("fk_witnesses_workspace_incident")
        ),
        sa.PrimaryKeyConstraint("workspace", "incident", "user", name=op.f("pk_witnesses")),
        sqlite_with_rowid=False,
    )
