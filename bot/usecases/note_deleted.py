"""Somebody deleted a message of ours in Slack. It is not posted there again; what it was about goes on.

The living message of a matter that is open goes to each reviewer instead, who so learns that it is gone and has its
buttons; what is said from then on stands beneath these copies.
"""

from dataclasses import replace

from bot.usecases.audit_lines import SLACK
from bot.usecases.copy_directly import owe_copies, revise_copies, with_readers
from bot.usecases.destination import LIVING
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, OutboxState
from bot.usecases.setup_hints import reviewers_in_force


def note_deleted(uow: UnitOfWork, channel: str, ts: str) -> None:
    """What we took back ourselves is known as such by its row, and tells nobody anything."""
    row = uow.outbox.find_message(channel, ts)
    if row is None or row.state is not OutboxState.SENT:
        return
    withdrawn = replace(row, state=OutboxState.WITHDRAWN, trouble="deleted in Slack")
    subject = _open_subject(uow, row)
    reviewers = reviewers_in_force(uow) if subject is not None else ()
    if subject is not None:
        withdrawn = replace(withdrawn, facts=with_readers(row, reviewers))
    if not uow.outbox.save(withdrawn, expected_state=row.state.value, expected_attempt=row.attempt):
        return
    if subject is not None:
        uow.audit(SLACK, "post_deleted", subject, after={"channel": channel, "ts": ts})
        revise_copies(uow, row)  # whoever has one already reads in it what became of the message
        owe_copies(uow, row, reviewers)


def _open_subject(uow: UnitOfWork, row: OutboxRow) -> str | None:
    """The alert or parting that the channel's own message was about, while it is not over."""
    if row.kind not in LIVING or row.destination is not None:
        return None
    if row.kind is OutboxKind.PARTING:
        parting = uow.partings.get(str(row.facts["parting"]))
        return parting.id if parting is not None and parting.is_running else None
    episode = uow.episodes.get(str(row.facts["episode"]))
    return episode.id if episode is not None and episode.is_open else None
