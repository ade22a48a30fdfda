"""Owes the weekly digest: once each local week, after a downtime the latest alone."""

from bot.domain.digest import Week
from bot.domain.settings import Settings
from bot.usecases.audit_lines import AuditQuery
from bot.usecases.identity import digest_row
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, OutboxState, TimerKind
from bot.usecases.setup_hints import reviewers_in_force

# So far back the digest before is looked for, to say what has changed since; after a longer break it tells of this much.
WEEKS_LOOKED_BACK = 8
# One that had nothing to say, or waited for a channel until the next was due: what it would have told is still news.
_UNTOLD = (OutboxState.PENDING, OutboxState.PARKED, OutboxState.CANCELLED, OutboxState.DEAD)


def send_digest(uow: UnitOfWork) -> None:
    """To the digest's channel; while there is none, to each reviewer directly. What it says is composed when it goes out."""
    workspace, settings = uow.workspace.facts().id, uow.workspace.settings()
    week = settings.digest_schedule.latest(uow.at)
    uow.timers.set(TimerKind.DIGEST, workspace, settings.digest_schedule.following(uow.at).due_at)
    if _rows_of(uow, week):
        return
    since = _last_before(uow, settings, week)
    if settings.digest_goes_to is not None:
        _owe(uow, week, since, None)
        return
    for user in reviewers_in_force(uow):
        _owe(uow, week, since, user)


def begin_digests(uow: UnitOfWork, workspace: str) -> None:
    """Sets the timer where there is none: the first digest comes when its day does."""
    if uow.timers.get(TimerKind.DIGEST, workspace) is None:
        _set_timer(uow, workspace, uow.workspace.settings())


def reschedule_digests(uow: UnitOfWork, before: Settings, after: Settings) -> None:
    """The timer follows the settings, and no week is lost: one that is due already is let come, and one whose day would
    have been earlier in this very week comes at once.
    """
    workspace = uow.workspace.facts().id
    due_at = uow.timers.get(TimerKind.DIGEST, workspace)
    is_due = due_at is not None and due_at <= uow.at
    if before.digest_schedule == after.digest_schedule or is_due:
        return
    awaited = before.digest_schedule.following(uow.at).name
    if awaited == after.digest_schedule.latest(uow.at).name < after.digest_schedule.following(uow.at).name:
        uow.timers.set(TimerKind.DIGEST, workspace, uow.at)
    else:
        _set_timer(uow, workspace, after)


def _set_timer(uow: UnitOfWork, workspace: str, settings: Settings) -> None:
    uow.timers.set(TimerKind.DIGEST, workspace, settings.digest_schedule.following(uow.at).due_at)


def _rows_of(uow: UnitOfWork, week: Week) -> list[OutboxRow]:
    """What was owed for that week: to the channel, or to those who are reviewers today."""
    workspace = uow.workspace.facts().id
    found = [uow.outbox.get(digest_row(workspace, week.name, user)) for user in (None, *reviewers_in_force(uow))]
    return [row for row in found if row is not None]


def _last_before(uow: UnitOfWork, settings: Settings, week: Week) -> str:
    """The moment since which nothing has been told, as text."""
    earlier = settings.digest_schedule.before(week)
    for _ in range(WEEKS_LOOKED_BACK):
        told = [row for row in _rows_of(uow, earlier) if row.state not in _UNTOLD]
        if told:
            return str(told[0].facts["at"])
        earlier = settings.digest_schedule.before(earlier)
    # What happened before the workspace began here is history that was brought along, and no news.
    began = (line.at for line in uow.trail.oldest(AuditQuery(), 1))
    return max([earlier.due_at, *began]).isoformat()


def _owe(uow: UnitOfWork, week: Week, since: str, user: str | None) -> None:
    row_id = digest_row(uow.workspace.facts().id, week.name, user)
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.DIGEST,
            facts={"week": week.name, "since": since, "at": uow.at.isoformat()},
            next_at=uow.at,
            destination=None if user is None else f"dm:{user}",
        )
    )
