"""How long the calls to Slack may take that somebody's answer waits for: all of them together, whatever they are."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Slack waits for 3 s (its page on acknowledging); the rest is for the database and the way back.
ANSWER_WITHIN_S = 2.5
# With less than this left nobody is asked any more: no answer would come back in time.
_TOO_LITTLE_S = 0.02
_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


@contextmanager
def answering(seconds: float) -> Iterator[None]:
    """Whatever Slack is asked within this block, by this thread, is over after so many seconds."""
    before = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(before)


def is_answering() -> bool:
    """Whether somebody waits for an answer just now."""
    return _ends_at.get() is not None


def seconds_left(most: float) -> float:
    """How long one more call may take, ``most`` where nobody waits; 0 where none may be made."""
    ends_at = _ends_at.get()
    if ends_at is None:
        return most
    left = min(most, ends_at - time.monotonic())
    return left if left >= _TOO_LITTLE_S else 0.0
