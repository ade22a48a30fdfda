"""The trail of changes. It is only ever added to: triggers in both databases refuse anything else."""

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Boolean, bindparam, insert, or_, select, union_all

from bot.domain.audit_chain import Link, beginning, canonical, chained, digest_of, named_lines
from bot.store import inventory
from bot.store.binding import THIS_WORKSPACE, Bound
from bot.store.columns import to_json
from bot.store.prepared import Row
from bot.store.tables import audit, audit_chain, clients, metadata
from bot.usecases.audit_lines import KINDS, AuditLine, AuditQuery
from bot.usecases.records import Json

# The other files of tables are known to the metadata once they were imported.
assert inventory.own_tables()
# Read at once when the whole trail is gone through.
_PART = 1000
_MOST = 2**62

_OWN = audit.c.workspace == THIS_WORKSPACE
_LINKED = audit.outerjoin(
    audit_chain, (audit_chain.c.workspace == audit.c.workspace) & (audit_chain.c.seq == audit.c.seq)
)
_HEAD = select(audit.c.seq, audit_chain.c.chain).select_from(_LINKED).where(_OWN).order_by(audit.c.seq.desc()).limit(1)
_ADD = insert(audit).inline()
_SEAL = insert(audit_chain).inline()

_TOGETHER = select(clients.c.id).where(
    clients.c.workspace == THIS_WORKSPACE, clients.c.root == bindparam("client", type_=clients.c.id.type)
)
# What a line about a client may name: the client itself, or something that hangs on it.
_HANGING = union_all(
    _TOGETHER,
    *(
        select(table.c.id).where(table.c.workspace == THIS_WORKSPACE, table.c.client.in_(_TOGETHER))
        for table in metadata.sorted_tables
        if {"id", "client"} <= set(table.c.keys())
    ),
)
_WANTED = select(
    audit.c.seq, audit.c.at, audit.c.by_user, audit.c.action, audit.c.subject, audit.c.before, audit.c.after
).where(
    _OWN,
    audit.c.seq < bindparam("below"),
    audit.c.seq > bindparam("above"),
    audit.c.at >= bindparam("since", type_=audit.c.at.type),
    audit.c.at < bindparam("until", type_=audit.c.at.type),
    or_(bindparam("by_anybody", type_=Boolean), audit.c.by_user == bindparam("by", type_=audit.c.by_user.type)),
    or_(bindparam("of_any_kind", type_=Boolean), audit.c.action.in_(bindparam("actions", expanding=True))),
    or_(bindparam("of_any_client", type_=Boolean), audit.c.subject.in_(_HANGING)),
)
_OLDEST = _WANTED.order_by(audit.c.seq).limit(bindparam("most"))
_NEWEST = _WANTED.order_by(audit.c.seq.desc()).limit(bindparam("most"))
_LINKS = (
    select(audit, audit_chain.c.salt, audit_chain.c.digest, audit_chain.c.chain)
    .select_from(_LINKED)
    .where(_OWN, audit.c.seq > bindparam("above"))
    .order_by(audit.c.seq)
    .limit(bindparam("most"))
)


class SqlAudit:
    """Implements `usecases.audit_lines.Trail`, and adds to it."""

    def __init__(self, bound: Bound, at: datetime) -> None:
        self._bound = bound
        self._at = at
        self._head: tuple[int, str] | None = None

    def add(self, by: str, action: str, subject: str, before: Json, after: Json) -> None:
        """One line after all others of the workspace, at the unit's moment."""
        last, chain = self._head or self._stored_head()
        seq, salt = last + 1, secrets.token_hex(16)
        content = canonical(seq, self._at, by, action, subject, _as_read(before), _as_read(after))
        digest = digest_of(content, salt)
        self._head = (seq, chained(chain, digest))
        row = {"seq": seq, "at": self._at, "by_user": by, "action": action, "subject": subject}
        self._bound.run(_ADD, {**row, "before": before, "after": after})
        self._bound.run(_SEAL, {"seq": seq, "salt": salt, "digest": digest, "chain": self._head[1]})

    def newest(self, query: AuditQuery, limit: int) -> Sequence[AuditLine]:
        if query.above is not None:
            return self.oldest(query, limit)[::-1]
        return [_line(row) for row in self._bound.run(_NEWEST, _values(query, limit)).all()]

    def oldest(self, query: AuditQuery, limit: int) -> Sequence[AuditLine]:
        return [_line(row) for row in self._bound.run(_OLDEST, _values(query, limit)).all()]

    def links(self) -> Iterator[Link]:
        above = 0
        while rows := self._bound.run(_LINKS, {"above": above, "most": _PART}).all():
            yield from (_link(row) for row in rows)
            above = rows[-1].seq

    def _stored_head(self) -> tuple[int, str]:
        row = self._bound.run(_HEAD).first()
        if row is None:
            return 0, beginning(self._bound.workspace)
        return row.seq, row.chain or beginning(self._bound.workspace)


def _values(query: AuditQuery, limit: int) -> dict[str, object]:
    actions = [action for action, kind in KINDS.items() if kind is query.kind]
    return {
        "below": _MOST if query.below is None else query.below,
        "above": 0 if query.above is None else query.above,
        "since": query.since,
        "until": query.until,
        "by_anybody": query.by is None,
        "by": query.by or "",
        "of_any_kind": query.kind is None,
        "actions": actions,
        "of_any_client": query.client is None,
        "client": query.client or "",
        "most": limit,
    }


def _line(row: Row) -> AuditLine:
    return AuditLine(row.seq, row.at, row.by_user, row.action, row.subject, row.before, row.after)


def _link(row: Row) -> Link:
    content = canonical(row.seq, row.at, row.by_user, row.action, row.subject, row.before, row.after)
    return Link(row.seq, content, row.salt, row.digest, row.chain, named_lines(row.action, row.after))


def _as_read(value: Json) -> object:
    """What will be read where this was written: a tuple comes back as a list, a Decimal as a number."""
    return json.loads(to_json(value))
