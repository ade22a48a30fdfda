"""The team chooses which way a parting goes, where neither safety, the law nor money settled it."""

from dataclasses import dataclass

from bot.domain.parting import choose_order as choose
from bot.domain.parting_order import TEAM_CHOICES, Order
from bot.domain.people import Grant
from bot.usecases.forms import Done, NotDone
from bot.usecases.parting_change import find_running, store
from bot.usecases.ports import Ports


@dataclass(frozen=True, slots=True)
class ChooseOrder:
    grant: Grant
    parting: str
    order: str
    receipt: str


def choose_order(ports: Ports, command: ChooseOrder) -> Done | NotDone:
    """Anybody let in may, and may choose again; the message names who did."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        settings = uow.workspace.settings()
        found = find_running(uow, command.parting)
        if isinstance(found, NotDone):
            return found
        parting, about = found.parting, (("client", found.client.name),)
        if command.order not in tuple(TEAM_CHOICES) or not parting.order.is_for_the_team:
            return NotDone("parting_order_given", about, settings.language)
        order = Order(command.order)
        done = Done(f"parting_{order.value}", about, settings.language)
        if parting.order is order or not uow.take_receipt(command.receipt):
            return done
        uow.audit(
            grant.user,
            "parting_order_chosen",
            parting.id,
            before={"order": parting.order.value},
            after={"order": order.value},
        )
        store(uow, choose(parting, order, grant.user, settings.hours))
        return done
