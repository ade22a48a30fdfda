"""The timers of an episode that follow from what it is: reminders while nobody has it, and the date to decide by."""

from datetime import timedelta

from bot.domain.alerts import Episode
from bot.domain.reminders import (
    STEPS,
    begins_to_wait,
    decision_due,
    overdue_again,
    reminder_moments,
    waits_for_taker,
)
from bot.usecases.identity import reminder_line_row
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import Timer, TimerKind

# A tick comes every second; a busy process, or one that is just starting again, needs a little longer.
ON_ITS_WAY = timedelta(minutes=15)


def keep_timers(uow: UnitOfWork, before: Episode, after: Episode) -> None:
    """Sets, moves and drops them for a change of one episode, in the caller's transaction."""
    _keep_reminders(uow, before, after)
    _keep_decide_by(uow, before, after)


def reminder_subject(episode_id: str, step: int) -> str:
    return f"{episode_id}|{step}"


def overdue_line(episode: Episode) -> str:
    """The one line that says that the date has passed: once it is owed, the date was told."""
    assert episode.decide_by is not None
    return reminder_line_row(episode.id, "overdue", episode.decide_by.isoformat())


def waits_for_work(uow: UnitOfWork, timer: Timer) -> bool:
    """Puts a reminder off that comes at night: after a downtime, or under other hours than when it was set.

    One that was due when work ended is on its way a moment later, and goes.
    """
    hours = uow.workspace.settings().hours
    is_in_time = hours.covers(timer.due_at) and uow.at - timer.due_at < ON_ITS_WAY
    if hours.covers(uow.at) or is_in_time:
        return False
    uow.timers.set(timer.kind, timer.subject, hours.add_working_time(uow.at, 0))
    return True


def _keep_reminders(uow: UnitOfWork, before: Episode, after: Episode) -> None:
    if begins_to_wait(before, after):
        moments = reminder_moments(after.told_level, uow.at, uow.workspace.settings().hours)
        for step, due_at in zip(STEPS, moments, strict=True):
            uow.timers.set(TimerKind.REMINDER, reminder_subject(after.id, step), due_at)
    elif waits_for_taker(before) and not waits_for_taker(after):
        for step in STEPS:
            uow.timers.drop(TimerKind.REMINDER, reminder_subject(after.id, step))


def _keep_decide_by(uow: UnitOfWork, before: Episode, after: Episode) -> None:
    due_at = decision_due(after)
    if due_at == decision_due(before):
        return
    if due_at is None:
        uow.timers.drop(TimerKind.DECIDE_BY, after.id)
        return
    assert after.decide_by is not None
    if due_at <= uow.at and uow.outbox.get(overdue_line(after)) is not None:
        # Told already, before it was put to sleep: asked for again as any late decision is.
        due_at = overdue_again(after.told_level, after.decide_by, uow.at, uow.workspace.settings().hours)
    uow.timers.set(TimerKind.DECIDE_BY, after.id, due_at)
