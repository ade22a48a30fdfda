"""What a reviewer does with a client's data from its card: legal hold on and off, and erasing all of it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Grant
from bot.usecases.erase_client import EraseClient, erase_client
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone
from bot.usecases.legal_hold import HoldClient, hold_client
from bot.usecases.ports import Ports
from bot.usecases.register_client import root_client
from bot.usecases.register_ports import Hold


class ClientAsk(StrEnum):
    """What is to be done with a client's data."""

    HOLD = "hold"
    LIFT = "lift"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class ClientDataForm:
    """``hold`` where the client is on legal hold: then it can be lifted and nothing else."""

    client: str
    client_name: str
    hold: Hold | None
    language: str
    zone: str

    @property
    def asks(self) -> tuple[ClientAsk, ...]:
        return (ClientAsk.LIFT,) if self.hold is not None else (ClientAsk.HOLD, ClientAsk.ERASE)


@dataclass(frozen=True, slots=True)
class AskClientData:
    """``reason`` goes with a hold, ``typed`` is the name that confirms an erasure."""

    grant: Grant
    client: str
    ask: str | None
    reason: str
    typed: str
    receipt: str


def open_client_data(ports: Ports, grant: Grant, client_id: str) -> ClientDataForm | NotDone:
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), settings.language)
        client = root_client(uow, client_id)
        if client is None:
            return NotDone("not_found", (), settings.language)
        hold = uow.holds.of_client(client.id)
        return ClientDataForm(client.id, client.name, hold, settings.language, settings.timezone)


def ask_client_data(ports: Ports, command: AskClientData) -> Done | NotDone | FieldRefused:
    grant, client, receipt = command.grant, command.client, command.receipt
    match command.ask:
        case ClientAsk.HOLD | ClientAsk.LIFT as asked:
            is_lifted = asked == ClientAsk.LIFT
            return hold_client(ports, HoldClient(grant, client, command.reason, is_lifted, receipt))
        case ClientAsk.ERASE:
            return erase_client(ports, EraseClient(grant, client, command.typed, receipt))
        case _:
            return FieldRefused("what", "what_missing", {}, ports.store.settings(grant.workspace).language)
