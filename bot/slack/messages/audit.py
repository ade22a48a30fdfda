"""One line of the audit trail in words: who did what, to whom, when; and what was before and after."""

from collections.abc import Mapping
from typing import Final

from bot.slack.messages.audit_values import IDS_ONLY, field_name, is_nothing, value_text
from bot.slack.mrkdwn import Mrkdwn, join, user
from bot.slack.wording import Words, data
from bot.usecases.audit_lines import BOT, IMPORT, KINDS, OPERATOR, RETENTION, SLACK, AuditLine
from bot.usecases.read_audit import AuditEntry
from bot.usecases.records import Json

FACTS_SHOWN: Final = 8
# What somebody did who is no person.
NO_PERSON: Final = frozenset({BOT, RETENTION, SLACK, OPERATOR, IMPORT})


def audit_line(words: Words, entry: AuditEntry, names: Mapping[str, str]) -> Mrkdwn:
    """Two lines at most: what was done, and beneath it what it changed."""
    line = entry.line
    values = {"at": words.moment(line.at), "who": _who(words, line.by), "what": _what(words, line)}
    if entry.client is None:
        head = words.rich("audit.line", **values)
    else:
        head = words.rich("audit.line_of_client", client=entry.client, **values)
    facts = _facts(words, line, names)
    return join([head, join(facts, " · ")]) if facts else head


def _who(words: Words, by: str) -> Mrkdwn:
    return words.rich(f"audit.by.{by}") if by in NO_PERSON else user(by)


def _what(words: Words, line: AuditLine) -> Mrkdwn:
    if line.action in KINDS:
        return words.rich(f"audit.did.{line.action}")
    return words.rich("audit.did_else", action=data(line.action.replace("_", " ")))


def _facts(words: Words, line: AuditLine, names: Mapping[str, str]) -> list[Mrkdwn]:
    before, after = _told(line.before), _told(line.after)
    fields = [name for name in {**before, **after} if name not in IDS_ONLY and _is_told(name, before, after)]
    told = [_fact(words, name, before, after, names) for name in fields[:FACTS_SHOWN]]
    if len(fields) > FACTS_SHOWN:
        told.append(words.rich_count("list.others", len(fields) - FACTS_SHOWN))
    return told


def _is_told(field: str, before: Mapping[str, Json], after: Mapping[str, Json]) -> bool:
    """What stayed as it was is left out, and so is what began as nothing."""
    return before[field] != after.get(field) if field in before else not is_nothing(after[field])


def _fact(
    words: Words, field: str, before: Mapping[str, Json], after: Mapping[str, Json], names: Mapping[str, str]
) -> Mrkdwn:
    called = field_name(words, field)
    now = value_text(words, field, after.get(field), names)
    if field not in before:
        return words.rich("audit.fact", field=called, value=now)
    return words.rich("audit.change", field=called, before=value_text(words, field, before[field], names), after=now)


def _told(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
