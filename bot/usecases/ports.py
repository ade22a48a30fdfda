"""What the use cases need of the world. `store` and `slack` implement these, `wiring` joins them.

What they need of the store stands in `store_ports`, and is had from here like the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.people import Person
from bot.usecases.notices import Notice
from bot.usecases.owed_ports import Exposures, Outbox, Timers
from bot.usecases.store_ports import (
    Clients,
    Conditions,
    Episodes,
    History,
    KnownName,
    NameTaken,
    Partings,
    People,
    StaleRevision,
    Store,
    StoreBusy,
    UnitOfWork,
    Votes,
    Workspace,
)

__all__ = [
    "ChannelFacts",
    "Channels",
    "Clients",
    "Clock",
    "Conditions",
    "CrashPoints",
    "Directory",
    "Episodes",
    "Exposures",
    "Gone",
    "History",
    "KnownName",
    "MayBeSent",
    "Messenger",
    "NameTaken",
    "NotSent",
    "Outbox",
    "Outcome",
    "Partings",
    "People",
    "Ports",
    "Posted",
    "StaleRevision",
    "Store",
    "StoreBusy",
    "Timers",
    "Tuning",
    "UnitOfWork",
    "Votes",
    "Workspace",
]


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic(self) -> float:
        """Seconds; never goes back. For fences alone."""


class Directory(Protocol):
    """What Slack knows of people."""

    def look_up(self, user: str) -> Person | None:
        """Asks Slack now; None where it cannot be known (an error, an unknown user): the caller refuses."""

    def everybody(self) -> Sequence[Person] | None:
        """All pages of the workspace's people; None where that failed."""

    def everybody_at_once(self) -> Sequence[Person] | None:
        """The workspace's people by one short call; None where they are more than fit one answer, or it failed."""


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    id: str
    name: str
    is_private: bool
    is_archived: bool
    is_shared_outside: bool
    is_about_to_be_shared: bool
    is_bot_member: bool
    is_direct: bool


class Channels(Protocol):
    """What Slack knows of channels; at most 60 s old, dropped by events."""

    def facts(self, channel: str) -> ChannelFacts | None:
        """None where it cannot be known."""

    def members(self, channel: str) -> Sequence[str] | None:
        """User ids, the bot's own too; None where they cannot be known, or are more than 1,000."""

    def forget(self, channel: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Posted:
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Slack certainly did not take it. ``is_malformed``: the content itself was refused."""

    why: str
    retry_after: timedelta | None = None
    is_malformed: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The destination cannot be posted to (archived, left, revoked ...)."""

    why: str


@dataclass(frozen=True, slots=True)
class MayBeSent:
    """Slack may have taken it and the answer was lost."""

    why: str


Outcome = Posted | NotSent | Gone | MayBeSent


class Messenger(Protocol):
    """Posts notices; one call is one HTTP request without retries, at most 10 s."""

    def post(
        self,
        channel: str,
        notice: Notice,
        wire_id: str,
        thread_ts: str | None,
        *,
        is_loud: bool,
        is_plain: bool = False,
    ) -> Outcome:
        """``is_loud``: a thread reply that is shown in the channel too. ``is_plain``: the text alone, without blocks.

        The wire id goes into the message's metadata.
        """

    def edit(self, channel: str, ts: str, notice: Notice, wire_id: str, *, is_plain: bool = False) -> Outcome:
        """``is_plain``: the text alone; blocks that stood there are taken away."""

    def delete(self, channel: str, ts: str) -> Outcome: ...

    def find(
        self, channel: str, wire_id: str, oldest: datetime, latest: datetime, thread_ts: str | None
    ) -> Sequence[str] | None:
        """The ts of every message of ours there with that wire id, oldest first; None where looking failed or is not allowed."""

    def direct_channel(self, user: str) -> str | None:
        """The id of the direct message conversation with ``user``; None where Slack did not open one."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """The process's own numbers."""

    hold: timedelta = timedelta(seconds=30)
    settle: timedelta = timedelta(seconds=120)
    lease: timedelta = timedelta(seconds=60)
    fence: timedelta = timedelta(seconds=20)
    audit_after: timedelta = timedelta(hours=1)


class CrashPoints(Protocol):
    def __call__(self, name: str) -> None:
        """Ends the process at once where PARTWAYS_CRASH_AT names this point; does nothing otherwise."""


@dataclass(frozen=True, slots=True)
class Ports:
    """``workspace`` is the one that the other ports speak for: what another one is owed is not theirs to send."""

    workspace: str
    store: Store
    clock: Clock
    directory: Directory
    channels: Channels
    messenger: Messenger
    tuning: Tuning
    crash_point: CrashPoints
    process_id: str
