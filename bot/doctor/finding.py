"""What the doctor found: one line each, and for what is wrong, what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"  # it could not be looked at, because of something above it


@dataclass(frozen=True, slots=True)
class Finding:
    """``advice`` is what to do, in one or two sentences; empty where there is nothing to do."""

    check: str
    status: Status
    found: str
    advice: str = ""


def ok(check: str, found: str) -> Finding:
    return Finding(check, Status.OK, found)


def warning(check: str, found: str, advice: str) -> Finding:
    return Finding(check, Status.WARNING, found, advice)


def failed(check: str, found: str, advice: str) -> Finding:
    return Finding(check, Status.FAILED, found, advice)


def skipped(check: str, found: str) -> Finding:
    return Finding(check, Status.SKIPPED, found)
