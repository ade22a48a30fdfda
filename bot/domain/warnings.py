"""Who has still to be told that something must stop."""

from collections.abc import Collection, Sequence

from bot.domain.history import Entry, Incident, Void, WarningGiven


def untold(history: Sequence[Entry], sign: str, counted: Collection[str]) -> tuple[Incident, ...]:
    """The counted incidents of one sign with no warning about it at or after them, oldest first.

    ``counted`` are the ids that a verdict counts; a warning that was voided told nobody anything.
    """
    voided = {entry.entry for entry in history if isinstance(entry, Void)}
    told = [
        entry.at
        for entry in history
        if isinstance(entry, WarningGiven) and entry.sign == sign and entry.id not in voided
    ]
    last = max(told, default=None)
    waiting = [
        entry
        for entry in history
        if isinstance(entry, Incident)
        and entry.sign == sign
        and entry.id in counted
        and (last is None or entry.at > last)
    ]
    return tuple(sorted(waiting, key=lambda incident: incident.at))
