"""What the whole list of a parting, and its forms show, as facts, for whoever asked."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.parting import Parting
from bot.domain.parting_order import Step
from bot.usecases.forms import Done, NotDone


@dataclass(frozen=True, slots=True)
class PartingList:
    """``is_reviewer``: may lift the gate, stop the parting, and read why somebody did. ``said`` is what was just done."""

    client: str
    client_name: str
    parting: Parting
    is_reviewer: bool
    at: datetime
    language: str
    zone: str
    said: Done | NotDone | None = None


@dataclass(frozen=True, slots=True)
class PartingItemForm:
    """Another owner, another date: ``owner`` and ``due_on`` (a local day) are those that are known now.

    ``is_owner_here``: False where they have left, and somebody else is to be chosen.
    """

    parting: str
    client_name: str
    step: Step
    owner: str
    is_owner_here: bool
    due_on: date
    language: str


@dataclass(frozen=True, slots=True)
class GladForm:
    """``sentence`` is what was said before."""

    parting: str
    days: int
    client_name: str
    sentence: str
    language: str
