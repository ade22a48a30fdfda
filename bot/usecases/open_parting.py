"""Opens the whole list of a parting, and the form of one item."""

from bot.domain.local_time import local_day
from bot.domain.people import Grant
from bot.usecases.forms import Done, NotDone
from bot.usecases.parting_change import find_running, read_step
from bot.usecases.parting_list import PartingItemForm, PartingList
from bot.usecases.ports import Ports
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import acting


def open_parting(
    ports: Ports, grant: Grant, parting_id: str, said: Done | NotDone | None = None
) -> PartingList | NotDone:
    """A parting that is over is shown too, as it ended."""
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        parting = uow.partings.get(parting_id)
        client = root_client(uow, parting.client) if parting else None
        if parting is None or client is None:
            return NotDone("not_found", (), settings.language)
        return PartingList(
            client=client.id,
            client_name=client.name,
            parting=parting,
            is_reviewer=grant.is_reviewer,
            at=uow.at,
            language=settings.language,
            zone=settings.timezone,
            said=said,
        )


def open_parting_item(ports: Ports, grant: Grant, parting_id: str, step_id: str) -> PartingItemForm | NotDone:
    """For an item that is still open."""
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        found, step = find_running(uow, parting_id), read_step(step_id)
        if isinstance(found, NotDone):
            return found
        if step is None:
            return NotDone("not_found", (), settings.language)
        item = found.parting.item(step)
        if item.is_settled:
            about = (("by", item.settled_by or ""), ("step", step.value), ("client", found.client.name))
            return NotDone("parting_item_settled", about, settings.language)
        return PartingItemForm(
            parting=found.parting.id,
            client_name=found.client.name,
            step=step,
            owner=item.owner,
            is_owner_here=acting(uow, item.owner) is not None,
            due_on=local_day(item.due_at, settings.zone),
            language=settings.language,
        )
