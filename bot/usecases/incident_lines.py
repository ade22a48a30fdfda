"""The incidents of a client, line by line, for whoever asked: what they may not read is left out here."""

from collections.abc import Mapping, Sequence

from bot.domain.client import Client
from bot.domain.dismissal import Dismissal, DismissalState
from bot.domain.history import Entry, Incident, Void, Waiver
from bot.domain.people import Grant
from bot.domain.verdict import Standing, StandingKind, Verdict
from bot.usecases.care_items import care_of_client
from bot.usecases.flag_form import facts_told
from bot.usecases.health_card import Correction, DismissedLine, IncidentLine, IncidentMark, ProposalLine
from bot.usecases.ports import UnitOfWork
from bot.usecases.propose_dismissal import who_may_confirm
from bot.usecases.reassess import policy_for
from bot.usecases.records import EntryRecord
from bot.usecases.setup_hints import reviewers_in_force
from bot.usecases.who_may import may_dismiss, may_edit, may_know_reporter, may_read_note, may_undo, may_waive


def incident_lines(
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    records: Sequence[EntryRecord],
    entries: Sequence[Entry],
    verdict: Verdict,
    standings: Mapping[str, Standing],
) -> tuple[IncidentLine, ...]:
    reasons = {entry.entry: entry.reason for entry in entries if isinstance(entry, Void | Waiver)}
    in_force = {incident for hit in verdict.rules for incident in hit.incidents}
    in_force |= {line.incident for line in verdict.points_lines}
    reviewers = reviewers_in_force(uow) if grant.is_reviewer else ()
    care = {line.incident: line for line in care_of_client(uow, grant, client.id)}
    proposed = uow.dismissals.of_client(client.id)
    pending = {each.incident for each in proposed if each.is_pending}
    lines = []
    for record in records:
        incident = record.entry
        assert isinstance(incident, Incident)
        standing = standings[incident.id]
        can_read = may_read_note(grant, record)
        facts = facts_told(record)
        lines.append(
            IncidentLine(
                id=incident.id,
                sign=incident.sign,
                severity=incident.severity,
                at=incident.at,
                mark=_mark(standing, incident, in_force, uow, client),
                not_counting=standing.reason.value if standing.reason else None,
                note=record.note if can_read else None,
                reporter=record.by if may_know_reporter(grant, record) else None,
                is_withheld=not can_read,
                witnesses=len(record.witnesses),
                permalink=record.evidence.permalink if record.evidence and can_read else None,
                # To whom a restricted one is withheld, it is an incident of its sign and nothing more.
                facts=() if incident.restricted and not can_read else facts,
                corrections=corrections_of(
                    grant, record, client, standing, uow, reviewers, is_proposed=incident.id in pending
                ),
                reason=reasons.get(incident.id) if can_read else None,
                about=record.about if can_read else (),
                care=care.get(incident.id),
                proposal=_proposal(grant, record, client, proposed, reviewers),
                dismissed=_dismissed(incident.id, proposed),
            )
        )
    return tuple(lines)


def _mark(standing: Standing, incident: Incident, in_force: set[str], uow: UnitOfWork, client: Client) -> IncidentMark:
    if standing.kind is not StandingKind.COUNTED:
        return IncidentMark(standing.kind.value)
    window = policy_for(uow, client).sign(incident.sign, client.billing).window
    is_in_window = window is None or uow.at - incident.at < window
    return IncidentMark.COUNTED if is_in_window or incident.id in in_force else IncidentMark.OUT_OF_WINDOW


def corrections_of(
    grant: Grant,
    record: EntryRecord,
    client: Client,
    standing: Standing,
    uow: UnitOfWork,
    reviewers: Sequence[str],
    *,
    is_proposed: bool,
) -> tuple[Correction, ...]:
    """What the menu on an incident's line offers; the server asks again when it is used.

    ``is_proposed``: a dismissal waits for its second person, so that nobody is offered another.
    """
    if standing.kind is StandingKind.VOIDED:
        return ()
    allowed = []
    if may_undo(grant, record, uow.at):
        allowed.append(Correction.UNDO)
    if may_edit(grant, record, uow.at):
        allowed.append(Correction.EDIT)
    if not is_proposed and may_dismiss(grant, record, client, reviewers):
        allowed.append(Correction.VOID)
        if may_waive(record) and standing.kind is not StandingKind.WAIVED:
            allowed.append(Correction.WAIVE)
    return tuple(allowed)


def _proposal(
    grant: Grant, record: EntryRecord, client: Client, proposed: Sequence[Dismissal], reviewers: Sequence[str]
) -> ProposalLine | None:
    pending = next((each for each in proposed if each.is_pending and each.incident == record.entry.id), None)
    if pending is None or not grant.is_reviewer:
        return None
    return ProposalLine(
        id=pending.id,
        waives=pending.waives,
        reason=pending.reason,
        by=pending.proposed_by,
        lapses_at=pending.lapses_at,
        is_own=pending.proposed_by == grant.user,
        can_confirm=grant.user in who_may_confirm(pending.proposed_by, record, client, reviewers),
    )


def _dismissed(incident: str, proposed: Sequence[Dismissal]) -> DismissedLine | None:
    for each in proposed:
        if each.incident == incident and each.state is DismissalState.CONFIRMED:
            return DismissedLine(each.proposed_by, None if each.was_alone else each.settled_by)
    return None
