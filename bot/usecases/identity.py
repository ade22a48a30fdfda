"""Ids that are functions of the data: whoever has the same facts finds the same row again."""

from uuid import UUID, uuid5

_NAMESPACE = UUID("5f6f3f0e-6c0e-5f1e-9d8a-2b7c1f0a4d11")


def derived_id(*parts: str) -> str:
    """32 hexadecimal digits, the same for the same parts in the same order."""
    return uuid5(_NAMESPACE, "\x1f".join(parts)).hex


def alert_row(episode: str) -> str:
    """The outbox row of an episode's living message in the alert channel."""
    return derived_id("alert", episode)


def direct_alert_row(episode: str, user: str) -> str:
    """The row of the same message to one reviewer, where no channel may have it."""
    return derived_id("alert", episode, user)


def line_row(alert: str, episode: str, number: int) -> str:
    """The ``number``-th line in the thread of one posted alert."""
    return derived_id("line", alert, episode, str(number))


def digest_row(workspace: str, week: str, user: str | None) -> str:
    """The digest of one ISO week: the channel's, or one reviewer's where no channel is set."""
    return derived_id("digest", workspace, week) if user is None else derived_id("digest", workspace, week, user)


def reminder_row(episode: str, news: str, due_at: str, user: str) -> str:
    """What one person is told of an alert when a reminder is due."""
    return derived_id("reminder", episode, news, due_at, user)


def reminder_line_row(episode: str, news: str, due_at: str) -> str:
    """The line in the channel that goes with it."""
    return derived_id("reminder_line", episode, news, due_at)


def parting_row(parting: str) -> str:
    """The outbox row of a parting's living message in the alert channel."""
    return derived_id("parting", parting)


def direct_parting_row(parting: str, user: str) -> str:
    """The row of the same message to one reviewer, where no channel may have it."""
    return derived_id("parting", parting, user)
