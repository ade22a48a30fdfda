"""The audit trail as the operator gets it: a line of text or a JSON object each, and what its chain says."""

import json
from collections.abc import Iterator

from bot.domain.audit_chain import Broken, Checked
from bot.usecases.export_audit import ExportedLine
from bot.usecases.records import Json

_TOLD_MOST = 20
_IN_WORDS = {
    Broken.CONTENT: "does not say what it said when it was written",
    Broken.ORDER: "does not follow from the line before it",
    Broken.MISSING: "comes after a line that is not there",
    Broken.UNSEALED: "has no seal",
    Broken.EMPTIED: "lost its seal's salt, and no erasure tells of it",
}


def as_object(exported: ExportedLine) -> dict[str, Json]:
    line = exported.line
    return {
        "line": line.seq,
        "at": exported.at.isoformat(),
        "by": line.by,
        "action": line.action,
        "subject": line.subject,
        "client": exported.client,
        "before": line.before,
        "after": line.after,
    }


def as_line(exported: ExportedLine) -> str:
    """Columns with tabs between: number, moment, who, what, subject, client, and what was and what is, as JSON."""
    line = exported.line
    change = "" if line.before is None else f"{_compact(line.before)} -> "
    told = change + ("" if line.after is None and not change else _compact(line.after))
    columns = [str(line.seq), exported.at.isoformat(), line.by, line.action, line.subject, exported.client or "-", told]
    return "\t".join(_printable(column) for column in columns).rstrip("\t")


def lines_about(checked: Checked) -> Iterator[str]:
    """What is broken, a line each; the first of many."""
    for seq, what in checked.broken[:_TOLD_MOST]:
        yield f"line {seq} {_IN_WORDS[what]}"
    if len(checked.broken) > _TOLD_MOST:
        yield f"and {len(checked.broken) - _TOLD_MOST} more"


def missing_from(expect: str | None, *, found: bool) -> Iterator[str]:
    if expect is not None and not found:
        yield "The trail does not lead over the head that was expected: it was written anew, or lines are gone."


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _printable(text: str) -> str:
    """A terminal is not to be steered by a name."""
    return "".join(character if character.isprintable() else "?" for character in text)
