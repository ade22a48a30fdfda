"""The store that is measured: many clients with long histories, some of them with an open alert."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.history import Incident
from bot.domain.signs import SignId
from bot.store.store import SqlStore
from bot.usecases.ports import Ports
from bot.usecases.reassess import reassess
from bot.usecases.records import EntryRecord

# With one incident every 50 days in this order, no cut-off is reached and the points stay below the limit, also with
# one more `mind_change` today: the level is `watch` before and after.
_SIGNS = (SignId.SLOW_PAY, SignId.MIND_CHANGE, SignId.INVOICE_DISPUTE, SignId.MIND_CHANGE)
_APART = timedelta(days=50)
# Late payments one after another: the client stands at `cumulative`.
_TROUBLE_APART = timedelta(days=12)
_REPORTER = "U0000000001"


@dataclass(frozen=True, slots=True)
class Size:
    """``in_trouble`` of the ``clients`` have an open alert; each client has ``incidents`` incidents."""

    clients: int = 1000
    incidents: int = 50
    in_trouble: int = 250


def client_name(number: int) -> str:
    """Two words, as many names are."""
    return f"Orchard {number}"


def trouble_name(number: int) -> str:
    return f"Quarry {number}"


def fill(store: SqlStore, ports: Ports, workspace: str, size: Size, now: datetime) -> None:
    """One transaction a client, through the unit of work that the use cases have. Alerts that are owed are not posted."""
    for number in range(size.clients):
        in_trouble = number < size.in_trouble
        name = trouble_name(number) if in_trouble else client_name(number - size.in_trouble)
        with store.write(workspace) as uow:
            client = Client(
                id=f"client-{number:05}", name=name, created_at=now, created_by=_REPORTER, root=f"client-{number:05}"
            )
            uow.clients.add(client)
            for turn in range(size.incidents):
                uow.history.add(_record(client.id, turn, now, in_trouble=in_trouble))
            reassess(ports.tuning, uow, client, Cause.ADDED)


def _record(client: str, turn: int, now: datetime, *, in_trouble: bool) -> EntryRecord:
    late = in_trouble and turn < 4
    sign = SignId.SLOW_PAY if late else _SIGNS[turn % len(_SIGNS)]
    at = now - timedelta(hours=30) - turn * (_TROUBLE_APART if late else _APART)
    incident = Incident(f"{client}-{turn:03}", at, sign.value, days_late=30 if sign is SignId.SLOW_PAY else None)
    note = f"Invoice {turn} came up again in the call, and nothing was settled."
    return EntryRecord(entry=incident, client=client, by=_REPORTER, note=note)
