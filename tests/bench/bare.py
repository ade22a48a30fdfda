"""What is compared with: Bolt that only acknowledges, one row committed, the rows of one client selected."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import Column, Engine, Integer, MetaData, Row, Table, Text, bindparam, insert, select

from bot.store.engine import Synchronous, open_database
from bot.store.entry_rows import ENTRY_COLUMNS, RECORD_COLUMNS
from bot.store.tables import client_names, clients, entries, episodes, witnesses, workspaces
from tests.bench.stage import Signed


def bare_bolt(signing_secret: str, answer: Mapping[str, object]) -> Callable[[Signed], None]:
    """Bolt with one listener that acknowledges with ``answer``; it verifies signatures, and asks Slack nothing."""
    app = App(
        signing_secret=signing_secret,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T0", bot_user_id="U0", bot_token="xoxb-0"),
        process_before_response=True,
        token_verification_enabled=False,
    )

    @app.command("/flag-client")
    @app.command("/client-health")
    def _(ack: Callable[..., object]) -> None:
        ack(**answer)

    def ask(request: Signed) -> None:
        headers, body = request
        response = app.dispatch(BoltRequest(body=body.decode(), headers=headers))
        assert response.status == 200, response.body

    return ask


_ROW = Table(
    "row",
    MetaData(),
    Column("id", Text, primary_key=True),
    Column("client", Text),
    Column("sign", Text),
    Column("at", Integer),
    Column("note", Text),
)
_ADD = insert(_ROW).inline()


class BareCommit:
    """One row of an incident's length, inserted by Core and committed, in a file of its own beside the bot's.

    The engine is one such as the bot writes with.
    """

    def __init__(self, folder: Path, synchronous: Synchronous) -> None:
        file = folder / f"bare-{uuid4().hex}.db"
        self._database = open_database(f"sqlite:///{file}", synchronous=synchronous)
        with self._database.writer.begin() as connection:
            _ROW.create(connection)

    def __call__(self) -> None:
        row = {
            "id": uuid4().hex,
            "client": "client-00001",
            "sign": "mind_change",
            "at": 1,
            "note": "They did it again.",
        }
        with self._database.writer.begin() as connection:
            connection.execute(_ADD, row)

    def close(self) -> None:
        self._database.close()


_CLIENT = (
    select(clients)
    .join(client_names, (client_names.c.workspace == clients.c.workspace) & (client_names.c.client == clients.c.id))
    .where(client_names.c.workspace == bindparam("own"), client_names.c.key == bindparam("key"))
)
_OF_CLIENT = (entries.c.workspace == bindparam("own"), entries.c.client == bindparam("which"))
ENTRIES = select(*ENTRY_COLUMNS).where(*_OF_CLIENT).order_by(entries.c.seq)
_NEWEST = select(*RECORD_COLUMNS).where(*_OF_CLIENT).order_by(entries.c.at.desc()).limit(5)
_WITNESSES = select(witnesses).where(
    witnesses.c.workspace == bindparam("own"), witnesses.c.incident.in_(bindparam("incidents", expanding=True))
)
_EPISODE = (
    select(episodes)
    .where(episodes.c.workspace == bindparam("own"), episodes.c.client == bindparam("which"))
    .order_by(episodes.c.number.desc())
    .limit(1)
)
_WORKSPACE = select(workspaces).where(workspaces.c.id == bindparam("own"))


def bare_selects(reader: Engine, workspace: str, key: str) -> int:
    """The rows of one client's health, once each, in one transaction, as Core gives them: nothing is made of them."""
    own = {"own": workspace}
    with reader.begin() as connection:
        found = [*connection.execute(_WORKSPACE, own).all()]
        client = connection.execute(_CLIENT, {**own, "key": key}).one()
        of_client = {**own, "which": client.id}
        found += connection.execute(ENTRIES, of_client).all()
        newest = connection.execute(_NEWEST, of_client).all()
        found += newest
        found += connection.execute(_WITNESSES, {**own, "incidents": [row.id for row in newest]}).all()
        found += connection.execute(_EPISODE, of_client).all()
    return len(found)


def bare_entries(reader: Engine, workspace: str, client: str) -> Callable[[], Sequence[Row[tuple[object, ...]]]]:
    """The Core select of one client's entries, on a connection in a transaction that is begun already."""
    connection = reader.connect()
    connection.begin()
    values = {"own": workspace, "which": client}
    return lambda: connection.execute(ENTRIES, values).all()
