"""What is kept of an exception: a reference id that the person is told, and where in the code it was."""

import secrets

import structlog

from bot.logs import described
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
        **described(error),
    )
    return reference


def record_refusal(reason: str, kind: Kind, entry_id: str) -> None:
    """Logs that a request was turned away, and why, by a word of ours."""
    _log.info("request_refused", reason=reason, kind=str(kind), entry=entry_id)
