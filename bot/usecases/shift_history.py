"""Moves whole histories in time, so that an example written once always ended the other day; and lets them come about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.cases import Case
from bot.domain.history import Decision, Entry


def ending_before(cases: Sequence[Case], now: datetime, quiet: timedelta) -> list[Case]:
    """The cases moved by whole days, so that the newest entry of all lies at least ``quiet`` before ``now``."""
    newest = max((line.entry.at for case in cases for line in case.history), default=now)
    by = timedelta(days=(now - quiet - newest) // timedelta(days=1))
    return [_moved(case, by) for case in cases]


def known_by(cases: Sequence[Case], until: datetime, since: datetime | None = None) -> list[Case]:
    """The cases with what had happened by ``until``; with ``since``, those alone of which something happened after it."""
    known = []
    for case in cases:
        history = tuple(line for line in case.history if line.entry.at <= until)
        if since is None or any(line.entry.at > since for line in history):
            known.append(replace(case, history=history))
    return known


def _moved(case: Case, by: timedelta) -> Case:
    history = tuple(replace(line, entry=_entry(line.entry, by)) for line in case.history)
    return replace(case, history=history, expect_at=tuple(at + by for at in case.expect_at))


def _entry(entry: Entry, by: timedelta) -> Entry:
    if isinstance(entry, Decision):
        until = entry.until + by if entry.until else None
        return replace(entry, at=entry.at + by, recorded_at=entry.recorded_at + by, until=until)
    return replace(entry, at=entry.at + by, recorded_at=entry.recorded_at + by)
