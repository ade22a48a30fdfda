"""What the store keeps beside the domain's own values: one row each, frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.domain.alerts import VoteFor
from bot.domain.history import Entry

# Anything that JSON can carry.
Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The message that was flagged. Its text is not kept. ``ts`` is Slack's message id within ``channel``."""

    permalink: str
    channel: str
    ts: str
    author: str | None


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry of the history with what is kept beside it.

    ``client`` is the client it was entered for, which a merge does not change. ``replaces`` is the incident that an edit
    corrected. ``receipt`` names the request that made it: the same request finds it again. ``about`` are those of the team
    whom it was done to. ``is_sealed``: the data of somebody in it are restricted (Art. 18 GDPR), and nobody but reviewers
    sees who told of it, what was written and what shows it. It has nothing to do with a flag's own mark `restricted`.
    """

    entry: Entry
    client: str
    by: str
    note: str = ""
    is_confidential: bool = False
    evidence: Evidence | None = None
    replaces: str | None = None
    receipt: str | None = None
    witnesses: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    is_sealed: bool = False


class TakenBack(StrEnum):
    """The reason of a void for which nobody is asked to write one."""

    UNDONE = "undone_by_reporter"
    CORRECTED = "replaced_by_correction"
    SAME_THING = "same_as_another"


class OutboxKind(StrEnum):
    """What a row owes somebody. The facts it carries are named beside it."""

    ALERT = "alert"  # the living message of an episode: {"episode"}
    THREAD_LINE = "thread_line"  # news in its thread: {"episode", "news", "at", "level", ...}
    PARTING = "parting"  # the living message of a parting: {"parting"}
    DIRECT = "direct"  # a line to one person: {"notice", "user", ...}
    REMINDER = "reminder"  # to one person, of an alert: {"episode", "news", "at", "hat"}
    DIGEST = "digest"  # the weekly one: {"week", "since", "at"}
    REDACTED = "redacted"  # a message that others could read: a neutral line takes its place: {"was", ...}
    SHARE = "share"  # a health card that somebody shared: {"client", "user", "channel"}


# The fact of a row whose message is to be taken out of Slack, since what it was about is erased: from when.
ERASED = "erased"


class OutboxState(StrEnum):
    """pending -> sending -> sent, or uncertain where Slack may have taken a post whose answer was lost."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    PARKED = "parked"  # the destination cannot be posted to now; tried again when that changes, never dropped
    CANCELLED = "cancelled"  # no longer owed: withdrawn before it was sent
    WITHDRAWN = "withdrawn"  # somebody deleted the message in Slack: it is not posted again
    DEAD = "dead"  # Slack refuses the content itself, and the plain fallback too


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message that the bot owes. ``destination`` is a channel id, or ``dm:<user id>``, or None: the alert channel.

    ``desired_revision`` over ``applied_revision`` means that the message in Slack is out of date. ``ts`` is set once it
    was posted. ``wire_id`` is the opaque id in the message's metadata, fixed before the first try. ``audit_at`` is
    when the row is looked at once more for surplus copies; None where no try was ever uncertain.
    """

    id: str
    wire_id: str
    kind: OutboxKind
    facts: Mapping[str, Json]
    next_at: datetime
    destination: str | None = None
    thread_of: str | None = None
    state: OutboxState = OutboxState.PENDING
    attempt: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    first_try: datetime | None = None
    last_try: datetime | None = None
    channel: str | None = None
    ts: str | None = None
    desired_revision: int = 1
    applied_revision: int = 0
    audit_at: datetime | None = None
    trouble: str | None = None
    is_plain: bool = False


class TimerKind(StrEnum):
    """What time owes. The subject is an id of the kind named beside it."""

    CLIENT_CHANGES = "client_changes"  # client: a counted incident leaves a window, or a probation ends
    HOLD_ENDS = "hold_ends"  # episode
    SNOOZE_ENDS = "snooze_ends"  # episode
    REMINDER = "reminder"  # episode|step, from 1: nobody has taken it yet
    DECIDE_BY = "decide_by"  # episode: the date to decide by has passed
    CONDITION_DUE = "condition_due"  # condition: its date has come, and somebody is asked whether it was kept
    PARTING_REMINDER = "parting_reminder"  # parting: an item of its list is overdue
    GLAD_QUESTION = "glad_question"  # parting|days after its close: was the team glad?
    DIGEST = "digest"  # workspace: the weekly digest is due
    CHANNEL_WATCH = "channel_watch"  # channel: who can read it is to be looked at anew
    CARE_REMINDER = "care_reminder"  # care item: nobody has taken it yet
    DISMISSAL_LAPSES = "dismissal_lapses"  # dismissal: nobody has confirmed it in time
    PEOPLE_AGE = "people_age"  # workspace: what is known of people is to be read anew
    HOUSEKEEPING = "housekeeping"  # workspace: receipts and drafts past their age
    KEEPING = "keeping"  # client: something of it may be past its keeping time
    RETENTION = "retention"  # workspace: once a day, what no client has: clients not watched yet, audit, messages
    SCRUB = "scrub"  # workspace: what was dropped is taken out of the database's files
    WIPE = "wipe"  # workspace: the app was uninstalled so long ago that nothing of it is kept


@dataclass(frozen=True, slots=True)
class Timer:
    workspace: str
    kind: TimerKind
    subject: str
    due_at: datetime


class Emoji(StrEnum):
    """The reactions that mean something on an alert, by Slack's names without skin tone."""

    EYES = "eyes"
    HANDSHAKE = "handshake"
    WAVE = "wave"
    ZZZ = "zzz"


@dataclass(frozen=True, slots=True)
class Reaction:
    """The last word of one person with one emoji on one episode; ``event_ts`` is Slack's order ("1700000000.000100")."""

    episode: str
    user: str
    emoji: Emoji
    is_on: bool
    event_ts: str


@dataclass(frozen=True, slots=True)
class CastVote:
    """A vote on a client that has no open alert; those on an alert are its reactions."""

    client: str
    user: str
    choice: VoteFor
    cast_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed and the bot could not yet store: kept an hour, so that nobody has to type it twice."""

    id: str
    user: str
    body: Mapping[str, Json]
    expires_at: datetime


# In a draft's body, under "only": a client is to be added, and nothing to be flagged.
ONLY_ADD = "add_client"


def draft_receipt(draft_id: str) -> str:
    """The receipt of the incident that a typed line becomes, whichever way it is finished."""
    return f"draft:{draft_id}"


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """``changes`` holds only what differs from the defaults."""

    version: int
    changes: Mapping[str, Json]
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """``domain`` is the part before .slack.com, which permalinks need."""

    id: str
    domain: str
    name: str
    bot_user: str
