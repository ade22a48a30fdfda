"""Brings a posted message up to date. Editing twice is harmless, so whatever is not clear is simply done again."""

from dataclasses import replace
from datetime import timedelta

from bot.usecases.claimed import Claimed, settle
from bot.usecases.compose import compose
from bot.usecases.destination import Closed, find_destination
from bot.usecases.note_deleted import note_deleted
from bot.usecases.ports import Gone, MayBeSent, NotSent, Outcome, Ports, Posted
from bot.usecases.records import ERASED, OutboxRow
from bot.usecases.reroute import heed_closed
from bot.usecases.withdraw_posts import remove_post

EDIT_CLOSED_RETRY = timedelta(minutes=5)
_RETRY = timedelta(seconds=5)
_RETRY_UNCLEAR = timedelta(seconds=30)


def edit_post(ports: Ports, claimed: Claimed) -> None:
    workspace, row = claimed.workspace, claimed.row
    if ERASED in row.facts:
        # Nothing is shown by it, so nobody needs to be asked who is there.
        remove_post(ports, claimed)
        return
    destination = find_destination(ports, workspace, row)
    if isinstance(destination, Closed):
        later = ports.clock.now() + EDIT_CLOSED_RETRY
        settle(ports, claimed, replace(row, next_at=later, trouble=destination.why))
        heed_closed(ports, workspace, destination)
        return
    with ports.store.read(workspace) as uow:
        notice = compose(uow, row, destination.problem)
    if notice is None or row.channel is None or row.ts is None:
        settle(ports, claimed, replace(row, applied_revision=row.desired_revision))
        return
    if claimed.is_past_fence(ports):
        # Somebody else may be editing it: ours could be the older text.
        settle(ports, claimed, replace(row, next_at=ports.clock.now()))
        return
    outcome = ports.messenger.edit(row.channel, row.ts, notice, row.wire_id, is_plain=row.is_plain)
    if outcome == Gone("message_not_found"):
        # It was deleted while nobody could tell us.
        with ports.store.write(workspace) as uow:
            note_deleted(uow, row.channel, row.ts)
        return
    settle(ports, claimed, _after(ports, row, outcome))


def _after(ports: Ports, row: OutboxRow, outcome: Outcome) -> OutboxRow:
    now = ports.clock.now()
    match outcome:
        case Posted():
            return replace(row, applied_revision=row.desired_revision, trouble=None)
        case NotSent(is_malformed=True, why=why) if row.is_plain:
            return replace(row, applied_revision=row.desired_revision, trouble=why)
        case NotSent(is_malformed=True, why=why):
            return replace(row, is_plain=True, next_at=now, trouble=why)
        case NotSent(retry_after=retry_after, why=why):
            return replace(row, next_at=now + max(retry_after or timedelta(0), _RETRY), trouble=why)
        case Gone(why=why) | MayBeSent(why=why):
            return replace(row, next_at=now + _RETRY_UNCLEAR, trouble=why)
