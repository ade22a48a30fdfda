"""The history of clients: entries in the order in which they were entered, with what is kept beside them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, literal_column, select

from bot.domain.history import Entry
from bot.store.binding import THIS_WORKSPACE, Bound, insert_once
from bot.store.columns import Utc
from bot.store.entry_rows import ENTRY_COLUMNS, RECORD_COLUMNS, entries_of, records_of, row_of
from bot.store.prepared import Row
from bot.store.tables import clients, entries, witnesses
from bot.usecases.records import EntryRecord

_OWN = entries.c.workspace == THIS_WORKSPACE
# A client's history is its own and that of every client merged into it.
_OF_ROOT = entries.c.client.in_(
    select(clients.c.id).where(clients.c.workspace == THIS_WORKSPACE, clients.c.root == bindparam("root"))
)
_IS_INCIDENT = entries.c.kind == literal_column("'incident'")
_LATEST = (entries.c.at.desc(), entries.c.seq.desc())

# An expression and not the column: SQLite would walk through a workspace's whole order to spare itself this sorting.
_IN_ORDER = entries.c.seq + literal_column("0")
_ENTRIES = select(*ENTRY_COLUMNS).where(_OWN, _OF_ROOT).order_by(_IN_ORDER)
_RECORDS: Select[Any] = select(*RECORD_COLUMNS).where(_OWN, _OF_ROOT).order_by(_IN_ORDER)
_NEWEST: Select[Any] = (
    select(*RECORD_COLUMNS).where(_OWN, _OF_ROOT, _IS_INCIDENT).order_by(*_LATEST).limit(bindparam("most"))
)
_BY_ID: Select[Any] = select(*RECORD_COLUMNS).where(_OWN, entries.c.id == bindparam("which"))
_BY_MESSAGE: Select[Any] = (
    select(*RECORD_COLUMNS)
    .where(
        _OWN,
        entries.c.channel == bindparam("in_channel"),
        entries.c.ts == bindparam("message"),
        entries.c.sign == bindparam("of_sign"),
        _IS_INCIDENT,
        _OF_ROOT,
    )
    .order_by(*_LATEST)
    .limit(1)
)
_FLAGGED_BY: Select[Any] = (
    select(*RECORD_COLUMNS)
    .where(_OWN, entries.c.by_user == bindparam("reporter"), _IS_INCIDENT)
    .order_by(entries.c.seq.desc())
    .limit(bindparam("most"))
)
_OF_ROOTS: Select[Any] = (
    select(*ENTRY_COLUMNS, clients.c.root)
    .select_from(
        entries.join(clients, (clients.c.workspace == entries.c.workspace) & (clients.c.id == entries.c.client))
    )
    .where(_OWN, clients.c.root.in_(bindparam("roots", expanding=True)))
    .order_by(entries.c.seq)
)
_PROBATIONS: Select[Any] = (
    select(*RECORD_COLUMNS)
    .where(
        _OWN,
        entries.c.until.is_not(None),
        entries.c.until > bindparam("ends_after", type_=Utc),
        entries.c.until <= bindparam("ends_by", type_=Utc),
    )
    .order_by(entries.c.until, entries.c.seq)
    .limit(bindparam("most"))
)
_NEXT = select(func.coalesce(func.max(entries.c.seq), 0) + 1).where(_OWN).scalar_subquery()
_ADD = insert(entries).inline().values(seq=_NEXT)
_ADD_ONCE = insert_once(entries, seq=_NEXT)
_WITNESSES = (
    select(witnesses.c.incident, witnesses.c.user)
    .where(witnesses.c.workspace == THIS_WORKSPACE, witnesses.c.incident.in_(bindparam("incidents", expanding=True)))
    .order_by(witnesses.c.incident, witnesses.c.seq)
)
_WITNESSES_OF_ROOT = (
    select(witnesses.c.incident, witnesses.c.user)
    .where(
        witnesses.c.workspace == THIS_WORKSPACE,
        witnesses.c.incident.in_(select(entries.c.id).where(_OWN, _OF_ROOT, _IS_INCIDENT)),
    )
    .order_by(witnesses.c.incident, witnesses.c.seq)
)
_COUNT_WITNESSES = (
    select(func.count())
    .select_from(witnesses)
    .where(witnesses.c.workspace == THIS_WORKSPACE, witnesses.c.incident == bindparam("which"))
)
_ADD_WITNESS = insert_once(witnesses)


class SqlHistory:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def entries(self, client_id: str) -> Sequence[Entry]:
        return entries_of(self._bound.run(_ENTRIES, {"root": client_id}).all())

    def records(self, client_id: str) -> Sequence[EntryRecord]:
        rows = self._bound.run(_RECORDS, {"root": client_id}).all()
        return _with_witnesses(rows, self._bound.run(_WITNESSES_OF_ROOT, {"root": client_id}).all())

    def newest_records(self, client_id: str, limit: int) -> Sequence[EntryRecord]:
        return self._complete(self._bound.run(_NEWEST, {"root": client_id, "most": limit}).all())

    def flagged_by(self, user: str, limit: int) -> Sequence[EntryRecord]:
        return self._complete(self._bound.run(_FLAGGED_BY, {"reporter": user, "most": limit}).all())

    def entries_of(self, client_ids: Collection[str]) -> Mapping[str, Sequence[Entry]]:
        if not client_ids:
            return {}
        rows = self._bound.run(_OF_ROOTS, {"roots": sorted(set(client_ids))}).all()
        found: dict[str, list[Entry]] = {client: [] for client in client_ids}
        for row, entry in zip(rows, entries_of(rows), strict=True):
            found[row.root].append(entry)
        return found

    def probations_ending(self, after: datetime, until: datetime, limit: int) -> Sequence[EntryRecord]:
        sought = {"ends_after": after, "ends_by": until, "most": limit}
        return self._complete(self._bound.run(_PROBATIONS, sought).all())

    def get(self, entry_id: str) -> EntryRecord | None:
        return self._only(self._bound.run(_BY_ID, {"which": entry_id}).all())

    def add(self, record: EntryRecord) -> None:
        """Adds the entry after all others of its workspace, its witnesses with it."""
        self._bound.run(_ADD, row_of(record))
        self._add_witnesses(record)

    def add_once(self, record: EntryRecord) -> bool:
        if self._bound.run(_ADD_ONCE, row_of(record)).rowcount != 1:
            return False
        self._add_witnesses(record)
        return True

    def add_witness(self, incident_id: str, user: str) -> bool:
        known = self._bound.run(_COUNT_WITNESSES, {"which": incident_id}).one()[0]
        added = self._bound.run(_ADD_WITNESS, {"incident": incident_id, "user": user, "seq": known + 1})
        return added.rowcount == 1

    def flagged_from(self, client_id: str, sign: str, channel: str, ts: str) -> EntryRecord | None:
        sought = {"root": client_id, "of_sign": sign, "in_channel": channel, "message": ts}
        return self._only(self._bound.run(_BY_MESSAGE, sought).all())

    def _add_witnesses(self, record: EntryRecord) -> None:
        for user in record.witnesses:
            self.add_witness(record.entry.id, user)

    def _only(self, rows: Sequence[Row]) -> EntryRecord | None:
        return next(iter(self._complete(rows)), None)

    def _complete(self, rows: Sequence[Row]) -> list[EntryRecord]:
        if not rows:
            return []
        return _with_witnesses(rows, self._bound.run(_WITNESSES, {"incidents": [row.id for row in rows]}).all())


def _with_witnesses(rows: Sequence[Row], known: Iterable[Row]) -> list[EntryRecord]:
    users: dict[str, list[str]] = {}
    for row in known:
        users.setdefault(row.incident, []).append(row.user)
    return records_of(rows, users)
