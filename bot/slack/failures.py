"""What is kept of an exception: a reference id that the person is told, and where in the code it was."""

import secrets
import traceback
from collections.abc import Iterator

import structlog

from bot.slack.entry import Kind

_log = structlog.get_logger("partways.slack")


def record_failure(error: BaseException, kind: Kind, entry_id: str, *, doing: str = "handling") -> str:
    """Logs ``error`` without its message, since that may carry a note, a name or a token; returns the reference id."""
    reference = secrets.token_hex(4)
    _log.error(
        "request_failed",
        reference=reference,
        kind=str(kind),
        entry=entry_id,
        doing=doing,
        error=[type(one).__name__ for one in _chain(error)],
        at=[place for one in _chain(error) for place in _places(one)],
    )
    return reference


def record_refusal(reason: str, kind: Kind, entry_id: str) -> None:
    """Logs that a request was turned away, and why, by a word of ours."""
    _log.info("request_refused", reason=reason, kind=str(kind), entry=entry_id)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
