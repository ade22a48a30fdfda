"""An entry of the history as a row, and back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, assert_never

from sqlalchemy import literal_column, select

from bot.domain.history import Decision, Entry, Incident, Outcome, Void, Waiver, WarningGiven
from bot.domain.signs import Severity, Stage
from bot.store.prepared import Row
from bot.store.tables import entries
from bot.store.tables_register import restrictions
from bot.usecases.records import EntryRecord, Evidence

# Looked up and not called: a history of fifty entries is read for every flag.
_SEVERITY = {severity.value: severity for severity in Severity}
# What most incidents carry, and so is not kept of them. It is what an `Incident` has by itself, and rows hang on it: it
# stays as it is for good, which a test holds.
ORDINARY: Mapping[str, object] = {
    "days_late": None,
    "amount": None,
    "our_error": False,
    "after_agreement": False,
    "hours": None,
    "expects_rescue": True,
    "stage": Stage.AGREED,
    "bar": None,
    "second_hand": False,
    "restricted": False,
}
_READ: Mapping[str, Callable[[Any], object]] = {"amount": Decimal, "hours": Decimal, "stage": Stage}

# The columns of an entry, in the order in which `_incident` takes them apart.
ENTRY_COLUMNS = (
    entries.c.kind,
    entries.c.id,
    entries.c.at,
    entries.c.recorded_at,
    entries.c.by_user,
    entries.c.sign,
    entries.c.severity,
    entries.c.facts,
    entries.c.outcome,
    entries.c.until,
    entries.c.target,
    entries.c.reason,
)
RECORD_COLUMNS = (
    *ENTRY_COLUMNS,
    entries.c.client,
    entries.c.note,
    entries.c.is_confidential,
    entries.c.permalink,
    entries.c.channel,
    entries.c.ts,
    entries.c.author,
    entries.c.replaces,
    entries.c.receipt,
    entries.c.about,
    select(literal_column("1"))
    .select_from(restrictions)
    .where(restrictions.c.workspace == entries.c.workspace, restrictions.c.entry == entries.c.id)
    .exists()
    .label("is_sealed"),
)


def entries_of(rows: Iterable[Row]) -> list[Entry]:
    """The entries in rows that begin with `ENTRY_COLUMNS`."""
    return [_incident(row) if row[0] == "incident" else _other(row) for row in rows]


def _incident(row: Row) -> Incident:
    # Taken apart by place: by name it takes longer, and every flag reads a whole history.
    _, entry_id, at, recorded_at, by, sign, severity, facts = row[:8]
    if recorded_at is None:
        recorded_at = at
    if facts is None:
        return Incident(entry_id, at, sign, _SEVERITY[severity], recorded_at, by=by)
    return Incident(entry_id, at, sign, _SEVERITY[severity], recorded_at, by=by, **_carried(facts))


def _carried(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _READ[name](value) if name in _READ else value for name, value in facts.items()}


def _facts(incident: Incident) -> dict[str, object] | None:
    """What is not ordinary about it; None where everything is. Decimals are kept as they were written."""
    carried = {name: getattr(incident, name) for name in ORDINARY}
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in carried.items()
        if value != ORDINARY[name]
    } or None


def _other(row: Row) -> Entry:
    match row.kind:
        case "warning":
            return WarningGiven(
                id=row.id, at=row.at, sign=row.sign, recorded_at=row.recorded_at or row.at, by=row.by_user
            )
        case "decision":
            return Decision(
                id=row.id,
                at=row.at,
                outcome=Outcome(row.outcome),
                until=row.until,
                recorded_at=row.recorded_at or row.at,
                by=row.by_user,
            )
        case _:
            kind = Void if row.kind == "void" else Waiver
            return kind(
                id=row.id,
                at=row.at,
                entry=row.target,
                reason=row.reason,
                recorded_at=row.recorded_at or row.at,
                by=row.by_user,
            )


def records_of(rows: Sequence[Row], witnesses: Mapping[str, Sequence[str]]) -> list[EntryRecord]:
    """The records in rows of `RECORD_COLUMNS`; ``witnesses`` by incident."""
    return [
        EntryRecord(
            entry=entry,
            client=row.client,
            by=row.by_user,
            note=row.note,
            is_confidential=row.is_confidential,
            evidence=_evidence(row),
            replaces=row.replaces,
            receipt=row.receipt,
            witnesses=tuple(witnesses.get(entry.id, ())),
            about=tuple(row.about or ()),
            is_sealed=bool(row.is_sealed),
        )
        for entry, row in zip(entries_of(rows), rows, strict=True)
    ]


def _evidence(row: Row) -> Evidence | None:
    if row.ts is None:
        return None
    return Evidence(permalink=row.permalink, channel=row.channel, ts=row.ts, author=row.author)


def row_of(record: EntryRecord) -> dict[str, object]:
    """The columns of a record, but for its workspace and its place in the order. ``by`` is the record's."""
    row = {
        **_entry_columns(record.entry),
        "id": record.entry.id,
        "at": record.entry.at,
        "recorded_at": None if record.entry.recorded_at == record.entry.at else record.entry.recorded_at,
        "client": record.client,
        "by_user": record.by,
        "note": record.note,
        "is_confidential": record.is_confidential,
        "replaces": record.replaces,
        "receipt": record.receipt,
        "about": list(record.about) or None,
    }
    if record.evidence is not None:
        row["permalink"] = record.evidence.permalink
        row["channel"] = record.evidence.channel
        row["ts"] = record.evidence.ts
        row["author"] = record.evidence.author
    return row


def _entry_columns(entry: Entry) -> dict[str, object]:
    match entry:
        case Incident():
            return {
                "kind": "incident",
                "sign": entry.sign,
                "severity": entry.severity.value,
                "facts": _facts(entry),
            }
        case WarningGiven():
            return {"kind": "warning", "sign": entry.sign}
        case Decision():
            return {"kind": "decision", "outcome": entry.outcome.value, "until": entry.until}
        case Void():
            return {"kind": "void", "target": entry.entry, "reason": entry.reason}
        case Waiver():
            return {"kind": "waiver", "target": entry.entry, "reason": entry.reason}
        case _:
            assert_never(entry)
