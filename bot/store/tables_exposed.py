"""The channels that others can read just now."""

from sqlalchemy import Column, ForeignKeyConstraint, Table

from bot.store.columns import WORDS, Utc, workspace
from bot.store.tables import metadata

exposures = Table(
    "exposures",
    metadata,
    workspace(),
    Column("channel", WORDS, primary_key=True),
    Column("problem", WORDS, nullable=False),
    Column("since", Utc, nullable=False),
    ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
    sqlite_with_rowid=False,
)
