"""Who may correct and read what; `docs/rules.md`, "Who may"."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.client import Client
from bot.domain.history import Entry, Incident, Void, WarningGiven
from bot.domain.people import Grant
from bot.domain.signs import SignId
from bot.usecases.records import EntryRecord

UNDO_WITHIN = timedelta(hours=24)
EDIT_WITHIN = timedelta(days=7)
# Two people who tell of one sign within this time may tell of one thing.
SAME_THING_WITHIN = timedelta(hours=24)
# What was said under these signs is about people: notes are for the reporter and the reviewers.
_WITHHELD_SIGNS = frozenset({SignId.PHYSICAL_ABUSE.value, SignId.MENTAL_ABUSE.value})


def voided_in(entries: Sequence[Entry], entry_id: str) -> bool:
    return any(isinstance(entry, Void) and entry.entry == entry_id for entry in entries)


def may_be_same(incident: Incident, earlier: Incident) -> bool:
    """Somebody else told of the same sign within a day; ``earlier`` was entered here by a person, not by an import."""
    return (
        earlier.id != incident.id
        and earlier.sign == incident.sign
        and earlier.by not in (None, incident.by)
        and abs(earlier.at - incident.at) < SAME_THING_WITHIN
    )


def first_recorded(record: EntryRecord, find: Callable[[str], EntryRecord | None]) -> datetime:
    """When it was first flagged: correcting an incident buys no more time to correct it or to take it back."""
    first = record
    while first.replaces is not None:
        before = find(first.replaces)
        if before is None:
            break
        first = before
    return first.entry.recorded_at


def may_undo(grant: Grant, record: EntryRecord, now: datetime, since: datetime | None = None) -> bool:
    """The reporter, within a day of flagging. ``since`` is `first_recorded`, where it is not the record's own."""
    is_in_time = now - (since or record.entry.recorded_at) < UNDO_WITHIN
    return record.by == grant.user and is_in_time and not record.is_sealed


def may_edit(grant: Grant, record: EntryRecord, now: datetime, since: datetime | None = None) -> bool:
    """The reporter for a week, and any reviewer. ``since`` as for `may_undo`."""
    is_in_time = now - (since or record.entry.recorded_at) < EDIT_WITHIN
    return grant.is_reviewer or (record.by == grant.user and is_in_time and not record.is_sealed)


def is_about_them(grant: Grant, record: EntryRecord, client: Client, reviewers: Sequence[str]) -> bool:
    """Somebody else's flag about what was done to them, or about a client they own while there is another reviewer."""
    if grant.user == record.by:
        return False
    return grant.user in record.about or (grant.user == client.owner and not is_alone(grant, reviewers))


def those_concerned(record: EntryRecord, client: Client) -> frozenset[str]:
    """Who flagged or witnessed it, to whom it was done, and who owns the client: none of them is to dismiss it."""
    named = {record.by, client.owner, *record.witnesses, *record.about}
    return frozenset(user for user in named if user is not None)


def may_dismiss(grant: Grant, record: EntryRecord, client: Client, reviewers: Sequence[str]) -> bool:
    """A reviewer may void or waive, but not their own flag, nor one about a client they own, unless they are the only one.

    Nobody ever dismisses what was done to them.
    """
    if not grant.is_reviewer or grant.user in record.about:
        return False
    return grant.user not in those_concerned(record, client) or is_alone(grant, reviewers)


def is_alone(grant: Grant, reviewers: Sequence[str]) -> bool:
    """Where a second person is wanted and there is none, the only reviewer may act alone."""
    return tuple(reviewers) in ((), (grant.user,))


def may_waive(record: EntryRecord) -> bool:
    """`physical_abuse` cannot be waived, only voided or decided on."""
    return isinstance(record.entry, Incident) and record.entry.sign != SignId.PHYSICAL_ABUSE


def may_read_note(grant: Grant, record: EntryRecord) -> bool:
    if record.is_sealed:
        return grant.is_reviewer
    sign = record.entry.sign if isinstance(record.entry, Incident | WarningGiven) else ""
    is_withheld = record.is_confidential or sign in _WITHHELD_SIGNS
    return not is_withheld or grant.is_reviewer or record.by == grant.user


def may_know_reporter(grant: Grant, record: EntryRecord) -> bool:
    """Reviewers see who reported; nobody else does, but the reporter."""
    return grant.is_reviewer or (record.by == grant.user and not record.is_sealed)
