"""One transaction as the use cases see it."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from bot.store.audit import SqlAudit
from bot.store.binding import Bound
from bot.store.care import SqlCare
from bot.store.clients import SqlClients
from bot.store.conditions import SqlConditions
from bot.store.dismissals import SqlDismissals
from bot.store.episodes import SqlEpisodes
from bot.store.erasing import SqlEraser
from bot.store.exposures import SqlExposures
from bot.store.history import SqlHistory
from bot.store.holds import SqlHolds
from bot.store.outbox import SqlOutbox
from bot.store.partings import SqlPartings
from bot.store.people import SqlPeople
from bot.store.receipts import SqlReceipts
from bot.store.register import SqlRegister
from bot.store.timers import SqlTimers
from bot.store.votes import SqlVotes
from bot.store.workspace import SqlWorkspace, Terms
from bot.usecases.records import Draft, Json


class SqlUnitOfWork:
    """``parsed`` is the store's memory of settings and policies, ``wire_key`` gives the installation's secret."""

    def __init__(self, bound: Bound, at: datetime, parsed: dict[str, Terms], wire_key: Callable[[], bytes]) -> None:
        self._bound = bound
        self._at = at
        self._parsed = parsed
        self._wire_key = wire_key

    @property
    def at(self) -> datetime:
        return self._at

    # Made when first asked for: most units touch three or four of them.

    @cached_property
    def clients(self) -> SqlClients:
        return SqlClients(self._bound)

    @cached_property
    def history(self) -> SqlHistory:
        return SqlHistory(self._bound)

    @cached_property
    def episodes(self) -> SqlEpisodes:
        return SqlEpisodes(self._bound)

    @cached_property
    def conditions(self) -> SqlConditions:
        return SqlConditions(self._bound)

    @cached_property
    def partings(self) -> SqlPartings:
        return SqlPartings(self._bound)

    @cached_property
    def exposures(self) -> SqlExposures:
        return SqlExposures(self._bound)

    @cached_property
    def care(self) -> SqlCare:
        return SqlCare(self._bound)

    @cached_property
    def dismissals(self) -> SqlDismissals:
        return SqlDismissals(self._bound)

    @cached_property
    def votes(self) -> SqlVotes:
        return SqlVotes(self._bound)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._bound, self._at)

    @cached_property
    def timers(self) -> SqlTimers:
        return SqlTimers(self._bound)

    @cached_property
    def people(self) -> SqlPeople:
        return SqlPeople(self._bound)

    @cached_property
    def workspace(self) -> SqlWorkspace:
        return SqlWorkspace(self._bound, self._parsed)

    @cached_property
    def trail(self) -> SqlAudit:
        return SqlAudit(self._bound, self._at)

    @cached_property
    def register(self) -> SqlRegister:
        return SqlRegister(self._bound)

    @cached_property
    def eraser(self) -> SqlEraser:
        return SqlEraser(self._bound)

    @cached_property
    def holds(self) -> SqlHolds:
        return SqlHolds(self._bound)

    @cached_property
    def _receipts(self) -> SqlReceipts:
        return SqlReceipts(self._bound, self._at)

    def roll_back(self) -> None:
        self._bound.roll_back()

    def take_receipt(self, key: str) -> bool:
        return self._receipts.take(key)

    def keep_draft(self, draft: Draft) -> None:
        self._receipts.keep_draft(draft)

    def draft(self, draft_id: str) -> Draft | None:
        return self._receipts.draft(draft_id)

    def wire_id(self, row_id: str) -> str:
        """32 hexadecimal digits. Two workspaces' rows of one id travel under different ones."""
        named = f"{self._bound.workspace}\0{row_id}".encode()
        return hmac.new(self._wire_key(), named, hashlib.sha256).hexdigest()[:32]

    def audit(self, by: str, action: str, subject: str, before: Json = None, after: Json = None) -> None:
        self.trail.add(by, action, subject, before, after)

    def purge(self, receipts_before: datetime, drafts_before: datetime) -> None:
        self._receipts.purge(receipts_before, drafts_before)
