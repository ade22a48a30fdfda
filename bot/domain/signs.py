"""The ten signs as data: their numbers, groups and facts. What they are called stands in the texts."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Level(StrEnum):
    """How far a client has gone, from `clear` to `decisive`. Compare by `rank`: as text the order would be wrong."""

    CLEAR = "clear"
    WATCH = "watch"
    CUMULATIVE = "cumulative"
    DECISIVE = "decisive"

    @property
    def rank(self) -> int:
        """0 for clear up to 3 for decisive."""
        return _RANKS[self]

    @property
    def is_tripped(self) -> bool:
        """True for cumulative and decisive: a person is asked to look."""
        return self is Level.CUMULATIVE or self is Level.DECISIVE


_RANKS: Final = {level: rank for rank, level in enumerate(Level)}


class SignId(StrEnum):
    """The ten signs in the order of their numbers."""

    PHYSICAL_ABUSE = "physical_abuse"
    MENTAL_ABUSE = "mental_abuse"
    LYING = "lying"
    UNREASONABLE_DEMAND = "unreasonable_demand"
    SLOW_PAY = "slow_pay"
    INVOICE_DISPUTE = "invoice_dispute"
    MIND_CHANGE = "mind_change"
    IGNORED_ADVICE = "ignored_advice"
    COMPETITOR_SQUEEZE = "competitor_squeeze"
    LEGAL_RISK = "legal_risk"

    @property
    def number(self) -> int:
        """1 to 10, the sign's place in the source."""
        return SIGN_NUMBERS[self]


SIGN_NUMBERS: Final[Mapping[SignId, int]] = MappingProxyType({sign: n for n, sign in enumerate(SignId, start=1)})

BIG_RED_FLAGS: Final = tuple(SignId)[:4]
LESS_OBVIOUS: Final = tuple(SignId)[4:]
# Signs 1 and 2 are about what was done to people: who reads of it, and who dismisses it, is held more tightly.
CONDUCT: Final = tuple(SignId)[:2]


class Severity(StrEnum):
    """Multiplies an incident's points, and changes neither counts nor levels."""

    MINOR = "minor"
    NORMAL = "normal"
    SEVERE = "severe"


class Stage(StrEnum):
    """How far the work was agreed when a client used rivals' prices."""

    QUOTING = "quoting"
    AGREED = "agreed"
    UNDER_WAY = "under_way"


class Billing(StrEnum):
    """How a client pays. A retainer is judged as a fixed price; only `hourly` takes the policy's `_hourly` values."""

    FIXED = "fixed"
    HOURLY = "hourly"
    RETAINER = "retainer"


class Rule(StrEnum):
    """The rules that do not bear the name of a sign. No sign of a team's own may take one of these ids."""

    MENTAL_ABUSE_AFTER_WARNING = "mental_abuse_after_warning"
    HAGGLING_AFTER_AGREEMENT = "haggling_after_agreement"
    POINTS = "points"
    BROKEN_PROBATION = "broken_probation"


class Remedy(StrEnum):
    """What a sign that tripped calls for. `stand_firm`: stand firm, collect the money, part ways, in that order."""

    LEAVE_AT_ONCE = "leave_at_once"
    WARN = "warn"
    COLLECT_FIRST = "collect_first"
    STAND_FIRM = "stand_firm"
    HELP_ONCE_THEN_PART = "help_once_then_part"
    TEAM_CHOOSES = "team_chooses"


# Facts are named as the fields of `history.Incident` that carry them.
SIGN_FACTS: Final[Mapping[SignId, tuple[str, ...]]] = MappingProxyType(
    {
        SignId.PHYSICAL_ABUSE: ("restricted",),
        SignId.MENTAL_ABUSE: ("second_hand", "restricted"),
        SignId.LYING: (),
        SignId.UNREASONABLE_DEMAND: ("bar",),
        SignId.SLOW_PAY: ("days_late", "amount", "our_error"),
        SignId.INVOICE_DISPUTE: ("after_agreement", "amount", "our_error"),
        SignId.MIND_CHANGE: ("hours",),
        SignId.IGNORED_ADVICE: ("expects_rescue",),
        SignId.COMPETITOR_SQUEEZE: ("stage",),
        SignId.LEGAL_RISK: (),
    }
)

_REMEDIES: Final[Mapping[str, Remedy]] = {
    SignId.PHYSICAL_ABUSE: Remedy.LEAVE_AT_ONCE,
    SignId.MENTAL_ABUSE: Remedy.WARN,
    Rule.MENTAL_ABUSE_AFTER_WARNING: Remedy.LEAVE_AT_ONCE,
    SignId.LYING: Remedy.LEAVE_AT_ONCE,
    SignId.UNREASONABLE_DEMAND: Remedy.LEAVE_AT_ONCE,
    SignId.SLOW_PAY: Remedy.COLLECT_FIRST,
    SignId.INVOICE_DISPUTE: Remedy.STAND_FIRM,
    Rule.HAGGLING_AFTER_AGREEMENT: Remedy.STAND_FIRM,
    SignId.IGNORED_ADVICE: Remedy.HELP_ONCE_THEN_PART,
    SignId.LEGAL_RISK: Remedy.LEAVE_AT_ONCE,
}


def remedy_of(rule_or_sign: str) -> Remedy:
    """What a rule or sign calls for. For `points` and `broken_probation` ask with the signs behind them."""
    return _REMEDIES.get(rule_or_sign, Remedy.TEAM_CHOOSES)


def sign_of_rule(rule: str) -> str | None:
    """The sign that a rule judges; none for `points` and `broken_probation`, which take any."""
    match rule:
        case Rule.MENTAL_ABUSE_AFTER_WARNING:
            return SignId.MENTAL_ABUSE
        case Rule.HAGGLING_AFTER_AGREEMENT:
            return SignId.INVOICE_DISPUTE
        case Rule.POINTS | Rule.BROKEN_PROBATION:
            return None
        case _:
            return rule


def facts_of(sign: str) -> tuple[str, ...]:
    """The facts that an incident of this sign can carry; a sign of the team's own carries none."""
    try:
        return SIGN_FACTS[SignId(sign)]
    except ValueError:
        return ()
