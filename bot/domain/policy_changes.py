"""What may be put into a policy, and how a wrong value is refused."""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from bot.domain.exact import exact
from bot.domain.signs import Rule, Severity, SignId

# A thousand years: any window a person means is shorter, and moments stay within what a calendar holds.
LONGEST_DAYS: Final = 365_000

ExactNumber: TypeAlias = Annotated[Decimal, BeforeValidator(exact)]

_Points: TypeAlias = Annotated[ExactNumber, Field(ge=0, le=1_000_000)]
_Cutoff: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000)]
_Days: TypeAlias = Annotated[ExactNumber, Field(ge=1, le=LONGEST_DAYS)]
_GraceDays: TypeAlias = Annotated[int, Field(ge=0, le=LONGEST_DAYS)]
_Limit: TypeAlias = Annotated[ExactNumber, Field(gt=0, le=1_000_000_000)]
SignLevel: TypeAlias = Literal["cumulative", "decisive"]


class Accepts(StrEnum):
    """What a field of the policy accepts; `PolicyRefused.params` carries what goes with it."""

    WHOLE_NUMBER_FROM = "whole_number_from"
    NUMBER_FROM = "number_from"
    NUMBER_OVER = "number_over"
    ONE_OF = "one_of"
    TRUE_OR_FALSE = "true_or_false"
    KEYS_AND_VALUES = "keys_and_values"
    SIGN_ID = "sign_id"
    NO_CUTOFF_OR_WINDOW = "no_cutoff_or_window"
    NEEDED_FOR_OWN_SIGN = "needed_for_own_sign"
    CUTOFF_WITH_WINDOW = "cutoff_with_window"


class PolicyRefused(ValueError):
    """A value of the policy that is refused: the dotted field, and what it accepts.

    `params` holds, by `accepts`: one lower bound (`*_from`, `number_over`) and where it matters an upper one, the
    words to choose from (`one_of`), the keys known (`keys_and_values`), or the signs that there are (`sign_id`).
    """

    def __init__(self, field: str, accepts: Accepts, params: tuple[str, ...] = ()) -> None:
        super().__init__(f"{field}: accepts {accepts.value} {', '.join(params)}".rstrip())
        self.field = field
        self.accepts = accepts
        self.params = params


class SignValues(TypedDict, total=False):
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)  # type: ignore[misc]  # pydantic's way for a TypedDict

    level: SignLevel
    points: _Points
    points_hourly: _Points
    cutoff: _Cutoff
    cutoff_hourly: _Cutoff
    window_days: _Days
    off: bool


class SeverityValues(TypedDict, total=False):
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)  # type: ignore[misc]  # as above

    minor: _Points
    normal: _Points
    severe: _Points


class PolicyValues(TypedDict, total=False):
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)  # type: ignore[misc]  # as above

    grace_days: _GraceDays
    points_limit: _Limit
    points_window_days: _Days
    severity: SeverityValues
    signs: dict[str, SignValues]


_CHANGES: Final = TypeAdapter(PolicyValues)

# What a key accepts, by its name; where a key stands does not matter, since no name is used for two things.
_ACCEPTED: Final[Mapping[str, tuple[Accepts, tuple[str, ...]]]] = {
    "grace_days": (Accepts.WHOLE_NUMBER_FROM, ("0", str(LONGEST_DAYS))),
    "points_limit": (Accepts.NUMBER_OVER, ("0",)),
    "points_window_days": (Accepts.NUMBER_FROM, ("1", str(LONGEST_DAYS))),
    "level": (Accepts.ONE_OF, ("cumulative", "decisive")),
    "points": (Accepts.NUMBER_FROM, ("0",)),
    "points_hourly": (Accepts.NUMBER_FROM, ("0",)),
    "cutoff": (Accepts.WHOLE_NUMBER_FROM, ("1",)),
    "cutoff_hourly": (Accepts.WHOLE_NUMBER_FROM, ("1",)),
    "window_days": (Accepts.NUMBER_FROM, ("1", str(LONGEST_DAYS))),
    "off": (Accepts.TRUE_OR_FALSE, ()),
    **dict.fromkeys(Severity, (Accepts.NUMBER_FROM, ("0",))),
    "severity": (Accepts.KEYS_AND_VALUES, tuple(Severity)),
    "signs": (Accepts.KEYS_AND_VALUES, tuple(SignId)),
}
_POLICY_KEYS: Final = tuple(PolicyValues.__annotations__)
_SIGN_KEYS: Final = tuple(SignValues.__annotations__)
CUTOFF_KEYS: Final = ("cutoff", "cutoff_hourly", "window_days")
_OWN_SIGN: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def parse_changes(changes: Mapping[str, object]) -> PolicyValues:
    """Only what differs, with exact numbers; raises `PolicyRefused` naming the first field that is wrong."""
    try:
        return _CHANGES.validate_python(changes)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise _refused(first["type"], tuple(str(part) for part in first["loc"])) from None


def _refused(kind: str, path: tuple[str, ...]) -> PolicyRefused:
    if path and path[-1] == "[key]":  # pydantic's word for a key that is no text
        path = path[:-1]
    field = ".".join(path) or "policy"
    if kind == "extra_forbidden":
        known = {1: _POLICY_KEYS, 2: tuple(Severity)}.get(len(path), _SIGN_KEYS)
        return PolicyRefused(field, Accepts.ONE_OF, known)
    if not path:
        return PolicyRefused(field, Accepts.KEYS_AND_VALUES, _POLICY_KEYS)
    if path[0] == "signs" and len(path) == 2:
        return PolicyRefused(field, Accepts.KEYS_AND_VALUES, _SIGN_KEYS)
    return PolicyRefused(field, *_ACCEPTED[path[-1]])


def check_new_sign(sign: str, values: SignValues) -> None:
    """Passes a new sign whose id is free and whose level and points are given; raises `PolicyRefused` otherwise."""
    if not _OWN_SIGN.fullmatch(sign) or sign in tuple(Rule):
        raise PolicyRefused(f"signs.{sign}", Accepts.SIGN_ID, tuple(SignId))
    for key in ("level", "points"):
        if key not in values:
            raise PolicyRefused(f"signs.{sign}.{key}", Accepts.NEEDED_FOR_OWN_SIGN, _ACCEPTED[key][1])
