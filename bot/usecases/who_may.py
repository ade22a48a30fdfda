"""Who may correct what. DESIGN.md, "Corrections" and "Nobody sees what they should not"."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.client import Client
from bot.domain.history import Incident, WarningGiven
from bot.domain.people import Grant
from bot.domain.signs import SignId
from bot.usecases.records import EntryRecord

UNDO_WITHIN = timedelta(hours=24)
EDIT_WITHIN = timedelta(days=7)
# What was said under these signs is about people: notes are for the reporter and the reviewers.
_WITHHELD_SIGNS = frozenset({SignId.PHYSICAL_ABUSE.value, SignId.MENTAL_ABUSE.value})


def may_undo(grant: Grant, record: EntryRecord, now: datetime) -> bool:
    """The reporter, within a day of flagging."""
    return record.by == grant.user and now - record.entry.recorded_at < UNDO_WITHIN


def may_edit(grant: Grant, record: EntryRecord, now: datetime) -> bool:
    """The reporter for a week, and any reviewer."""
    return grant.is_reviewer or (record.by == grant.user and now - record.entry.recorded_at < EDIT_WITHIN)


def may_dismiss(grant: Grant, record: EntryRecord, client: Client, reviewers: Sequence[str]) -> bool:
    """A reviewer may void or waive, but not their own flag, nor one about a client they own, unless they are the only one."""
    if not grant.is_reviewer:
        return False
    is_their_own = grant.user in (record.by, client.owner) or grant.user in record.witnesses
    return not is_their_own or tuple(reviewers) in ((), (grant.user,))


def may_waive(record: EntryRecord) -> bool:
    """`physical_abuse` cannot be waived, only voided or decided on."""
    return isinstance(record.entry, Incident) and record.entry.sign != SignId.PHYSICAL_ABUSE


def may_read_note(grant: Grant, record: EntryRecord) -> bool:
    sign = record.entry.sign if isinstance(record.entry, Incident | WarningGiven) else ""
    is_withheld = record.is_confidential or sign in _WITHHELD_SIGNS
    return not is_withheld or grant.is_reviewer or record.by == grant.user


def may_know_reporter(grant: Grant, record: EntryRecord) -> bool:
    """Reviewers see who reported; nobody else does, but the reporter."""
    return grant.is_reviewer or record.by == grant.user
