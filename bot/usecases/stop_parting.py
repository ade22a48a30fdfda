"""A reviewer stops a parting: the team goes on with the client after all.

That is no keep: it settles nothing. What was flagged counts as before, so a limit that is still reached raises an alert,
and somebody decides.
"""

from dataclasses import dataclass, replace

from bot.domain.alerts import Cause
from bot.domain.history import ClientStatus
from bot.domain.names import clean_note
from bot.domain.parting import PartingState, end
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, ReasonForm
from bot.usecases.parting_change import Found, find_running, store
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import reassess
from bot.usecases.tell_parting import tell_stopped

REASON_MAX = 500  # characters, as the form says


@dataclass(frozen=True, slots=True)
class StopParting:
    grant: Grant
    parting: str
    reason: str
    receipt: str


def open_stop_parting(ports: Ports, grant: Grant, parting_id: str) -> ReasonForm | NotDone:
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        found = _stoppable(uow, grant, parting_id)
        if isinstance(found, NotDone):
            return found
        return ReasonForm(
            purpose="parting_stop",
            subject=found.parting.id,
            client_name=found.client.name,
            sign=None,
            at=None,
            latest=None,
            language=settings.language,
            zone=settings.timezone,
        )


def stop_parting(ports: Ports, command: StopParting) -> Done | NotDone | FieldRefused:
    """Of two reviewers the second is told who stopped it; the same request again says that it is stopped."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        found = _stoppable(uow, grant, command.parting)
        if isinstance(found, NotDone):
            return found
        reason = clean_note(command.reason, REASON_MAX).text
        if not reason:
            return FieldRefused("reason", "reason_empty", {}, language)
        client, about = found.client, (("client", found.client.name),)
        if not uow.take_receipt(command.receipt):
            return Done("parting_stopped", about, language)
        tell_stopped(uow, store(uow, end(found.parting, PartingState.STOPPED, grant.user, uow.at, reason)))
        uow.clients.save(replace(client, status=ClientStatus.ACTIVE))
        uow.audit(
            grant.user,
            "parting_stopped",
            client.id,
            before={"status": client.status.value},
            after={"status": ClientStatus.ACTIVE.value, "parting": found.parting.id},
        )
        back = uow.clients.get(client.id)
        assert back is not None
        changed = reassess(ports.tuning, uow, back, Cause.ADDED)
        return Done("parting_stopped_and_raised" if changed.was_raised else "parting_stopped", about, language)


def _stoppable(uow: UnitOfWork, grant: Grant, parting_id: str) -> Found | NotDone:
    found = find_running(uow, parting_id)
    if isinstance(found, NotDone) or grant.is_reviewer:
        return found
    return NotDone("reviewers_only", (), uow.workspace.settings().language)
