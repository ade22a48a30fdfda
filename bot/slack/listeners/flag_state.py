"""The flag form, read: what was chosen and typed, and what was shown when it was drawn."""

import re
from dataclasses import replace
from decimal import Decimal

from bot.domain.signs import CONDUCT, Severity, Stage, facts_of
from bot.slack.entry import FlaggedMessage, Screen
from bot.slack.ids import ANOTHER_CLIENT, NEW_CLIENT, Field
from bot.slack.messages.signs import YES
from bot.slack.modals.flag_form import ABOUT_MAX, AMOUNT_MAX, DAYS_LATE_MAX, HOURS_MAX, message_text_of
from bot.slack.modals.view import unpack
from bot.slack.parse import BadPayload
from bot.slack.permalink import permalink
from bot.slack.view_state import ViewState
from bot.usecases.flag_answers import ClientChoice, FieldRefused
from bot.usecases.forms import FlagForm
from bot.usecases.record_incident import IncidentFacts, NewIncident
from bot.usecases.records import Evidence, draft_receipt

_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,20}")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_TICKS = (Field.OUR_ERROR, Field.AFTER_AGREEMENT, Field.EXPECTS_RESCUE, Field.SECOND_HAND, Field.RESTRICTED)
FACT_FIELDS = (*_TICKS, Field.DAYS_LATE, Field.AMOUNT, Field.HOURS, Field.STAGE, Field.BAR)


def evidence_of(message: FlaggedMessage, team_domain: str) -> Evidence:
    link = permalink(team_domain, message.channel, message.ts, message.thread_ts)
    return Evidence(link, message.channel, message.ts, message.author)


def evidence_in(screen: Screen, team_domain: str) -> Evidence | None:
    """The evidence that an open form carries, as ids; none where they are not Slack's."""
    ids = unpack(screen.private_metadata)
    channel, ts, thread = (ids.get(name, "") for name in ("channel", "ts", "thread"))
    if not _CHANNEL.fullmatch(channel) or not _TS.fullmatch(ts) or (thread and not _TS.fullmatch(thread)):
        return None
    return Evidence(permalink(team_domain, channel, ts, thread or None), channel, ts, ids.get("author"))


def corrects(screen: Screen) -> str | None:
    return unpack(screen.private_metadata).get("corrects")


def receipt_of(screen: Screen, receipt: str) -> str:
    """The typed line's own receipt where the form finishes one, so that the line is stored once, whatever finishes it."""
    draft = unpack(screen.private_metadata).get("draft")
    return draft_receipt(draft) if draft else receipt


def chosen_client(state: ViewState, block: str = Field.CLIENT) -> tuple[str | None, str | None]:
    """(id, None) of a client that exists, (None, name) of one to create, (None, None) where nothing was chosen."""
    value = state.option(block)
    if value is None:
        return None, None
    for prefix in (NEW_CLIENT, ANOTHER_CLIENT):
        if value.startswith(prefix):
            return None, value.removeprefix(prefix)
    return value, None


def is_another(state: ViewState) -> bool:
    """They chose to create a client although another's name looks the same."""
    return (state.option(Field.CLIENT) or "").startswith(ANOTHER_CLIENT)


def read_incident(screen: Screen, receipt: str, team_domain: str, language: str) -> NewIncident | FieldRefused:
    """What the form says of the incident; a field that cannot be read is named."""
    state = ViewState(screen.state)
    sign = state.option(Field.SIGN)
    if sign is None:
        return FieldRefused(Field.SIGN, "sign_missing", {}, language)
    try:
        severity = Severity(state.option(Field.SEVERITY) or Severity.NORMAL)
    except ValueError:
        return FieldRefused(Field.SEVERITY, "severity_unknown", {}, language)
    facts = _facts(state, sign, language)
    if isinstance(facts, FieldRefused):
        return facts
    return NewIncident(
        sign=sign,
        severity=severity,
        occurred_at=state.moment(Field.OCCURRED_AT),
        note=state.text(Field.NOTE) or "",
        receipt=receipt,
        facts=facts,
        is_confidential=state.is_checked(Field.CONFIDENTIAL),
        evidence=evidence_in(screen, team_domain),
        replaces=corrects(screen),
        about=about_in(state) if sign in CONDUCT else (),
    )


def about_in(state: ViewState) -> tuple[str, ...]:
    """User ids, each once; what is none of Slack's is left out."""
    named = dict.fromkeys(user for user in state.users(Field.ABOUT) if _USER.fullmatch(user))
    return tuple(named)[:ABOUT_MAX]


def _facts(state: ViewState, sign: str, language: str) -> IncidentFacts | FieldRefused:
    """Only what the chosen sign can carry: inputs of a sign chosen before may still be in the form."""
    facts = IncidentFacts()
    for name in facts_of(sign):
        if not state.has(name):
            continue
        try:
            facts = _with_fact(facts, name, state)
        except (BadPayload, ValueError):
            problem = {Field.STAGE: "stage_unknown"}.get(Field(name), name)
            return FieldRefused(name, problem, {"limit": str(DAYS_LATE_MAX)}, language)
    return facts


def _with_fact(facts: IncidentFacts, name: str, state: ViewState) -> IncidentFacts:
    match Field(name):
        case Field.DAYS_LATE:
            days = state.number(name)
            return replace(facts, days_late=None if days is None else _whole(days))
        case Field.AMOUNT:
            return replace(facts, amount=_at_most(_at_least_zero(state.number(name)), AMOUNT_MAX))
        case Field.HOURS:
            return replace(facts, hours=_at_most(_at_least_zero(state.number(name)), HOURS_MAX))
        case Field.OUR_ERROR:
            return replace(facts, our_error=state.is_checked(name))
        case Field.AFTER_AGREEMENT:
            return replace(facts, after_agreement=state.is_checked(name))
        case Field.EXPECTS_RESCUE:
            return replace(facts, expects_rescue=state.is_checked(name))
        case Field.SECOND_HAND:
            return replace(facts, second_hand=state.is_checked(name))
        case Field.RESTRICTED:
            return replace(facts, restricted=state.is_checked(name))
        case Field.STAGE:
            return replace(facts, stage=Stage(state.option(name) or Stage.AGREED))
        case Field.BAR:
            return replace(facts, bar=(state.text(name) or "").strip() or None)
        case _:
            return facts


def _whole(value: Decimal) -> int:
    if value != value.to_integral_value() or not 0 <= value <= DAYS_LATE_MAX:
        raise ValueError(value)
    return int(value)


def _at_least_zero(value: Decimal | None) -> Decimal | None:
    if value is not None and (value < 0 or value != value.quantize(Decimal("0.01"))):
        raise ValueError(value)
    return value


def _at_most(value: Decimal | None, most: int) -> Decimal | None:
    if value is not None and value > most:
        raise ValueError(value)
    return value


def redrawn(form: FlagForm, screen: Screen) -> FlagForm:
    """The form as it is filled at this moment, to be drawn for another sign; nothing that was typed is lost."""
    state = ViewState(screen.state)
    client_id, new_name = chosen_client(state)
    occurred_at = state.moment(Field.OCCURRED_AT)
    return replace(
        form,
        sign=state.option(Field.SIGN),
        severity=state.option(Field.SEVERITY) or form.severity,
        occurred_at=occurred_at or form.occurred_at,
        note=state.text(Field.NOTE) or "",
        is_confidential=state.is_checked(Field.CONFIDENTIAL),
        about=about_in(state),
        client=_chosen(screen, client_id, new_name),
        message_text=message_text_of({"blocks": list(screen.blocks)}),
        facts=_facts_typed(state),
        corrects=corrects(screen),
        draft=unpack(screen.private_metadata).get("draft"),
    )


def _facts_typed(state: ViewState) -> tuple[tuple[str, str], ...]:
    """What stands in the inputs for facts, as the form takes it: for those that the next sign needs too."""
    typed: list[tuple[str, str]] = []
    for field in FACT_FIELDS:
        if not state.has(field):
            continue
        if field is Field.STAGE:
            value = state.option(field)
        elif field in _TICKS:
            value = YES if state.is_checked(field) else "false"
        else:
            value = state.text(field)
        if value:
            typed.append((field.value, value))
    return tuple(typed)


def _chosen(screen: Screen, client_id: str | None, new_name: str | None) -> ClientChoice | None:
    """The option as Slack shows it: its text is the client's name, and no database is asked."""
    prefix = ANOTHER_CLIENT if is_another(ViewState(screen.state)) else NEW_CLIENT
    value = client_id or (f"{prefix}{new_name}" if new_name else None)
    if value is None:
        return None
    chosen = screen.state.get(Field.CLIENT, {}).get("value", {}).get("selected_option")
    text = chosen.get("text") if isinstance(chosen, dict) else None
    shown = text.get("text") if isinstance(text, dict) else None
    return ClientChoice(value, shown if isinstance(shown, str) else new_name or value)
