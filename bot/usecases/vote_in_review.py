"""A vote in the review itself: on the open alert where there is one, else on the client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.alerts import Episode, Vote, VoteFor
from bot.domain.client import Client
from bot.domain.history import ClientStatus, Entry
from bot.domain.people import Grant
from bot.domain.review import latest_decision
from bot.usecases.alert_notice import votes_in
from bot.usecases.forms import Done, NotDone
from bot.usecases.handle_alert import Press, PressAlert, press_episode
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import CastVote
from bot.usecases.register_client import root_client

# What somebody thought longer ago may rest on things that have changed since.
VOTE_HOLDS: Final = timedelta(days=30)
_CHOICES = {Press.VOTE_KEEP: VoteFor.KEEP, Press.VOTE_PART: VoteFor.PART_WAYS}
_DONE = {VoteFor.KEEP: "voted_keep", VoteFor.PART_WAYS: "voted_part_ways"}


@dataclass(frozen=True, slots=True)
class VoteInReview:
    """``event_ts`` is Slack's, as an emoji's is. Pressed again, a vote is taken back."""

    grant: Grant
    client: str
    press: Press
    event_ts: str
    receipt: str


def votes_on(uow: UnitOfWork, client: Client, episode: Episode | None, entries: Sequence[Entry]) -> tuple[Vote, ...]:
    """What the team says today: on the open alert, else in the review of the client, a root with these ``entries``.

    ``episode`` is the client's latest, open or closed. A decision, and the end of an alert, answer the votes before them.
    """
    if episode is not None and episode.is_open:
        return votes_in(list(uow.episodes.reactions(episode.id)))
    since = _holding_since(uow, episode, entries)
    return tuple(Vote(vote.user, vote.choice) for vote in uow.votes.of_client(client.id) if vote.cast_at > since)


def _holding_since(uow: UnitOfWork, episode: Episode | None, entries: Sequence[Entry]) -> datetime:
    latest = latest_decision(entries)
    answered = [latest.at] if latest is not None else []
    if episode is not None and episode.closed_at is not None:
        answered.append(episode.closed_at)
    return max([uow.at - VOTE_HOLDS, *answered])


def vote_in_review(ports: Ports, command: VoteInReview) -> Done | NotDone:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        episode = uow.episodes.latest(client.id)
        if episode is not None and episode.is_open:
            press = PressAlert(grant, episode.id, command.press, command.event_ts, command.receipt)
            return press_episode(uow, press)
        if client.status is not ClientStatus.ACTIVE:
            return NotDone("not_active", (("client", client.name),), language)
        choice = _CHOICES.get(command.press)
        if choice is None:
            return NotDone("already_closed", (), language)
        return _vote(uow, command, client, episode, choice)


def _vote(
    uow: UnitOfWork, command: VoteInReview, client: Client, episode: Episode | None, choice: VoteFor
) -> Done | NotDone:
    user, language = command.grant.user, uow.workspace.settings().language
    votes = votes_on(uow, client, episode, uow.history.entries(client.id))
    before = next((vote.choice for vote in votes if vote.user == user), None)
    is_on = before is not choice
    if uow.take_receipt(command.receipt):
        if is_on:
            uow.votes.cast(CastVote(client.id, user, choice, uow.at))
        else:
            uow.votes.take_back(client.id, user)
        uow.audit(
            user,
            "review_vote",
            client.id,
            before=None if before is None else before.value,
            after=choice.value if is_on else None,
        )
    return Done(_DONE[choice] if is_on else "vote_taken_back", (("client", client.name),), language)
