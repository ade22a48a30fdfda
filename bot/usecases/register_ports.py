"""What exporting, restricting and erasing need of the store: every table at once, whatever it is for. See `ports`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.usecases.records import Json

Row = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row of ``table`` in which a person stands: ``columns`` are those where they do."""

    table: str
    row: Row
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where words stand in what somebody typed. ``key`` is the row's primary key without its workspace.

    ``client`` is whose history it belongs to, where the row says so.
    """

    table: str
    key: tuple[tuple[str, str], ...]
    column: str
    client: str | None
    text: str

    @property
    def id(self) -> str:
        """Names the place, the same for the same place."""
        return "|".join((self.table, self.column, *(value for _, value in self.key)))


@dataclass(frozen=True, slots=True)
class Hold:
    """A client on legal hold: nothing of it is erased, by anybody or by time."""

    client: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Restriction:
    """The seal on an entry (`EntryRecord.is_sealed`): somebody's data in it are restricted, as Art. 18 GDPR has it."""

    entry: str
    at: datetime
    by: str


class Register(Protocol):
    """Reads all that is kept, by table."""

    def tables(self) -> Sequence[str]:
        """Every table with rows of a workspace."""

    def rows(self, table: str) -> Sequence[Row]:
        """Every row, as JSON can carry it, in the order of the primary key. Moments are ISO 8601, decimals text."""

    def standing(self, user: str) -> Sequence[HeldRow]:
        """Every row in which that user's id stands, alone, in other ids, in data or in what was typed."""

    def mentioning(self, words: str) -> Sequence[Mention]:
        """Every place where ``words`` stand in what people typed, compared as names are. None for no words."""

    def place(self, mention_id: str) -> Mention | None:
        """The place that bears this id (`Mention.id`), whatever stands there now."""


class Eraser(Protocol):
    """Takes away for good. What it does to the audit trail, the trail itself must tell of in the same transaction."""

    def replace_person(self, user: str, marker: str) -> Mapping[str, int]:
        """Puts ``marker`` wherever the id stands, and drops what is theirs alone; gives how many rows of each table.

        The workspace's settings are left to whoever may change them.
        """

    def clear_texts(self, user: str) -> int:
        """Empties what they wrote as notes of entries and as answers; gives how many."""

    def clear_evidence(self, user: str) -> int:
        """Forgets the messages that they had written; gives how many."""

    def blank(self, mention: Mention) -> bool:
        """Empties the one place; False where the row is gone, or where a name has to stand there."""

    def blank_audit(self, subjects: Collection[str]) -> int:
        """Empties what the trail says of these subjects; gives how many lines."""

    def client_rows(self, root: str) -> Mapping[str, Sequence[str]]:
        """The ids of all that hangs on a root client and on those merged into it, by table, its own among them."""

    def drop_client(self, root: str) -> Mapping[str, int]:
        """Drops all of that, and the timers of it; gives how many rows of each table."""

    def drop_entries(self, ids: Collection[str]) -> int:
        """Drops entries with what hangs on them; a void or waiver must come with what it is about."""

    def clear_notes(self, client: str, before: datetime) -> int:
        """Empties the notes of a root client's warnings and decisions that were entered earlier; gives how many."""

    def drop_posts(self, before: datetime) -> int:
        """Drops messages that are no longer owed and not in Slack, and fell due earlier; gives how many."""

    def expire_audit(self, before: datetime, limit: int) -> int:
        """Leaves of older lines of the trail no more than when and what kind; gives how many, the oldest first."""

    def posts_about(self, ids: Collection[str]) -> Sequence[str]:
        """The ids of messages that are about one of these rows, or go to one of these people."""

    def digests_since(self, moment: datetime) -> Sequence[str]:
        """The ids of the digests that were due at ``moment`` or later: they may name anybody who was there."""

    def drop_drafts(self, words: Collection[str]) -> int:
        """Drops what people typed and did not finish, where one of these texts stands in it; gives how many."""

    def emptied(self) -> Sequence[int]:
        """The numbers of the lines of the audit trail that this unit took somebody's data out of."""

    def all_posts(self) -> Sequence[str]:
        """The ids of all messages, posted or owed."""

    def unkept_clients(self, limit: int) -> Sequence[str]:
        """Root clients whose keeping time nobody watches yet."""

    def drop_workspace(self) -> Mapping[str, int]:
        """Drops every row of the workspace, the audit trail and the workspace itself; gives how many of each table."""


class Holds(Protocol):
    """Legal hold of clients, restriction of entries."""

    def of_client(self, client: str) -> Hold | None:
        """The hold on a root client, or on one merged into it."""

    def all(self) -> Sequence[Hold]: ...

    def put(self, hold: Hold) -> None: ...

    def lift(self, client: str, at: datetime, by: str, reason: str) -> bool:
        """Of a root client and of those merged into it; False where there was none. Why stays with the hold."""

    def restrict(self, restriction: Restriction) -> bool:
        """False where the entry was restricted before."""

    def unrestrict(self, entry: str) -> bool:
        """False where it was not restricted."""
