"""The statements that erase. They follow from the tables: a new table that refers to a client or an entry goes with it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
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
from bot.store.binding import THIS_WORKSPACE, Either
from bot.store.columns import Utc
from bot.store.tables import audit, audit_chain, clients, entries, episodes
from bot.store.tables_owed import drafts, outbox, timers
from bot.store.tables_parting import glad_answers, partings
from bot.store.tables_register import NEVER_KEPT, erasing
from bot.usecases.records import OutboxKind, OutboxState, TimerKind

_Where = Callable[[], ColumnElement[bool]]

_OLD: BindParameter[str] = bindparam("old_id")
_NEW: BindParameter[str] = bindparam("new_id")
_QUOTED_OLD: BindParameter[str] = bindparam("quoted_old")
_QUOTED_NEW: BindParameter[str] = bindparam("quoted_new")
_WITHIN: BindParameter[str] = bindparam("within")
_IDS: BindParameter[Sequence[str]] = bindparam("ids", expanding=True)
_BEFORE = bindparam("before_moment", type_=Utc)


def _own(table: Table) -> ColumnElement[bool]:
    return inventory.workspace_of(table) == THIS_WORKSPACE


# A person ------------------------------------------------------------------------------------------------------------


def _replacing(table: Table) -> Either | None:
    """Puts one id in another's place where it stands by itself or in data; None where no person can stand there so."""
    if table.name in ("workspaces", "people"):
        return None
    whole, data = (inventory.columns(kind, table) for kind in (inventory.PEOPLE, inventory.DATA))
    conditions = [
        *(column == _OLD for column in whole),
        *(cast(column, Text).like(bindparam("quoted_within")) for column in data),
    ]
    if not conditions:
        return None
    ids = {column.name: case((column == _OLD, _NEW), else_=column) for column in whole}
    changed = update(table).where(_own(table), or_(*conditions)).values(ids)
    replaced = {column: func.replace(cast(column, Text), _QUOTED_OLD, _QUOTED_NEW) for column in data}
    return Either(
        changed.values({column.name: type_coerce(value, column.type) for column, value in replaced.items()}),
        changed.values({column.name: cast(value, column.type) for column, value in replaced.items()}),
    )


def _texts_of(table: Table) -> "tuple[Column[Any], ...]":
    """Where an id may stand among other words or in another id."""
    return (*inventory.columns(inventory.TYPED, table), *inventory.columns(inventory.COMPOSED, table))


# Texts are taken apart in Python: neither database knows where an id ends.
TEXTS_WITH: Mapping[tuple[str, str], Select[Any]] = {
    (table.name, column.name): select(column).where(_own(table), column.like(_WITHIN)).distinct()
    for table in inventory.own_tables()
    for column in _texts_of(table)
}
SET_TEXT: Mapping[tuple[str, str], Update] = {
    (table.name, column.name): update(table)
    .where(_own(table), column == bindparam("text_was"))
    .values({column.name: bindparam("text_now")})
    for table in inventory.own_tables()
    for column in _texts_of(table)
}
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
NO_OWNER = update(clients).where(_own(clients), clients.c.owner == _OLD).values(owner=None)
CLEAR_NOTES_BY = update(entries).where(_own(entries), entries.c.by_user == _OLD, entries.c.note != "").values(note="")
CLEAR_ANSWERS_BY = (
    update(glad_answers)
    .where(_own(glad_answers), glad_answers.c.user == _OLD, glad_answers.c.note != "")
    .values(note="")
)
CLEAR_EVIDENCE = (
    update(entries)
    .where(_own(entries), entries.c.author == _OLD)
    .values(permalink=None, channel=None, ts=None, author=None)
)

# The audit trail -----------------------------------------------------------------------------------------------------

_TOLD_IN = select(func.max(audit.c.seq)).where(audit.c.workspace == THIS_WORKSPACE).scalar_subquery()
OPEN = insert(erasing).inline().values(told_in=_TOLD_IN, ends=literal(NEVER_KEPT))
CLOSE = delete(erasing).where(_own(erasing))
_IS_TO_BLANK = and_(
    _own(audit),
    audit.c.subject.in_(select(erasing.c.what).where(_own(erasing), erasing.c.kind == literal_column("'blank'"))),
    or_(audit.c.before.is_not(None), audit.c.after.is_not(None)),
)
TO_BLANK = select(audit.c.seq).where(_IS_TO_BLANK)
BLANK_AUDIT = update(audit).where(_IS_TO_BLANK).values(before=None, after=None)
AUDIT_NAMING = select(audit.c.seq).where(
    _own(audit),
    or_(
        audit.c.by_user == _OLD,
        audit.c.subject == _OLD,
        cast(audit.c.before, Text).like(bindparam("quoted_within")),
        cast(audit.c.after, Text).like(bindparam("quoted_within")),
    ),
)
_IS_PAST = and_(_own(audit), audit.c.at < _BEFORE, audit.c.by_user != _NEW)
PAST_LINES = select(audit.c.seq).where(_IS_PAST).order_by(audit.c.seq).limit(bindparam("most"))
EXPIRE_AUDIT = (
    update(audit)
    .where(_IS_PAST, audit.c.seq <= bindparam("last_line"))
    .values(by_user=_NEW, subject=_NEW, before=None, after=None)
)
# Without its salt nothing can be guessed from a line's digest, and the chain goes on to hold.
UNSALT = update(audit_chain).where(_own(audit_chain), audit_chain.c.seq.in_(_IDS)).values(salt=None)

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
FORGET_REPLACED = update(entries).where(_own(entries), entries.c.replaces.in_(_IDS)).values(replaces=None)
DROP_TIMERS = delete(timers).where(_own(timers), timers.c.subject.in_(_IDS))
TIMER_SUBJECTS = select(timers.c.subject).where(_own(timers))
CLEAR_NOTES = (
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
UNKEPT = (
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

POSTS: Select[Any] = select(outbox.c.id, outbox.c.destination, outbox.c.facts, outbox.c.thread_of).where(_own(outbox))
_HAS_LINES = outbox.alias("lines")
_OVER = (OutboxState.CANCELLED, OutboxState.WITHDRAWN, OutboxState.DEAD)
# Of what is open yet every row is kept: the others that say the same are found by it, and so is what was told.
_IS_OPEN_ALERT = (
    select(literal_column("1"))
    .select_from(episodes)
    .where(_own(episodes), episodes.c.id == outbox.c.facts["episode"].as_string(), episodes.c.closed_at.is_(None))
    .exists()
)
_IS_RUNNING_PARTING = (
    select(literal_column("1"))
    .select_from(partings)
    .where(_own(partings), partings.c.id == outbox.c.facts["parting"].as_string(), partings.c.ended_at.is_(None))
    .exists()
)
DROP_POSTS = delete(outbox).where(
    _own(outbox),
    outbox.c.state.in_(tuple(literal_column(f"'{state.value}'") for state in _OVER)),
    outbox.c.next_at < _BEFORE,
    ~_IS_OPEN_ALERT,
    ~_IS_RUNNING_PARTING,
    ~select(literal_column("1"))
    .select_from(_HAS_LINES)
    .where(_HAS_LINES.c.workspace == THIS_WORKSPACE, _HAS_LINES.c.thread_of == outbox.c.id)
    .exists(),
)
DIGESTS = select(outbox.c.id).where(
    _own(outbox), outbox.c.kind == literal(OutboxKind.DIGEST), outbox.c.next_at >= _BEFORE
)
DRAFTS: Select[Any] = select(drafts.c.id, drafts.c.body).where(_own(drafts))
DROP_DRAFTS = delete(drafts).where(_own(drafts), drafts.c.id.in_(_IDS))
DROP_ALL: Mapping[str, Delete] = {
    table.name: delete(table).where(_own(table)) for table in reversed(inventory.own_tables())
}


AUDIT_SUBJECT = select(audit.c.subject).where(_own(audit), audit.c.seq == bindparam("which_seq"))


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
