"""Reminds people of an alert: nobody has taken it yet, or the date to decide by has passed.

By direct message to whoever must act, and by a line in the channel where all can see it.
"""

from bot.domain.alerts import AlertState, Episode, News
from bot.domain.reminders import (
    STEPS,
    Recipient,
    called_to_decide,
    overdue_again,
    reminded,
    waits_for_taker,
)
from bot.usecases.alert_posts import owe_channel_line, revise_alert
from bot.usecases.alert_timers import overdue_line, reminder_subject, waits_for_work
from bot.usecases.handle_alert import wake_alert
from bot.usecases.identity import reminder_line_row, reminder_row
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, Timer, TimerKind
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import acting, reviewers_in_force


def remind(uow: UnitOfWork, timer: Timer) -> None:
    """Nobody has taken it yet. After a downtime only the latest of several reminders that are due is said."""
    episode_id, _, number = timer.subject.partition("|")
    episode, step = uow.episodes.get(episode_id), int(number)
    if episode is None or not waits_for_taker(episode) or waits_for_work(uow, timer):
        return
    if _is_overtaken(uow, episode, step):
        return
    client = root_client(uow, episode.client)
    owner = acting(uow, client.owner) if client else None
    due_at = timer.due_at.isoformat()
    for recipient in reminded(step, owner, reviewers_in_force(uow)):
        _owe_direct(uow, episode, News.REMINDED, due_at, recipient)
    owe_channel_line(uow, reminder_line_row(episode.id, News.REMINDED.value, due_at), episode, News.REMINDED, None)


def _is_overtaken(uow: UnitOfWork, episode: Episode, step: int) -> bool:
    """A later one is due too, or was said already: they are all set at once, and each goes when it is said."""
    if step + 1 not in STEPS:
        return False
    later = uow.timers.get(TimerKind.REMINDER, reminder_subject(episode.id, step + 1))
    return later is None or later <= uow.at


def decision_is_late(uow: UnitOfWork, timer: Timer) -> None:
    """The date has passed: told once in the channel, and asked for again until somebody decides."""
    episode = _awake(uow, timer.subject)
    if episode is None or episode.decide_by is None or waits_for_work(uow, timer):
        return
    line = overdue_line(episode)
    is_first = uow.outbox.get(line) is None
    if is_first:
        owe_channel_line(uow, line, episode, News.OVERDUE, episode.decide_by)
        revise_alert(uow, episode)  # it says since when
    taken_by, due_at = acting(uow, episode.taken_by), timer.due_at.isoformat()
    for recipient in called_to_decide(taken_by, reviewers_in_force(uow), is_first=is_first):
        _owe_direct(uow, episode, News.OVERDUE, due_at, recipient)
    again = overdue_again(episode.told_level, episode.decide_by, uow.at, uow.workspace.settings().hours)
    uow.timers.set(TimerKind.DECIDE_BY, episode.id, again)


def _awake(uow: UnitOfWork, episode_id: str) -> Episode | None:
    """The open episode; one whose snooze ends at this very moment is woken first."""
    episode = uow.episodes.get(episode_id)
    if episode is not None and episode.state is AlertState.SNOOZED:
        wake_alert(uow, episode)
        episode = uow.episodes.get(episode_id)
    return episode if episode is not None and episode.is_open else None


def _owe_direct(uow: UnitOfWork, episode: Episode, news: News, due_at: str, recipient: Recipient) -> None:
    row_id = reminder_row(episode.id, news.value, due_at, recipient.user)
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.REMINDER,
            facts={
                "episode": episode.id,
                "news": news.value,
                "at": uow.at.isoformat(),
                "hat": recipient.hat.value,
            },
            next_at=uow.at,
            destination=f"dm:{recipient.user}",
        )
    )
