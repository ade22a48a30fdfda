"""What App Home reads, at once: as many statements whatever there is to show, and nothing client by client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.alerts import Episode
from bot.domain.care import CareItem
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.dismissal import Dismissal
from bot.domain.history import Entry
from bot.domain.parting import Parting
from bot.domain.people import Grant
from bot.usecases.ask_to_tell import WARNING_WANTED
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import EntryRecord, OutboxRow

FLAGS_SHOWN: Final = 5
OWNED_SHOWN: Final = 8
# An edit leaves the incident that it corrected behind, which is not shown: so many more are looked at.
FLAGS_READ: Final = 3 * FLAGS_SHOWN
_ASKED_READ: Final = 20
_CONDITIONS_READ: Final = 40
_PROBATIONS_READ: Final = 20
_WITHOUT_LIST_READ: Final = 20
# An owner sees a condition so long before its date, a reviewer the end of a probation.
CONDITION_AHEAD: Final = timedelta(days=7)
PROBATION_AHEAD: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Seen:
    """``clients`` leads any client id to its root, ``entries`` is by root, ``alerts`` (open ones) by root too.

    ``probations``, ``care``, ``dismissals`` and ``without_list`` are empty for whoever is no reviewer.
    """

    records: Sequence[EntryRecord]
    asked: Sequence[OutboxRow]
    conditions: Sequence[Condition]
    probations: Sequence[EntryRecord]
    care: Sequence[CareItem]
    dismissals: Sequence[Dismissal]
    partings: Sequence[Parting]
    without_list: Sequence[Client]
    owned: Sequence[Client]
    alerts: Mapping[str, Episode]
    clients: Mapping[str, Client]
    entries: Mapping[str, Sequence[Entry]]


def read_home(uow: UnitOfWork, grant: Grant) -> Seen:
    is_reviewer = grant.is_reviewer
    records = uow.history.flagged_by(grant.user, FLAGS_READ)
    asked = uow.outbox.direct_to(grant.user, WARNING_WANTED, _ASKED_READ)
    whose = None if is_reviewer else grant.user
    conditions = uow.conditions.unanswered(uow.at + CONDITION_AHEAD, _CONDITIONS_READ, whose)
    ends_by = uow.at + PROBATION_AHEAD
    probations = uow.history.probations_ending(uow.at, ends_by, _PROBATIONS_READ) if is_reviewer else ()
    care = uow.care.open_items() if is_reviewer else ()
    dismissals = uow.dismissals.waiting() if is_reviewer else ()
    partings, open_ones = uow.partings.running(), uow.episodes.open_ones()
    judged = {
        *(record.client for record in (*records, *probations)),
        *(str(row.facts["client"]) for row in asked),
        *(condition.client for condition in conditions),
        *(dismissal.client for dismissal in dismissals),
    }
    named = {
        *judged,
        *(episode.client for episode in open_ones),
        *(parting.client for parting in partings),
        *(item.client for item in care),
    }
    clients = uow.clients.roots_of(named)
    return Seen(
        records=records,
        asked=asked,
        conditions=conditions,
        probations=probations,
        care=care,
        dismissals=dismissals,
        partings=partings,
        without_list=uow.partings.without_list(_WITHOUT_LIST_READ) if is_reviewer else (),
        owned=uow.clients.owned_by(grant.user, OWNED_SHOWN),
        alerts={clients[episode.client].id: episode for episode in open_ones},
        clients=clients,
        entries=uow.history.entries_of({clients[client].id for client in judged if client in clients}),
    )
