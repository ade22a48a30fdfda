"""A reviewer reads the audit trail, newest first. That they did is in it too, once for each time they begin or narrow it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.people import Grant
from bot.usecases.audit_lines import AuditKind, AuditLine, AuditQuery
from bot.usecases.audit_subjects import Subjects, root_of
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.forms import NotDone
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import Json

LINES_A_PAGE = 12


@dataclass(frozen=True, slots=True)
class ReadAudit:
    """``client`` and ``by`` are ids. ``below`` asks for lines older than that number, ``above`` for newer ones."""

    grant: Grant
    client: str | None = None
    by: str | None = None
    kind: AuditKind | None = None
    below: int | None = None
    above: int | None = None

    @property
    def turns_a_page(self) -> bool:
        return self.below is not None or self.above is not None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """``client`` is whom the line is about, as they are called today; None where it is about nobody."""

    line: AuditLine
    client: str | None


@dataclass(frozen=True, slots=True)
class AuditSheet:
    """A page, newest first. ``names`` has every client that its lines name. The filters are those in force."""

    entries: tuple[AuditEntry, ...]
    names: Mapping[str, str]
    client: ClientChoice | None
    by: str | None
    kind: AuditKind | None
    has_newer: bool
    has_older: bool
    language: str
    zone: str

    @property
    def is_narrowed(self) -> bool:
        return self.client is not None or self.by is not None or self.kind is not None


def read_audit(ports: Ports, command: ReadAudit) -> AuditSheet | NotDone:
    grant = command.grant
    if not grant.is_reviewer:
        with ports.store.read(grant.workspace) as uow:
            return NotDone("reviewers_only", (), uow.workspace.settings().language)
    if command.turns_a_page:
        with ports.store.read(grant.workspace) as uow:
            return _sheet(uow, command)
    with ports.store.write(grant.workspace) as uow:
        sheet = _sheet(uow, command)
        uow.audit(grant.user, "audit_read", grant.workspace, after=_told(sheet))
        return sheet


def _told(sheet: AuditSheet) -> Json:
    told: dict[str, Json] = {}
    if sheet.client is not None:
        told["client"] = sheet.client.id
    if sheet.by is not None:
        told["by"] = sheet.by
    if sheet.kind is not None:
        told["kind"] = sheet.kind.value
    return told or None


def _sheet(uow: UnitOfWork, command: ReadAudit) -> AuditSheet:
    settings = uow.workspace.settings()
    root = root_of(uow, command.client)
    query = AuditQuery(client=root, by=command.by, kind=command.kind, below=command.below, above=command.above)
    # One more than is shown tells whether there are any further on.
    found = list(uow.trail.newest(query, LINES_A_PAGE + 1))
    goes_newer = command.above is not None
    has_more = len(found) > LINES_A_PAGE
    lines = found[-LINES_A_PAGE:] if goes_newer else found[:LINES_A_PAGE]
    has_newer = has_more if goes_newer else command.below is not None and _is_any(uow, query, above=command.below - 1)
    has_older = _is_any(uow, query, below=(command.above or 0) + 1) if goes_newer else has_more
    subjects = Subjects(uow)
    names = subjects.names(lines)
    return AuditSheet(
        entries=tuple(AuditEntry(line, names.get(subjects.client_of(line) or "")) for line in lines),
        names=names,
        client=_choice(uow, root),
        by=command.by,
        kind=command.kind,
        has_newer=has_newer,
        has_older=has_older,
        language=settings.language,
        zone=settings.timezone,
    )


def _is_any(uow: UnitOfWork, query: AuditQuery, *, below: int | None = None, above: int | None = None) -> bool:
    return bool(uow.trail.newest(replace(query, below=below, above=above), 1))


def _choice(uow: UnitOfWork, client_id: str | None) -> ClientChoice | None:
    client = uow.clients.get(client_id) if client_id else None
    return None if client is None else ClientChoice(client.id, client.name)
