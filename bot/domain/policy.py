"""A workspace's policy: every number that the rules use. What may be put into it stands in `policy_changes`."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.domain.policy_changes import (
    CUTOFF_KEYS,
    Accepts,
    PolicyRefused,
    SignLevel,
    SignValues,
    check_new_sign,
    parse_changes,
)
from bot.domain.signs import Billing, Level, Severity, SignId

__all__ = ["Accepts", "Policy", "PolicyRefused", "SeverityFactors", "SignPolicy", "SignTerms"]

_WITHOUT_CUTOFF: Final = frozenset(
    {
        SignId.PHYSICAL_ABUSE,
        SignId.MENTAL_ABUSE,
        SignId.LYING,
        SignId.UNREASONABLE_DEMAND,
        SignId.LEGAL_RISK,
    }
)
_DEFAULT_SIGNS: Final[Mapping[str, SignValues]] = {
    SignId.PHYSICAL_ABUSE: {"level": "decisive", "points": Decimal(8)},
    SignId.MENTAL_ABUSE: {"level": "decisive", "points": Decimal(4)},
    SignId.LYING: {"level": "decisive", "points": Decimal(8)},
    SignId.UNREASONABLE_DEMAND: {"level": "decisive", "points": Decimal(8)},
    SignId.SLOW_PAY: {"level": "cumulative", "points": Decimal(2), "cutoff": 3, "window_days": Decimal(365)},
    SignId.INVOICE_DISPUTE: {"level": "cumulative", "points": Decimal(2), "cutoff": 3, "window_days": Decimal(365)},
    SignId.MIND_CHANGE: {
        "level": "cumulative",
        "points": Decimal(1),
        "points_hourly": Decimal("0.5"),
        "cutoff": 4,
        "cutoff_hourly": 8,
        "window_days": Decimal(90),
    },
    SignId.IGNORED_ADVICE: {"level": "cumulative", "points": Decimal(3), "cutoff": 2, "window_days": Decimal(365)},
    SignId.COMPETITOR_SQUEEZE: {"level": "cumulative", "points": Decimal(3), "cutoff": 2, "window_days": Decimal(365)},
    SignId.LEGAL_RISK: {"level": "decisive", "points": Decimal(8)},
}


class SignTerms(NamedTuple):
    """One sign for one way of billing. `weights` are the points by severity; a sign that holds once has neither
    cut-off nor window."""

    sign: str
    level: Level
    points: Decimal
    cutoff: int | None
    window: timedelta | None
    off: bool
    weights: Mapping[str, Decimal]


class SeverityFactors(BaseModel):
    """What a severity multiplies an incident's points by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minor: Decimal = Decimal("0.5")
    normal: Decimal = Decimal(1)
    severe: Decimal = Decimal(2)


class SignPolicy(BaseModel):
    """One sign's values. An hourly one that is None takes the plain one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: SignLevel
    points: Decimal
    points_hourly: Decimal | None = None
    cutoff: int | None = None
    cutoff_hourly: int | None = None
    window_days: Decimal | None = None
    off: bool = False


class Policy(BaseModel):
    """All values in force. Made by `default` and `with_changes` only, which keep them valid together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grace_days: int = 3
    points_limit: Decimal = Decimal(8)
    points_window_days: Decimal = Decimal(180)
    severity: SeverityFactors = SeverityFactors()
    signs: dict[str, SignPolicy]

    @classmethod
    def default(cls) -> "Policy":
        """The values that hold where nobody changed anything."""
        return _DEFAULT

    def with_changes(self, changes: Mapping[str, object]) -> "Policy":
        """This policy with what differs put in its place, key by key; raises `PolicyRefused` at the first wrong one.

        `changes` has the form of the policy in a case file. A client's override is a second call upon the workspace's.
        """
        parsed = parse_changes(changes)
        if not parsed:
            return self
        signs = dict(self.signs)
        for sign, values in parsed.get("signs", {}).items():
            signs[sign] = _merged_sign(sign, signs.get(sign), values)
        # A new object, not a copy: a copy would carry along the terms worked out for the old values.
        return Policy(
            grace_days=parsed.get("grace_days", self.grace_days),
            points_limit=parsed.get("points_limit", self.points_limit),
            points_window_days=parsed.get("points_window_days", self.points_window_days),
            severity=SeverityFactors.model_validate({**self.severity.model_dump(), **parsed.get("severity", {})}),
            signs=signs,
        )

    def sign(self, sign_id: str, billing: Billing) -> SignTerms:
        """The terms of one sign for a client billed in this way; raises KeyError for a sign that the policy lacks."""
        return self.terms(billing)[sign_id]

    def terms(self, billing: Billing) -> Mapping[str, SignTerms]:
        """All signs' terms for a client billed in this way, worked out once for each policy."""
        return self._hourly_terms if billing == Billing.HOURLY else self._plain_terms

    @property
    def own_signs(self) -> tuple[str, ...]:
        """The ids of the team's own signs, in the order in which they were added."""
        return tuple(sign for sign in self.signs if sign not in _DEFAULT_SIGNS)

    @cached_property
    def points_window(self) -> timedelta:
        """The points window; days of 24 hours."""
        return _days(self.points_window_days)

    @cached_property
    def _plain_terms(self) -> Mapping[str, SignTerms]:
        return self._terms(is_hourly=False)

    @cached_property
    def _hourly_terms(self) -> Mapping[str, SignTerms]:
        return self._terms(is_hourly=True)

    def _terms(self, *, is_hourly: bool) -> Mapping[str, SignTerms]:
        factors = {severity.value: getattr(self.severity, severity.value) for severity in Severity}
        terms = {}
        for sign, values in self.signs.items():
            points, cutoff = values.points, values.cutoff
            if is_hourly:
                points = points if values.points_hourly is None else values.points_hourly
                cutoff = cutoff if values.cutoff_hourly is None else values.cutoff_hourly
            terms[sign] = SignTerms(
                sign=sign,
                level=Level(values.level),
                points=points,
                cutoff=cutoff,
                window=None if values.window_days is None else _days(values.window_days),
                off=values.off,
                weights={severity: points * factor for severity, factor in factors.items()},
            )
        return MappingProxyType(terms)


def _merged_sign(sign: str, known: SignPolicy | None, values: SignValues) -> SignPolicy:
    field = f"signs.{sign}"
    if known is None:
        check_new_sign(sign, values)
    if sign in _WITHOUT_CUTOFF:
        for key in CUTOFF_KEYS:
            if key in values:
                raise PolicyRefused(f"{field}.{key}", Accepts.NO_CUTOFF_OR_WINDOW)
    merged = SignPolicy.model_validate({**(known.model_dump() if known else {}), **values})
    if (merged.cutoff is None) != (merged.window_days is None):
        missing = "cutoff" if merged.cutoff is None else "window_days"
        raise PolicyRefused(f"{field}.{missing}", Accepts.CUTOFF_WITH_WINDOW)
    if merged.cutoff_hourly is not None and merged.cutoff is None:
        raise PolicyRefused(f"{field}.cutoff", Accepts.CUTOFF_WITH_WINDOW)
    return merged


def _days(days: Decimal) -> timedelta:
    return timedelta(microseconds=int(days * 86_400_000_000))


_DEFAULT: Final = Policy(signs={sign: SignPolicy.model_validate(values) for sign, values in _DEFAULT_SIGNS.items()})
