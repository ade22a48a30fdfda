"""Takes away for good: a person's id from every row, a client with all that hangs on it, a workspace."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.domain.people import GONE
from bot.store import erasing_sql as sql
from bot.store import inventory
from bot.store.binding import Bound
from bot.usecases.records import Json
from bot.usecases.register_ports import Mention

# What stands in a line that is past its time.
EXPIRED = f"{GONE}expired"


class SqlEraser:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._emptied: set[int] = set()

    def replace_person(self, user: str, marker: str) -> Mapping[str, int]:
        values: dict[str, object] = {
            "old_id": user,
            "new_id": marker,
            "quoted_old": f'"{user}"',
            "quoted_new": f'"{marker}"',
            "quoted_within": f'%"{user}"%',
        }
        counts = {name: self._bound.run(statement, values).rowcount for name, statement in sql.OF_THEIRS.items()}
        counts["clients"] = self._bound.run(sql.NO_OWNER, values).rowcount
        self._open("replace", user, marker=marker)
        lines = [row.seq for row in self._bound.run(sql.AUDIT_NAMING, values).all()]
        for name, statement in sql.REPLACING.items():
            counts[name] = counts.get(name, 0) + self._bound.run(statement, values).rowcount
        self._close(lines)
        for (table, _), changed in self._replace_in_texts(user, marker).items():
            counts[table] = counts.get(table, 0) + changed
        return _told(counts)

    def _replace_in_texts(self, user: str, marker: str) -> Mapping[tuple[str, str], int]:
        counts: dict[tuple[str, str], int] = {}
        whole = re.compile(rf"(?<![A-Za-z0-9]){re.escape(user)}(?![A-Za-z0-9])")
        for place, statement in sql.TEXTS_WITH.items():
            for (was,) in self._bound.run(statement, {"within": f"%{user}%"}).all():
                now = whole.sub(marker, was)
                if now != was:
                    values = {"text_was": was, "text_now": now}
                    counts[place] = counts.get(place, 0) + self._bound.run(sql.SET_TEXT[place], values).rowcount
        return counts

    def clear_texts(self, user: str) -> int:
        return sum(
            self._bound.run(each, {"old_id": user}).rowcount for each in (sql.CLEAR_NOTES_BY, sql.CLEAR_ANSWERS_BY)
        )

    def clear_evidence(self, user: str) -> int:
        return self._bound.run(sql.CLEAR_EVIDENCE, {"old_id": user}).rowcount

    def blank(self, mention: Mention) -> bool:
        if mention.table == "audit":
            subjects = self._bound.run(sql.AUDIT_SUBJECT, {"which_seq": int(dict(mention.key)["seq"])}).all()
            return self.blank_audit([row[0] for row in subjects]) > 0
        statement = sql.BLANKING.get((mention.table, mention.column))
        if statement is None:
            return False
        values: dict[str, object] = {f"key_{name}": _of_kind(mention.table, name, value) for name, value in mention.key}
        return self._bound.run(statement, values).rowcount == 1

    def blank_audit(self, subjects: Collection[str]) -> int:
        for subject in sorted(set(subjects)):
            self._open("blank", subject)
        lines = [row.seq for row in self._bound.run(sql.TO_BLANK).all()]
        self._bound.run(sql.BLANK_AUDIT)
        self._close(lines)
        return len(lines)

    def client_rows(self, root: str) -> Mapping[str, Sequence[str]]:
        return {
            name: [str(row[0]) for row in self._bound.run(statement, {"root_id": root}).all()]
            for name, statement in sql.CLIENT_IDS.items()
        }

    def drop_client(self, root: str) -> Mapping[str, int]:
        ids = {each for found in self.client_rows(root).values() for each in found}
        self._bound.run(sql.FORGET_REPLACED, {"ids": sorted(ids)})
        self._drop_timers(ids)
        counts = {
            name: self._bound.run(statement, {"root_id": root}).rowcount for name, statement in sql.DROP_CLIENT.items()
        }
        return _told(counts)

    def drop_entries(self, ids: Collection[str]) -> int:
        if not ids:
            return 0
        values = {"ids": sorted(ids)}
        self._bound.run(sql.FORGET_REPLACED, values)
        self._drop_timers(set(ids))
        return [self._bound.run(statement, values).rowcount for statement in sql.DROP_ENTRIES.values()][-1]

    def clear_notes(self, client: str, before: datetime) -> int:
        return self._bound.run(sql.CLEAR_NOTES, {"root_id": client, "before_moment": before}).rowcount

    def drop_posts(self, before: datetime) -> int:
        return self._bound.run(sql.DROP_POSTS, {"before_moment": before}).rowcount

    def expire_audit(self, before: datetime, limit: int) -> int:
        values = {"before_moment": before, "new_id": EXPIRED}
        lines = [row.seq for row in self._bound.run(sql.PAST_LINES, {**values, "most": limit}).all()]
        if lines:
            self._open("expire", "lines", marker=EXPIRED, before=before)
            self._bound.run(sql.EXPIRE_AUDIT, {**values, "last_line": lines[-1]})
            self._close(lines)
        return len(lines)

    def posts_about(self, ids: Collection[str]) -> Sequence[str]:
        sought = {*ids, *(f"dm:{each}" for each in ids)}
        rows = self._bound.run(sql.POSTS).all()
        about = {row.id for row in rows if row.destination in sought or _holds_any(row.facts, sought)}
        return [row.id for row in rows if row.id in about]

    def digests_since(self, moment: datetime) -> Sequence[str]:
        return [row.id for row in self._bound.run(sql.DIGESTS, {"before_moment": moment}).all()]

    def drop_drafts(self, words: Collection[str]) -> int:
        drafted = self._bound.run(sql.DRAFTS).all()
        ids = [row.id for row in drafted if _names_any(row.body, words)]
        return self._bound.run(sql.DROP_DRAFTS, {"ids": ids}).rowcount if ids else 0

    def emptied(self) -> Sequence[int]:
        return sorted(self._emptied)

    def all_posts(self) -> Sequence[str]:
        return [row.id for row in self._bound.run(sql.POSTS).all()]

    def unkept_clients(self, limit: int) -> Sequence[str]:
        return [row[0] for row in self._bound.run(sql.UNKEPT, {"most": limit}).all()]

    def drop_workspace(self) -> Mapping[str, int]:
        self._open("wipe", "everything")
        counts = {}
        for name, statement in sql.DROP_ALL.items():
            if name == "workspaces":
                self._bound.run(sql.CLOSE)
            counts[name] = self._bound.run(statement).rowcount
        return _told(counts)

    def _open(self, kind: str, what: str, *, marker: str | None = None, before: datetime | None = None) -> None:
        """Announces to the trail's triggers what is to pass; the newest line of the trail tells of it."""
        self._bound.run(sql.OPEN, {"kind": kind, "what": what, "marker": marker, "before": before})

    def _close(self, lines: Sequence[int]) -> None:
        """These lines lost something: their salt goes too, and nothing more is let pass."""
        if lines:
            self._bound.run(sql.UNSALT, {"ids": list(lines)})
        self._emptied |= set(lines)
        self._bound.run(sql.CLOSE)

    def _drop_timers(self, ids: Collection[str]) -> None:
        """Subjects are ids, some with a step behind a vertical bar."""
        subjects = {row[0] for row in self._bound.run(sql.TIMER_SUBJECTS).all()}
        gone = sorted(subject for subject in subjects if subject.split("|")[0] in ids)
        if gone:
            self._bound.run(sql.DROP_TIMERS, {"ids": gone})


def _of_kind(table: str, column: str, value: str) -> object:
    kinds = {each.name: each for each in inventory.own_tables()}
    return int(value) if kinds[table].c[column].type.python_type is int else value


def _holds_any(value: Json, sought: Collection[str]) -> bool:
    match value:
        case str():
            return value in sought
        case Mapping():
            return any(_holds_any(each, sought) for each in value.values())
        case list() | tuple():
            return any(_holds_any(each, sought) for each in value)
        case _:
            return False


def _names_any(value: Json, words: Collection[str]) -> bool:
    match value:
        case str():
            return any(word in value for word in words)
        case Mapping():
            return any(_names_any(each, words) for each in value.values())
        case list() | tuple():
            return any(_names_any(each, words) for each in value)
        case _:
            return False


def _told(counts: Mapping[str, int]) -> Mapping[str, int]:
    return {name: count for name, count in counts.items() if count}
