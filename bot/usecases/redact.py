"""Puts a neutral line in place of a message that others can read; where Slack refuses that, deletes it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.usecases.claimed import Claimed, settle
from bot.usecases.compose import compose
from bot.usecases.expose_channel import DELETES, STOOD, tell_of_exposure
from bot.usecases.exposure import Exposure
from bot.usecases.notices import ChannelProblem, DirectKind
from bot.usecases.ports import Gone, MayBeSent, NotSent, Outcome, Ports, Posted
from bot.usecases.records import ERASED, OutboxKind, OutboxRow, OutboxState

_RETRY = timedelta(seconds=5)
# Slack refuses both: only people can help. It is tried again all the same, since they may.
_REFUSED_RETRY = timedelta(minutes=10)
# Messages that Slack put off all at once are not tried again all at once.
_SPREAD = 50


def is_to_be_redacted(row: OutboxRow) -> bool:
    """What is erased meanwhile is taken out of Slack instead."""
    return row.kind is OutboxKind.REDACTED and ERASED not in row.facts


def redact_post(ports: Ports, claimed: Claimed) -> None:
    """Editing and deleting twice is harmless, so whatever is not clear is simply done again. Nobody's audience is asked."""
    row = claimed.row
    if row.channel is None or row.ts is None:
        settle(ports, claimed, replace(row, applied_revision=row.desired_revision))
        return
    ports.crash_point("before_redact")
    outcome = None if row.facts.get(DELETES) is True else _edited(ports, claimed)
    if outcome is None or _is_refused(outcome):
        outcome = ports.messenger.delete(row.channel, row.ts)
        if isinstance(outcome, Posted):
            outcome = Gone("message_not_found")
    ports.crash_point("after_redact")
    settle(ports, claimed, _after(ports, row, outcome))
    if _is_refused(outcome):
        _tell(ports, claimed)


def _edited(ports: Ports, claimed: Claimed) -> Outcome:
    row = claimed.row
    with ports.store.read(claimed.workspace) as uow:
        notice = compose(uow, row)
    assert notice is not None
    assert row.channel is not None
    assert row.ts is not None
    return ports.messenger.edit(row.channel, row.ts, notice, row.wire_id)


def _is_refused(outcome: Outcome) -> bool:
    """For good, and not because there is nothing left to take back."""
    is_malformed = isinstance(outcome, NotSent) and outcome.is_malformed
    return is_malformed or (isinstance(outcome, Gone) and outcome.why != "message_not_found")


def _after(ports: Ports, row: OutboxRow, outcome: Outcome) -> OutboxRow:
    now = ports.clock.now()
    match outcome:
        case Posted():
            return replace(row, applied_revision=row.desired_revision, trouble=None)
        case Gone(why="message_not_found"):
            return replace(row, state=OutboxState.WITHDRAWN, trouble="redacted")
        case NotSent(is_malformed=False, retry_after=retry_after, why=why) if retry_after is not None:
            spread = timedelta(seconds=int(row.id[:4], 16) % _SPREAD)
            return replace(row, next_at=now + retry_after + spread, trouble=why)
        case NotSent(is_malformed=False, why=why) | MayBeSent(why=why):
            return replace(row, next_at=now + _RETRY, trouble=why)
        case Gone(why=why) | NotSent(why=why):
            return replace(row, next_at=now + _REFUSED_RETRY, trouble=why)


def _tell(ports: Ports, claimed: Claimed) -> None:
    """The reviewers, once for each exposure: they can delete it themselves."""
    channel = str(claimed.row.channel)
    with ports.store.write(claimed.workspace) as uow:
        known = uow.exposures.get(channel) or Exposure(
            channel, ChannelProblem.REFUSED_BY_SLACK, uow.at.replace(hour=0, minute=0, second=0, microsecond=0)
        )
        tell_of_exposure(uow, known, DirectKind.NOT_REDACTED, {"message": claimed.row.ts})


def stood_at(alert: OutboxRow) -> tuple[str | None, str | None]:
    """(channel, ts) of an alert's message: where it stands, else where it stood before it was taken back."""
    stood = alert.facts.get(STOOD)
    if alert.ts is None and isinstance(stood, Sequence) and len(stood) == 2:
        return str(stood[0]), str(stood[1])
    return alert.channel, alert.ts
