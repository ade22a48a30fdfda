"""What a reminder says today, and whether it is still to be said: people act between its moment and its delivery."""

from datetime import datetime

from bot.domain.alerts import Episode, News
from bot.domain.reminders import LINE_IS_NEWS_FOR, Hat, waits_for_taker
from bot.usecases.identity import alert_row, direct_alert_row
from bot.usecases.notices import ReminderNotice
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxRow, OutboxState
from bot.usecases.register_client import root_client


def reminder_notice(uow: UnitOfWork, row: OutboxRow) -> ReminderNotice | None:
    """None where somebody has taken it, slept on it or decided meanwhile."""
    episode, news = uow.episodes.get(str(row.facts["episode"])), News(str(row.facts["news"]))
    client = root_client(uow, episode.client) if episode else None
    if episode is None or client is None or not _holds(episode, news):
        return None
    settings = uow.workspace.settings()
    return ReminderNotice(
        news=news,
        client_name=client.name,
        episode=episode,
        hat=Hat(str(row.facts["hat"])),
        team_domain=uow.workspace.facts().domain,
        message=_message(uow, row, episode),
        language=settings.language,
        zone=settings.timezone,
    )


def _message(uow: UnitOfWork, row: OutboxRow, episode: Episode) -> tuple[str, str] | None:
    """(channel, ts) of the alert where its reader finds it: in the channel, else their own copy."""
    user = (row.destination or "").removeprefix("dm:")
    for found in (uow.outbox.get(alert_row(episode.id)), uow.outbox.get(direct_alert_row(episode.id, user))):
        if found is not None and found.state is OutboxState.SENT and found.channel and found.ts:
            return found.channel, found.ts
    return None


def line_still_holds(uow: UnitOfWork, row: OutboxRow, episode: Episode) -> bool:
    """Whether a line in the thread that was not posted yet is still worth saying; all but reminders always are."""
    news = News(str(row.facts["news"]))
    if news not in (News.REMINDED, News.OVERDUE) or row.ts is not None:
        return True
    is_recent = uow.at - datetime.fromisoformat(str(row.facts["at"])) < LINE_IS_NEWS_FOR
    return is_recent and _holds(episode, news)


def _holds(episode: Episode, news: News) -> bool:
    if news is News.REMINDED:
        return waits_for_taker(episode)
    return episode.is_open and episode.decide_by is not None
