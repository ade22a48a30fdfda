"""Takes back what the bot had posted about something that is erased: out of Slack, and out of the outbox."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.usecases.audit_lines import BOT
from bot.usecases.claimed import Claimed, settle
from bot.usecases.notices import RedactedNotice
from bot.usecases.ports import Gone, NotSent, Outcome, Ports, Posted, UnitOfWork
from bot.usecases.records import ERASED, OutboxRow, OutboxState

# Slack lets an app change 50 messages a minute, and delete as many (its page on rate limits, tier 3); some more at once.
PACE = timedelta(seconds=1.2)
_AT_ONCE = 20
# What a later digest goes by: moments, and nothing of anybody.
_FACTS_LEFT = ("week", "since", "at")
_RETRY = timedelta(seconds=5)
_RETRY_CLOSED = timedelta(hours=1)
# So long a message is tried again; then the audit trail names it, and somebody removes it by hand.
GIVE_UP_AFTER = timedelta(days=7)
# Slack keeps the message itself, whoever asks: it may still be changed.
_NOT_DELETABLE = frozenset({"cant_delete_message", "compliance_exports_prevent_deletion"})


def withdraw_posts(uow: UnitOfWork, row_ids: Iterable[str]) -> int:
    """Nothing that these rows said is kept; the messages are removed by the next deliveries. Gives how many are posted."""
    posted = 0
    for row_id in row_ids:
        row = uow.outbox.get(row_id)
        if row is None or ERASED in row.facts:
            continue
        left = {name: row.facts[name] for name in _FACTS_LEFT if name in row.facts}
        due_at = uow.at + PACE * max(0, posted - _AT_ONCE)
        uow.outbox.take_back(row_id, {**left, ERASED: uow.at.isoformat()}, due_at)
        posted += row.ts is not None and row.state is not OutboxState.WITHDRAWN
    return posted


def remove_post(ports: Ports, claimed: Claimed) -> None:
    """Deletes the message; where Slack keeps it, puts a line in its place that says nothing."""
    row = claimed.row
    if row.channel is None or row.ts is None:
        settle(ports, claimed, replace(row, state=OutboxState.CANCELLED, applied_revision=row.desired_revision))
        return
    outcome = ports.messenger.delete(row.channel, row.ts)
    if isinstance(outcome, Gone) and outcome.why in _NOT_DELETABLE:
        outcome = _redact(ports, claimed, row.channel, row.ts)
    if isinstance(outcome, Posted) or outcome == Gone("message_not_found"):
        settle(ports, claimed, replace(row, state=OutboxState.WITHDRAWN, applied_revision=row.desired_revision))
        return
    since = datetime.fromisoformat(str(row.facts[ERASED]))
    if ports.clock.now() - since >= GIVE_UP_AFTER:
        settle(ports, claimed, replace(row, state=OutboxState.DEAD, trouble=outcome.why))
        _tell(ports, claimed, outcome.why)
        return
    settle(ports, claimed, replace(row, next_at=ports.clock.now() + _wait(outcome), trouble=outcome.why))


def _redact(ports: Ports, claimed: Claimed, channel: str, ts: str) -> Outcome:
    language = ports.store.settings(claimed.workspace).language
    return ports.messenger.edit(channel, ts, RedactedNotice(language), claimed.row.wire_id)


def _wait(outcome: Outcome) -> timedelta:
    if isinstance(outcome, NotSent):
        return max(outcome.retry_after or timedelta(0), _RETRY)
    return _RETRY_CLOSED


def _tell(ports: Ports, claimed: Claimed, why: str) -> None:
    row: OutboxRow = claimed.row
    with ports.store.write(claimed.workspace) as uow:
        uow.audit(BOT, "post_not_removed", row.id, after={"channel": row.channel, "ts": row.ts, "why": why})
