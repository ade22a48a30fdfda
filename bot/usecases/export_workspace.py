"""Everything that is kept of a workspace, table by table, as JSON: for moving away, for a copy, for looking at."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.usecases.ports import Store
from bot.usecases.records import Json

# Raised when a table or column goes or means something else; what is merely new does not raise it.
FORM: Final = "partways.workspace/1"


def export_workspace(store: Store, workspace: str, at: datetime) -> Iterator[tuple[str, Json]]:
    """The members of one JSON object, in order: its form first, then every table with all its rows, in one snapshot."""
    yield "form", FORM
    yield "workspace", workspace
    yield "made_at", at.isoformat()
    with store.read(workspace) as uow:
        for table in uow.register.tables():
            yield table, list(uow.register.rows(table))
