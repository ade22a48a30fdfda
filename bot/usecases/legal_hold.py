"""Puts a client on legal hold, and takes it off: while it lasts, nothing of the client is erased."""

from dataclasses import dataclass

from bot.domain.names import clean_note
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone
from bot.usecases.ports import Ports
from bot.usecases.records import TimerKind
from bot.usecases.register_client import root_client
from bot.usecases.register_ports import Hold


@dataclass(frozen=True, slots=True)
class HoldClient:
    """``reason`` says why; it is needed both ways."""

    grant: Grant
    client: str
    reason: str
    is_lifted: bool
    receipt: str


def hold_client(ports: Ports, command: HoldClient) -> Done | NotDone | FieldRefused:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), language)
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        reason = clean_note(command.reason).text
        if not reason:
            return FieldRefused("reason", "reason_empty", {}, language)
        what = "hold_lifted" if command.is_lifted else "hold_put"
        if not uow.take_receipt(command.receipt):
            return Done(what, (("client", client.name),), language)
        if command.is_lifted:
            if not uow.holds.lift(client.id, uow.at, grant.user, reason):
                uow.roll_back()
                return NotDone("not_on_hold", (("client", client.name),), language)
            # What came due meanwhile is looked at now, and not in a month.
            uow.timers.set(TimerKind.KEEPING, client.id, uow.at)
        else:
            uow.holds.put(Hold(client.id, uow.at, grant.user, reason))
        uow.audit(grant.user, what, client.id)
        return Done(what, (("client", client.name),), language)
