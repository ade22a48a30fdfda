"""What an alert says today, from the facts: never notes, quotes, amounts or reporters."""

from bot.domain.alerts import Episode, Vote, VoteFor
from bot.domain.client import Client
from bot.domain.reading import read_remedies, read_rules
from bot.domain.rules import judge
from bot.usecases.notices import AlertNotice, ChannelProblem
from bot.usecases.ports import UnitOfWork
from bot.usecases.reassess import policy_for
from bot.usecases.records import Emoji, Reaction

_CHOICES = {Emoji.HANDSHAKE: VoteFor.KEEP, Emoji.WAVE: VoteFor.PART_WAYS}


def votes_in(reactions: list[Reaction]) -> tuple[Vote, ...]:
    """One vote a person, the later wins, in the order in which they were cast."""
    votes: dict[str, Vote] = {}
    for reaction in sorted(reactions, key=lambda reaction: reaction.event_ts):
        if reaction.emoji in _CHOICES:
            votes.pop(reaction.user, None)
            votes[reaction.user] = Vote(reaction.user, _CHOICES[reaction.emoji])
    return tuple(votes.values())


def alert_notice(
    uow: UnitOfWork, episode: Episode, client: Client, problem: ChannelProblem | None, *, may_repeat: bool = False
) -> AlertNotice:
    """``client`` must be the root that the episode's client belongs to today."""
    records = uow.history.records(client.id)
    entries = [record.entry for record in records]
    verdict = judge(entries, client.terms, policy_for(uow, client), uow.at)
    settings = uow.workspace.settings()
    behind = [record for record in records if record.entry.id in episode.incidents]
    return AlertNotice(
        client=client.id,
        client_name=client.name,
        owner=client.owner,
        episode=episode,
        rules=read_rules(verdict, entries),
        calls_for=read_remedies(verdict, entries),
        flagged_by=len({person for record in behind for person in (record.by, *record.witnesses)}),
        votes=votes_in(list(uow.episodes.reactions(episode.id))),
        at=uow.at,
        language=settings.language,
        zone=settings.timezone,
        problem=problem,
        may_repeat=may_repeat,
    )
