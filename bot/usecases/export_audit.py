"""The operator takes the audit trail out, oldest first. That they did is its last line, and not among what is taken."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.local_time import due
from bot.domain.names import name_key
from bot.usecases.audit_lines import OPERATOR, AuditLine, AuditQuery
from bot.usecases.audit_subjects import Subjects
from bot.usecases.ports import Store
from bot.usecases.records import Json

_PART = 500


@dataclass(frozen=True, slots=True)
class ExportAudit:
    """``client`` is a name or alias. The two days are local to the workspace, and both belong to it."""

    workspace: str
    client: str | None = None
    by: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ExportedLine:
    """``at`` is in the workspace's zone; ``client`` as they are called today."""

    line: AuditLine
    at: datetime
    client: str | None


class NoSuchClient(LookupError):
    """No client of the workspace has that name or alias."""


def export_audit(store: Store, command: ExportAudit) -> Iterator[ExportedLine]:
    """Raises `NoSuchClient` before anything is given or recorded. Read in parts: a long trail holds nobody up."""
    with store.write(command.workspace) as uow:
        query = AuditQuery(by=command.by)
        zone = uow.workspace.settings().zone
        if command.client is not None:
            known = uow.clients.by_keys([name_key(command.client)]).get(name_key(command.client))
            if known is None:
                raise NoSuchClient(command.client)
            query = replace(query, client=known.root)
        if command.since is not None:
            query = replace(query, since=due(command.since, time(), zone))
        if command.until is not None:
            query = replace(query, until=due(command.until + timedelta(days=1), time(), zone))
        newest = uow.trail.newest(AuditQuery(), 1)
        uow.audit(OPERATOR, "audit_exported", command.workspace, after=_told(command, query))
    end = newest[0].seq + 1 if newest else 1
    return _lines(store, command.workspace, replace(query, below=end))


def _lines(store: Store, workspace: str, query: AuditQuery) -> Iterator[ExportedLine]:
    above = 0
    while True:
        with store.read(workspace) as uow:
            subjects, zoned = Subjects(uow), uow.workspace.settings().zone
            lines = uow.trail.oldest(replace(query, above=above), _PART)
            names = subjects.names(lines)
            told = [
                ExportedLine(line, line.at.astimezone(zoned), names.get(subjects.client_of(line) or ""))
                for line in lines
            ]
        yield from told
        if len(lines) < _PART:
            return
        above = lines[-1].seq


def _told(command: ExportAudit, query: AuditQuery) -> Json:
    told: dict[str, Json] = {"client": query.client, "by": query.by}
    told["since"] = None if command.since is None else query.since.isoformat()
    told["until"] = None if command.until is None else query.until.isoformat()
    return {name: value for name, value in told.items() if value is not None} or None
