"""An entry of the history as a row, and back."""

from typing import Any, assert_never

from sqlalchemy import Row

from bot.domain.history import Decision, Entry, Incident, Outcome, Void, Waiver, WarningGiven
from bot.domain.signs import Severity, Stage
from bot.usecases.records import EntryRecord, Evidence

# Looked up and not called: a history of fifty entries is read for every flag.
_SEVERITY = {severity.value: severity for severity in Severity}
_STAGE = {stage.value: stage for stage in Stage}


def entry_of(row: Row[Any]) -> Entry:
    """The entry in a row that has at least the entry's own columns."""
    match row.kind:
        case "incident":
            return Incident(
                id=row.id,
                at=row.at,
                sign=row.sign,
                severity=_SEVERITY[row.severity],
                recorded_at=row.recorded_at,
                days_late=row.days_late,
                amount=row.amount,
                our_error=row.our_error,
                after_agreement=row.after_agreement,
                hours=row.hours,
                expects_rescue=row.expects_rescue,
                stage=_STAGE[row.stage],
                bar=row.bar,
                second_hand=row.second_hand,
                by=row.by_user,
            )
        case "warning":
            return WarningGiven(id=row.id, at=row.at, sign=row.sign, recorded_at=row.recorded_at, by=row.by_user)
        case "decision":
            return Decision(
                id=row.id,
                at=row.at,
                outcome=Outcome(row.outcome),
                until=row.until,
                recorded_at=row.recorded_at,
                by=row.by_user,
            )
        case _:
            kind = Void if row.kind == "void" else Waiver
            return kind(
                id=row.id,
                at=row.at,
                entry=row.target,
                reason=row.reason,
                recorded_at=row.recorded_at,
                by=row.by_user,
            )


def record_of(row: Row[Any], witnesses: tuple[str, ...]) -> EntryRecord:
    """The record in a whole row of the table."""
    evidence = None
    if row.ts is not None:
        evidence = Evidence(permalink=row.permalink, channel=row.channel, ts=row.ts, author=row.author)
    return EntryRecord(
        entry=entry_of(row),
        client=row.client,
        by=row.by_user,
        note=row.note,
        is_confidential=row.is_confidential,
        evidence=evidence,
        replaces=row.replaces,
        receipt=row.receipt,
        witnesses=witnesses,
    )


def row_of(record: EntryRecord) -> dict[str, object]:
    """The columns of a record, but for its workspace and its place in the order. ``by`` is the record's."""
    row = {
        **_entry_columns(record.entry),
        "id": record.entry.id,
        "at": record.entry.at,
        "recorded_at": record.entry.recorded_at,
        "client": record.client,
        "by_user": record.by,
        "note": record.note,
        "is_confidential": record.is_confidential,
        "replaces": record.replaces,
        "receipt": record.receipt,
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
                "days_late": entry.days_late,
                "amount": entry.amount,
                "our_error": entry.our_error,
                "after_agreement": entry.after_agreement,
                "hours": entry.hours,
                "expects_rescue": entry.expects_rescue,
                "stage": entry.stage.value,
                "bar": entry.bar,
                "second_hand": entry.second_hand,
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
