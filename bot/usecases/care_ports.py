"""What the use cases need of the store for restricted flags and for dismissals by two. See `store_ports`."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.care import CareItem
from bot.domain.dismissal import Dismissal


class Care(Protocol):
    def get(self, care_id: str) -> CareItem | None: ...

    def of_incident(self, incident_id: str) -> CareItem | None:
        """The one item of that flag, closed or not."""

    def open_items(self) -> Sequence[CareItem]:
        """Those that nobody has closed, the oldest first."""

    def of_client(self, client_id: str) -> Sequence[CareItem]:
        """All of a root client and of those merged into it, the oldest first."""

    def add(self, item: CareItem) -> None: ...

    def save(self, item: CareItem) -> None:
        """Stores it as revision + 1; raises `StaleRevision` where the stored revision is not ``item.revision``."""


class Dismissals(Protocol):
    def get(self, dismissal_id: str) -> Dismissal | None: ...

    def pending(self, incident_id: str) -> Dismissal | None:
        """The one that waits for a second person."""

    def waiting(self) -> Sequence[Dismissal]:
        """Every one that waits for a second person, the oldest first."""

    def of_client(self, client_id: str) -> Sequence[Dismissal]:
        """All of a root client and of those merged into it, whatever became of them, the oldest first."""

    def add(self, dismissal: Dismissal) -> None: ...

    def settle(self, dismissal: Dismissal) -> bool:
        """Stores how it ended; False, and nothing changed, where it no longer is pending."""
