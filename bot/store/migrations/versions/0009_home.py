"""What App Home asks for: what somebody flagged, what they were asked, probations that end; votes without an alert.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Written out here: what this step made stays what it was, whatever the tables become later.
UTC = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _index("ix_entries_reporter", "entries", ["workspace", "by_user", "seq"], "kind = 'incident'")
    _index("ix_entries_until", "entries", ["workspace", "until"], "until IS NOT NULL")
    _index("ix_outbox_direct", "outbox", ["workspace", "destination", "next_at"], "kind = 'direct'")
    op.create_table(
        "review_votes",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("user", TEXT, nullable=False),
        sa.Column("choice", TEXT, nullable=False),
        sa.Column("cast_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"], name=op.f("fk_review_votes_workspace")),
        sa.ForeignKeyConstraint(
            ["workspace", "client"], ["clients.workspace", "clients.id"], name=op.f("fk_review_votes_workspace_client")
        ),
        sa.PrimaryKeyConstraint("workspace", "client", "user", name=op.f("pk_review_votes")),
        sqlite_with_rowid=False,
    )


def _index(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(
        op.f(name), table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition)
    )


def downgrade() -> None:
    raise NotImplementedError("the way back from the votes is a backup")
