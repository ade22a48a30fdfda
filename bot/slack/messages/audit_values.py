"""The facts in a line of the audit trail, in words: what each field is called, and what its value is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.domain.alerts import AlertState, Closing
from bot.domain.care import CareState
from bot.domain.history import ClientStatus, Outcome
from bot.domain.parting import ItemState
from bot.domain.parting_order import Order, Step
from bot.domain.settings import LANGUAGES
from bot.domain.signs import Billing, Level, Severity
from bot.slack.messages.signs import rule_name, sign_name
from bot.slack.mrkdwn import Mrkdwn, Own, channel, escape, user
from bot.slack.wording import Words, data
from bot.usecases.audit_lines import AuditKind
from bot.usecases.notices import ChannelProblem
from bot.usecases.records import Json

# Ids of what hangs on a client: they find a row again, and tell a person nothing.
IDS_ONLY: Final = frozenset(
    {
        *("client", "entry", "incident", "replaces", "decision", "episode", "conditions", "in_place_of", "lines"),
        *("parting", "dismissal", "incidents", "ts"),
    }
)
# What a field is called stands in the catalogue under `audit.field.`; an unknown one is called what it is.
FIELDS: Final = frozenset(
    {
        *("name", "aliases", "owner", "billing", "monthly_value", "exempt_bars", "status", "into"),
        *("sign", "severity", "at", "is_confidential", "level", "rules", "state", "taken_by", "decide_by"),
        *("snoozed_until", "closing", "emoji", "is_on", "until", "outcome", "is_kept", "is_new", "entries"),
        *("alert_channel", "reviewers", "contractors", "timezone", "language", "working_days", "work_starts"),
        *("work_ends", "digest_day", "digest_at", "digest_zone", "digest_channel", "digest_only_if_something"),
        *("hourly_rate", "quorum", "warn_signs", "channel", "by", "kind", "since"),
        *("step", "due_at", "order", "answer", "proposed_by", "waives", "problem", "messages", "why", "rows"),
        *("with_notes", "places", "before", "has_sentence", "closed_by", "reason", "days"),
        *("keep_months", "keep_former_months", "keep_decisive_months", "keep_audit_years"),
    }
)
# Of alerts, of a parting's steps, of care items.
STATES: Final = frozenset({*AlertState, *ItemState, *CareState})
VALUE_SHOWN: Final = 60
VALUES_SHOWN: Final = 4


def field_name(words: Words, field: str) -> Own:
    return words.plain(f"audit.field.{field}") if field in FIELDS else data(field.replace("_", " "), VALUE_SHOWN)


def is_nothing(value: Json) -> bool:
    return value is None or value in ("", [])


def value_text(words: Words, field: str, value: Json, names: Mapping[str, str]) -> Mrkdwn:
    """``names`` has the clients' names by id. A long text or list is cut; nothing and an empty list are said to be so."""
    if is_nothing(value):
        return words.rich("audit.nothing")
    if isinstance(value, bool):
        return words.rich("audit.yes" if value else "audit.no")
    if field == "working_days" and isinstance(value, Sequence) and not isinstance(value, str):
        return escape(words.weekdays(tuple(day for day in value if isinstance(day, int) and 0 <= day <= 6)))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _listed(words, field, value, names)
    if field == "into":
        return escape(data(names.get(str(value), str(value)), VALUE_SHOWN))
    how = _HOW.get(field)
    shown = how(words, value) if how is not None and not isinstance(value, Mapping) else None
    return escape(data(str(value), VALUE_SHOWN)) if shown is None else shown


def _listed(words: Words, field: str, values: Sequence[Json], names: Mapping[str, str]) -> Mrkdwn:
    shown = [value_text(words, field, value, names) for value in values[:VALUES_SHOWN]]
    if len(values) > VALUES_SHOWN:
        shown.append(words.rich_count("list.others", len(values) - VALUES_SHOWN))
    return words.listed(shown)


def _user(_: Words, value: Json) -> Mrkdwn:
    return user(str(value))


def _channel(_: Words, value: Json) -> Mrkdwn:
    return channel(str(value))


def _moment(words: Words, value: Json) -> Mrkdwn | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return None if at.tzinfo is None else escape(words.moment(at))


def _number(words: Words, value: Json) -> Mrkdwn | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return escape(words.number(number)) if number.is_finite() else None


def _sign(words: Words, value: Json) -> Mrkdwn:
    return escape(sign_name(words, str(value)))


def _rule(words: Words, value: Json) -> Mrkdwn:
    return escape(rule_name(words, str(value)))


def _weekday(words: Words, value: Json) -> Mrkdwn | None:
    return escape(words.weekdays((value,))) if isinstance(value, int) and 0 <= value <= 6 else None


def _time(words: Words, value: Json) -> Mrkdwn | None:
    try:
        return escape(words.time_of_day(time.fromisoformat(str(value))))
    except ValueError:
        return None


def _emoji(_: Words, value: Json) -> Mrkdwn | None:
    name = str(value)
    return Mrkdwn(f":{name}:") if name.isascii() and name.isalpha() else None


def _severity(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"severity.{value}") if value in set(Severity) else None


def _status(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"status.{value}") if value in set(ClientStatus) else None


def _billing(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"billing.{value}") if value in set(Billing) else None


def _level(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"level.{value}") if value in set(Level) else None


def _state(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"audit.state.{value}") if value in STATES else None


def _step(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"step.{value}") if value in set(Step) else None


def _order(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"audit.order.{value}") if value in set(Order) else None


def _problem(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"channel_problem.{value}") if value in set(ChannelProblem) else None


def _closing(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"audit.closing.{value}") if value in set(Closing) else None


def _outcome(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"audit.outcome.{value}") if value in set(Outcome) else None


def _kind(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"audit.kind.{value}") if value in set(AuditKind) else None


def _language(words: Words, value: Json) -> Mrkdwn | None:
    return words.rich(f"language.{value}") if value in LANGUAGES else None


_NUMBERS: Final = (
    *("monthly_value", "hourly_rate", "quorum", "entries", "messages", "places"),
    *("keep_months", "keep_former_months", "keep_decisive_months", "keep_audit_years"),
)
_HOW: Mapping[str, Callable[[Words, Json], Mrkdwn | None]] = {
    **dict.fromkeys(("owner", "taken_by", "reviewers", "contractors", "by", "proposed_by", "closed_by"), _user),
    **dict.fromkeys(("alert_channel", "digest_channel", "channel"), _channel),
    **dict.fromkeys(("at", "until", "since", "before", "due_at", "decide_by", "snoozed_until"), _moment),
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(("sign", "warn_signs"), _sign),
    **dict.fromkeys(("work_starts", "work_ends", "digest_at"), _time),
    "rules": _rule,
    "step": _step,
    "order": _order,
    "problem": _problem,
    "digest_day": _weekday,
    "emoji": _emoji,
    "severity": _severity,
    "status": _status,
    "billing": _billing,
    "level": _level,
    "state": _state,
    "closing": _closing,
    "outcome": _outcome,
    "kind": _kind,
    "language": _language,
}
