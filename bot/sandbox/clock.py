"""The one clock that the local Slack and the bot on it share."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Wall time that can be moved; with `running=False` it stands still until it is.

    `start` is an aware time, by default the real one. `monotonic` counts seconds, and only ever goes forward:
    a move ahead shows in it, a move back does not.
    """

    def __init__(self, start: datetime | None = None, running: bool = True) -> None:
        self._lock = threading.Lock()
        self._running = running
        self._base = _aware(start) if start is not None else datetime.now(UTC)
        self._origin = time.monotonic()
        self._moved_s = 0.0
        self._listeners: list[Callable[[], None]] = []

    @property
    def is_running(self) -> bool:
        """Whether time passes by itself."""
        return self._running

    def now(self) -> datetime:
        """The time it is, aware, in UTC."""
        with self._lock:
            return self._base + timedelta(seconds=self._elapsed())

    def monotonic(self) -> float:
        """Seconds since the clock was made, moves ahead included."""
        with self._lock:
            return self._moved_s + self._elapsed()

    def move(self, by: timedelta) -> datetime:
        """Move the time by `by`, tell the listeners, and return the new time."""
        with self._lock:
            self._base += by
            self._moved_s += max(0.0, by.total_seconds())
        self._tell()
        return self.now()

    def set(self, to: datetime) -> datetime:
        """Move the time to `to`, which must be aware."""
        return self.move(_aware(to) - self.now())

    def on_move(self, callback: Callable[[], None]) -> None:
        """Call `callback` after each move, on the thread that moved the clock."""
        self._listeners.append(callback)

    def _elapsed(self) -> float:
        return time.monotonic() - self._origin if self._running else 0.0

    def _tell(self) -> None:
        for callback in tuple(self._listeners):
            callback()


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("the sandbox clock takes aware times only, for example 2026-03-02T09:00:00+00:00")
    return at.astimezone(UTC)
