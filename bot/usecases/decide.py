"""A reviewer decides: keep, keep on probation, or part ways. It ends the alert, and settles what a keep settles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain import alerts
from bot.domain.alerts import Cause, Closing, Episode
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.history import ClientStatus, Decision, Entry, Outcome, check_entry
from bot.domain.local_time import due, local_day
from bot.domain.names import clean_note
from bot.domain.people import Grant
from bot.domain.review import latest_decision
from bot.domain.rules import judge
from bot.usecases.begin_parting import begin_parting
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import DecideForm, Done, NotDone
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import apply_change, policy_for, reassess
from bot.usecases.records import EntryRecord, TimerKind
from bot.usecases.register_client import root_client
from bot.usecases.vote_in_review import votes_on

REASON_MAX = 1000  # characters, as the form says
TAKES_MAX = 1000
WORDING_MAX = 200
CONDITIONS_MAX = 3
PROBATION_MAX = timedelta(days=730)
PROBATION_USUAL = timedelta(days=90)

_CLOSINGS = {
    Outcome.KEEP: Closing.KEPT,
    Outcome.PROBATION: Closing.PROBATION,
    Outcome.PART_WAYS: Closing.PARTED,
}
_DECIDED_BEFORE = {
    Outcome.KEEP: "already_kept",
    Outcome.PROBATION: "already_on_probation",
    Outcome.PART_WAYS: "already_parted",
}
_DONE = {Outcome.KEEP: "kept", Outcome.PROBATION: "on_probation", Outcome.PART_WAYS: "parted"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of the form: what is asked for, and by which local day. Either may have been left empty."""

    wording: str
    by: date | None


@dataclass(frozen=True, slots=True)
class Decide:
    """``known_decision`` is the decision in force, and ``episode`` the alert, that whoever decides had before them.

    ``takes`` answers what it would take to keep them. ``until`` is the last local day of a probation.
    """

    grant: Grant
    client: str
    outcome: Outcome
    episode: str | None
    known_decision: str | None
    takes: str
    reason: str
    until: date | None
    asked: tuple[Asked, ...]
    receipt: str


def open_decide(ports: Ports, grant: Grant, client_id: str, outcome: Outcome) -> DecideForm | NotDone:
    """What the form shows; refused here already to whoever may not decide now."""
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        client = root_client(uow, client_id)
        if client is None:
            return NotDone("not_found", (), settings.language)
        episode = _open_episode(uow, client)
        refused = _may_not(uow, grant, client)
        if refused is not None:
            return refused
        latest = latest_decision(uow.history.entries(client.id))
        return DecideForm(
            client=client.id,
            client_name=client.name,
            outcome=outcome,
            episode=episode.id if episode else None,
            known_decision=latest.id if latest else None,
            until=local_day(uow.at + PROBATION_USUAL, settings.zone) if outcome is Outcome.PROBATION else None,
            conditions=0 if outcome is Outcome.PART_WAYS else CONDITIONS_MAX,
            language=settings.language,
            zone=settings.timezone,
        )


def decide(ports: Ports, command: Decide) -> Done | NotDone | FieldRefused:
    """One decision for one alert: whoever comes second is told who decided what."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        done = Done(f"decided_{_DONE[command.outcome]}", (("client", client.name),), language)
        decision_id = derived_id("decision", grant.workspace, command.receipt)
        if uow.history.get(decision_id) is not None:
            return done
        entries = uow.history.entries(client.id)
        episode = _open_episode(uow, client)
        refused = _overtaken(uow, command, entries, episode) or _may_not(uow, grant, client)
        if refused is not None:
            return refused
        wanted = _read(uow, command)
        if isinstance(wanted, FieldRefused):
            return wanted
        decision = Decision(id=decision_id, at=uow.at, outcome=command.outcome, until=wanted.until, by=grant.user)
        check_entry(entries, decision, uow.at)
        if uow.take_receipt(command.receipt):
            _enter(ports, uow, command, client, episode, decision, wanted)
        return done


@dataclass(frozen=True, slots=True)
class _Wanted:
    note: str
    until: datetime | None
    conditions: tuple[tuple[str, datetime], ...]


def _enter(
    ports: Ports,
    uow: UnitOfWork,
    command: Decide,
    client: Client,
    episode: Episode | None,
    decision: Decision,
    wanted: _Wanted,
) -> None:
    grant, entries = command.grant, uow.history.entries(client.id)
    verdict = judge(entries, client.terms, policy_for(uow, client), uow.at)
    record = EntryRecord(entry=decision, client=client.id, by=grant.user, note=wanted.note, receipt=command.receipt)
    uow.history.add(record)
    asked = []
    for number, (wording, due_at) in enumerate(wanted.conditions):
        condition = Condition(
            derived_id("condition", decision.id, str(number)), client.id, decision.id, wording, due_at
        )
        uow.conditions.add(condition)
        uow.timers.set(TimerKind.CONDITION_DUE, condition.id, due_at)
        asked.append(condition.id)
    uow.audit(
        grant.user,
        "client_decided",
        client.id,
        after={
            "decision": decision.id,
            "outcome": decision.outcome.value,
            "until": decision.until.isoformat() if decision.until else None,
            "episode": episode.id if episode else None,
            "conditions": asked,
        },
    )
    if episode is not None:
        apply_change(uow, alerts.close(episode, _CLOSINGS[decision.outcome], uow.at), by=grant.user)
    if decision.outcome is Outcome.PART_WAYS:
        begin_parting(uow, grant, client, episode, verdict, entries)
    after = uow.clients.get(client.id)
    assert after is not None
    # A decision raises nothing: a keep has settled what there was, and a parting client raises no more alerts.
    reassess(ports.tuning, uow, after, Cause.TERMS)


def _open_episode(uow: UnitOfWork, client: Client) -> Episode | None:
    episode = uow.episodes.latest(client.id)
    return episode if episode is not None and episode.is_open else None


def _overtaken(uow: UnitOfWork, command: Decide, entries: Sequence[Entry], episode: Episode | None) -> NotDone | None:
    """Somebody decided since the form was opened, or the alert that it was about has closed by itself."""
    settings = uow.workspace.settings()
    latest = latest_decision(entries)
    if latest is not None and latest.id != command.known_decision:
        record = uow.history.get(latest.id)
        values = (
            ("by", record.by if record else latest.by or ""),
            ("at", latest.at.astimezone(settings.zone).isoformat()),
        )
        return NotDone(_DECIDED_BEFORE[latest.outcome], values, settings.language)
    if command.episode is not None and (episode is None or episode.id != command.episode):
        return NotDone("already_closed", (), settings.language)
    return None


def _may_not(uow: UnitOfWork, grant: Grant, client: Client) -> NotDone | None:
    settings = uow.workspace.settings()
    if not grant.is_reviewer:
        return NotDone("reviewers_only", (), settings.language)
    if client.status is not ClientStatus.ACTIVE:
        return NotDone("not_active", (("client", client.name),), settings.language)
    if settings.quorum:
        entries = uow.history.entries(client.id)
        votes = len(votes_on(uow, client, uow.episodes.latest(client.id), entries))
        if votes < settings.quorum:
            values = (("quorum", str(settings.quorum)), ("votes", str(votes)))
            return NotDone("quorum_missing", values, settings.language)
    return None


def _read(uow: UnitOfWork, command: Decide) -> _Wanted | FieldRefused:
    """What the form says, or the first field that is wrong."""
    settings = uow.workspace.settings()
    language = settings.language
    takes, reason = clean_note(command.takes, TAKES_MAX).text, clean_note(command.reason, REASON_MAX).text
    if not takes:
        return FieldRefused("keep_takes", "takes_empty", {}, language)
    conditions = _read_conditions(uow, command)
    if isinstance(conditions, FieldRefused):
        return conditions
    until = None
    if command.outcome is Outcome.PROBATION:
        today = local_day(uow.at, settings.zone)
        latest = today + PROBATION_MAX
        if command.until is None:
            return FieldRefused("probation_until", "until_missing", {}, language)
        if command.until <= today:
            return FieldRefused("probation_until", "until_past", {}, language)
        if command.until > latest:
            return FieldRefused("probation_until", "until_too_late", {"latest": latest.isoformat()}, language)
        # The day that is named still belongs to it, and is the one that is shown.
        until = due(command.until + timedelta(days=1), time(), settings.zone) - timedelta(microseconds=1)
    if not reason:
        return FieldRefused("reason", "reason_empty", {}, language)
    return _Wanted(f"{reason}\n\n{takes}", until, conditions)


def _read_conditions(uow: UnitOfWork, command: Decide) -> tuple[tuple[str, datetime], ...] | FieldRefused:
    settings = uow.workspace.settings()
    language = settings.language
    if command.outcome is Outcome.PART_WAYS:
        return ()
    today = local_day(uow.at, settings.zone)
    conditions = []
    for number, asked in enumerate(command.asked[:CONDITIONS_MAX], start=1):
        wording = " ".join(clean_note(asked.wording, WORDING_MAX).text.split())
        if not wording and asked.by is None:
            continue
        if not wording:
            return FieldRefused(f"condition_{number}", "condition_empty", {}, language)
        if asked.by is None:
            return FieldRefused(f"condition_by_{number}", "condition_date_missing", {}, language)
        if asked.by <= today:
            return FieldRefused(f"condition_by_{number}", "until_past", {}, language)
        if asked.by > today + PROBATION_MAX:
            latest = (today + PROBATION_MAX).isoformat()
            return FieldRefused(f"condition_by_{number}", "until_too_late", {"latest": latest}, language)
        conditions.append((wording, due(asked.by, settings.work_ends, settings.zone)))
    if command.outcome is Outcome.PROBATION and not conditions:
        return FieldRefused("condition_1", "condition_missing", {}, language)
    return tuple(conditions)
