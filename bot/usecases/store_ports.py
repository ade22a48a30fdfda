"""What the use cases need of the store: one unit of work, and the collections that it opens. See `ports`."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.alerts import Episode
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.history import Entry
from bot.domain.parting import GladAnswer, Parting
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.domain.settings import Settings
from bot.usecases.audit_lines import Trail
from bot.usecases.care_ports import Care, Dismissals
from bot.usecases.owed_ports import Exposures, Outbox, Timers
from bot.usecases.records import (
    CastVote,
    Draft,
    EntryRecord,
    Json,
    OutboxRow,
    PolicyVersion,
    Reaction,
    Timer,
    WorkspaceFacts,
)
from bot.usecases.register_ports import Eraser, Holds, Register


class StoreBusy(Exception):
    """The database did not let us write in time, or is full; nothing was written. ``what`` is "locked" or "full"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class StaleRevision(Exception):
    """Somebody else changed the row in between."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name or alias of a client as people write it, and as it is compared.

    ``is_parted``: the client is being parted with, or a former one.
    """

    key: str
    name: str
    client: str
    is_alias: bool
    is_parted: bool = False


class Clients(Protocol):
    def get(self, client_id: str) -> Client | None:
        """As stored, merged or not. None where this workspace has no such client."""

    def by_keys(self, keys: Collection[str]) -> Mapping[str, Client]:
        """Name keys to clients; a merged client's names lead to the one it was merged into."""

    def names(self) -> Sequence[KnownName]:
        """Every name and alias of clients that are not archived; a merged client's lead to its root."""

    def add(self, client: Client) -> None:
        """Raises `NameTaken` where one of its names or aliases is another client's."""

    def save(self, client: Client) -> None:
        """Stores everything but the standing, as revision + 1.

        Raises `StaleRevision` where the stored revision is not ``client.revision``, `NameTaken` as `add` does. A changed
        ``root`` is applied to this row alone: the merging use case saves each client that follows.
        """

    def save_standing(self, client: Client) -> None:
        """Stores ``client.standing`` alone, at any revision."""

    def merged_into(self, client_id: str) -> Sequence[Client]:
        """Every client whose root is ``client_id``, without itself."""

    def worst_first(self, offset: int, limit: int) -> Sequence[Client]:
        """Clients that are not archived nor merged: level down, points down, newest incident first, then name."""

    def count(self) -> int:
        """How many `worst_first` would list in all."""

    def roots_of(self, client_ids: Collection[str]) -> Mapping[str, Client]:
        """Ids to the clients themselves, or to those they were merged into; unknown ids are left out."""

    def owned_by(self, user: str, limit: int) -> Sequence[Client]:
        """Those of `worst_first` that ``user`` owns, in its order."""

    def count_owned(self, user: str) -> int:
        """How many `owned_by` would list in all."""

    def all_ids(self) -> Sequence[str]:
        """Every client, merged and archived ones too, by name: for export and for judging anew."""


class NameTaken(Exception):
    """``client`` already has the name."""

    def __init__(self, name: str, client: str) -> None:
        super().__init__(name)
        self.name, self.client = name, client


class History(Protocol):
    def entries(self, client_id: str) -> Sequence[Entry]:
        """All entries of a root client and of those merged into it, in the order they were entered."""

    def records(self, client_id: str) -> Sequence[EntryRecord]:
        """The same with notes, evidence and witnesses, in the order they were entered."""

    def newest_records(self, client_id: str, limit: int) -> Sequence[EntryRecord]:
        """The incidents of a root client, latest ``at`` first."""

    def flagged_by(self, user: str, limit: int) -> Sequence[EntryRecord]:
        """The incidents that ``user`` reported, of whichever client, the last entered first."""

    def entries_of(self, client_ids: Collection[str]) -> Mapping[str, Sequence[Entry]]:
        """What `entries` gives for each of these root clients, read at once."""

    def probations_ending(self, after: datetime, until: datetime, limit: int) -> Sequence[EntryRecord]:
        """Decisions, in force or not, whose probation ends later than ``after`` and not after ``until``; earliest first."""

    def get(self, entry_id: str) -> EntryRecord | None: ...

    def add(self, record: EntryRecord) -> None: ...

    def add_once(self, record: EntryRecord) -> bool:
        """False where an entry with this id is stored; nothing is changed then. So the id is the request's receipt."""

    def add_witness(self, incident_id: str, user: str) -> bool:
        """False where that person already is a witness."""

    def flagged_from(self, client_id: str, sign: str, channel: str, ts: str) -> EntryRecord | None:
        """The newest incident of a root client with that sign and evidence message, voided or not."""


class Episodes(Protocol):
    def get(self, episode_id: str) -> Episode | None: ...

    def latest(self, client_id: str) -> Episode | None:
        """The client's episode with the highest number, open or closed."""

    def open_ones(self) -> Sequence[Episode]:
        """Every open episode, oldest first."""

    def closed_since(self, moment: datetime) -> Sequence[Episode]:
        """Every episode that was closed after ``moment``, in the order in which they were."""

    def add(self, episode: Episode) -> None: ...

    def save(self, episode: Episode) -> None:
        """Stores it as revision + 1; raises `StaleRevision` where the stored revision is not ``episode.revision``."""

    def react(self, reaction: Reaction) -> bool:
        """Keeps the last word by ``event_ts``; False where a later one is already known."""

    def reactions(self, episode_id: str) -> Sequence[Reaction]:
        """Those that are on, by ``event_ts``."""


class Conditions(Protocol):
    def get(self, condition_id: str) -> Condition | None: ...

    def of_client(self, client_id: str) -> Sequence[Condition]:
        """Those of a root client and of the ones merged into it, earliest date first."""

    def unanswered(self, due_until: datetime, limit: int, owner: str | None = None) -> Sequence[Condition]:
        """Those that nobody has answered, due then or before, of active clients (of ``owner``'s alone); the latest first.

        A later decision may have replaced theirs.
        """

    def add(self, condition: Condition) -> None: ...

    def save_answer(self, condition: Condition) -> None:
        """Stores whether it was kept, who said so and when; nothing else of it ever changes."""


class Partings(Protocol):
    def get(self, parting_id: str) -> Parting | None: ...

    def of_client(self, client_id: str) -> Sequence[Parting]:
        """Every parting of a root client and of those merged into it, the latest first."""

    def running(self) -> Sequence[Parting]:
        """Every parting that has not ended, the longest under way first."""

    def without_list(self, limit: int) -> Sequence[Client]:
        """Root clients that are being parted with though no parting of theirs runs, by name."""

    def add(self, parting: Parting) -> None: ...

    def save(self, parting: Parting) -> None:
        """Stores it with its items as revision + 1; raises `StaleRevision` where the stored one is not ``parting.revision``."""

    def keep_answer(self, answer: GladAnswer) -> None:
        """In place of what the same person answered to the same question before."""

    def answers(self, parting_id: str) -> Sequence[GladAnswer]:
        """By the days after the close, then in the order in which they were given."""


class Votes(Protocol):
    """Those that were cast while the client had no open alert."""

    def of_client(self, client_id: str) -> Sequence[CastVote]:
        """In the order in which they were cast."""

    def cast(self, vote: CastVote) -> None:
        """In place of what the same person voted before."""

    def take_back(self, client_id: str, user: str) -> None: ...


class People(Protocol):
    def get(self, user: str) -> Person | None: ...

    def of(self, users: Collection[str]) -> Mapping[str, Person]: ...

    def put(self, people: Collection[Person]) -> None:
        """Later ``checked_at`` wins."""

    def drop(self, user: str) -> None:
        """What is known of them is known no more; nothing where nothing was."""

    def admins(self) -> Sequence[str]:
        """Owners and admins who are neither deactivated nor guests nor bots."""


class Workspace(Protocol):
    """The settings, the policy and the facts of the one workspace that a unit of work is bound to."""

    def facts(self) -> WorkspaceFacts: ...

    def settings(self) -> Settings: ...

    def save_settings(self, settings: Settings) -> None: ...

    def policy(self) -> Policy: ...

    def policy_versions(self) -> Sequence[PolicyVersion]: ...

    def add_policy(self, version: PolicyVersion) -> None: ...


class UnitOfWork(Protocol):
    """One transaction, bound to one workspace. ``at`` is taken once, after the right to write was had."""

    @property
    def at(self) -> datetime: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def history(self) -> History: ...
    @property
    def episodes(self) -> Episodes: ...
    @property
    def conditions(self) -> Conditions: ...
    @property
    def partings(self) -> Partings: ...
    @property
    def exposures(self) -> Exposures: ...
    @property
    def care(self) -> Care: ...
    @property
    def dismissals(self) -> Dismissals: ...
    @property
    def votes(self) -> Votes: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def people(self) -> People: ...
    @property
    def workspace(self) -> Workspace: ...
    @property
    def trail(self) -> Trail: ...
    @property
    def register(self) -> Register: ...
    @property
    def eraser(self) -> Eraser: ...
    @property
    def holds(self) -> Holds: ...

    def roll_back(self) -> None:
        """Nothing that was written so far is kept, and nothing more may be written."""

    def take_receipt(self, key: str) -> bool:
        """False where this request was handled before. Call it before anything is written."""

    def keep_draft(self, draft: Draft) -> None: ...

    def draft(self, draft_id: str) -> Draft | None:
        """None where there is none, or where it is past its hour."""

    def wire_id(self, row_id: str) -> str:
        """The opaque id under which an outbox row travels: the same for the same row on this installation."""

    def audit(self, by: str, action: str, subject: str, before: Json = None, after: Json = None) -> None:
        """A line of the trail: ids and facts, never a note or a reason that somebody wrote; those stand in what it names.

        ``by`` is a user id or one of `audit_lines`' own, ``action`` a key of its `KINDS`, ``subject`` an id.
        """

    def purge(self, receipts_before: datetime, drafts_before: datetime) -> None: ...


class Store(Protocol):
    def write(self, workspace: str) -> AbstractContextManager[UnitOfWork]:
        """Commits at the end, rolls back when an exception leaves it. Raises `StoreBusy` on entering or at the commit."""

    def read(self, workspace: str) -> AbstractContextManager[UnitOfWork]:
        """A consistent snapshot; its writing methods must not be called."""

    def settings(self, workspace: str) -> Settings:
        """As they are stored at this moment; for who needs nothing else, and so no snapshot."""

    def workspaces(self) -> Sequence[str]: ...

    def scrub(self) -> bool:
        """Takes what was dropped out of the database's files, copies from before a migration included.

        False where somebody still reads what was there before: to be tried again. Not within a unit of work.
        """

    def drop_old_copies(self, before: datetime) -> int:
        """Removes copies kept aside by migrations earlier than that; gives how many."""

    def found(self, facts: WorkspaceFacts, seed: Settings) -> None:
        """Makes the workspace known; the seed is used at its first start only."""

    def claim_timers(self, now: datetime, limit: int, lease: timedelta, of: str | None = None) -> Sequence[Timer]:
        """Due ones, earliest first, leased to this process: nobody else gets them until the lease ends.

        ``of``: those of one workspace alone.
        """

    def claim_outbox(
        self, now: datetime, limit: int, lease: timedelta, owner: str, of: str | None = None
    ) -> Sequence[tuple[str, OutboxRow]]:
        """(workspace, row) of every row that needs something done at ``now``, leased to ``owner``; ``of`` as above.

        These are pending rows (they come back as sending, attempt + 1, first_try and last_try set), sending rows whose
        lease has ended (they come back as uncertain), uncertain rows whose next_at has come, sent rows whose message is
        out of date, and sent rows whose audit_at has come. A thread line waits until the row it hangs on is sent.
        """

    def next_due(self) -> datetime | None:
        """The earliest moment at which a timer or an outbox row is due."""
