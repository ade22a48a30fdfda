"""Parting ways as a checklist: who does what by when, and what waits for the money.

Pure: a parting and a moment go in, the parting that follows comes out. ten-signs.md, "The review", has the rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.local_time import WorkingHours
from bot.domain.parting_order import MONEY_STEPS, WAITING, Order, Step, plan_of


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class PartingState(StrEnum):
    RUNNING = "running"
    CLOSED = "closed"  # all done: the client is a former one
    STOPPED = "stopped"  # the team goes on with the client after all


class Glad(StrEnum):
    """*Glad you did?*"""

    YES = "yes"
    NO = "no"
    TOO_EARLY = "too_early"


# Days after the close at which whoever decided is asked. ten-signs.md, "The review".
GLAD_AFTER_DAYS: Final = (30, 90)

REMIND_AGAIN_AFTER_WORKING_DAYS: Final = 2
REMIND_EVERY_WORKING_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Item:
    """``has_own_date``: somebody chose the date, so another order leaves it. ``reminders`` were sent, last at ``reminded_at``."""

    step: Step
    owner: str
    due_at: datetime
    has_own_date: bool = False
    state: ItemState = ItemState.OPEN
    settled_by: str | None = None
    settled_at: datetime | None = None
    reminders: int = 0
    reminded_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        return self.state is not ItemState.OPEN


@dataclass(frozen=True, slots=True)
class Override:
    """A reviewer let the team let go before the money was there. The reason is never posted."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Parting:
    """``items`` stand in the order to go. ``signs`` are those that tripped; ``decided_by`` answers *glad you did?*"""

    id: str
    client: str
    number: int
    episode: str | None
    order: Order
    signs: tuple[str, ...]
    decided_by: str
    begun_at: datetime
    items: tuple[Item, ...]
    state: PartingState = PartingState.RUNNING
    override: Override | None = None
    chosen_by: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    stop_reason: str | None = None
    revision: int = 1

    @property
    def is_running(self) -> bool:
        return self.state is PartingState.RUNNING

    def item(self, step: Step) -> Item:
        return next(item for item in self.items if item.step is step)


@dataclass(frozen=True, slots=True)
class GladAnswer:
    """What ``user`` says of a parting ``after_days`` days after its close."""

    parting: str
    after_days: int
    user: str
    answer: Glad
    note: str
    at: datetime


def plan_items(order: Order, begun_at: datetime, hours: WorkingHours, owner: str, lead: str) -> tuple[Item, ...]:
    """The checklist at its beginning: ``owner`` has what the client sees, ``lead`` what the team does among itself."""
    inside = (Step.TELL_TEAM, Step.LESSONS)
    return tuple(
        Item(step, lead if step in inside else owner, hours.add_working_days(begun_at, days))
        for step, days in plan_of(order).items()
    )


def choose_order(parting: Parting, order: Order, by: str, hours: WorkingHours) -> Parting:
    """The team's choice: items move to their new places, and to new dates where nobody chose one."""
    moved = []
    for step, days in plan_of(order).items():
        item = parting.item(step)
        if not item.has_own_date and not item.is_settled:
            item = _due(item, hours.add_working_days(parting.begun_at, days))
        moved.append(item)
    return replace(parting, order=order, chosen_by=by, items=tuple(moved))


def waits_for_money(parting: Parting, step: Step) -> bool:
    """This step is letting go, and the money is not there: it needs the money, or a reviewer's override."""
    if parting.override is not None or parting.item(Step.COLLECT).is_settled:
        return False
    return step in WAITING.get(parting.order, frozenset())


def is_overdue(parting: Parting, item: Item, now: datetime) -> bool:
    """Its date has passed, and nothing keeps its owner from doing it."""
    return not item.is_settled and item.due_at <= now and not waits_for_money(parting, item.step)


def next_item(parting: Parting) -> Item | None:
    """The first in the order that somebody can do now; None where everything is settled."""
    return next((one for one in parting.items if not one.is_settled and not waits_for_money(parting, one.step)), None)


def is_gated(parting: Parting) -> bool:
    """Something that is still open waits for the money."""
    return any(not item.is_settled and waits_for_money(parting, item.step) for item in parting.items)


def can_be_overridden(parting: Parting) -> bool:
    """The money is open, and comes before letting go or before the close: a reviewer can decide not to wait for it."""
    if parting.override is not None or parting.order not in WAITING:
        return False
    return any(not parting.item(step).is_settled for step in MONEY_STEPS)


def may_be_left_out(parting: Parting, step: Step) -> bool:
    """Where the money comes before letting go, giving it up is the override's to say, and nobody's tick."""
    return step not in MONEY_STEPS or parting.order not in WAITING or parting.override is not None


def settle(parting: Parting, step: Step, state: ItemState, by: str, at: datetime) -> Parting:
    """Ticks an item, leaves it out, or opens it again."""
    item = parting.item(step)
    if state is ItemState.OPEN:
        return _with(
            parting, replace(item, state=state, settled_by=None, settled_at=None, reminders=0, reminded_at=None)
        )
    return _with(parting, replace(item, state=state, settled_by=by, settled_at=at))


def arrange(parting: Parting, step: Step, owner: str, due_at: datetime) -> Parting:
    """Another owner, another date: whoever has it now is reminded from the beginning."""
    item = parting.item(step)
    if due_at != item.due_at:
        item = replace(_due(item, due_at), has_own_date=True)
    if owner != item.owner:
        item = replace(item, owner=owner, reminders=0, reminded_at=None)
    return _with(parting, item)


def is_all_settled(parting: Parting) -> bool:
    return all(item.is_settled for item in parting.items)


def end(parting: Parting, state: PartingState, by: str, at: datetime, reason: str | None = None) -> Parting:
    return replace(parting, state=state, ended_by=by, ended_at=at, stop_reason=reason)


def _due(item: Item, due_at: datetime) -> Item:
    return replace(item, due_at=due_at, reminders=0, reminded_at=None)


def _with(parting: Parting, changed: Item) -> Parting:
    items = tuple(changed if item.step is changed.step else item for item in parting.items)
    return replace(parting, items=items)


def first_working_moment(at: datetime, hours: WorkingHours) -> datetime:
    """``at`` itself within working hours, else when they next begin."""
    return hours.add_working_time(at, timedelta(0))


def remind_at(parting: Parting, item: Item, hours: WorkingHours) -> datetime | None:
    """When whoever has an open item is next reminded of it, always in working hours.

    First when its date has passed, then after two working days, then every five: an item is never forgotten. None once it
    is settled, and while it waits for the money: then it is the money that is asked after.
    """
    if item.is_settled or waits_for_money(parting, item.step):
        return None
    if item.reminded_at is None:
        return first_working_moment(item.due_at, hours)
    moment = item.reminded_at
    for _ in range(REMIND_AGAIN_AFTER_WORKING_DAYS if item.reminders < 2 else REMIND_EVERY_WORKING_DAYS):
        moment = hours.next_opening(moment)
    return moment


def next_reminder(parting: Parting, hours: WorkingHours) -> datetime | None:
    """The earliest reminder that a running parting owes."""
    if not parting.is_running:
        return None
    moments = (remind_at(parting, item, hours) for item in parting.items)
    return min((moment for moment in moments if moment is not None), default=None)


def due_reminders(parting: Parting, hours: WorkingHours, now: datetime) -> tuple[Item, ...]:
    """The items to remind of now."""
    moments = ((item, remind_at(parting, item, hours)) for item in parting.items)
    return tuple(item for item, moment in moments if moment is not None and moment <= now)


def reminded(parting: Parting, items: Iterable[Item], now: datetime) -> Parting:
    """These items were told of now."""
    for item in items:
        parting = _with(parting, replace(item, reminders=item.reminders + 1, reminded_at=now))
    return parting


def glad_questions(ended_at: datetime, hours: WorkingHours) -> tuple[tuple[int, datetime], ...]:
    """(days after the close, when it is asked): in working hours, so that nobody is asked at night."""
    return tuple((days, first_working_moment(ended_at + timedelta(days=days), hours)) for days in GLAD_AFTER_DAYS)
