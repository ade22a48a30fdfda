"""Faults on demand: what may go wrong between an app and Slack, made to go wrong."""

import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from bot.sandbox.wire import Json


class FaultKind(StrEnum):
    """What goes wrong."""

    RATE_LIMITED = "ratelimited"
    HTTP_500 = "http_500"
    LOST_ANSWER = "lost_answer"
    REFUSED = "refused"
    SLOW = "slow"
    LATE_APPLY = "late_apply"
    ERROR = "error"
    NON_JSON_429 = "non_json_429"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `seconds` is the Retry-After, the delay or the lateness; `name` an error's name.

    `applies` says of a 500 whether the call took effect all the same.
    """

    kind: FaultKind
    seconds: float = 0.0
    name: str = ""
    applies: bool = False


def ratelimited(retry_after: int = 30) -> Fault:
    """HTTP 429 with `Retry-After` in seconds; nothing is done."""
    return Fault(FaultKind.RATE_LIMITED, seconds=retry_after)


def http_500(applied: bool = False) -> Fault:
    """HTTP 500; with `applied` the call took effect before the answer broke."""
    return Fault(FaultKind.HTTP_500, applies=applied)


def lost_answer() -> Fault:
    """The call takes effect, then the line drops before a byte of the answer."""
    return Fault(FaultKind.LOST_ANSWER)


def refused_connection() -> Fault:
    """The line drops, and nothing was done."""
    return Fault(FaultKind.REFUSED)


def slow(seconds: float) -> Fault:
    """The right answer, that many real seconds late."""
    return Fault(FaultKind.SLOW, seconds=seconds)


def late_apply(seconds: float) -> Fault:
    """The line drops at once; the call takes effect that many seconds later, by the sandbox's clock."""
    return Fault(FaultKind.LATE_APPLY, seconds=seconds)


def error(name: str) -> Fault:
    """`ok: false` with that error; nothing is done."""
    return Fault(FaultKind.ERROR, name=name)


def non_json_429(retry_after: int = 30) -> Fault:
    """HTTP 429 whose body is not JSON."""
    return Fault(FaultKind.NON_JSON_429, seconds=retry_after)


@dataclass(slots=True)
class _Planned:
    name: str
    fault: Fault | None
    times: int


@dataclass(slots=True)
class Faults:
    """The faults that wait for their call or event. `history_lag` keeps new messages out of history so long."""

    history_lag: timedelta = timedelta(0)
    _calls: list[_Planned] = field(default_factory=list)
    _events: list[_Planned] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, method: str, kind: Fault, times: int = 1) -> None:
        """Let the next `times` calls of that Web API method go wrong; `*` is any method, 0 times is always."""
        with self._lock:
            self._calls.append(_Planned(method, kind, times))

    def lose_events(self, event_type: str, times: int = 1) -> None:
        """Let the next `times` events of that type never be sent; `*` is any, 0 times is always."""
        with self._lock:
            self._events.append(_Planned(event_type, None, times))

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, used up."""
        with self._lock:
            planned = _use(self._calls, method)
            return None if planned is None or planned.fault is None else replace(planned.fault)

    def loses(self, event_type: str) -> bool:
        """Whether this event is lost; used up."""
        with self._lock:
            return _use(self._events, event_type) is not None

    def planned(self) -> list[Json]:
        """What waits: the method or event type, the fault's kind, and how many times more (0 is always)."""
        with self._lock:
            calls = [
                {"name": one.name, "kind": one.fault.kind.value, "times": one.times} for one in self._calls if one.fault
            ]
            events = [{"name": one.name, "kind": "lost_event", "times": one.times} for one in self._events]
            return calls + events

    def clear(self) -> None:
        """Let everything go right again."""
        with self._lock:
            self._calls.clear()
            self._events.clear()
            self.history_lag = timedelta(0)


def _use(planned: list[_Planned], name: str) -> _Planned | None:
    for one in planned:
        if one.name in (name, "*"):
            if one.times == 1:
                planned.remove(one)
            elif one.times > 1:
                one.times -= 1
            return one
    return None
