"""The tables of what is owed and what was handled.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Written out here: what this step made stays what it was, whatever the tables become later.
UTC = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("user", TEXT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("expires_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_drafts_workspace")),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "outbox",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("wire_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("next_at", UTC, nullable=False),
        sa.Column("destination", TEXT, nullable=True),
        sa.Column("thread_of", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_owner", TEXT, nullable=True),
        sa.Column("lease_until", UTC, nullable=True),
        sa.Column("first_try", UTC, nullable=True),
        sa.Column("last_try", UTC, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("ts", TEXT, nullable=True),
        sa.Column("desired_revision", sa.Integer(), nullable=False),
        sa.Column("applied_revision", sa.Integer(), nullable=False),
        sa.Column("audit_at", UTC, nullable=True),
        sa.Column("trouble", TEXT, nullable=True),
        sa.Column("is_plain", sa.Boolean(), nullable=False),
        sa.Column("wake_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "thread_of"], ["outbox.workspace", "outbox.id"], name=op.f("fk_outbox_workspace_thread_of")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_outbox_workspace")),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace", "wire_id", name=op.f("uq_outbox_workspace_wire_id")),
    )
    op.create_index(
        "ix_outbox_message",
        "outbox",
        ["workspace", "channel", "ts"],
        sqlite_where=sa.text("ts IS NOT NULL"),
        postgresql_where=sa.text("ts IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_parked",
        "outbox",
        ["workspace", "next_at"],
        sqlite_where=sa.text("state = 'parked'"),
        postgresql_where=sa.text("state = 'parked'"),
    )
    op.create_index(
        "ix_outbox_wake_at",
        "outbox",
        ["wake_at"],
        sqlite_where=sa.text("wake_at IS NOT NULL"),
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )
    op.create_table(
        "receipts",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_receipts_workspace")),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_receipts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timers",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("lease_until", UTC, nullable=True),
        sa.Column("wake_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_timers_workspace")),
        sa.PrimaryKeyConstraint("workspace", "kind", "subject", name=op.f("pk_timers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_timers_wake_at"), "timers", ["wake_at"])
    op.create_table(
        "wire_receipts",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("wire_id", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("ts", TEXT, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_wire_receipts_workspace")),
        sa.PrimaryKeyConstraint("workspace", "wire_id", "channel", "ts", name=op.f("pk_wire_receipts")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise NotImplementedError("the way back from the first tables is a backup")
