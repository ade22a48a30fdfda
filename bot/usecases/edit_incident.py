"""Corrects an incident: the old one is voided, the corrected one is added and linked, in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.counting import explain
from bot.domain.dismissal import is_about_conduct
from bot.domain.history import Incident, Void
from bot.domain.people import Grant
from bot.domain.rules import judge
from bot.domain.signs import facts_of
from bot.domain.verdict import StandingKind, Verdict
from bot.usecases.end_dismissal import overtake_dismissal
from bot.usecases.flag_answers import FieldRefused, Flagged
from bot.usecases.flag_client import choose_client
from bot.usecases.forms import NotDone
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import policy_for, reassess
from bot.usecases.record_incident import Corrected, NewIncident, record_incident, refusal_of, repeat_of
from bot.usecases.records import EntryRecord, TakenBack
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import reviewers_in_force
from bot.usecases.who_may import EDIT_WITHIN, first_recorded, is_about_them, may_edit, may_undo, voided_in


@dataclass(frozen=True, slots=True)
class EditIncident:
    """``incident`` is the corrected one; ``corrects`` the id of the one that it replaces. ``is_another`` as in `FlagClient`."""

    grant: Grant
    corrects: str
    client: str | None
    new_client: str | None
    incident: NewIncident
    is_another: bool = False


def edit_incident(ports: Ports, command: EditIncident) -> Flagged | FieldRefused | NotDone:
    """The corrected incident keeps the reporter, the witnesses and the evidence of the old one."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        repeat = repeat_of(ports.tuning, uow, grant, command.incident.receipt)
        if repeat is not None:
            return repeat
        record = uow.history.get(command.corrects)
        old_client = root_client(uow, record.client) if record else None
        not_done = refusal_to_edit(uow, grant, record, old_client)
        if not_done is not None:
            return not_done
        assert record is not None
        assert old_client is not None
        chosen = choose_client(uow, grant, command.client, command.new_client, is_another=command.is_another)
        if isinstance(chosen, FieldRefused):
            return chosen
        client, is_new = chosen
        new = _kept_restricted(replace(command.incident, evidence=record.evidence, replaces=command.corrects), record)
        refused = refusal_of(uow, client, new, moves=client.id != old_client.id)
        refused = refused or _dismissal(uow, grant, record, new, moves=client.id != old_client.id)
        if refused is not None:
            uow.roll_back()
            return refused
        corrected = _corrected(uow, grant, old_client, record, client, new)
        before = _verdict(uow, old_client)
        answer = record_incident(ports.tuning, uow, grant, client, new, is_new_client=is_new, corrected=corrected)
        weakened = _weakened(uow, grant, old_client, record, new, before)
        if weakened is not None:
            uow.roll_back()
            return weakened
        overtake_dismissal(uow, command.corrects, grant.user)
        if client.id != old_client.id:
            reassess(ports.tuning, uow, old_client, Cause.WITHDRAWN)
        return answer


def _kept_restricted(new: NewIncident, record: EntryRecord) -> NewIncident:
    """What was once marked restricted stays so, for as long as its sign can be."""
    if not isinstance(record.entry, Incident) or not record.entry.restricted or "restricted" not in facts_of(new.sign):
        return new
    return replace(new, facts=replace(new.facts, restricted=True))


def _dismissal(
    uow: UnitOfWork, grant: Grant, record: EntryRecord, new: NewIncident, *, moves: bool
) -> FieldRefused | None:
    """A correction that takes a flag about conduct away from its sign, its client or those it was done to, takes two."""
    if _may_be_moved(uow, grant, record):
        return None
    language = uow.workspace.settings().language
    if new.sign != _incident(record).sign:
        return FieldRefused("sign", "conduct_stays", {}, language)
    if moves:
        return FieldRefused("client", "conduct_stays", {}, language)
    # They would be asked to confirm its dismissal else.
    return None if set(record.about) <= set(new.about) else FieldRefused("about", "conduct_stays", {}, language)


def _may_be_moved(uow: UnitOfWork, grant: Grant, record: EntryRecord) -> bool:
    """What is not about conduct; and whoever flagged it may, for as long as they could undo it."""
    is_conduct = is_about_conduct(_incident(record))
    return not is_conduct or may_undo(grant, record, uow.at, first_recorded(record, uow.history.get))


def _incident(record: EntryRecord) -> Incident:
    assert isinstance(record.entry, Incident)
    return record.entry


def _verdict(uow: UnitOfWork, client: Client) -> Verdict:
    return judge(uow.history.entries(client.id), client.terms, policy_for(uow, client), uow.at)


def _weakened(
    uow: UnitOfWork, grant: Grant, client: Client, record: EntryRecord, new: NewIncident, before: Verdict
) -> FieldRefused | None:
    """An earlier day or a milder degree after which some rule holds no more would dismiss a flag about conduct, too."""
    if _may_be_moved(uow, grant, record):
        return None
    after = _verdict(uow, client)
    held, holds = ({hit.rule for hit in verdict.rules} for verdict in (before, after))
    if held <= holds and before.level.rank <= after.level.rank:
        return None
    field = "severity" if new.severity is not _incident(record).severity else "occurred_at"
    return FieldRefused(field, "conduct_stays", {}, uow.workspace.settings().language)


def refusal_to_edit(uow: UnitOfWork, grant: Grant, record: EntryRecord | None, client: Client | None) -> NotDone | None:
    """Why ``grant`` may not correct the incident of that record; ``client`` is the root that it belongs to."""
    language = uow.workspace.settings().language
    if record is None or client is None or not isinstance(record.entry, Incident):
        return NotDone("not_found", (), language)
    if not may_edit(grant, record, uow.at, first_recorded(record, uow.history.get)):
        return NotDone("only_reporter_edits", (("days", str(EDIT_WITHIN.days)),), language)
    if is_about_them(grant, record, client, reviewers_in_force(uow)):
        return NotDone("about_you", (), language)
    if voided_in(uow.history.entries(client.id), record.entry.id):
        return NotDone("already_void", (), language)
    return None


def _corrected(
    uow: UnitOfWork, grant: Grant, old_client: Client, record: EntryRecord, client: Client, new: NewIncident
) -> Corrected:
    voiding = Void(
        id=derived_id("void", record.entry.id, new.receipt),
        at=uow.at,
        entry=record.entry.id,
        reason=TakenBack.CORRECTED,
        by=grant.user,
    )
    return Corrected(
        voiding=EntryRecord(entry=voiding, client=old_client.id, by=grant.user, receipt=new.receipt),
        by=record.by,
        recorded_at=_comes_to_light(uow, old_client, record, client, new),
        witnesses=record.witnesses,
    )


def _comes_to_light(
    uow: UnitOfWork, old_client: Client, record: EntryRecord, client: Client, new: NewIncident
) -> datetime:
    """Now; but what a keep has settled stays settled where only its details are corrected."""
    old = record.entry
    assert isinstance(old, Incident)
    if client.id != old_client.id or new.sign != old.sign:
        return uow.at
    standings = explain(uow.history.entries(old_client.id), old_client.terms, policy_for(uow, old_client), uow.at)
    is_settled = any(each.incident == old.id and each.kind is StandingKind.SETTLED for each in standings)
    return old.recorded_at if is_settled else uow.at
