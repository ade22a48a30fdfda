"""*Told them*: the team told the client that a behaviour must stop. From then on the next one may be decisive."""

from dataclasses import dataclass

from bot.domain.alerts import Cause
from bot.domain.history import WarningGiven
from bot.domain.people import Grant
from bot.usecases.forms import Done, NotDone
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports
from bot.usecases.reassess import reassess
from bot.usecases.records import EntryRecord
from bot.usecases.register_client import root_client


@dataclass(frozen=True, slots=True)
class RecordWarning:
    grant: Grant
    client: str
    sign: str
    receipt: str


def record_warning(ports: Ports, command: RecordWarning) -> Done | NotDone:
    """Now, by whoever presses: what was said, and how, belongs into a note of the incident."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, command.client)
        if client is None or command.sign not in uow.workspace.policy().signs:
            return NotDone("not_found", (), language)
        if uow.take_receipt(command.receipt):
            entry = WarningGiven(
                id=derived_id("warning", grant.workspace, command.receipt), at=uow.at, sign=command.sign, by=grant.user
            )
            uow.history.add(EntryRecord(entry=entry, client=client.id, by=grant.user, receipt=command.receipt))
            uow.audit(grant.user, "warning_recorded", client.id, after={"sign": command.sign})
            reassess(ports.tuning, uow, client, Cause.ADDED)
        return Done("warning_recorded", (("client", client.name),), language)
