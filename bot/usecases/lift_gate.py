"""A reviewer lets the team let go before the money is there: under their own name, with a reason that is never posted."""

from dataclasses import dataclass, replace

from bot.domain.names import clean_note
from bot.domain.parting import Override, can_be_overridden
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, ReasonForm
from bot.usecases.parting_change import Found, find_running, store
from bot.usecases.ports import Ports, UnitOfWork

REASON_MAX = 500  # characters, as the form says


@dataclass(frozen=True, slots=True)
class LiftGate:
    grant: Grant
    parting: str
    reason: str
    receipt: str


def open_lift_gate(ports: Ports, grant: Grant, parting_id: str) -> ReasonForm | NotDone:
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        found = _liftable(uow, grant, parting_id)
        if isinstance(found, NotDone):
            return found
        return ReasonForm(
            purpose="parting_override",
            subject=found.parting.id,
            client_name=found.client.name,
            sign=None,
            at=None,
            latest=None,
            language=settings.language,
            zone=settings.timezone,
        )


def lift_gate(ports: Ports, command: LiftGate) -> Done | NotDone | FieldRefused:
    """Once for a parting: of two reviewers the second is told who did."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        found = _liftable(uow, grant, command.parting)
        if isinstance(found, NotDone):
            return found
        reason = clean_note(command.reason, REASON_MAX).text
        if not reason:
            return FieldRefused("reason", "reason_empty", {}, language)
        done = Done("parting_override", (("client", found.client.name),), language)
        if uow.take_receipt(command.receipt):
            uow.audit(grant.user, "parting_gate_lifted", found.parting.id, after={"client": found.client.id})
            store(uow, replace(found.parting, override=Override(grant.user, uow.at, reason)))
        return done


def _liftable(uow: UnitOfWork, grant: Grant, parting_id: str) -> Found | NotDone:
    language = uow.workspace.settings().language
    found = find_running(uow, parting_id)
    if isinstance(found, NotDone):
        return found
    about = (("client", found.client.name),)
    if not grant.is_reviewer:
        return NotDone("reviewers_only", (), language)
    if found.parting.override is not None:
        return NotDone("parting_overridden", (("by", found.parting.override.by), *about), language)
    if not can_be_overridden(found.parting):
        return NotDone("parting_not_gated", about, language)
    return found
