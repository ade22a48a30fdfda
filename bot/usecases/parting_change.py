"""What every change of a running parting has in common: it is found, changed, stored, and its message brought up to date."""

from dataclasses import dataclass, replace

from bot.domain.client import Client
from bot.domain.parting import Parting, PartingState
from bot.domain.parting_order import Step
from bot.usecases.forms import NotDone
from bot.usecases.parting_posts import revise_parting
from bot.usecases.parting_timers import keep_reminder
from bot.usecases.ports import UnitOfWork
from bot.usecases.register_client import root_client


@dataclass(frozen=True, slots=True)
class Found:
    """A running parting with the root client that it belongs to."""

    parting: Parting
    client: Client


def find_running(uow: UnitOfWork, parting_id: str) -> Found | NotDone:
    """Refused in words where it is not there, or is over: whoever presses late is told who ended it."""
    language = uow.workspace.settings().language
    parting = uow.partings.get(parting_id)
    client = root_client(uow, parting.client) if parting else None
    if parting is None or client is None:
        return NotDone("not_found", (), language)
    if not parting.is_running:
        return NotDone(_OVER[parting.state], (("client", client.name), ("by", parting.ended_by or "")), language)
    return Found(parting, client)


_OVER = {
    PartingState.RUNNING: "not_found",
    PartingState.CLOSED: "parting_closed",
    PartingState.STOPPED: "parting_stopped",
}


def read_step(text: str) -> Step | None:
    """None where no step is called so."""
    return Step(text) if text in tuple(Step) else None


def store(uow: UnitOfWork, changed: Parting) -> Parting:
    """Stores what was changed of a parting as it was read in this transaction; its message and its timer follow."""
    uow.partings.save(changed)
    stored = replace(changed, revision=changed.revision + 1)
    keep_reminder(uow, stored)
    revise_parting(uow, stored)
    return stored
