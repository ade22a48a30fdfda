"""What the use cases need of the store for what is owed: messages, moments, channels to look after. See `store_ports`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.usecases.exposure import Exposure
from bot.usecases.records import Json, OutboxRow, Timer, TimerKind


class Exposures(Protocol):
    """Channels of ours that people can read who may not, each from when it was noticed until it is our own again."""

    def get(self, channel: str) -> Exposure | None: ...

    def begin(self, exposure: Exposure) -> None:
        """One for a channel: one that is known stays as it is."""

    def end(self, channel: str) -> bool:
        """False where none was known."""


class Outbox(Protocol):
    def add(self, row: OutboxRow) -> bool:
        """False where a row with this id exists; it is left as it is."""

    def get(self, row_id: str) -> OutboxRow | None: ...

    def save(self, row: OutboxRow, *, expected_state: str, expected_attempt: int) -> bool:
        """Compare-and-set on (state, attempt): False, and nothing changed, where the stored row has moved on."""

    def revise(self, row_id: str, at: datetime) -> None:
        """Asks for the message to be brought up to date: desired_revision + 1, next_at = ``at`` where it is sent."""

    def take_back(self, row_id: str, facts_left: Mapping[str, Json], at: datetime) -> None:
        """Leaves nothing of what a row said or whom it went to, but ``facts_left``, and asks for its message to be looked at.

        What was not posted is cancelled.
        """

    def find_wire(self, wire_id: str) -> OutboxRow | None: ...

    def find_message(self, channel: str, ts: str) -> OutboxRow | None: ...

    def has_unsettled_alert(self, channel: str) -> bool:
        """Whether an alert is being posted that may stand in ``channel`` already, under a ts that we do not know."""

    def parked(self) -> Sequence[OutboxRow]: ...

    def standing_in(self, channel: str, most: int) -> Sequence[OutboxRow]:
        """The rows whose message stands in ``channel`` and was not taken back, the newest first."""

    def is_busy_with(self, channel: str) -> bool:
        """Whether something is being posted, looked for, changed or taken back in ``channel``."""

    def move_channel(self, old: str, new: str) -> None:
        """Slack gave a channel another id: whatever was posted there, or is to be, follows."""

    def direct_to(self, user: str, notice: str, limit: int) -> Sequence[OutboxRow]:
        """Direct lines of that kind to ``user``, the latest first."""

    def keep_receipt(self, wire_id: str, channel: str, ts: str) -> None:
        """Slack told us by event that a message with this wire id exists. Kept once."""

    def receipts_of(self, wire_id: str) -> Sequence[tuple[str, str]]:
        """(channel, ts) of every message that an event told us of, oldest first."""


class Timers(Protocol):
    def set(self, kind: TimerKind, subject: str, due_at: datetime) -> None:
        """One per kind and subject: set again, it moves, and a lease on it ends."""

    def drop(self, kind: TimerKind, subject: str) -> None: ...

    def hasten(self, kind: TimerKind, at: datetime) -> None:
        """Every timer of that kind that is due later is due ``at``."""

    def get(self, kind: TimerKind, subject: str) -> datetime | None: ...

    def finish(self, timer: Timer) -> bool:
        """Removes a claimed timer unless it has moved since (another ``due_at``); False where it has moved or is gone."""
