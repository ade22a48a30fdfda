"""The conditions of decisions.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Written out here: what this step made stays what it was, whatever the tables become later.
UTC = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "conditions",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("wording", TEXT, nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=True),
        sa.Column("answered_by", TEXT, nullable=True),
        sa.Column("answered_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_conditions_workspace")),
        sa.ForeignKeyConstraint(
            ["workspace", "client"], ["clients.workspace", "clients.id"], name=op.f("fk_conditions_workspace_client")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "decision"],
            ["entries.workspace", "entries.id"],
            name=op.f("fk_conditions_workspace_decision"),
        ),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_conditions")),
    )
    op.create_index(op.f("ix_conditions_workspace_client"), "conditions", ["workspace", "client"])


def downgrade() -> None:
    raise NotImplementedError("the way back from the conditions is a backup")
