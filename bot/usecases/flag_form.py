"""What the flag form shows when it opens, and when another sign is chosen in it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from bot.domain.client import Client
from bot.domain.history import Incident
from bot.domain.one_line import unescape
from bot.domain.people import Grant
from bot.domain.signs import BIG_RED_FLAGS, Severity, facts_of
from bot.usecases.edit_incident import refusal_to_edit
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.flag_line import possible_name, signs_in_force
from bot.usecases.forms import FlagForm, NotDone, SignOnOffer
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.record_incident import IncidentFacts
from bot.usecases.records import EntryRecord, Evidence
from bot.usecases.register_client import root_client


@dataclass(frozen=True, slots=True)
class OpenFlagForm:
    """Empty, or prefilled: from a draft, for a client, from a message, or from an incident to correct.

    ``message_text`` and ``message_at`` are the flagged message's; the text is shown and never stored.
    """

    grant: Grant
    client: str | None = None
    draft: str | None = None
    corrects: str | None = None
    evidence: Evidence | None = None
    message_text: str | None = None
    message_at: datetime | None = None


def open_flag_form(ports: Ports, command: OpenFlagForm) -> FlagForm | NotDone:
    with ports.store.read(command.grant.workspace) as uow:
        if command.corrects is not None:
            return _correcting(uow, command.grant, command.corrects)
        draft = uow.draft(command.draft) if command.draft else None
        typed = {} if draft is None or draft.user != command.grant.user else draft.body
        client_id = command.client or _text(typed.get("client"))
        client = root_client(uow, client_id) if client_id else None
        choice = ClientChoice(client.id, client.name) if client else _new_choice(_text(typed.get("name")))
        return _form(
            uow,
            client=choice,
            bars=_bars(client),
            draft=command.draft,
            sign=_text(typed.get("sign")),
            note=_text(typed.get("note")) or "",
            occurred_at=min(command.message_at, uow.at) if command.message_at else uow.at,
            evidence=command.evidence,
            message_text=unescape(command.message_text) if command.message_text else None,
        )


def _new_choice(name: str | None) -> ClientChoice | None:
    """A client that is still to be created has no id."""
    cleaned = possible_name(name) if name else None
    return ClientChoice("", cleaned) if cleaned else None


def _bars(client: Client | None) -> tuple[str, ...]:
    """The bars that the client is exempt from, so that they can be named alike."""
    return tuple(dict.fromkeys(exemption.bar for exemption in client.exempt_bars)) if client else ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _correcting(uow: UnitOfWork, grant: Grant, incident_id: str) -> FlagForm | NotDone:
    record = uow.history.get(incident_id)
    client = root_client(uow, record.client) if record else None
    refused = refusal_to_edit(uow, grant, record, client)
    if refused is not None:
        return refused
    assert record is not None
    assert client is not None
    incident = record.entry
    assert isinstance(incident, Incident)
    return _form(
        uow,
        client=ClientChoice(client.id, client.name),
        bars=_bars(client),
        sign=incident.sign,
        note=record.note,
        occurred_at=incident.at,
        evidence=record.evidence,
        message_text=None,
        severity=incident.severity,
        is_confidential=record.is_confidential,
        facts=facts_told(record),
        corrects=incident_id,
        about=record.about,
    )


def facts_told(record: EntryRecord) -> tuple[tuple[str, str], ...]:
    """The facts that an incident carries beyond the defaults, as text: "true", a number, a bar's name, a stage."""
    defaults = IncidentFacts()
    told = []
    for field in fields(defaults):
        value = getattr(record.entry, field.name, None)
        if value is not None and value != getattr(defaults, field.name):
            told.append((field.name, _as_text(value)))
    return tuple(told)


def _as_text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def _form(
    uow: UnitOfWork,
    *,
    client: ClientChoice | None,
    sign: str | None,
    note: str,
    occurred_at: datetime,
    evidence: Evidence | None,
    message_text: str | None,
    severity: str = Severity.NORMAL,
    is_confidential: bool = False,
    facts: tuple[tuple[str, str], ...] = (),
    corrects: str | None = None,
    bars: tuple[str, ...] = (),
    draft: str | None = None,
    about: tuple[str, ...] = (),
) -> FlagForm:
    settings = uow.workspace.settings()
    policy = uow.workspace.policy()
    return FlagForm(
        signs=signs_on_offer(signs_in_force(policy), policy.own_signs),
        client=client,
        sign=sign,
        severity=severity,
        occurred_at=occurred_at,
        note=note,
        is_confidential=is_confidential,
        facts=facts,
        bars=bars,
        evidence=evidence,
        message_text=message_text,
        corrects=corrects,
        has_clients=uow.clients.count() > 0,
        language=settings.language,
        zone=settings.timezone,
        draft=draft,
        about=about,
    )


def signs_on_offer(signs: Sequence[str], own: Sequence[str]) -> tuple[SignOnOffer, ...]:
    return tuple(
        SignOnOffer(id=sign, is_own=sign in own, is_big_red_flag=sign in BIG_RED_FLAGS, facts=facts_of(sign))
        for sign in signs
    )
