"""What is still to be set up, and by whom: shown beneath the first answers until it is done."""

from dataclasses import dataclass
from enum import StrEnum


class Missing(StrEnum):
    ALERT_CHANNEL = "alert_channel"
    ALERT_CHANNEL_REFUSED = "alert_channel_refused"  # set, but posts wait: see the problem
    REVIEWERS = "reviewers"
    CLIENTS = "clients"


@dataclass(frozen=True, slots=True)
class SetupHint:
    """``by`` are the user ids who can do it; ``you_can`` where the person asking is one of them."""

    missing: Missing
    by: tuple[str, ...]
    you_can: bool
