"""The logger that Bolt and slack_sdk get: it says where something was amiss, never what was in a request."""

import logging
import re

_SLACK_ERROR = re.compile(r"""['"]error['"]: ['"]([a-z_]{1,64})['"]""")
_NAME = "partways.slack"


class WithoutBodies(logging.Filter):
    """Replaces every message of the libraries by the place that it came from.

    They format bodies, tokens and answers into their messages (Bolt logs a whole request whose signature does not
    match), so nothing of the text itself is let out but the name of a Slack error.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        place = f"{record.module}.{record.funcName}:{record.lineno}"
        trouble = type(record.exc_info[1]).__name__ if record.exc_info and record.exc_info[1] else ""
        found = _SLACK_ERROR.search(_said(record))
        record.msg = " ".join(part for part in (place, trouble, found[1] if found else "") if part)
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        record.stack_info = None
        return True


def _said(record: logging.LogRecord) -> str:
    """What the library meant to say; nothing where its own format does not fit its arguments."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return ""


def library_logger() -> logging.Logger:
    """Bolt copies level, handlers and filters to each logger that it makes, so one is enough for all of it."""
    logger = logging.getLogger(_NAME)
    logger.setLevel(logging.WARNING)
    if not any(isinstance(one, WithoutBodies) for one in logger.filters):
        logger.addFilter(WithoutBodies())
    return logger
