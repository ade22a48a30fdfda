"""In which order a team parts with a client: what the signs that tripped call for. ten-signs.md, "The review"."""

from collections.abc import Iterable, Mapping, Sequence, Set
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.history import Entry, Incident
from bot.domain.signs import SignId, sign_of_rule


class Step(StrEnum):
    """The items of the checklist."""

    NOTICE = "notice"
    FINAL_INVOICE = "final_invoice"
    COLLECT = "collect"
    HAND_OVER = "hand_over"
    TAKE_BACK_ACCESS = "take_back_access"
    TELL_TEAM = "tell_team"
    REFERRAL = "referral"
    LESSONS = "lessons"


class Order(StrEnum):
    """Which way the checklist goes. The last three are for a team that chooses: not yet, and the two ways there are."""

    SAFETY_FIRST = "safety_first"
    SAFETY_THEN_MONEY = "safety_then_money"
    MONEY_FIRST = "money_first"
    TEAM_CHOOSES = "team_chooses"
    TEAM_MONEY_FIRST = "team_money_first"
    TEAM_LETS_GO_FIRST = "team_lets_go_first"

    @property
    def is_for_the_team(self) -> bool:
        """The team may go this way or the other."""
        return self in (Order.TEAM_CHOOSES, *TEAM_CHOICES)


TEAM_CHOICES: Final = (Order.TEAM_MONEY_FIRST, Order.TEAM_LETS_GO_FIRST)


_SAFETY: Final = frozenset(
    {
        SignId.PHYSICAL_ABUSE,
        SignId.MENTAL_ABUSE,
        SignId.LYING,
        SignId.UNREASONABLE_DEMAND,
        SignId.LEGAL_RISK,
    }
)
_MONEY: Final = frozenset({SignId.SLOW_PAY, SignId.INVOICE_DISPUTE})
MONEY_STEPS: Final = frozenset({Step.FINAL_INVOICE, Step.COLLECT})

# The steps in their order, each with the working days from the decision to its date. The days are ours: a usual
# payment term of four weeks, people and access within a day where somebody may be hurt, the rest around the money.
_PLANS: Final[Mapping[Order, Mapping[Step, int]]] = MappingProxyType(
    {
        Order.SAFETY_FIRST: {
            Step.TELL_TEAM: 1,
            Step.NOTICE: 1,
            Step.TAKE_BACK_ACCESS: 1,
            Step.FINAL_INVOICE: 2,
            Step.HAND_OVER: 5,
            Step.COLLECT: 20,
            Step.REFERRAL: 20,
            Step.LESSONS: 22,
        },
        Order.SAFETY_THEN_MONEY: {
            Step.TELL_TEAM: 1,
            Step.NOTICE: 1,
            Step.TAKE_BACK_ACCESS: 1,
            Step.FINAL_INVOICE: 2,
            Step.COLLECT: 20,
            Step.HAND_OVER: 22,
            Step.REFERRAL: 23,
            Step.LESSONS: 25,
        },
        Order.MONEY_FIRST: {
            Step.FINAL_INVOICE: 2,
            Step.COLLECT: 20,
            Step.NOTICE: 21,
            Step.TELL_TEAM: 22,
            Step.HAND_OVER: 25,
            Step.TAKE_BACK_ACCESS: 25,
            Step.REFERRAL: 25,
            Step.LESSONS: 27,
        },
        Order.TEAM_CHOOSES: {
            Step.NOTICE: 5,
            Step.TELL_TEAM: 5,
            Step.FINAL_INVOICE: 5,
            Step.HAND_OVER: 15,
            Step.TAKE_BACK_ACCESS: 15,
            Step.COLLECT: 20,
            Step.REFERRAL: 20,
            Step.LESSONS: 22,
        },
    }
)
_PLAN_OF_CHOICE: Final = {
    Order.TEAM_MONEY_FIRST: _PLANS[Order.MONEY_FIRST],
    Order.TEAM_LETS_GO_FIRST: _PLANS[Order.TEAM_CHOOSES],
}
# Letting go: from here on the client has nothing left to pay for. Where people or the law are in danger, they are told
# and locked out at once, and only what helps them on waits for the money.
_LETTING_GO: Final = frozenset({Step.NOTICE, Step.HAND_OVER, Step.TAKE_BACK_ACCESS, Step.REFERRAL})
WAITING: Final[Mapping[Order, Set[Step]]] = MappingProxyType(
    {
        Order.MONEY_FIRST: _LETTING_GO,
        Order.TEAM_MONEY_FIRST: _LETTING_GO,
        Order.SAFETY_THEN_MONEY: frozenset({Step.HAND_OVER, Step.REFERRAL}),
    }
)


def signs_behind(hits: Iterable[tuple[str, Sequence[str]]], entries: Sequence[Entry]) -> tuple[str, ...]:
    """The signs that tripped, each once, by (rule, incidents); ``points`` and ``broken_probation`` give those behind them."""
    signs = {entry.id: entry.sign for entry in entries if isinstance(entry, Incident)}
    found: dict[str, None] = {}
    for rule, incidents in hits:
        own = sign_of_rule(rule)
        for sign in [own] if own is not None else [signs[one] for one in incidents if one in signs]:
            found[str(sign)] = None
    return tuple(found)


def order_for(signs: Iterable[str]) -> Order:
    """People's safety and the law first, then money; the team chooses where neither is at stake."""
    tripped = set(signs)
    has_money = bool(tripped & _MONEY)
    if tripped & _SAFETY:
        return Order.SAFETY_THEN_MONEY if has_money else Order.SAFETY_FIRST
    return Order.MONEY_FIRST if has_money else Order.TEAM_CHOOSES


def plan_of(order: Order) -> Mapping[Step, int]:
    """Every step in its order, with its date in working days from the decision."""
    return _PLAN_OF_CHOICE[order] if order in _PLAN_OF_CHOICE else _PLANS[order]
