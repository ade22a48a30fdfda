"""The tables of partings.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Written out here: what this step made stays what it was, whatever the tables become later.
UTC = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "partings",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("episode", TEXT, nullable=True),
        sa.Column("order", TEXT, nullable=False),
        sa.Column("signs", JSON, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("begun_at", UTC, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("override_by", TEXT, nullable=True),
        sa.Column("override_at", UTC, nullable=True),
        sa.Column("override_reason", TEXT, nullable=True),
        sa.Column("chosen_by", TEXT, nullable=True),
        sa.Column("ended_by", TEXT, nullable=True),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("stop_reason", TEXT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_partings_workspace")),
        sa.ForeignKeyConstraint(
            ["workspace", "client"], ["clients.workspace", "clients.id"], name=op.f("fk_partings_workspace_client")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "episode"], ["episodes.workspace", "episodes.id"], name=op.f("fk_partings_workspace_episode")
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_partings")),
        sa.UniqueConstraint("workspace", "client", "number", name=op.f("uq_partings_workspace_client_number")),
    )
    op.create_index(
        "uq_partings_running",
        "partings",
        ["workspace", "client"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "parting_items",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("parting", TEXT, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("has_own_date", sa.Boolean(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("settled_by", TEXT, nullable=True),
        sa.Column("settled_at", UTC, nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "parting"],
            ["partings.workspace", "partings.id"],
            name=op.f("fk_parting_items_workspace_parting"),
        ),
        sa.PrimaryKeyConstraint("workspace", "parting", "step", name=op.f("pk_parting_items")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "glad_answers",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("parting", TEXT, nullable=False),
        sa.Column("after_days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user", TEXT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "parting"],
            ["partings.workspace", "partings.id"],
            name=op.f("fk_glad_answers_workspace_parting"),
        ),
        sa.PrimaryKeyConstraint("workspace", "parting", "after_days", "user", name=op.f("pk_glad_answers")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise NotImplementedError("the way back is the copy that was kept aside")
