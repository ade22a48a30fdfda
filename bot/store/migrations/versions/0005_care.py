"""What restricted flags ask for, and flags that two people are to dismiss.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Written out here: what this step made stays what it was, whatever the tables become later.
UTC = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.JSON(none_as_null=True)
NOT_CLOSED = sa.text("state <> 'closed'")
PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.add_column("entries", sa.Column("about", JSON, nullable=True))
    _make_care_items()
    _make_dismissals()


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", column], [f"{other}.workspace", f"{other}.id"], name=op.f(f"fk_{table}_workspace_{column}")
    )


def _make_care_items() -> None:
    op.create_table(
        "care_items",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("incident", TEXT, nullable=False),
        sa.Column("opened_at", UTC, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("taken_by", TEXT, nullable=True),
        sa.Column("taken_at", UTC, nullable=True),
        sa.Column("closed_by", TEXT, nullable=True),
        sa.Column("closed_at", UTC, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _of("care_items", "client", "clients"),
        _of("care_items", "incident", "entries"),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_care_items")),
    )
    op.create_index("uq_care_items_incident", "care_items", ["workspace", "incident"], unique=True)
    op.create_index(op.f("ix_care_items_workspace_client"), "care_items", ["workspace", "client"])
    op.create_index(
        "ix_care_items_open",
        "care_items",
        ["workspace", "opened_at"],
        sqlite_where=NOT_CLOSED,
        postgresql_where=NOT_CLOSED,
    )


def _make_dismissals() -> None:
    op.create_table(
        "dismissals",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("incident", TEXT, nullable=False),
        sa.Column("waives", sa.Boolean(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("proposed_by", TEXT, nullable=False),
        sa.Column("proposed_at", UTC, nullable=False),
        sa.Column("lapses_at", UTC, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("settled_by", TEXT, nullable=True),
        sa.Column("settled_at", UTC, nullable=True),
        _of("dismissals", "client", "clients"),
        _of("dismissals", "incident", "entries"),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_dismissals")),
    )
    op.create_index(op.f("ix_dismissals_workspace_client"), "dismissals", ["workspace", "client"])
    op.create_index(
        "uq_dismissals_pending",
        "dismissals",
        ["workspace", "incident"],
        unique=True,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )


def downgrade() -> None:
    raise NotImplementedError("the way back from the care items is a backup")
