"""The log of everything that went between the local Slack and the app, and the counter of changes."""

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.wire import Envelope, Json


@dataclass(frozen=True, slots=True)
class TrafficEntry:
    """One exchange. `kind` is `api`, `response_url`, `socket`, or the kind of a delivery; `ms` is real time.

    `request` and `response` are what was said; tokens and signatures are not kept.
    """

    seq: int
    at: datetime
    kind: str
    name: str
    request: Any
    response: Any
    ms: float
    error: str = ""
    envelope: Envelope | None = field(default=None, repr=False)

    @property
    def is_error(self) -> bool:
        """Whether it went wrong."""
        return bool(self.error)

    def as_json(self) -> Json:
        """The entry for a page or a test in another process."""
        return {
            "seq": self.seq,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "name": self.name,
            "request": self.request,
            "response": self.response,
            "ms": round(self.ms, 2),
            "error": self.error,
            "is_error": self.is_error,
        }


class Traffic:
    """A bounded log; also counts every change of state, so that a reader can wait for the next one."""

    def __init__(self, limit: int = 2000) -> None:
        self._entries: deque[TrafficEntry] = deque(maxlen=limit)
        self._changed = threading.Condition()
        self._version = 0
        self._told = 0
        self._loading: float | None = None
        self._seq = 0

    @property
    def loading(self) -> float | None:
        """How much of a long change is done, from 0 to 1; None while there is none."""
        with self._changed:
            return self._loading

    def load(self, done: float | None) -> None:
        """A long change goes on, until ``None``: whoever looks on hears of each tenth of it, not of all that happens."""
        with self._changed:
            is_step = done is None or self._loading is None or int(done * 10) > int(self._loading * 10)
            self._loading = done
            if is_step:
                self._version += 1
                self._told = self._version
                self._changed.notify_all()

    @property
    def version(self) -> int:
        """The number of the latest change."""
        with self._changed:
            return self._version

    def add(
        self,
        at: datetime,
        kind: str,
        name: str,
        *,
        request: Any,
        response: Any,
        ms: float,
        error: str = "",
        envelope: Envelope | None = None,
    ) -> TrafficEntry:
        """Note one exchange."""
        with self._changed:
            self._seq += 1
            entry = TrafficEntry(self._seq, at, kind, name, request, response, ms, error, envelope)
            self._entries.append(entry)
            self._touch()
            return entry

    def touch(self) -> None:
        """Say that something changed."""
        with self._changed:
            self._touch()

    def wait(self, since: int, timeout_s: float) -> int:
        """Wait until there is a change after `since`, at most so long; return the latest change's number."""
        with self._changed:
            self._changed.wait_for(lambda: self._version > since, timeout_s)
            return self._version

    def wait_told(self, since: int, timeout_s: float) -> int:
        """The same for whoever looks on: in a long change, woken at its steps alone."""
        with self._changed:
            self._changed.wait_for(lambda: self._told > since, timeout_s)
            return self._told

    def since(self, seq: int = 0) -> list[TrafficEntry]:
        """The entries after that number, the oldest first."""
        with self._changed:
            return [entry for entry in self._entries if entry.seq > seq]

    @property
    def last(self) -> int:
        """The number of the newest entry, 0 where there was none."""
        with self._changed:
            return self._seq

    def of(self, kind: str, name: str | None = None) -> list[TrafficEntry]:
        """The entries of a kind (and a name), the oldest first."""
        return [entry for entry in self.since() if entry.kind == kind and name in (None, entry.name)]

    def calls(self, method: str) -> list[TrafficEntry]:
        """The Web API calls of a method, the oldest first."""
        return self.of("api", method)

    def last_delivery(self) -> TrafficEntry | None:
        """The newest request that was sent to the app."""
        return next((entry for entry in reversed(self.since()) if entry.envelope is not None), None)

    def clear(self) -> None:
        """Forget the entries; the numbers go on."""
        with self._changed:
            self._entries.clear()
            self._touch()

    def _touch(self) -> None:
        self._version += 1
        if self._loading is None:
            self._told = self._version
        self._changed.notify_all()
