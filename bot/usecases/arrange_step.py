"""Gives an item of a parting's list another owner or another date."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.local_time import due, local_day
from bot.domain.parting import Item, arrange
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone
from bot.usecases.parting_change import find_running, read_step, store
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.setup_hints import acting
from bot.usecases.tell_parting import tell_given

DUE_MAX = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class ArrangeStep:
    """``known_owner`` and ``known_due_on`` stood in the form; ``owner`` and ``due_on`` (a local day) are wanted."""

    grant: Grant
    parting: str
    step: str
    known_owner: str
    known_due_on: str
    owner: str | None
    due_on: date | None
    receipt: str


def arrange_step(ports: Ports, command: ArrangeStep) -> Done | NotDone | FieldRefused:
    """Anybody let in may; whoever saves over somebody else's change is told of it first."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        settings = uow.workspace.settings()
        found, step = find_running(uow, command.parting), read_step(command.step)
        if isinstance(found, NotDone):
            return found
        if step is None:
            return NotDone("not_found", (), settings.language)
        item = found.parting.item(step)
        about = (("step", step.value), ("client", found.client.name))
        done = Done("parting_arranged", about, settings.language)
        if item.is_settled:
            return NotDone("parting_item_settled", (("by", item.settled_by or ""), *about), settings.language)
        refused = _refusal(uow, command, item)
        if refused is not None:
            return refused
        assert command.owner is not None
        assert command.due_on is not None
        # The same day keeps its moment: nobody chose a date.
        is_same_day = command.due_on == local_day(item.due_at, settings.zone)
        due_at = item.due_at if is_same_day else due(command.due_on, settings.work_ends, settings.zone)
        changed = arrange(found.parting, step, command.owner, due_at)
        if changed == found.parting or not uow.take_receipt(command.receipt):
            return done
        uow.audit(
            grant.user,
            "parting_item_arranged",
            found.parting.id,
            before={"step": step.value, "owner": item.owner, "due_at": item.due_at.isoformat()},
            after={"step": step.value, "owner": command.owner, "due_at": due_at.isoformat()},
        )
        store(uow, changed)
        if command.owner != item.owner:
            tell_given(uow, changed, command.owner, grant.user)
        return done


def _refusal(uow: UnitOfWork, command: ArrangeStep, item: Item) -> FieldRefused | None:
    settings = uow.workspace.settings()
    day, today = local_day(item.due_at, settings.zone), local_day(uow.at, settings.zone)
    if command.owner is None:
        return FieldRefused("owner", "owner_missing", {}, settings.language)
    if command.due_on is None:
        return FieldRefused("due_on", "until_missing", {}, settings.language)
    is_known = (item.owner, day.isoformat()) == (command.known_owner, command.known_due_on)
    if not is_known and (command.owner, command.due_on) != (item.owner, day):
        return FieldRefused("owner", "stale", {}, settings.language)
    if command.owner != item.owner and acting(uow, command.owner) is None:
        return FieldRefused("owner", "owner_not_let_in", {}, settings.language)
    if command.due_on != day and command.due_on < today:
        return FieldRefused("due_on", "due_past", {}, settings.language)
    if command.due_on != day and command.due_on > today + DUE_MAX:
        latest = (today + DUE_MAX).isoformat()
        return FieldRefused("due_on", "until_too_late", {"latest": latest}, settings.language)
    return None
