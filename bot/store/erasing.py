"""Takes away for good: a person's id from every row, a client with all that hangs on it, a workspace.

The statements follow from the tables themselves: a new table that refers to a client or an entry goes with it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    update,
)

from bot.store import inventory
from bot.store.binding import THIS_WORKSPACE, Bound, Either
from bot.store.columns import Utc
from bot.store.tables import audit, clients, entries
from bot.store.tables_owed import outbox, timers
from bot.store.tables_parting import glad_answers
from bot.store.tables_register import NEVER_KEPT, erasing
from bot.usecases.records import Json, OutboxState, TimerKind
from bot.usecases.register_ports import Mention

_Where = Callable[[], ColumnElement[bool]]

_EVER = datetime(9999, 1, 1, tzinfo=UTC)
_OLD, _NEW = bindparam("old_id"), bindparam("new_id")
_QUOTED_OLD, _QUOTED_NEW = bindparam("quoted_old"), bindparam("quoted_new")
_WITHIN = bindparam("within")
_IDS = bindparam("ids", expanding=True)
_BEFORE = bindparam("before_moment", type_=Utc)


def _own(table: Table) -> ColumnElement[bool]:
    return inventory.workspace_of(table) == THIS_WORKSPACE


# A person ------------------------------------------------------------------------------------------------------------


def _replacing(table: Table) -> Either | None:
    """Puts one id in another's place wherever it stands in a row; None where no person can stand in the table."""
    whole, within, data = (
        inventory.columns(kind, table)
        for kind in (
            inventory.PEOPLE,
            {name: inventory.TYPED.get(name, ()) + inventory.COMPOSED.get(name, ()) for name in (table.name,)},
            inventory.DATA,
        )
    )
    if table.name in ("workspaces", "people"):
        return None
    if table is audit:
        # Its triggers let pass nothing but this very replacement.
        within = ()
    conditions = [
        *(column == _OLD for column in whole),
        *(column.like(_WITHIN) for column in within),
        *(cast(column, Text).like(_WITHIN) for column in data),
    ]
    if not conditions:
        return None
    texts = {column.name: func.replace(column, _OLD, _NEW) for column in within}
    ids = {column.name: case((column == _OLD, _NEW), else_=column) for column in whole}
    changed = update(table).where(_own(table), or_(*conditions)).values(texts | ids)
    replaced = {column: func.replace(cast(column, Text), _QUOTED_OLD, _QUOTED_NEW) for column in data}
    return Either(
        changed.values({column.name: type_coerce(value, column.type) for column, value in replaced.items()}),
        changed.values({column.name: cast(value, column.type) for column, value in replaced.items()}),
    )


REPLACING: Mapping[str, Either] = {
    table.name: made for table in inventory.own_tables() if (made := _replacing(table)) is not None
}
OF_THEIRS: Mapping[str, Delete] = {
    table.name: delete(table).where(
        _own(table), or_(*(column == _OLD for column in inventory.columns(inventory.PEOPLE, table)))
    )
    for table in inventory.own_tables()
    if table.name in inventory.OF_ONE_PERSON
}
_NO_OWNER = update(clients).where(_own(clients), clients.c.owner == _OLD).values(owner=None)
_CLEAR_NOTES_BY = update(entries).where(_own(entries), entries.c.by_user == _OLD, entries.c.note != "").values(note="")
_CLEAR_ANSWERS_BY = (
    update(glad_answers)
    .where(_own(glad_answers), glad_answers.c.user == _OLD, glad_answers.c.note != "")
    .values(note="")
)
_CLEAR_EVIDENCE = (
    update(entries)
    .where(_own(entries), entries.c.author == _OLD)
    .values(permalink=None, channel=None, ts=None, author=None)
)

# The audit trail -----------------------------------------------------------------------------------------------------

_TOLD_IN = select(func.max(audit.c.seq)).where(audit.c.workspace == THIS_WORKSPACE).scalar_subquery()
_OPEN = insert(erasing).inline().values(told_in=_TOLD_IN, ends=literal(NEVER_KEPT))
_CLOSE = delete(erasing).where(_own(erasing))
_BLANK_AUDIT = (
    update(audit)
    .where(
        _own(audit),
        audit.c.subject.in_(select(erasing.c.what).where(_own(erasing), erasing.c.kind == literal_column("'blank'"))),
        or_(audit.c.before.is_not(None), audit.c.after.is_not(None)),
    )
    .values(before=None, after=None)
)
_DROP_AUDIT = delete(audit).where(_own(audit), audit.c.at < _BEFORE)

# A client, entries ---------------------------------------------------------------------------------------------------


def _hanging_on(start: Table, condition: ColumnElement[bool]) -> dict[Table, ColumnElement[bool]]:
    """For ``start`` and every table that refers to it, over however many others: which rows go with it."""
    doomed: dict[Table, ColumnElement[bool]] = {start: and_(_own(start), condition)}
    for table in inventory.own_tables():
        if table is start:
            continue
        reasons = []
        for constraint in table.foreign_key_constraints:
            parent = constraint.referred_table
            if parent is table or parent not in doomed:
                continue
            (column,) = (element for element in constraint.elements if element.parent.name != "workspace")
            reasons.append(column.parent.in_(select(column.column).where(doomed[parent])))
        if reasons:
            doomed[table] = and_(_own(table), or_(*reasons))
    return doomed


_OF_CLIENT = _hanging_on(clients, clients.c.root == bindparam("root_id"))
_OF_ENTRIES = _hanging_on(entries, entries.c.id.in_(_IDS))
CLIENT_IDS: Mapping[str, Select[Any]] = {
    table.name: select(table.c.id).where(condition) for table, condition in _OF_CLIENT.items() if "id" in table.c
}
# Children first: what they are found by must still be there.
DROP_CLIENT: Mapping[str, Delete] = {
    table.name: delete(table).where(condition) for table, condition in reversed(list(_OF_CLIENT.items()))
}
DROP_ENTRIES: Mapping[str, Delete] = {
    table.name: delete(table).where(condition) for table, condition in reversed(list(_OF_ENTRIES.items()))
}
# A corrected flag may have been moved to another client: that one forgets what it replaced.
_FORGET_REPLACED = update(entries).where(_own(entries), entries.c.replaces.in_(_IDS)).values(replaces=None)
_DROP_TIMERS = delete(timers).where(_own(timers), timers.c.subject.in_(_IDS))
_TIMER_SUBJECTS = select(timers.c.subject).where(_own(timers))
_CLEAR_NOTES = (
    update(entries)
    .where(
        _own(entries),
        entries.c.client.in_(select(clients.c.id).where(_own(clients), clients.c.root == bindparam("root_id"))),
        entries.c.kind.in_((literal_column("'warning'"), literal_column("'decision'"))),
        func.coalesce(entries.c.recorded_at, entries.c.at) < _BEFORE,
        entries.c.note != literal_column("''"),
    )
    .values(note="")
)
_UNKEPT = (
    select(clients.c.id)
    .where(
        _own(clients),
        clients.c.id == clients.c.root,
        ~select(literal_column("1"))
        .select_from(timers)
        .where(_own(timers), timers.c.kind == literal(TimerKind.KEEPING.value), timers.c.subject == clients.c.id)
        .exists(),
    )
    .order_by(clients.c.id)
    .limit(bindparam("most"))
)

# Messages ------------------------------------------------------------------------------------------------------------

_POSTS: Select[Any] = select(outbox.c.id, outbox.c.destination, outbox.c.facts, outbox.c.thread_of).where(_own(outbox))
_HAS_LINES = outbox.alias("lines")
_OVER = (OutboxState.CANCELLED, OutboxState.WITHDRAWN, OutboxState.DEAD)
_DROP_POSTS = delete(outbox).where(
    _own(outbox),
    outbox.c.state.in_(tuple(literal_column(f"'{state.value}'") for state in _OVER)),
    outbox.c.next_at < _BEFORE,
    ~select(literal_column("1"))
    .select_from(_HAS_LINES)
    .where(_HAS_LINES.c.workspace == THIS_WORKSPACE, _HAS_LINES.c.thread_of == outbox.c.id)
    .exists(),
)
DROP_ALL: Mapping[str, Delete] = {
    table.name: delete(table).where(_own(table)) for table in reversed(inventory.own_tables())
}


class SqlEraser:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def replace_person(self, user: str, marker: str) -> Mapping[str, int]:
        values: dict[str, object] = {
            "old_id": user,
            "new_id": marker,
            "quoted_old": f'"{user}"',
            "quoted_new": f'"{marker}"',
            "within": f"%{user}%",
        }
        counts = {name: self._bound.run(statement, values).rowcount for name, statement in OF_THEIRS.items()}
        counts["clients"] = self._bound.run(_NO_OWNER, values).rowcount
        self._open("replace", user, marker=marker)
        for name, statement in REPLACING.items():
            counts[name] = counts.get(name, 0) + self._bound.run(statement, values).rowcount
        self._bound.run(_CLOSE)
        return _told(counts)

    def clear_texts(self, user: str) -> int:
        return sum(self._bound.run(each, {"old_id": user}).rowcount for each in (_CLEAR_NOTES_BY, _CLEAR_ANSWERS_BY))

    def clear_evidence(self, user: str) -> int:
        return self._bound.run(_CLEAR_EVIDENCE, {"old_id": user}).rowcount

    def blank(self, mention: Mention) -> bool:
        if mention.table == "audit":
            subjects = self._bound.run(_AUDIT_SUBJECT, {"which_seq": int(dict(mention.key)["seq"])}).all()
            return self.blank_audit([row[0] for row in subjects]) > 0
        statement = BLANKING.get((mention.table, mention.column))
        if statement is None:
            return False
        values: dict[str, object] = {f"key_{name}": _of_kind(mention.table, name, value) for name, value in mention.key}
        return self._bound.run(statement, values).rowcount == 1

    def blank_audit(self, subjects: Collection[str]) -> int:
        for subject in sorted(set(subjects)):
            self._open("blank", subject)
        blanked = self._bound.run(_BLANK_AUDIT).rowcount if subjects else 0
        self._bound.run(_CLOSE)
        return blanked

    def client_rows(self, root: str) -> Mapping[str, Sequence[str]]:
        return {
            name: [str(row[0]) for row in self._bound.run(statement, {"root_id": root}).all()]
            for name, statement in CLIENT_IDS.items()
        }

    def drop_client(self, root: str) -> Mapping[str, int]:
        ids = {each for found in self.client_rows(root).values() for each in found}
        self._bound.run(_FORGET_REPLACED, {"ids": sorted(ids)})
        self._drop_timers(ids)
        counts = {
            name: self._bound.run(statement, {"root_id": root}).rowcount for name, statement in DROP_CLIENT.items()
        }
        return _told(counts)

    def drop_entries(self, ids: Collection[str]) -> int:
        if not ids:
            return 0
        values = {"ids": sorted(ids)}
        self._bound.run(_FORGET_REPLACED, values)
        self._drop_timers(set(ids))
        return [self._bound.run(statement, values).rowcount for statement in DROP_ENTRIES.values()][-1]

    def clear_notes(self, client: str, before: datetime) -> int:
        return self._bound.run(_CLEAR_NOTES, {"root_id": client, "before_moment": before}).rowcount

    def drop_posts(self, before: datetime) -> int:
        return self._bound.run(_DROP_POSTS, {"before_moment": before}).rowcount

    def drop_audit(self, before: datetime) -> int:
        self._open("expire", "lines", before=before)
        dropped = self._bound.run(_DROP_AUDIT, {"before_moment": before}).rowcount
        self._bound.run(_CLOSE)
        return dropped

    def posts_about(self, ids: Collection[str]) -> Sequence[str]:
        sought = {*ids, *(f"dm:{each}" for each in ids)}
        rows = self._bound.run(_POSTS).all()
        about = {row.id for row in rows if row.destination in sought or _holds_any(row.facts, sought)}
        about |= {row.id for row in rows if row.thread_of in about}
        return [row.id for row in rows if row.id in about]

    def all_posts(self) -> Sequence[str]:
        return [row.id for row in self._bound.run(_POSTS).all()]

    def unkept_clients(self, limit: int) -> Sequence[str]:
        return [row[0] for row in self._bound.run(_UNKEPT, {"most": limit}).all()]

    def drop_workspace(self) -> Mapping[str, int]:
        self._open("expire", "lines", before=_EVER)
        counts = {}
        for name, statement in DROP_ALL.items():
            if name == "workspaces":
                self._bound.run(_CLOSE)
            counts[name] = self._bound.run(statement).rowcount
        return _told(counts)

    def _open(self, kind: str, what: str, *, marker: str | None = None, before: datetime | None = None) -> None:
        """Announces to the trail's triggers what is to pass; the newest line of the trail tells of it."""
        self._bound.run(_OPEN, {"kind": kind, "what": what, "marker": marker, "before": before})

    def _drop_timers(self, ids: Collection[str]) -> None:
        """Subjects are ids, some with a step behind a vertical bar."""
        subjects = {row[0] for row in self._bound.run(_TIMER_SUBJECTS).all()}
        gone = sorted(subject for subject in subjects if subject.split("|")[0] in ids)
        if gone:
            self._bound.run(_DROP_TIMERS, {"ids": gone})


_AUDIT_SUBJECT = select(audit.c.subject).where(_own(audit), audit.c.seq == bindparam("which_seq"))


def _blanking(table: Table, column_name: str) -> Update:
    column = table.c[column_name]
    keys = [part for part in table.primary_key.columns if part.name != "workspace"]
    return (
        update(table)
        .where(_own(table), *(part == bindparam(f"key_{part.name}") for part in keys))
        .values({column_name: None if column.nullable else ""})
    )


# What people typed, but for the names of clients, which are changed where clients are, and of people, which go with them.
BLANKING: Mapping[tuple[str, str], Update] = {
    (table.name, name): _blanking(table, name)
    for table in inventory.own_tables()
    for name in inventory.TYPED.get(table.name, ())
    if table.name not in ("clients", "client_names", "people")
}


def _of_kind(table: str, column: str, value: str) -> object:
    kinds = {each.name: each for each in inventory.own_tables()}
    return int(value) if kinds[table].c[column].type.python_type is int else value


def _holds_any(value: Json, sought: Collection[str]) -> bool:
    match value:
        case str():
            return value in sought
        case Mapping():
            return any(_holds_any(each, sought) for each in value.values())
        case list() | tuple():
            return any(_holds_any(each, sought) for each in value)
        case _:
            return False


def _told(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {name: count for name, count in counts.items() if count}
