"""The timers of a parting: the next reminder while it runs, and the questions after its close."""

from bot.domain.parting import Parting, PartingState, glad_questions, next_reminder
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import TimerKind


def keep_reminder(uow: UnitOfWork, parting: Parting) -> None:
    """Sets, moves or drops the one timer of a parting for the earliest reminder that it owes."""
    due_at = next_reminder(parting, uow.workspace.settings().hours)
    if due_at is None:
        uow.timers.drop(TimerKind.PARTING_REMINDER, parting.id)
    else:
        uow.timers.set(TimerKind.PARTING_REMINDER, parting.id, due_at)


def ask_later(uow: UnitOfWork, parting: Parting) -> None:
    """*Glad you did?*, after a parting that was brought to its end; nobody is asked of one that was stopped."""
    if parting.state is not PartingState.CLOSED or parting.ended_at is None:
        return
    for days, due_at in glad_questions(parting.ended_at, uow.workspace.settings().hours):
        uow.timers.set(TimerKind.GLAD_QUESTION, glad_subject(parting.id, days), due_at)


def glad_subject(parting_id: str, days: int) -> str:
    return f"{parting_id}|{days}"
