"""What the process writes to its log: one JSON object a line on standard error, with ids and never with what people wrote.

Our own lines are written through structlog by whoever has something to say. What libraries say is reduced to where in
their code they said it, since they put requests, tokens and SQL into their messages.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

# Loggers whose messages hold no more than a place and the name of an error: their filter has seen to it.
_OURS = "partways"
# What is worth knowing of libraries; Bolt, slack_sdk, SQLAlchemy, Alembic, APScheduler and uvicorn are chatty below.
_LIBRARIES_FROM = logging.WARNING
# uvicorn would write a line for each request, and adds handlers of its own unless they are taken away.
_UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")
_TOKEN = re.compile(r"\b(?:xox[a-z]|xapp|xoxe\.xox[a-z])-[A-Za-z0-9-]+")
_WITHHELD = "[token]"


def configure_logs(stream: TextIO | None = None) -> None:
    """Sends all logs of this process to ``stream`` (standard error). Called once by `serve`, before anything is opened."""
    out = stream if stream is not None else sys.stderr
    structlog.configure(
        processors=[structlog.processors.add_log_level, _with_time, _without_tokens, _as_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(_OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_LIBRARIES_FROM)
    for name in _UVICORN:
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(_LIBRARIES_FROM)
    logging.captureWarnings(True)
    # Python would print a record that cannot be formatted, with all its arguments.
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


class _OneLine(logging.Formatter):
    """A record of the standard library's logging as one of our lines."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _iso(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "event": "library_said",
            "logger": record.name,
            "at": f"{record.module}.{record.funcName}:{record.lineno}",
        }
        if record.name.partition(".")[0] == _OURS:
            line["said"] = _TOKEN.sub(_WITHHELD, record.getMessage())
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= described(error)
        return _json(line)


def described(error: BaseException) -> dict[str, object]:
    """The types of an exception and of what caused it, and the places that it went through: never its words."""
    chain = list(_chain(error))
    return {
        "error": [type(one).__name__ for one in chain],
        "places": [place for one in chain for place in _places(one)],
    }


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


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("partways").critical("process_failed", **described(error.with_traceback(trace)))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        structlog.get_logger("partways").error("thread_failed", **described(args.exc_value))


def _with_time(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    return {"time": _iso(datetime.now(UTC)), **line}


def _without_tokens(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """A net beneath the rule that nobody logs one; and what structlog would make of an exception is not wanted."""
    for name in ("exc_info", "exception", "stack_info", "stack"):
        line.pop(name, None)
    return {name: _TOKEN.sub(_WITHHELD, value) if isinstance(value, str) else value for name, value in line.items()}


def _as_json(_: WrappedLogger, __: str, line: EventDict) -> str:
    return _json(line)


def _json(line: EventDict | dict[str, object]) -> str:
    # A value that JSON has no form for is told by its type: its own words may be anything.
    return json.dumps(line, ensure_ascii=True, default=lambda value: type(value).__name__)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
