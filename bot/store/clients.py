"""Clients and their names."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, literal_column, select, update

from bot.domain.client import Client, Standing
from bot.domain.history import ClientStatus, Exemption
from bot.domain.names import name_key
from bot.domain.signs import Billing, Level
from bot.store.binding import THIS_WORKSPACE, Bound
from bot.store.prepared import Row
from bot.store.tables import client_names, clients
from bot.usecases.ports import KnownName, NameTaken, StaleRevision

_LEVELS = tuple(Level)
_STATUS = {status.value: status for status in ClientStatus}
_BILLING = {billing.value: billing for billing in Billing}
# Clients without an incident come last.
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)

# A line has at most twelve readings of its client. A fixed number of places, so that the statement's text is one.
_KEYS = tuple(f"key_{number}" for number in range(12))

_ROOT = clients.alias("root")
_OWN = clients.c.workspace == THIS_WORKSPACE

_ALL: Select[Any] = select(clients).where(_OWN)
_BY_ID = _ALL.where(clients.c.id == bindparam("which"))
_MERGED = _ALL.where(clients.c.root == bindparam("which"), clients.c.id != clients.c.root).order_by(
    clients.c.name_key, clients.c.id
)
# Written out and not bound: an index of these rows alone is used only where the planner can read the condition.
_LISTED = (clients.c.root == clients.c.id, clients.c.status != literal_column("'archived'"))
_WORST_FIRST = (
    _ALL.where(*_LISTED)
    .order_by(
        clients.c.level_rank.desc(),
        clients.c.points_order.desc(),
        clients.c.newest_order.desc(),
        clients.c.name_key,
    )
    .offset(bindparam("skipped"))
    .limit(bindparam("most"))
)
_COUNT = select(func.count()).select_from(clients).where(_OWN, *_LISTED)
_OF_OWNER = (*_LISTED, clients.c.owner == bindparam("of_owner"))
_OWNED = (
    _ALL.where(*_OF_OWNER)
    .order_by(
        clients.c.level_rank.desc(),
        clients.c.points_order.desc(),
        clients.c.newest_order.desc(),
        clients.c.name_key,
    )
    .limit(bindparam("most"))
)
_COUNT_OWNED = select(func.count()).select_from(clients).where(_OWN, *_OF_OWNER)
_ALL_IDS = select(clients.c.id).where(_OWN).order_by(clients.c.name_key, clients.c.id)

_NAMES_TO_ROOTS = client_names.join(
    clients, (clients.c.workspace == client_names.c.workspace) & (clients.c.id == client_names.c.client)
).join(_ROOT, (_ROOT.c.workspace == clients.c.workspace) & (_ROOT.c.id == clients.c.root))
_BY_KEYS: Select[Any] = (
    select(_ROOT, client_names.c.key)
    .select_from(_NAMES_TO_ROOTS)
    .where(client_names.c.workspace == THIS_WORKSPACE, client_names.c.key.in_([bindparam(place) for place in _KEYS]))
)
_ROOTS: Select[Any] = (
    select(_ROOT, clients.c.id.label("asked"))
    .select_from(clients.join(_ROOT, (_ROOT.c.workspace == clients.c.workspace) & (_ROOT.c.id == clients.c.root)))
    .where(_OWN, clients.c.id.in_(bindparam("some", expanding=True)))
)
_NAMES = (
    select(
        client_names.c.key,
        client_names.c.name,
        clients.c.root,
        (client_names.c.is_alias | (clients.c.root != clients.c.id)).label("is_alias"),
        _ROOT.c.status.in_([ClientStatus.PARTING.value, ClientStatus.FORMER.value]).label("is_parted"),
    )
    .select_from(_NAMES_TO_ROOTS)
    .where(client_names.c.workspace == THIS_WORKSPACE, _ROOT.c.status != ClientStatus.ARCHIVED.value)
    .order_by(client_names.c.key)
)
_HOLDERS = select(client_names.c.key, client_names.c.client).where(
    client_names.c.workspace == THIS_WORKSPACE, client_names.c.key.in_(bindparam("keys", expanding=True))
)
_DROP_NAMES = delete(client_names).where(
    client_names.c.workspace == THIS_WORKSPACE, client_names.c.client == bindparam("which")
)
_ADD_NAMES = insert(client_names).inline()
_ADD = insert(clients).inline()
_SAVE = update(clients).where(
    _OWN, clients.c.id == bindparam("which"), clients.c.revision == bindparam("known_revision")
)
_SAVE_STANDING = update(clients).where(_OWN, clients.c.id == bindparam("which"))


class SqlClients:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def get(self, client_id: str) -> Client | None:
        row = self._bound.run(_BY_ID, {"which": client_id}).first()
        return None if row is None else client_of(row)

    def by_keys(self, keys: Collection[str]) -> Mapping[str, Client]:
        sought = list(keys)
        found: dict[str, Client] = {}
        for first in range(0, len(sought), len(_KEYS)):
            some = dict(zip_longest(_KEYS, sought[first : first + len(_KEYS)]))
            found |= {row.key: client_of(row) for row in self._bound.run(_BY_KEYS, some).all()}
        return found

    def names(self) -> Sequence[KnownName]:
        """Names by key. Those of a merged client are aliases of its root."""
        rows = self._bound.run(_NAMES).all()
        return [KnownName(row.key, row.name, row.root, bool(row.is_alias), bool(row.is_parted)) for row in rows]

    def add(self, client: Client) -> None:
        names = _names(client)
        self._refuse_taken(client.id, names)
        values = {
            "id": client.id,
            "revision": client.revision,
            **_columns(client),
            **_standing_columns(client.standing),
        }
        self._bound.run(_ADD, values)
        self._bound.run_many(_ADD_NAMES, list(names.values()))

    def save(self, client: Client) -> None:
        names = _names(client)
        self._refuse_taken(client.id, names)
        values = {"which": client.id, "known_revision": client.revision, "revision": client.revision + 1}
        if self._bound.run(_SAVE, {**values, **_columns(client)}).rowcount != 1:
            raise StaleRevision
        self._bound.run(_DROP_NAMES, {"which": client.id})
        self._bound.run_many(_ADD_NAMES, list(names.values()))

    def save_standing(self, client: Client) -> None:
        self._bound.run(_SAVE_STANDING, {"which": client.id, **_standing_columns(client.standing)})

    def merged_into(self, client_id: str) -> Sequence[Client]:
        return [client_of(row) for row in self._bound.run(_MERGED, {"which": client_id}).all()]

    def worst_first(self, offset: int, limit: int) -> Sequence[Client]:
        return [client_of(row) for row in self._bound.run(_WORST_FIRST, {"skipped": offset, "most": limit}).all()]

    def count(self) -> int:
        return int(self._bound.run(_COUNT).one()[0])

    def roots_of(self, client_ids: Collection[str]) -> Mapping[str, Client]:
        if not client_ids:
            return {}
        rows = self._bound.run(_ROOTS, {"some": sorted(set(client_ids))}).all()
        return {row.asked: client_of(row) for row in rows}

    def owned_by(self, user: str, limit: int) -> Sequence[Client]:
        return [client_of(row) for row in self._bound.run(_OWNED, {"of_owner": user, "most": limit}).all()]

    def count_owned(self, user: str) -> int:
        return int(self._bound.run(_COUNT_OWNED, {"of_owner": user}).one()[0])

    def all_ids(self) -> Sequence[str]:
        return [row.id for row in self._bound.run(_ALL_IDS).all()]

    def _refuse_taken(self, client_id: str, names: Mapping[str, Mapping[str, object]]) -> None:
        for row in self._bound.run(_HOLDERS, {"keys": list(names)}).all():
            if row.client != client_id:
                raise NameTaken(str(names[row.key]["name"]), row.client)


def _names(client: Client) -> dict[str, dict[str, object]]:
    """The rows of a client's names by key; of two with one key the earlier counts, the name before the aliases."""
    rows: dict[str, dict[str, object]] = {}
    for name in (client.name, *client.aliases):
        row = {"key": name_key(name), "name": name, "client": client.id, "is_alias": bool(rows)}
        rows.setdefault(str(row["key"]), row)
    return rows


def _columns(client: Client) -> dict[str, object]:
    return {
        "name": client.name,
        "name_key": name_key(client.name),
        "aliases": list(client.aliases),
        "created_at": client.created_at,
        "created_by": client.created_by,
        "root": client.root,
        "merged_into": client.merged_into,
        "owner": client.owner,
        "billing": client.billing.value,
        "monthly_value": client.monthly_value,
        "exempt_bars": [_exemption_data(exemption) for exemption in client.exempt_bars],
        "policy": client.policy,
        "status": client.status.value,
    }


def _standing_columns(standing: Standing) -> dict[str, object]:
    return {
        "level_rank": standing.level.rank,
        "rules": standing.rules,
        "points": standing.points,
        "points_order": float(standing.points),
        "next_change": standing.next_change,
        "incidents": standing.incidents,
        "newest_at": standing.newest_at,
        "newest_order": standing.newest_at or _BEFORE_ALL,
    }


def client_of(row: Row) -> Client:
    """The client in a whole row of the table."""
    return Client(
        id=row.id,
        name=row.name,
        created_at=row.created_at,
        created_by=row.created_by,
        root=row.root,
        aliases=tuple(row.aliases),
        owner=row.owner,
        billing=_BILLING[row.billing],
        monthly_value=row.monthly_value,
        exempt_bars=tuple(_exemption(data) for data in row.exempt_bars),
        policy=row.policy,
        status=_STATUS[row.status],
        merged_into=row.merged_into,
        revision=row.revision,
        standing=Standing(
            level=_LEVELS[row.level_rank],
            rules=tuple(row.rules),
            points=row.points,
            next_change=row.next_change,
            incidents=row.incidents,
            newest_at=row.newest_at,
        ),
    )


def _exemption_data(exemption: Exemption) -> dict[str, str | None]:
    return {
        "bar": exemption.bar,
        "since": None if exemption.since is None else exemption.since.isoformat(),
        "until": None if exemption.until is None else exemption.until.isoformat(),
    }


def _exemption(data: Mapping[str, str | None]) -> Exemption:
    since, until = data["since"], data["until"]
    return Exemption(
        bar=str(data["bar"]),
        since=None if since is None else datetime.fromisoformat(since),
        until=None if until is None else datetime.fromisoformat(until),
    )
