"""What the team asked for when it kept a client: each can be checked, and has a date."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a decision. ``is_kept`` is None until somebody answers, on its date or before."""

    id: str
    client: str
    decision: str
    wording: str
    due_at: datetime
    is_kept: bool | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
