"""Cases: clients with their histories, as a file holds them and a backtest judges them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.history import ClientStatus, ClientTerms, Entry, Incident, WarningGiven
from bot.domain.policy import Policy, PolicyRefused


class CaseAccepts(StrEnum):
    """What a place in the file accepts; `CaseRefused.params` carries what goes with it."""

    JSON = "json"
    REQUIRED = "required"
    KNOWN_KEY = "known_key"
    ONE_OF = "one_of"
    MOMENT = "moment"
    TEXT = "text"
    NAME = "name"
    NUMBER = "number"
    WHOLE_NUMBER = "whole_number"
    TRUE_OR_FALSE = "true_or_false"
    LIST = "list"
    OBJECT = "object"
    NEW_ID = "new_id"
    FACT_OF_SIGN = "fact_of_sign"
    KNOWN_SIGN = "known_sign"
    AT_MOST = "at_most"
    BAR = "bar"
    TAKES_TWO = "takes_two"


class CaseRefused(ValueError):
    """A file that cannot be read: which case, where in it, and what that place accepts.

    `case` is the case's id, or its place in the file as `#1`; `field` is dotted, with entries as `history[0]` counted
    from 0; `accepts` is a `CaseAccepts`, one of the policy's `Accepts`, or an `EntryRefusal`.
    """

    def __init__(self, case: str, field: str, accepts: StrEnum, params: tuple[str, ...] = ()) -> None:
        super().__init__(f"{case}: {field}: {accepts.value} {', '.join(params)}".rstrip())
        self.case = case
        self.field = field
        self.accepts = accepts
        self.params = params


@dataclass(frozen=True, slots=True)
class CaseClient:
    """The client of a case."""

    name: str
    aliases: tuple[str, ...]
    terms: ClientTerms
    monthly_value: Decimal | None
    status: ClientStatus


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One entry with what does not bear on a verdict: its note, who may read it, its evidence links.

    ``about`` is whom of the team it was done to, ``witnesses`` who saw it.
    """

    entry: Entry
    note: str | None = None
    links: tuple[str, ...] = ()
    is_confidential: bool = False
    about: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One client with its history. `policy` is what differs from the workspace's, `expect_at` the times to judge at.

    An entry that the file gives no id is called by its place, `#1` being the first.
    """

    id: str
    client: CaseClient
    policy: Mapping[str, object]
    history: tuple[CaseEntry, ...]
    expect_at: tuple[datetime, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The history as the rules read it."""
        return tuple(line.entry for line in self.history)

    def policy_upon(self, policy: Policy) -> Policy:
        """The policy that this case is judged by; raises `CaseRefused` for a wrong value and a sign that it lacks."""
        try:
            merged = policy.with_changes(self.policy)
        except PolicyRefused as refused:
            raise CaseRefused(self.id, f"policy.{refused.field}", refused.accepts, refused.params) from None
        for index, entry in enumerate(self.entries):
            if isinstance(entry, Incident | WarningGiven) and entry.sign not in merged.signs:
                raise CaseRefused(self.id, f"history[{index}].sign", CaseAccepts.KNOWN_SIGN, tuple(merged.signs))
        return merged
