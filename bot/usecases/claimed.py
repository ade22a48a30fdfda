"""A row of the outbox that is ours for a while, and how what became of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.usecases.ports import Ports
from bot.usecases.records import ERASED, Json, OutboxRow, OutboxState


@dataclass(frozen=True, slots=True)
class Claimed:
    """``since`` is the monotonic moment of the claim: the fence counts from it."""

    workspace: str
    row: OutboxRow
    since: float

    def is_past_fence(self, ports: Ports) -> bool:
        """We were paused for so long that somebody else may have taken the row over."""
        return ports.clock.monotonic() - self.since > ports.tuning.fence.total_seconds()


def settle(ports: Ports, claimed: Claimed, after: OutboxRow, noted: Mapping[str, Json] | None = None) -> None:
    """Stores what became of the row and gives it back, unless somebody else has taken it over.

    An edit asked for meanwhile is kept; ``noted`` is added to the row's facts.
    """
    with ports.store.write(claimed.workspace) as uow:
        stored = uow.outbox.get(claimed.row.id)
        if stored is None:
            return
        settled = replace(
            after if ERASED not in stored.facts else replace(after, destination=None),
            desired_revision=stored.desired_revision,
            facts={**stored.facts, **(noted or {})},
            lease_owner=None,
            lease_until=None,
        )
        uow.outbox.save(settled, expected_state=claimed.row.state.value, expected_attempt=claimed.row.attempt)


def put_back(ports: Ports, claimed: Claimed, wait: timedelta, why: str | None = None) -> None:
    """Nothing was sent: pending again, after ``wait``. Without a reason it was no try, and counts as none."""
    row = claimed.row
    back = replace(
        row,
        state=OutboxState.PENDING,
        attempt=row.attempt if why else row.attempt - 1,
        next_at=ports.clock.now() + wait,
        trouble=why or row.trouble,
    )
    settle(ports, claimed, back)
