"""What the audit trail tells of an alert: that it was raised, and every change of it, by a person or by time."""

from datetime import datetime
from enum import StrEnum

from bot.domain.alerts import Episode
from bot.usecases.audit_lines import BOT
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import Json

# What an alert is: why somebody snoozed it is theirs to say, and stands in the episode alone.
_TOLD = ("state", "level", "rules", "taken_by", "decide_by", "snoozed_until", "closing")


def record_raised(uow: UnitOfWork, episode: Episode) -> None:
    told = {name: _plain(getattr(episode, name)) for name in ("level", "rules")}
    uow.audit(BOT, "alert_raised", episode.id, after={"client": episode.client, **told})


def record_change(uow: UnitOfWork, before: Episode, after: Episode, by: str | None) -> None:
    """Only what differs; nothing where nothing that counts does. ``by`` is None where time or a verdict did it."""
    changed = [name for name in _TOLD if getattr(before, name) != getattr(after, name)]
    if changed:
        was, now = ({name: _plain(getattr(each, name)) for name in changed} for each in (before, after))
        uow.audit(by or BOT, "alert_changed", after.id, before=was, after=now)


def _plain(value: object) -> Json:
    match value:
        case datetime():
            return value.isoformat()
        case StrEnum():
            return value.value
        case str() | None:
            return value
        case tuple():
            return [str(one) for one in value]
        case _:
            raise TypeError(f"{type(value).__name__} is not told in the trail")
