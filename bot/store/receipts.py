"""Requests that were handled, and what people typed that could not be stored yet."""

from datetime import datetime

from sqlalchemy import bindparam, delete, exists, or_, select

from bot.store.binding import THIS_WORKSPACE, Bound, insert_once, upsert
from bot.store.columns import Utc
from bot.store.tables_owed import drafts, outbox, receipts, wire_receipts
from bot.usecases.records import Draft, OutboxState

_TAKE = insert_once(receipts)
_KEEP_DRAFT = upsert(drafts, changes=("user", "body", "expires_at"))
_DRAFT = select(drafts.c.id, drafts.c.user, drafts.c.body, drafts.c.expires_at).where(
    drafts.c.workspace == THIS_WORKSPACE,
    drafts.c.id == bindparam("which"),
    drafts.c.expires_at > bindparam("at", type_=Utc),
)
_BEFORE = bindparam("before", type_=Utc)
_PURGE_RECEIPTS = delete(receipts).where(receipts.c.workspace == THIS_WORKSPACE, receipts.c.at < _BEFORE)
_PURGE_DRAFTS = delete(drafts).where(drafts.c.workspace == THIS_WORKSPACE, drafts.c.expires_at < _BEFORE)
# While a message may still be looked for, what an event told of it is needed.
_MAY_BE_SOUGHT = exists().where(
    outbox.c.workspace == wire_receipts.c.workspace,
    outbox.c.wire_id == wire_receipts.c.wire_id,
    or_(
        outbox.c.state.in_((OutboxState.SENDING.value, OutboxState.UNCERTAIN.value)),
        outbox.c.audit_at.is_not(None),
    ),
)
_PURGE_WIRE_RECEIPTS = delete(wire_receipts).where(
    wire_receipts.c.workspace == THIS_WORKSPACE, wire_receipts.c.at < _BEFORE, ~_MAY_BE_SOUGHT
)


class SqlReceipts:
    def __init__(self, bound: Bound, at: datetime) -> None:
        self._bound = bound
        self._at = at

    def take(self, key: str) -> bool:
        """False where the key was taken before."""
        return self._bound.run(_TAKE, {"key": key, "at": self._at}).rowcount == 1

    def keep_draft(self, draft: Draft) -> None:
        """A draft kept again is replaced."""
        values = {"id": draft.id, "user": draft.user, "body": draft.body, "expires_at": draft.expires_at}
        self._bound.run(_KEEP_DRAFT, values)

    def draft(self, draft_id: str) -> Draft | None:
        row = self._bound.run(_DRAFT, {"which": draft_id, "at": self._at}).first()
        return None if row is None else Draft(id=row.id, user=row.user, body=row.body, expires_at=row.expires_at)

    def purge(self, receipts_before: datetime, drafts_before: datetime) -> None:
        """Drops receipts taken before one moment, and drafts whose hour was over before the other."""
        self._bound.run(_PURGE_RECEIPTS, {"before": receipts_before})
        self._bound.run(_PURGE_WIRE_RECEIPTS, {"before": receipts_before})
        self._bound.run(_PURGE_DRAFTS, {"before": drafts_before})
