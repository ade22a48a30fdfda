"""Takes a former client back: deliberately, by a reviewer who has the history before them."""

from dataclasses import dataclass, replace

from bot.domain.alerts import Cause
from bot.domain.history import ClientStatus
from bot.domain.people import Grant
from bot.usecases.forms import Done, NotDone
from bot.usecases.ports import Ports
from bot.usecases.reassess import reassess
from bot.usecases.register_client import root_client


@dataclass(frozen=True, slots=True)
class TakeBack:
    grant: Grant
    client: str
    receipt: str


def take_back(ports: Ports, command: TakeBack) -> Done | NotDone:
    """That settles nothing: where a limit is still reached, an alert asks for a decision."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        about = (("client", client.name),)
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), language)
        if not uow.take_receipt(command.receipt):
            return Done("taken_back", about, language)
        if client.status is not ClientStatus.FORMER:
            return NotDone("not_former", about, language)
        uow.clients.save(replace(client, status=ClientStatus.ACTIVE))
        uow.audit(
            grant.user,
            "client_taken_back",
            client.id,
            before={"status": client.status.value},
            after={"status": ClientStatus.ACTIVE.value},
        )
        back = uow.clients.get(client.id)
        assert back is not None
        changed = reassess(ports.tuning, uow, back, Cause.ADDED)
        return Done("taken_back_and_raised" if changed.was_raised else "taken_back", about, language)
