"""Values that tests put into a store."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.alerts import AlertState, Episode
from bot.domain.care import CareItem, CareState
from bot.domain.client import Client
from bot.domain.conditions import Condition
from bot.domain.dismissal import Dismissal
from bot.domain.history import Decision, Incident, Outcome, Void, Waiver, WarningGiven
from bot.domain.parting import Glad, GladAnswer, Item, ItemState, Override, Parting
from bot.domain.parting_order import Order, Step
from bot.domain.people import Person
from bot.domain.signs import Level, Severity, Stage
from bot.usecases.records import EntryRecord, Evidence, OutboxKind, OutboxRow
from tests.store.conftest import START

ACME = Client(id="c-acme", name="Acme", created_at=START, created_by="U0ANN", root="c-acme", aliases=("Acme Inc",))
GLOBEX = Client(id="c-globex", name="Globex", created_at=START, created_by="U0ANN", root="c-globex")

FULL_INCIDENT = Incident(
    id="i-full",
    at=START - timedelta(days=3, microseconds=1),
    sign="slow_pay",
    severity=Severity.SEVERE,
    recorded_at=START,
    days_late=30,
    amount=Decimal("1234.50"),
    our_error=True,
    after_agreement=True,
    hours=Decimal("0.1"),
    expects_rescue=False,
    stage=Stage.UNDER_WAY,
    bar="calls at night",
    second_hand=True,
    restricted=True,
    by="U0BEN",
)
FULL_RECORD = EntryRecord(
    entry=FULL_INCIDENT,
    client=ACME.id,
    by="U0BEN",
    note="Said “later” again — für immer 🙃",
    is_confidential=True,
    evidence=Evidence(
        permalink="https://example.slack.com/archives/C0WORK/p1",
        channel="C0WORK",
        ts="1772442000.000100",
        author="U0EVE",
    ),
    receipt="trigger:1",
    witnesses=("U0CAT", "U0ANN"),
    about=("U0DAN", "U0CAT"),
)
OTHER_KINDS = (
    WarningGiven(id="w-1", at=START, sign="mental_abuse", by="U0ANN"),
    Decision(id="d-1", at=START, outcome=Outcome.PROBATION, until=START + timedelta(days=30), by="U0ANN"),
    Decision(id="d-2", at=START, outcome=Outcome.KEEP, by="U0ANN"),
    Void(id="v-1", at=START, entry="i-full", reason="wrong client", by="U0ANN"),
    Waiver(id="x-1", at=START, entry="i-full", by="U0ANN"),
)


def incident(number: int, client: Client = ACME, **changes: object) -> EntryRecord:
    """The incident numbered so, an hour after the one before it."""
    values = {"id": f"i-{number}", "at": START + timedelta(hours=number), "sign": "lying", "by": "U0ANN", **changes}
    return EntryRecord(entry=Incident(**values), client=client.id, by=str(values["by"]))  # type: ignore[arg-type]


def episode(number: int = 1, client: Client = ACME, **changes: object) -> Episode:
    values = {
        "id": f"e-{client.id}-{number}",
        "client": client.id,
        "number": number,
        "state": AlertState.OPEN,
        "level": Level.DECISIVE,
        "told_level": Level.CUMULATIVE,
        "rules": ("lying", "points"),
        "incidents": ("i-1", "i-2"),
        "raised_at": START,
        "hold_until": START + timedelta(seconds=30),
        **changes,
    }
    return Episode(**values)  # type: ignore[arg-type]


def condition(number: int = 1, client: Client = ACME, **changes: object) -> Condition:
    values = {
        "id": f"k-{number}",
        "client": client.id,
        "decision": "d-1",
        "wording": "invoices are paid within 14 days",
        "due_at": START + timedelta(days=number),
        **changes,
    }
    return Condition(**values)  # type: ignore[arg-type]


def care(**changes: object) -> CareItem:
    values = {
        "id": "c-1",
        "client": ACME.id,
        "incident": "i-full",
        "opened_at": START,
        "state": CareState.TAKEN,
        "taken_by": "U0ANN",
        "taken_at": START + timedelta(hours=1),
        "note": "spoke with them",
        **changes,
    }
    return CareItem(**values)  # type: ignore[arg-type]


def dismissal(**changes: object) -> Dismissal:
    values = {
        "id": "x-1",
        "client": ACME.id,
        "incident": "i-full",
        "waives": True,
        "reason": "another client said it",
        "proposed_by": "U0ANN",
        "proposed_at": START,
        "lapses_at": START + timedelta(days=7),
        **changes,
    }
    return Dismissal(**values)  # type: ignore[arg-type]


def parting(number: int = 1, client: Client = ACME, **changes: object) -> Parting:
    values = {
        "id": f"p-{client.id}-{number}",
        "client": client.id,
        "number": number,
        "episode": None,
        "order": Order.MONEY_FIRST,
        "signs": ("slow_pay", "points"),
        "decided_by": "U0ANN",
        "begun_at": START,
        "items": (
            Item(Step.FINAL_INVOICE, "U0BEN", START + timedelta(days=2), True, ItemState.DONE, "U0BEN", START),
            Item(Step.COLLECT, "U0BEN", START + timedelta(days=28), reminders=2, reminded_at=START),
            Item(Step.NOTICE, "U0ANN", START + timedelta(days=29)),
        ),
        "override": Override("U0ANN", START, "they are insolvent"),
        "chosen_by": "U0CAT",
        **changes,
    }
    return Parting(**values)  # type: ignore[arg-type]


def glad(**changes: object) -> GladAnswer:
    values = {
        "parting": "p-c-acme-1",
        "after_days": 30,
        "user": "U0ANN",
        "answer": Glad.YES,
        "note": "quiet evenings",
        "at": START,
        **changes,
    }
    return GladAnswer(**values)  # type: ignore[arg-type]


def message(row_id: str = "m-1", **changes: object) -> OutboxRow:
    values = {
        "id": row_id,
        "wire_id": f"wire-{row_id}",
        "kind": OutboxKind.ALERT,
        "facts": {"episode": "e-1", "list": [1, 2.5, None, {"deep": True}]},
        "next_at": START,
        **changes,
    }
    return OutboxRow(**values)  # type: ignore[arg-type]


def person(user: str, **changes: object) -> Person:
    values = {"id": user, "team": "T0HOME", "name": user.title(), "checked_at": START, **changes}
    return Person(**values)  # type: ignore[arg-type]
