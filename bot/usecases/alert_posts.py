"""The outbox rows that an episode owes: its living message, and the lines in its thread."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.alerts import Episode, News
from bot.usecases.direct_copies import copies
from bot.usecases.identity import alert_row, direct_alert_row, line_row
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, OutboxState


def owe_alert(uow: UnitOfWork, episode: Episode) -> None:
    """The living message, due when the hold ends."""
    row_id = alert_row(episode.id)
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.ALERT,
            facts={"episode": episode.id},
            next_at=episode.hold_until,
        )
    )


def owe_direct_alert(uow: UnitOfWork, episode: Episode, user: str) -> None:
    """The same message to one reviewer: no channel may have it."""
    row_id = direct_alert_row(episode.id, user)
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.ALERT,
            facts={"episode": episode.id},
            next_at=uow.at,
            destination=f"dm:{user}",
        )
    )


def posted_rows(uow: UnitOfWork, episode: Episode) -> Sequence[OutboxRow]:
    """Every row of the living message: the channel's first, then those of reviewers who were told directly."""
    return copies(uow, alert_row(episode.id), lambda user: direct_alert_row(episode.id, user))


def revise_alert(uow: UnitOfWork, episode: Episode) -> None:
    """Asks for every copy of the living message to be brought up to date."""
    for row in posted_rows(uow, episode):
        uow.outbox.revise(row.id, uow.at)


def revise_open_alert(uow: UnitOfWork, client_id: str) -> None:
    """Something that the alert of a root client says has changed without its being judged anew: how many flagged it."""
    episode = uow.episodes.latest(client_id)
    if episode is not None and episode.is_open and episode.was_posted:
        revise_alert(uow, episode)


def owe_lines(uow: UnitOfWork, episode: Episode, news: Sequence[News], by: str | None) -> None:
    """One line in each copy's thread for each piece of news; numbered by the episode's revision, so said once."""
    if not news:
        return
    for row in posted_rows(uow, episode):
        if row.state is OutboxState.WITHDRAWN:
            continue  # its message was deleted, and its thread with it
        for place, piece in enumerate(news):
            line = line_row(row.id, episode.id, episode.revision * 10 + place)
            _owe_line(uow, row, line, episode, piece, by, episode.snoozed_until)


def owe_channel_line(uow: UnitOfWork, line: str, episode: Episode, news: News, until: datetime | None) -> None:
    """One line beneath the channel's copy alone: whoever has a copy of their own is told directly.

    Where somebody deleted that copy the row stands all the same, unsaid: it is known by it that this was told.
    """
    row = uow.outbox.get(alert_row(episode.id))
    if row is not None:
        _owe_line(uow, row, line, episode, news, None, until)


def _owe_line(
    uow: UnitOfWork, row: OutboxRow, line: str, episode: Episode, news: News, by: str | None, until: datetime | None
) -> None:
    uow.outbox.add(
        OutboxRow(
            id=line,
            wire_id=uow.wire_id(line),
            kind=OutboxKind.THREAD_LINE,
            facts={
                "episode": episode.id,
                "news": news.value,
                "level": episode.level.value,
                "at": uow.at.isoformat(),
                "by": by,
                "until": until.isoformat() if until else None,
            },
            next_at=uow.at,
            destination=row.destination,
            thread_of=row.id,
        )
    )


def cancel_alert(uow: UnitOfWork, episode: Episode) -> None:
    """Withdrawn within its hold: nothing was said, and nothing will be."""
    for row in posted_rows(uow, episode):
        if row.state is OutboxState.PENDING and row.ts is None:
            uow.outbox.save(
                replace(row, state=OutboxState.CANCELLED),
                expected_state=row.state.value,
                expected_attempt=row.attempt,
            )
