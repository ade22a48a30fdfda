"""What follows when a proposal to dismiss a flag has ended, in whatever way."""

from dataclasses import replace

from bot.domain.dismissal import Dismissal, DismissalState
from bot.domain.history import Incident
from bot.usecases.audit_lines import BOT
from bot.usecases.notices import DismissalNotice
from bot.usecases.ports import UnitOfWork
from bot.usecases.propose_dismissal import DISMISSAL_ASKED, DISMISSAL_TOLD, asked_row, tell_of_dismissal
from bot.usecases.records import OutboxRow, TimerKind
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import reviewers_in_force


def end_dismissal(uow: UnitOfWork, dismissal: Dismissal, state: DismissalState, by: str | None) -> None:
    """In the caller's transaction. Whoever proposed it is told, unless they ended it; what was asked is brought up to date."""
    if not uow.dismissals.settle(replace(dismissal, state=state, settled_by=by, settled_at=uow.at)):
        return
    uow.timers.drop(TimerKind.DISMISSAL_LAPSES, dismissal.id)
    uow.audit(
        by or BOT,
        f"dismissal_{state.value}",
        dismissal.incident,
        after={"dismissal": dismissal.id, "proposed_by": dismissal.proposed_by},
    )
    if by != dismissal.proposed_by:
        tell_of_dismissal(uow, dismissal, DISMISSAL_TOLD, dismissal.proposed_by)
    for user in reviewers_in_force(uow):
        row_id = asked_row(dismissal, user)
        if uow.outbox.get(row_id) is not None:
            uow.outbox.revise(row_id, uow.at)


def overtake_dismissal(uow: UnitOfWork, incident: str, by: str) -> None:
    """The flag was taken back or corrected: what was proposed about it has no object any more."""
    pending = uow.dismissals.pending(incident)
    if pending is not None:
        end_dismissal(uow, pending, DismissalState.OVERTAKEN, by)


def lapse_dismissal(uow: UnitOfWork, dismissal_id: str) -> None:
    """Its time is over: nobody confirmed it, and the flag stands."""
    dismissal = uow.dismissals.get(dismissal_id)
    if dismissal is not None and dismissal.is_pending:
        end_dismissal(uow, dismissal, DismissalState.LAPSED, None)


def dismissal_notice(uow: UnitOfWork, row: OutboxRow) -> DismissalNotice | None:
    """Nothing for somebody who is no reviewer any more, nor a question that was answered before it was asked."""
    dismissal = uow.dismissals.get(str(row.facts["dismissal"]))
    record = uow.history.get(dismissal.incident) if dismissal else None
    client = root_client(uow, dismissal.client) if dismissal else None
    user = (row.destination or "").removeprefix("dm:")
    if dismissal is None or record is None or client is None or user not in reviewers_in_force(uow):
        return None
    is_question = row.facts["notice"] == DISMISSAL_ASKED
    if is_question and row.ts is None and not dismissal.is_pending:
        return None
    assert isinstance(record.entry, Incident)
    settings = uow.workspace.settings()
    return DismissalNotice(
        client=client.id,
        client_name=client.name,
        dismissal=dismissal,
        sign=record.entry.sign,
        at=record.entry.at,
        is_question=is_question,
        language=settings.language,
        zone=settings.timezone,
    )
