"""The process's logs, configured as `serve` does, caught in memory and put back as they were."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from bot.logs import configure_logs


@dataclass(frozen=True, slots=True)
class Log:
    stream: io.StringIO

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line, which must be one JSON object."""
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == event]


@contextmanager
def caught_logs() -> Iterator[Log]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.raiseExceptions, sys.excepthook, threading.excepthook)
    log = Log(io.StringIO())
    configure_logs(log.stream)
    try:
        yield log
    finally:
        root.handlers[:], level, logging.raiseExceptions, sys.excepthook, threading.excepthook = before
        root.setLevel(level)
        logging.captureWarnings(False)
        structlog.reset_defaults()
