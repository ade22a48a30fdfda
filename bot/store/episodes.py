"""Episodes of alerts, and what people said on them with emoji."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, literal_column, select, update

from bot.domain.alerts import AlertState, Closing, Episode
from bot.domain.signs import Level
from bot.store.binding import THIS_WORKSPACE, Bound, upsert
from bot.store.columns import Utc
from bot.store.tables import episodes, reactions
from bot.usecases.ports import StaleRevision
from bot.usecases.records import Emoji, Reaction

_OWN = episodes.c.workspace == THIS_WORKSPACE
_ALL: Select[Any] = select(episodes).where(_OWN)
_BY_ID = _ALL.where(episodes.c.id == bindparam("which"))
_LATEST = _ALL.where(episodes.c.client == bindparam("of_client")).order_by(episodes.c.number.desc()).limit(1)
_OPEN = _ALL.where(episodes.c.state != literal_column("'closed'")).order_by(episodes.c.raised_at, episodes.c.id)
_CLOSED = _ALL.where(episodes.c.closed_at > bindparam("closed_after", type_=Utc)).order_by(
    episodes.c.closed_at, episodes.c.id
)
_ADD = insert(episodes).inline()
_SAVE = update(episodes).where(
    _OWN, episodes.c.id == bindparam("which"), episodes.c.revision == bindparam("known_revision")
)
_REACT = upsert(reactions, changes=("is_on", "event_ts"), newer_by="event_ts")
_REACTIONS = (
    select(reactions.c.episode, reactions.c.user, reactions.c.emoji, reactions.c.is_on, reactions.c.event_ts)
    .where(
        reactions.c.workspace == THIS_WORKSPACE,
        reactions.c.episode == bindparam("which"),
        reactions.c.is_on,
    )
    .order_by(reactions.c.event_ts, reactions.c.user)
)
# The table's columns bear the names of the episode's fields.
_FIELDS = tuple(field.name for field in fields(Episode))


class SqlEpisodes:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def get(self, episode_id: str) -> Episode | None:
        return _episode(self._bound.run(_BY_ID, {"which": episode_id}).first())

    def latest(self, client_id: str) -> Episode | None:
        return _episode(self._bound.run(_LATEST, {"of_client": client_id}).first())

    def open_ones(self) -> Sequence[Episode]:
        found = (_episode(row) for row in self._bound.run(_OPEN).all())
        return [episode for episode in found if episode is not None]

    def closed_since(self, moment: datetime) -> Sequence[Episode]:
        found = (_episode(row) for row in self._bound.run(_CLOSED, {"closed_after": moment}).all())
        return [episode for episode in found if episode is not None]

    def add(self, episode: Episode) -> None:
        self._bound.run(_ADD, _columns(episode))

    def save(self, episode: Episode) -> None:
        values = _columns(episode)
        values |= {"which": values.pop("id"), "known_revision": episode.revision, "revision": episode.revision + 1}
        if self._bound.run(_SAVE, values).rowcount != 1:
            raise StaleRevision

    def react(self, reaction: Reaction) -> bool:
        values = {
            "episode": reaction.episode,
            "user": reaction.user,
            "emoji": reaction.emoji.value,
            "is_on": reaction.is_on,
            "event_ts": reaction.event_ts,
        }
        return self._bound.run(_REACT, values).rowcount == 1

    def reactions(self, episode_id: str) -> Sequence[Reaction]:
        rows = self._bound.run(_REACTIONS, {"which": episode_id}).all()
        return [Reaction(row.episode, row.user, Emoji(row.emoji), row.is_on, row.event_ts) for row in rows]


def _columns(episode: Episode) -> dict[str, object]:
    # Levels, states and lists are text and tuples underneath, which both drivers take as they are.
    return {name: getattr(episode, name) for name in _FIELDS}


def _episode(row: Row[Any] | None) -> Episode | None:
    if row is None:
        return None
    return Episode(
        id=row.id,
        client=row.client,
        number=row.number,
        state=AlertState(row.state),
        level=Level(row.level),
        told_level=Level(row.told_level),
        rules=tuple(row.rules),
        incidents=tuple(row.incidents),
        raised_at=row.raised_at,
        hold_until=row.hold_until,
        told_at=row.told_at,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        decide_by=row.decide_by,
        snoozed_until=row.snoozed_until,
        snoozed_by=row.snoozed_by,
        snooze_reason=row.snooze_reason,
        closed_at=row.closed_at,
        closing=None if row.closing is None else Closing(row.closing),
        revision=row.revision,
    )
