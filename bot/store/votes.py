"""Votes that were cast in a review while no alert was open."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from bot.domain.alerts import VoteFor
from bot.store.binding import THIS_WORKSPACE, Bound, upsert
from bot.store.tables_review import review_votes
from bot.usecases.records import CastVote

_OWN = review_votes.c.workspace == THIS_WORKSPACE
_OF_CLIENT: Select[Any] = (
    select(review_votes.c.client, review_votes.c.user, review_votes.c.choice, review_votes.c.cast_at)
    .where(_OWN, review_votes.c.client == bindparam("of_client"))
    .order_by(review_votes.c.cast_at, review_votes.c.user)
)
_CAST = upsert(review_votes, changes=("choice", "cast_at"))
_TAKE_BACK = delete(review_votes).where(
    _OWN, review_votes.c.client == bindparam("of_client"), review_votes.c.user == bindparam("voter")
)


class SqlVotes:
    def __init__(self, bound: Bound) -> None:
        self._bound = bound

    def of_client(self, client_id: str) -> Sequence[CastVote]:
        rows = self._bound.run(_OF_CLIENT, {"of_client": client_id}).all()
        return [CastVote(row.client, row.user, VoteFor(row.choice), row.cast_at) for row in rows]

    def cast(self, vote: CastVote) -> None:
        row = {"client": vote.client, "user": vote.user, "choice": vote.choice.value, "cast_at": vote.cast_at}
        self._bound.run(_CAST, row)

    def take_back(self, client_id: str, user: str) -> None:
        self._bound.run(_TAKE_BACK, {"of_client": client_id, "voter": user})
