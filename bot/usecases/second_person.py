"""Who counts where two reviewers are wanted: nobody chooses their own second person, nor does away with the one there is.

Whoever changes the settings may do both. So the trail is asked what that reviewer lately did to the list of reviewers.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.usecases.audit_lines import AuditKind, AuditQuery
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import EntryRecord, Json
from bot.usecases.setup_hints import acting, reviewers_in_force
from bot.usecases.who_may import first_recorded

# Of what was flagged earlier, only the changes of so long ago count: teams do change.
LATELY: Final = timedelta(days=30)
# More changes than these by one person within that time, and nothing is taken for granted.
_LINES_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """What one reviewer did to the list since a flag was made. ``is_unknown``: a line of the trail was emptied since."""

    chosen: frozenset[str]
    unseated: frozenset[str]
    is_unknown: bool


def counted(uow: UnitOfWork, user: str, record: EntryRecord) -> tuple[str, ...]:
    """The reviewers in force, and those whom ``user`` unseated since and who are still here: ``user`` is not alone then.

    Those who left are none, so that whoever stays may go on.
    """
    in_force, changes = reviewers_in_force(uow), _changes(uow, user, record)
    still_here = sorted(each for each in changes.unseated - set(in_force) if acting(uow, each) is not None)
    somebody = ("somebody",) if changes.is_unknown else ()
    return (*in_force, *still_here, *somebody)


def impartial(uow: UnitOfWork, user: str, record: EntryRecord) -> tuple[str, ...]:
    """The reviewers in force whom ``user`` did not make reviewers since the flag was made, ``user`` among them."""
    changes = _changes(uow, user, record)
    return tuple(
        each for each in reviewers_in_force(uow) if each == user or not (changes.is_unknown or each in changes.chosen)
    )


def _changes(uow: UnitOfWork, user: str, record: EntryRecord) -> Changes:
    since = max(first_recorded(record, uow.history.get), uow.at - LATELY)
    lines = uow.trail.oldest(AuditQuery(by=user, kind=AuditKind.SETTINGS, since=since), _LINES_MAX)
    chosen: set[str] = set()
    unseated: set[str] = set()
    at_first: set[str] | None = None
    is_unknown = len(lines) == _LINES_MAX
    for line in lines:
        before, after = _reviewers(uow, line.before), _reviewers(uow, line.after)
        if before is None or after is None:
            is_unknown = True
            continue
        at_first = before if at_first is None else at_first
        chosen |= after - before
        unseated |= before - after
    # Whom they took off and put back was not their choice.
    return Changes(frozenset(chosen - {user} - (at_first or set())), frozenset(unseated - {user}), is_unknown)


def _reviewers(uow: UnitOfWork, settings: Json) -> set[str] | None:
    """Those whom the settings named, or the owners and admins in their stead; None where the line was emptied."""
    if not isinstance(settings, dict) or not isinstance(settings.get("reviewers"), list):
        return None
    named = settings["reviewers"]
    assert isinstance(named, list)
    return {str(each) for each in named} or set(uow.people.admins())
