"""What the whole list of a parting and the form of one item show, as facts, for whoever asked."""

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
    """Another owner, another date: ``owner`` and ``due_on`` (a local day) are those that are known now."""

    parting: str
    client_name: str
    step: Step
    owner: str
    due_on: date
    language: str
