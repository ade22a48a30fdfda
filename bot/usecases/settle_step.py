"""Ticks an item of a parting's list, leaves it out, or opens it again; with the last one the client is a former one."""

from dataclasses import dataclass, replace

from bot.domain.client import Client
from bot.domain.history import ClientStatus
from bot.domain.parting import (
    ItemState,
    Parting,
    PartingState,
    end,
    is_all_settled,
    may_be_left_out,
    settle,
    waits_for_money,
)
from bot.domain.parting_order import Step
from bot.domain.people import Grant
from bot.usecases.forms import Done, NotDone
from bot.usecases.parting_change import Found, find_running, read_step, store
from bot.usecases.parting_timers import ask_later
from bot.usecases.ports import Ports, UnitOfWork

_DONE = {
    ItemState.DONE: "parting_ticked",
    ItemState.NOT_NEEDED: "parting_left_out",
    ItemState.OPEN: "parting_opened_again",
}


@dataclass(frozen=True, slots=True)
class SettleStep:
    """``step`` as the request names it; ``state`` is what the item is to be."""

    grant: Grant
    parting: str
    step: str
    state: ItemState
    receipt: str


def settle_step(ports: Ports, command: SettleStep) -> Done | NotDone:
    """Anybody let in may; of two who press at once, the second is told who was first."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        if not uow.take_receipt(command.receipt):
            return _repeated(uow, command)
        found, step = find_running(uow, command.parting), read_step(command.step)
        if isinstance(found, NotDone):
            return found
        if step is None:
            return NotDone("not_found", (), language)
        refused = _refusal(found, step, command.state, command.grant.user, language)
        if refused is not None:
            return refused
        settled = settle(found.parting, step, command.state, grant.user, uow.at)
        uow.audit(
            grant.user,
            "parting_item_settled",
            found.parting.id,
            before={"step": step.value, "state": found.parting.item(step).state.value},
            after={"step": step.value, "state": command.state.value},
        )
        if is_all_settled(settled):
            _close(uow, grant, found.client, settled)
            return Done("parting_closed", (("client", found.client.name),), language)
        store(uow, settled)
        return _done(command.state, step, found.client, language)


def _done(state: ItemState, step: Step, client: Client, language: str) -> Done:
    return Done(_DONE[state], (("step", step.value), ("client", client.name)), language)


def _repeated(uow: UnitOfWork, command: SettleStep) -> Done | NotDone:
    """The same request again: the answer is what it was, as far as that is still so."""
    language, step = uow.workspace.settings().language, read_step(command.step)
    parting = uow.partings.get(command.parting)
    client = uow.clients.get(parting.client) if parting else None
    if parting is None or client is None or step is None:
        return NotDone("not_found", (), language)
    if parting.state is PartingState.CLOSED and parting.ended_by == command.grant.user:
        return Done("parting_closed", (("client", client.name),), language)
    item = parting.item(step)
    if item.state is command.state and item.settled_by in (None, command.grant.user):
        return _done(command.state, step, client, language)
    found = find_running(uow, command.parting)
    refused = (
        found if isinstance(found, NotDone) else _refusal(found, step, command.state, command.grant.user, language)
    )
    return refused or _done(command.state, step, client, language)


def _refusal(found: Found, step: Step, state: ItemState, user: str, language: str) -> NotDone | None:
    parting = found.parting
    item, about = parting.item(step), (("step", step.value), ("client", found.client.name))
    if state is ItemState.OPEN:
        return None if item.is_settled else NotDone("parting_item_open", about, language)
    if item.is_settled:
        if item.settled_by == user:
            return NotDone("parting_item_settled_by_you", about, language)
        return NotDone("parting_item_settled", (("by", item.settled_by or ""), *about), language)
    if waits_for_money(parting, step):
        return NotDone("parting_waits_for_money", about, language)
    if state is ItemState.NOT_NEEDED and not may_be_left_out(parting, step):
        return NotDone("parting_money_not_left_out", about, language)
    return None


def _close(uow: UnitOfWork, grant: Grant, client: Client, settled: Parting) -> None:
    """Everything is settled: the client is a former one, and later somebody is asked whether it was right."""
    closed = store(uow, end(settled, PartingState.CLOSED, grant.user, uow.at))
    ask_later(uow, closed)
    uow.clients.save(replace(client, status=ClientStatus.FORMER))
    uow.audit(
        grant.user,
        "parting_closed",
        client.id,
        before={"status": client.status.value},
        after={"status": ClientStatus.FORMER.value, "parting": closed.id},
    )
