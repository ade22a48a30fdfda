"""How far back a review looks. The cost and the history follow; what counts today does not depend on it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.history import Entry

YEAR: Final = timedelta(days=365)
_MICROSECOND: Final = timedelta(microseconds=1)


class ReviewWindow(StrEnum):
    """Months, or all that is known. A month is a twelfth of 365 days."""

    THREE = "3"
    SIX = "6"
    TWELVE = "12"
    TWENTY_FOUR = "24"
    ALL = "all"

    def since(self, now: datetime, known_since: datetime, history: Iterable[Entry]) -> datetime:
        """What happened later than this lies in the window. ``known_since`` is when the client was entered."""
        if self is not ReviewWindow.ALL:
            return now - YEAR * int(self.value) / 12
        return min((known_since, *(entry.at for entry in history))) - _MICROSECOND
