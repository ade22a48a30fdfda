"""Histories as files: one list of cases, or one case a line. What `export` writes and `import` and `backtest` read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Final, NoReturn

from pydantic import ValidationError

from bot.domain.case_forms import (
    ENTRY_FORMS,
    CaseForm,
    DecisionForm,
    EntryForm,
    IncidentForm,
    VoidForm,
    WaiverForm,
    WarningForm,
    keys_at,
)
from bot.domain.cases import Case, CaseAccepts, CaseClient, CaseEntry, CaseRefused
from bot.domain.exact import plain
from bot.domain.history import (
    ClientStatus,
    ClientTerms,
    Decision,
    Entry,
    Exemption,
    Incident,
    RefusedEntry,
    Void,
    Waiver,
    WarningGiven,
    check_until,
)
from bot.domain.local_time import write_moment
from bot.domain.policy import PolicyRefused
from bot.domain.policy_changes import parse_changes
from bot.domain.signs import CONDUCT, facts_of

__all__ = ["Case", "CaseAccepts", "CaseClient", "CaseEntry", "CaseRefused", "read_cases", "write_case"]

# pydantic's names for what was wrong, and our own of `case_forms`.
_ACCEPTS: Final[Mapping[str, CaseAccepts]] = {
    "missing": CaseAccepts.REQUIRED,
    "extra_forbidden": CaseAccepts.KNOWN_KEY,
    "enum": CaseAccepts.ONE_OF,
    "literal_error": CaseAccepts.ONE_OF,
    "union_tag_invalid": CaseAccepts.ONE_OF,
    "union_tag_not_found": CaseAccepts.REQUIRED,
    "moment": CaseAccepts.MOMENT,
    "name": CaseAccepts.NAME,
    "number": CaseAccepts.NUMBER,
    "greater_than_equal": CaseAccepts.NUMBER,
    "int_type": CaseAccepts.WHOLE_NUMBER,
    "bool_type": CaseAccepts.TRUE_OR_FALSE,
    "list_type": CaseAccepts.LIST,
    "tuple_type": CaseAccepts.LIST,
    "dict_type": CaseAccepts.OBJECT,
    "model_type": CaseAccepts.OBJECT,
    "model_attributes_type": CaseAccepts.OBJECT,
    "bar": CaseAccepts.BAR,
    "too_long": CaseAccepts.AT_MOST,
    "less_than_equal": CaseAccepts.AT_MOST,
}

_TYPES: Final[Mapping[type[Entry], str]] = {
    Incident: "incident",
    WarningGiven: "warning",
    Decision: "decision",
    Void: "void",
    Waiver: "waive",
}


def read_cases(source: str | Iterable[str]) -> Iterator[Case]:
    """The cases of a file, its text or its lines, in its order; raises `CaseRefused` at the first wrong one."""
    text = source if isinstance(source, str) else "\n".join(line.rstrip("\r\n") for line in source)
    for place, raw in enumerate(_raw_cases(text.removeprefix("\ufeff")), start=1):
        yield _case(raw, place)


def _raw_cases(text: str) -> Iterator[object]:
    stripped = text.strip()
    if stripped.startswith("["):
        cases = _json(stripped, 1)
        yield from cases if isinstance(cases, list) else [cases]
        return
    lines = [line for line in text.split("\n") if line.strip()]
    for place, line in enumerate(lines, start=1):
        try:
            raw = _json(line, place)
        except CaseRefused:
            if place > 1:
                raise
            yield _json(stripped, place)  # perhaps one case, written over several lines
            return
        yield raw


def _json(text: str, place: int) -> object:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "file"
        raise CaseRefused(f"#{place}", where, CaseAccepts.JSON) from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _case(raw: object, place: int) -> Case:
    given = raw.get("id") if isinstance(raw, dict) else None
    name = given if isinstance(given, str) and given else f"#{place}"
    try:
        form = CaseForm.model_validate(raw)
    except ValidationError as error:
        raise _refused(name, error) from None
    case = Case(
        id=form.id,
        client=CaseClient(
            name=form.client.name,
            aliases=form.client.aliases,
            terms=ClientTerms(
                form.client.billing, tuple(Exemption(e.bar, e.since, e.until) for e in form.client.exempt_bars)
            ),
            monthly_value=form.client.monthly_value,
            status=form.client.status,
        ),
        policy=form.policy,
        history=_history(form),
        expect_at=tuple(expected.at for expected in form.expect),
    )
    _check_policy_keys(case)
    return case


def _check_policy_keys(case: Case) -> None:
    try:
        parse_changes(case.policy)
    except PolicyRefused as refused:
        raise CaseRefused(case.id, f"policy.{refused.field}", refused.accepts, refused.params) from None


def _history(form: CaseForm) -> tuple[CaseEntry, ...]:
    taken: set[str] = set()
    for index, entry in enumerate(form.history):
        if entry.id is not None:
            if entry.id in taken:
                raise CaseRefused(form.id, f"history[{index}].id", CaseAccepts.NEW_ID, (entry.id,))
            taken.add(entry.id)
    lines = []
    for index, entry in enumerate(form.history):
        name = entry.id or f"#{index + 1}"
        while entry.id is None and name in taken:
            name += "'"
        taken.add(name)
        _check_entry(form.id, index, entry)
        about = entry.about if isinstance(entry, IncidentForm) else ()
        witnesses = entry.witnesses if isinstance(entry, IncidentForm) else ()
        lines.append(CaseEntry(_entry(name, entry), entry.note, entry.links, entry.confidential, about, witnesses))
    return tuple(lines)


def _check_entry(case: str, index: int, entry: EntryForm) -> None:
    if isinstance(entry, DecisionForm):
        try:
            check_until(entry.outcome, entry.at, entry.until)
        except RefusedEntry as refused:
            raise CaseRefused(case, f"history[{index}].{refused.field}", refused.reason) from None
    if isinstance(entry, IncidentForm):
        allowed = facts_of(entry.sign)
        for fact in entry.facts_given():
            if fact not in allowed:
                raise CaseRefused(case, f"history[{index}].{fact}", CaseAccepts.FACT_OF_SIGN, (entry.sign, *allowed))
        if entry.about and entry.sign not in CONDUCT:
            raise CaseRefused(case, f"history[{index}].about", CaseAccepts.FACT_OF_SIGN, (entry.sign, *allowed))


def _entry(name: str, form: EntryForm) -> Entry:
    recorded_at = form.recorded_at or form.at
    match form:
        case IncidentForm():
            return Incident(
                id=name,
                at=form.at,
                sign=form.sign,
                severity=form.severity,
                recorded_at=recorded_at,
                days_late=form.days_late,
                amount=form.amount,
                our_error=form.our_error,
                after_agreement=form.after_agreement,
                hours=form.hours,
                expects_rescue=form.expects_rescue,
                stage=form.stage,
                bar=form.bar,
                second_hand=form.second_hand,
                restricted=form.restricted,
                by=form.by,
            )
        case WarningForm():
            return WarningGiven(name, form.at, form.sign, recorded_at, form.by)
        case DecisionForm():
            return Decision(name, form.at, form.outcome, form.until, recorded_at, form.by)
        case VoidForm():
            return Void(name, form.at, form.entry, form.reason, recorded_at, form.by)
        case WaiverForm():
            return Waiver(name, form.at, form.entry, form.reason, recorded_at, form.by)


def _refused(case: str, error: ValidationError) -> CaseRefused:
    first = error.errors(include_url=False, include_input=False)[0]
    path, accepts = first["loc"], _ACCEPTS.get(first["type"], CaseAccepts.TEXT)
    field = ""
    for part in path:
        if isinstance(part, int):
            field += f"[{part}]"
        elif not (field.startswith("history[") and field.endswith("]") and part in ENTRY_FORMS):
            field += f".{part}" if field else part
    if first["type"].startswith("union_tag"):
        return CaseRefused(case, f"{field}.type", CaseAccepts.ONE_OF, tuple(ENTRY_FORMS))
    if accepts is CaseAccepts.KNOWN_KEY:
        return CaseRefused(case, field, accepts, keys_at(path))
    if accepts is CaseAccepts.ONE_OF:  # pydantic says: 'minor', 'normal' or 'severe'
        expected = str(first["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
        return CaseRefused(case, field, accepts, tuple(expected.split(", ")))
    if accepts is CaseAccepts.AT_MOST:
        limits = first["ctx"]
        return CaseRefused(case, field, accepts, (str(limits.get("max_length", limits.get("le"))),))
    return CaseRefused(case, field or "case", accepts)


def write_case(case: Case) -> dict[str, object]:
    """The case as JSON holds it, leaving out what says nothing; `read_cases` reads the same case from it."""
    client = case.client
    written: dict[str, object] = {"name": client.name}
    if client.aliases:
        written["aliases"] = list(client.aliases)
    written["billing"] = client.terms.billing.value
    if client.terms.exempt_bars:
        written["exempt_bars"] = [_written_exemption(exemption) for exemption in client.terms.exempt_bars]
    if client.monthly_value is not None:
        written["monthly_value"] = plain(client.monthly_value)
    if client.status is not ClientStatus.ACTIVE:
        written["status"] = client.status.value
    whole: dict[str, object] = {
        "id": case.id,
        "client": written,
        "policy": _written(case.policy),
        "history": [_written_entry(line) for line in case.history],
    }
    if case.expect_at:
        whole["expect"] = [{"at": write_moment(at)} for at in case.expect_at]
    return whole


def _written_exemption(exemption: Exemption) -> object:
    if exemption.since is None and exemption.until is None:
        return exemption.bar
    edges = {"from": exemption.since, "until": exemption.until}
    return {"bar": exemption.bar, **{key: write_moment(edge) for key, edge in edges.items() if edge is not None}}


def _written_entry(line: CaseEntry) -> dict[str, object]:
    entry = line.entry
    written: dict[str, object] = {"at": write_moment(entry.at), "type": _TYPES[type(entry)]}
    for field in fields(entry):
        value = getattr(entry, field.name)
        if field.name == "at" or value == field.default or (field.name == "recorded_at" and value == entry.at):
            continue
        written[field.name] = _written(value)
    if line.links:
        written["links"] = list(line.links)
    if line.note is not None:
        written["note"] = line.note
    if line.is_confidential:
        written["confidential"] = True
    if line.about:
        written["about"] = list(line.about)
    if line.witnesses:
        written["witnesses"] = list(line.witnesses)
    return written


def _written(value: object) -> object:
    match value:
        case Decimal():
            return plain(value)
        case datetime():
            return write_moment(value)
        case Mapping():
            return {str(key): _written(inner) for key, inner in value.items()}
        case _:
            return value
