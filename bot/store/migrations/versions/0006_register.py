"""Legal hold, restriction, and the one exception that the audit trail makes: erasure.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Written out here: what this step made stays what it was, whatever the tables become later.
UTC = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
REFUSED = "the audit trail is only ever added to"

# The trail may be changed in four ways and no other, each announced by a row of `erasing`, which cannot outlive its
# transaction: an erased person's id becomes a marker wherever it stands, what was written about an erased subject goes,
# what is past its time says no more than when and what kind, and a workspace goes as a whole. No line can be given other
# words, another moment or another place, and none goes alone.
SQLITE_UPDATE = """
    EXISTS (
      SELECT 1 FROM erasing AS e
      WHERE e.workspace = OLD.workspace AND NEW.workspace IS OLD.workspace AND NEW.seq IS OLD.seq
        AND NEW."at" IS OLD."at" AND NEW.action IS OLD.action
        AND CASE e.kind
          WHEN 'replace' THEN
            NEW.by_user IS CASE WHEN OLD.by_user = e.what THEN e.marker ELSE OLD.by_user END
            AND NEW.subject IS CASE WHEN OLD.subject = e.what THEN e.marker ELSE OLD.subject END
            AND NEW."before" IS replace(OLD."before", '"' || e.what || '"', '"' || e.marker || '"')
            AND NEW."after" IS replace(OLD."after", '"' || e.what || '"', '"' || e.marker || '"')
          WHEN 'blank' THEN
            OLD.subject = e.what AND NEW.by_user IS OLD.by_user AND NEW.subject IS OLD.subject
            AND NEW."before" IS NULL AND NEW."after" IS NULL
          WHEN 'expire' THEN
            OLD."at" < e."before" AND NEW.by_user = e.marker AND NEW.subject = e.marker
            AND NEW."before" IS NULL AND NEW."after" IS NULL
          ELSE FALSE
        END
    )
"""
POSTGRESQL_UPDATE = (
    SQLITE_UPDATE.replace('replace(OLD."before",', 'replace(OLD."before"::text,')
    .replace('replace(OLD."after",', 'replace(OLD."after"::text,')
    .replace('NEW."before" IS replace', 'NEW."before"::text IS replace')
    .replace('NEW."after" IS replace', 'NEW."after"::text IS replace')
    .replace("IS NULL", "IS_NULL")
    .replace(" IS ", " IS NOT DISTINCT FROM ")
    .replace("IS_NULL", "IS NULL")
)
WIPED = "EXISTS (SELECT 1 FROM erasing AS e WHERE e.workspace = OLD.workspace AND e.kind = 'wipe')"
SQLITE = (
    "DROP TRIGGER audit_refuses_update",
    "DROP TRIGGER audit_refuses_delete",
    f"CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit WHEN NOT ({SQLITE_UPDATE}) "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    f"CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit WHEN NOT ({WIPED}) "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
)
POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION audit_refuses_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        IF {WIPED} THEN RETURN OLD; END IF;
      ELSIF TG_OP = 'UPDATE' THEN
        IF {POSTGRESQL_UPDATE} THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION '{REFUSED}';
    END $$
    """,
)


def upgrade() -> None:
    _make_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        # As they stand: a colon in them is no parameter.
        op.get_bind().exec_driver_sql(statement)


def _make_tables() -> None:
    op.create_table(
        "holds",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("client", TEXT, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("by_user", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("lifted_at", UTC),
        sa.Column("lifted_by", TEXT),
        sa.Column("lift_reason", TEXT),
        sa.ForeignKeyConstraint(
            ["workspace", "client"], ["clients.workspace", "clients.id"], name=op.f("fk_holds_workspace_client")
        ),
        sa.PrimaryKeyConstraint("workspace", "client", name=op.f("pk_holds")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "restrictions",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("entry", TEXT, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("by_user", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "entry"], ["entries.workspace", "entries.id"], name=op.f("fk_restrictions_workspace_entry")
        ),
        sa.PrimaryKeyConstraint("workspace", "entry", name=op.f("pk_restrictions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erasing",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("marker", TEXT, nullable=True),
        sa.Column("before", UTC, nullable=True),
        sa.Column("told_in", sa.BigInteger(), nullable=False),
        sa.Column("ends", TEXT, nullable=False),
        sa.CheckConstraint("ends = 'until the end of this transaction'", name=op.f("ck_erasing_ends")),
        sa.CheckConstraint(
            "(kind = 'replace' AND marker LIKE 'gone-%') OR kind IN ('blank', 'wipe') "
            "OR (kind = 'expire' AND marker LIKE 'gone-%' AND before IS NOT NULL)",
            name=op.f("ck_erasing_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "ends"],
            ["clients.workspace", "clients.id"],
            name=op.f("fk_erasing_workspace_ends"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "told_in"],
            ["audit.workspace", "audit.seq"],
            name=op.f("fk_erasing_workspace_told_in"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("workspace", "kind", "what", name=op.f("pk_erasing")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise NotImplementedError("the way back is the copy that was kept aside")
