"""Ends a proposal to dismiss a flag: another reviewer confirms or keeps the flag, or whoever proposed takes it back."""

from dataclasses import dataclass, replace

from bot.domain.client import Client
from bot.domain.dismissal import Dismissal, DismissalState
from bot.domain.people import Grant
from bot.usecases.correct_incident import carry_out, find_incident
from bot.usecases.end_dismissal import end_dismissal
from bot.usecases.forms import Done, NotDone
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import EntryRecord
from bot.usecases.register_client import root_client
from bot.usecases.second_person import impartial
from bot.usecases.setup_hints import reviewers_in_force
from bot.usecases.who_may import those_concerned


@dataclass(frozen=True, slots=True)
class SettleDismissal:
    """``confirms``: the flag is dismissed; otherwise the proposal is, by whoever made it or by another reviewer."""

    grant: Grant
    dismissal: str
    confirms: bool
    receipt: str


def settle_dismissal(ports: Ports, command: SettleDismissal) -> Done | NotDone:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), language)
        dismissal = uow.dismissals.get(command.dismissal)
        client = root_client(uow, dismissal.client) if dismissal else None
        if dismissal is None or client is None:
            return NotDone("not_found", (), language)
        if command.confirms:
            return _confirm(ports, uow, grant, dismissal, client, command.receipt)
        return _drop(uow, grant, dismissal, client)


def _confirm(
    ports: Ports, uow: UnitOfWork, grant: Grant, dismissal: Dismissal, client: Client, receipt: str
) -> Done | NotDone:
    language = uow.workspace.settings().language
    done = Done("waived" if dismissal.waives else "voided", (("client", client.name),), language)
    if dismissal.state is DismissalState.CONFIRMED and dismissal.settled_by == grant.user:
        return done  # pressed twice
    if not dismissal.is_pending:
        return NotDone(f"dismissal_{dismissal.state.value}", (), language)
    if dismissal.proposed_by == grant.user:
        return NotDone("dismissal_own", (), language)
    found = find_incident(uow, dismissal.incident)
    if isinstance(found, NotDone):
        return found
    if grant.user in those_concerned(found.record, found.client):
        return NotDone("about_you", (), language)
    if not _chose_neither(uow, grant.user, dismissal.proposed_by, found.record):
        return NotDone("second_chosen", (), language)
    if dismissal.proposed_by not in reviewers_in_force(uow):
        end_dismissal(uow, dismissal, DismissalState.LAPSED, None)
        return NotDone("dismissal_lapsed", (), language)
    confirmed = replace(dismissal, state=DismissalState.CONFIRMED)
    end_dismissal(uow, dismissal, DismissalState.CONFIRMED, grant.user)
    carry_out(ports, uow, confirmed, found, grant.user, receipt)
    return done


def _chose_neither(uow: UnitOfWork, one: str, other: str, record: EntryRecord) -> bool:
    """Neither of the two made the other a reviewer for the purpose. Who is none any more is told so by itself."""
    in_force = reviewers_in_force(uow)
    return (other not in in_force or other in impartial(uow, one, record)) and one in impartial(uow, other, record)


def _drop(uow: UnitOfWork, grant: Grant, dismissal: Dismissal, client: Client) -> Done | NotDone:
    language = uow.workspace.settings().language
    is_own = dismissal.proposed_by == grant.user
    state = DismissalState.WITHDRAWN if is_own else DismissalState.DECLINED
    done = Done(f"dismissal_{state.value}", (("client", client.name),), language)
    if dismissal.state is state and dismissal.settled_by == grant.user:
        return done  # pressed twice
    if not dismissal.is_pending:
        return NotDone(f"dismissal_{dismissal.state.value}", (), language)
    end_dismissal(uow, dismissal, state, grant.user)
    return done
