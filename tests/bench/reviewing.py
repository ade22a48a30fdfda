"""The review of a client with a thousand incidents: its view, ready to be sent, against the query that reads them."""

import json
from datetime import UTC, datetime, timedelta

from bot.domain.client import Client
from bot.domain.history import Incident
from bot.domain.people import Grant, Role
from bot.domain.signs import SignId
from bot.slack.modals.review_form import review_form
from bot.store.engine import Synchronous
from bot.usecases.forms import NotDone
from bot.usecases.open_review import OpenReview, open_review
from bot.usecases.ports import Ports
from bot.usecases.records import EntryRecord
from tests.bench.stage import World, serving
from tests.bench.table import Line
from tests.bench.timing import alternate

INCIDENTS = 1000
_CLIENT = "client-with-a-long-history"
_REPORTER = "U0000000001"
_SIGNS = (SignId.SLOW_PAY, SignId.MIND_CHANGE, SignId.INVOICE_DISPUTE, SignId.IGNORED_ADVICE)


def review_line(world: World, rounds: int) -> Line:
    with serving(world, Synchronous.FULL) as (bot, _):
        workspace = bot.home.workspace
        _fill(bot.ports, workspace)
        command = OpenReview(Grant(workspace, _REPORTER, Role.REVIEWER), client=_CLIENT)

        def ours(_: int) -> str:
            sheet = open_review(bot.ports, command)
            assert not isinstance(sheet, NotDone)
            return json.dumps(review_form(sheet))

        def query(_: int) -> int:
            with bot.ports.store.read(workspace) as uow:
                return len(uow.history.records(_CLIENT))

        return Line(f"the review of {INCIDENTS:,} incidents", alternate(ours, query, int, rounds), 3.0)


def _fill(ports: Ports, workspace: str) -> None:
    now = datetime.now(UTC)
    with ports.store.write(workspace) as uow:
        uow.clients.add(Client(_CLIENT, "Long Orchard", now, _REPORTER, _CLIENT))
        for number in range(INCIDENTS):
            at = now - timedelta(hours=number * 18)
            incident = Incident(f"long-{number:04}", at, _SIGNS[number % len(_SIGNS)].value)
            note = f"Invoice {number} came up again in the call, and nothing was settled."
            uow.history.add(EntryRecord(entry=incident, client=_CLIENT, by=_REPORTER, note=note))
