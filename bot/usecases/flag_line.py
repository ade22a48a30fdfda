"""Flags a client by one line: `/flag-client acme slow_pay invoice 7 is 30 days late`."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.client import Client
from bot.domain.matching import near_signs
from bot.domain.names import NameRefused, clean_name
from bot.domain.one_line import client_candidates, read_sign, unescape, unknown_client
from bot.domain.people import Grant
from bot.domain.policy import Policy
from bot.domain.signs import Severity
from bot.usecases.flag_answers import ClientChoice, ClientUnknown, FlagAnswer, SignMissing, SignUnknown
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.record_incident import NewIncident, record_incident, refusal_of
from bot.usecases.records import Draft, Json, draft_receipt
from bot.usecases.register_client import Looks, near_clients

DRAFT_LIVES = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FlagLine:
    """``text`` is what Slack sent behind the command, still escaped."""

    grant: Grant
    text: str
    receipt: str


def flag_line(ports: Ports, command: FlagLine) -> FlagAnswer:
    """Stores the incident where client and sign are known; otherwise stores no incident and asks."""
    with ports.store.write(command.grant.workspace) as uow:
        answer = _flag(ports, uow, command, unescape(command.text))
        ports.crash_point("uncommitted")
    ports.crash_point("committed")
    return answer


def _flag(ports: Ports, uow: UnitOfWork, command: FlagLine, text: str) -> FlagAnswer:
    candidates = client_candidates(text)
    known = uow.clients.by_keys([key for key, _ in candidates])
    for key, rest in candidates:
        if key in known:
            return _flag_known(ports, uow, command, known[key], rest)
    return _ask_which_client(uow, command, text)


def _flag_known(ports: Ports, uow: UnitOfWork, command: FlagLine, client: Client, rest: str) -> FlagAnswer:
    policy = uow.workspace.policy()
    language = uow.workspace.settings().language
    choice = ClientChoice(client.id, client.name)
    if not rest.strip():
        return SignMissing(choice, language)
    sign, note = read_sign(rest, policy.own_signs)
    if sign is None:
        typed, *after_typed = rest.split(maxsplit=1)
        # Whoever picks a near sign meant that word as the sign; whoever opens the form may have meant it as the note.
        body: dict[str, Json] = {"client": client.id, "note": rest, "note_behind_sign": "".join(after_typed)}
        draft = _keep(uow, command, body)
        return SignUnknown(
            client=choice,
            typed_sign=typed,
            near=tuple(near_signs(typed, policy.own_signs)),
            signs=signs_in_force(policy),
            draft=draft,
            language=language,
        )
    new = NewIncident(sign, Severity.NORMAL, None, note, draft_receipt(_draft_id(uow, command)))
    return refusal_of(uow, client, new) or record_incident(ports.tuning, uow, command.grant, client, new)


def _ask_which_client(uow: UnitOfWork, command: FlagLine, text: str) -> ClientUnknown:
    own_signs = uow.workspace.policy().own_signs
    name, rest = unknown_client(text, own_signs)
    sign, note = read_sign(rest, own_signs)
    draft = _keep(uow, command, {"name": name, "sign": sign, "note": note})
    new_name = possible_name(name)
    alike = Looks(uow).like(new_name) if new_name else None
    near = near_clients(uow, name)
    return ClientUnknown(
        typed=name,
        new_name=new_name,
        near=near if alike is None else (alike, *(each for each in near if each.id != alike.id)),
        draft=draft,
        for_flag=True,
        language=uow.workspace.settings().language,
    )


def _keep(uow: UnitOfWork, command: FlagLine, body: dict[str, Json]) -> str:
    draft_id = _draft_id(uow, command)
    uow.keep_draft(Draft(draft_id, command.grant.user, body, uow.at + DRAFT_LIVES))
    return draft_id


def _draft_id(uow: UnitOfWork, command: FlagLine) -> str:
    """The same whether the line is finished at once or later, so that a line delivered again finds its incident."""
    return derived_id("draft", uow.workspace.facts().id, command.receipt)


def possible_name(typed: str) -> str | None:
    """The name that a new client would get, or None where it cannot be one."""
    try:
        return clean_name(typed)
    except NameRefused:
        return None


def signs_in_force(policy: Policy) -> tuple[str, ...]:
    """The signs that can be flagged, the ten in their order, then the team's own."""
    return tuple(sign for sign, values in policy.signs.items() if not values.off)
