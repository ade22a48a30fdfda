"""The audit trail as a chain: each line is fixed by a digest that follows from the line before.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_ONLY_ADDED_TO = "the audit trail is only ever added to"
# A workspace goes as a whole, the trail with it; `erasing` announces that, for one transaction.
_WIPED = "EXISTS (SELECT 1 FROM erasing AS e WHERE e.workspace = OLD.workspace AND e.kind = 'wipe')"
_SQLITE = (
    # An INSERT OR REPLACE deletes in a way that no trigger for deletions hears of.
    "CREATE TRIGGER audit_refuses_replacement BEFORE INSERT ON audit "
    "WHEN EXISTS (SELECT 1 FROM audit WHERE workspace = NEW.workspace AND seq >= NEW.seq) "
    f"BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED_TO}'); END",
    "CREATE TRIGGER audit_chain_refuses_replacement BEFORE INSERT ON audit_chain "
    "WHEN EXISTS (SELECT 1 FROM audit_chain WHERE workspace = NEW.workspace AND seq >= NEW.seq) "
    f"BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED_TO}'); END",
    "CREATE TRIGGER audit_chain_refuses_update BEFORE UPDATE ON audit_chain "
    "WHEN NEW.salt IS NOT NULL OR NEW.workspace <> OLD.workspace OR NEW.seq <> OLD.seq "
    "OR NEW.digest <> OLD.digest OR NEW.chain <> OLD.chain "
    f"BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED_TO}'); END",
    f"CREATE TRIGGER audit_chain_refuses_delete BEFORE DELETE ON audit_chain WHEN NOT {_WIPED} "
    f"BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED_TO}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_chain_refuses_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF TG_OP = 'DELETE' THEN IF {_WIPED} THEN RETURN OLD; END IF; END IF; "
    f"RAISE EXCEPTION '{_ONLY_ADDED_TO}'; END $$",
    "CREATE TRIGGER audit_chain_refuses_update BEFORE UPDATE ON audit_chain FOR EACH ROW "
    "WHEN (NEW.salt IS NOT NULL OR NEW.workspace <> OLD.workspace OR NEW.seq <> OLD.seq "
    "OR NEW.digest <> OLD.digest OR NEW.chain <> OLD.chain) EXECUTE FUNCTION audit_chain_refuses_change()",
    "CREATE TRIGGER audit_chain_refuses_delete BEFORE DELETE ON audit_chain "
    "FOR EACH ROW EXECUTE FUNCTION audit_chain_refuses_change()",
    "CREATE TRIGGER audit_chain_refuses_truncate BEFORE TRUNCATE ON audit_chain "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_refuses_change()",
)


def upgrade() -> None:
    # Lines from before this step have none: the chain begins with the first line after them.
    op.create_table(
        "audit_chain",
        sa.Column("workspace", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", TEXT, nullable=True),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("chain", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "seq"], ["audit.workspace", "audit.seq"], name=op.f("fk_audit_chain_workspace_seq")
        ),
        sa.PrimaryKeyConstraint("workspace", "seq", name=op.f("pk_audit_chain")),
        sqlite_with_rowid=False,
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("the way back is the copy that was kept before this step")
