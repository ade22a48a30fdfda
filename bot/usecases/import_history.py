"""Reads histories into the register. The same file twice adds nothing, and no alert is raised unless asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.alerts import Cause
from bot.domain.cases import Case, CaseAccepts, CaseEntry, CaseRefused
from bot.domain.client import Client
from bot.domain.dismissal import is_about_conduct
from bot.domain.history import Entry, Incident, RefusedEntry, Void, Waiver, check_entry
from bot.domain.names import clean_note, name_key
from bot.domain.signs import Level
from bot.usecases.audit_lines import IMPORT
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.identity import derived_id
from bot.usecases.ports import Store, Tuning, UnitOfWork
from bot.usecases.reassess import reassess
from bot.usecases.record_incident import NOTE_MAX
from bot.usecases.records import EntryRecord, Evidence
from bot.usecases.register_client import Looks

_BY = IMPORT


@dataclass(frozen=True, slots=True)
class Tripped:
    """Who stands tripped after the import."""

    name: str
    level: Level
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """``alike``: a new client's name, and that of a client whose name looks the same; perhaps they are one."""

    new_clients: int
    new_entries: int
    known_entries: int
    tripped: tuple[Tripped, ...]
    alike: tuple[tuple[str, str], ...] = ()


def import_history(
    store: Store, tuning: Tuning, workspace: str, cases: Iterable[Case], *, alert: bool, on_case: Callable[[Case], None]
) -> ImportReport:
    """Each case is one transaction: stopped in the middle, the same file goes on where it was. ``on_case`` shows progress.

    Raises `CaseRefused` at the first case that cannot be stored; those before it are.
    """
    new_clients = new_entries = known_entries = 0
    tripped: dict[str, Tripped] = {}
    alike: list[tuple[str, str]] = []
    with store.read(workspace) as uow:
        looks = Looks(uow)
    for case in cases:
        with store.write(workspace) as uow:
            case.policy_upon(uow.workspace.policy())
            client, is_new = _client(uow, case)
            added = _add_entries(uow, client, case)
            root = client if client.root == client.id else uow.clients.get(client.root)
            assert root is not None
            changed = reassess(tuning, uow, root, Cause.ADDED if alert else Cause.IMPORTED)
            uow.audit(IMPORT, "history_imported", client.id, after={"is_new": is_new, "entries": added})
        new_clients += is_new
        if is_new:
            alike += _alike(looks, client)
        new_entries += added
        known_entries += len(case.history) - added
        if changed.verdict.level.is_tripped:
            rules = tuple(hit.rule for hit in changed.verdict.told_rules)
            tripped[root.id] = Tripped(root.name, changed.verdict.level, rules)
        else:
            tripped.pop(root.id, None)
        on_case(case)
    worst_first = sorted(tripped.values(), key=lambda each: (-each.level.rank, each.name))
    return ImportReport(new_clients, new_entries, known_entries, tuple(worst_first), tuple(alike))


def _alike(looks: Looks, client: Client) -> list[tuple[str, str]]:
    """What the operator is told: an import asks nobody, and the two can be merged."""
    choice = ClientChoice(client.id, client.name)
    found = []
    for name in (client.name, *client.aliases):
        known = looks.like(name, besides=client.id)
        if known is not None:
            found.append((name, known.name))
        looks.add(name, choice)
    return found


def _client(uow: UnitOfWork, case: Case) -> tuple[Client, bool]:
    """A client that is known by the case's id (an export of this register) or by its name keeps what it has.

    A file adds history, and changes nobody's terms.
    """
    key = name_key(case.client.name)
    known = uow.clients.get(case.id) or uow.clients.by_keys([key]).get(key)
    if known is not None:
        return known, False
    client_id = derived_id("client", uow.workspace.facts().id, key, uow.at.isoformat())
    taken = uow.clients.by_keys([name_key(alias) for alias in case.client.aliases])
    client = Client(
        id=client_id,
        name=case.client.name,
        created_at=uow.at,
        created_by=_BY,
        root=client_id,
        aliases=tuple(alias for alias in case.client.aliases if name_key(alias) not in taken),
        billing=case.client.terms.billing,
        monthly_value=case.client.monthly_value,
        exempt_bars=case.client.terms.exempt_bars,
        policy=case.policy,
        status=case.client.status,
    )
    uow.clients.add(client)
    return client, True


def _add_entries(uow: UnitOfWork, client: Client, case: Case) -> int:
    """How many were new. Ids of a file are made unique to the client, unless they already are ids of this register.

    Raises `CaseRefused` for an entry that could not be entered by hand either; nothing of its case is stored then.
    """
    ids = {line.entry.id: _id_here(uow, client, line.entry.id) for line in case.history}
    entries = list(uow.history.entries(client.root))
    stored = {entry.id for entry in entries}
    new: list[tuple[int, CaseEntry, Entry]] = []
    for place, line in enumerate(case.history):
        if ids[line.entry.id] in stored or uow.history.get(ids[line.entry.id]) is not None:
            continue
        entry = replace(line.entry, id=ids[line.entry.id])
        if isinstance(entry, Void | Waiver):
            entry = replace(entry, entry=ids.get(entry.entry, entry.entry))
        new.append((place, line, entry))
    # A file may take back an entry before it tells of it: all are known before any is checked, and those go in last.
    entries += [entry for _, _, entry in new]
    new.sort(key=lambda each: isinstance(each[2], Void | Waiver))
    for place, line, entry in new:
        try:
            check_entry(entries, entry, uow.at)
        except RefusedEntry as refused:
            raise CaseRefused(case.id, f"history[{place}].{refused.field}", refused.reason) from None
        if isinstance(line.entry, Void | Waiver) and _takes_two(uow, line.entry.entry, ids):
            raise CaseRefused(case.id, f"history[{place}].entry", CaseAccepts.TAKES_TWO)
        uow.history.add(_record(client, entry, line))
    return len(new)


def _takes_two(uow: UnitOfWork, named: str, ids: Mapping[str, str]) -> bool:
    """What the register holds of somebody's conduct under its own id goes by two reviewers, and by no file.

    An incident that is known by the name that it has in a file came with that file.
    """
    record = uow.history.get(named) if ids.get(named, named) == named else None
    return record is not None and isinstance(record.entry, Incident) and is_about_conduct(record.entry)


def _id_here(uow: UnitOfWork, client: Client, named: str) -> str:
    return named if uow.history.get(named) is not None else derived_id("imported", client.id, named)


def _record(client: Client, entry: Entry, line: CaseEntry) -> EntryRecord:
    """One link is kept as the evidence; further ones are kept at the end of the note."""
    note = "\n".join([line.note or "", *line.links[1:]]).strip()
    return EntryRecord(
        entry=entry,
        client=client.id,
        by=entry.by or _BY,
        note=clean_note(note, NOTE_MAX).text,
        is_confidential=line.is_confidential or (isinstance(entry, Incident) and entry.restricted),
        evidence=Evidence(line.links[0], "", "", None) if line.links else None,
        about=line.about,
        witnesses=line.witnesses,
    )
