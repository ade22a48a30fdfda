"""Everything that is held about one person, with what is other people's left out, and a log of what was left out."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.settings import SLACK_USER_ID
from bot.usecases.erase_person import mentions_of
from bot.usecases.ports import Store, UnitOfWork
from bot.usecases.records import Json
from bot.usecases.register_ports import Row

FORM: Final = "partways.subject/1"
ANOTHER = "[another person]"
NOT_THEIRS = "[written by another person]"
# Whose words a row's text is; and what in a row is text.
_WRITERS = ("by_user", "user", "answered_by", "override_by", "snoozed_by", "ended_by")
_TEXTS = frozenset({"note", "reason", "snooze_reason", "override_reason", "stop_reason", "wording", "body"})
_SHORTEST_NAME = 3  # letters: a shorter name would take the words apart that it stands in
_MENTION: Final = re.compile(r"\b[UW][A-Z0-9]{8,20}\b")


@dataclass(slots=True)
class _Redaction:
    """Leaves out what is other people's, and counts it by table, column and why."""

    user: str | None
    name: str | None
    others: "re.Pattern[str] | None"
    left_out: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def row(self, table: str, row: Row, *, is_named: bool) -> dict[str, Json]:
        is_writer = is_named or any(row.get(column) == self.user for column in _WRITERS if self.user)
        return {column: self._value(table, column, value, is_writer=is_writer) for column, value in row.items()}

    def _value(self, table: str, column: str, value: Json, *, is_writer: bool) -> Json:
        if column in _TEXTS and value and not is_writer:
            self.left_out[table, column, "written_by_another_person"] += 1
            return NOT_THEIRS
        return self._without_others(table, column, value)

    def _without_others(self, table: str, column: str, value: Json) -> Json:
        match value:
            case str():
                return self._text(table, column, value)
            case Mapping():
                return {name: self._without_others(table, column, each) for name, each in value.items()}
            case list() | tuple():
                return [self._without_others(table, column, each) for each in value]
            case _:
                return value

    def _text(self, table: str, column: str, text: str) -> str:
        if SLACK_USER_ID.fullmatch(text) and text != self.user:
            self.left_out[table, column, "another_person"] += 1
            return ANOTHER
        for pattern in (_MENTION, self.others):
            if pattern is not None:
                text = pattern.sub(lambda found: self._masked(table, column, found), text)
        return text

    def _masked(self, table: str, column: str, found: "re.Match[str]") -> str:
        if found.group() == self.user:
            return found.group()
        self.left_out[table, column, "another_person"] += 1
        return ANOTHER


def export_subject(
    store: Store, workspace: str, at: datetime, *, user: str | None = None, name: str | None = None
) -> dict[str, Json]:
    """``user`` is a Slack id, ``name`` is looked for in what people typed; one of them is needed."""
    with store.read(workspace) as uow:
        redaction = _Redaction(user, name, _names_of_others(uow, user, name))
        held: list[Json] = [
            {"table": table, "where": list(columns), "row": redaction.row(table, row, is_named=is_named)}
            for table, columns, row, is_named in _held(uow, user, name)
        ]
    left_out: list[Json] = [
        {"table": table, "column": column, "why": why, "times": times}
        for (table, column, why), times in sorted(redaction.left_out.items())
    ]
    about: dict[str, Json] = {"user": user, "name": name}
    return {
        "form": FORM,
        "workspace": workspace,
        "made_at": at.isoformat(),
        "about": about,
        "held": held,
        "left_out": left_out,
    }


def _held(uow: UnitOfWork, user: str | None, name: str | None) -> Iterable[tuple[str, tuple[str, ...], Row, bool]]:
    """(table, columns, row, whether they are named in it), each row once."""
    named = {(each.table, each.key): each.column for each in mentions_of(uow, name)} if name else {}
    for held in uow.register.standing(user) if user else ():
        yield held.table, held.columns, held.row, False
    for table in sorted({table for table, _ in named}):
        for row in uow.register.rows(table):
            for (of_table, key), column in named.items():
                if of_table == table and all(str(row[part]) == value for part, value in key):
                    yield table, (column,), row, True


def _names_of_others(uow: UnitOfWork, user: str | None, name: str | None) -> "re.Pattern[str] | None":
    """The names of everybody in the workspace but theirs, the longest first."""
    names = {
        str(row["name"])
        for row in uow.register.rows("people")
        if row["id"] != user and len(str(row["name"])) >= _SHORTEST_NAME and row["name"] != name
    }
    if not names:
        return None
    spelled = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)


def readable(export: Mapping[str, Json]) -> Iterable[str]:
    """The same in lines for a person to read: each row as a paragraph, then what was left out."""
    held, left_out = export["held"], export["left_out"]
    assert isinstance(held, list)
    assert isinstance(left_out, list)
    for entry in held:
        yield f"{entry['table']} ({', '.join(entry['where'])})"
        yield from (f"  {column}: {value}" for column, value in entry["row"].items() if value not in (None, "", []))
        yield ""
    yield f"{len(held)} rows. Left out, since it is about other people or theirs:"
    yield from (f"  {each['table']}.{each['column']}: {each['why']}, {each['times']} times" for each in left_out)
