"""What people do with an open alert: take it, vote, snooze it, and take that back. Emoji and buttons are one way."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain import alerts
from bot.domain.alerts import AlertState, Change, Episode, News
from bot.domain.people import Grant
from bot.domain.signs import Level
from bot.usecases.alert_notice import votes_in
from bot.usecases.forms import Done, NotDone
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import apply_change, end_hold
from bot.usecases.records import Emoji, OutboxKind, OutboxRow, Reaction, TimerKind
from bot.usecases.register_client import root_client


@dataclass(frozen=True, slots=True)
class React:
    """An emoji put on or taken off the message of ``author`` at (channel, ts). ``event_ts`` is Slack's order."""

    grant: Grant
    channel: str
    ts: str
    author: str | None
    emoji: Emoji
    is_on: bool
    event_ts: str
    receipt: str


class Press(StrEnum):
    """The buttons that do what an emoji does. Pressed again, each takes itself back."""

    TAKE = "take"
    VOTE_KEEP = "vote_keep"
    VOTE_PART = "vote_part"


_EMOJI = {Press.TAKE: Emoji.EYES, Press.VOTE_KEEP: Emoji.HANDSHAKE, Press.VOTE_PART: Emoji.WAVE}


@dataclass(frozen=True, slots=True)
class PressAlert:
    """``event_ts`` is Slack's, as an emoji's is: one clock orders both."""

    grant: Grant
    episode: str
    press: Press
    event_ts: str
    receipt: str


def react(ports: Ports, command: React) -> bool:
    """Does what the emoji asks for, where it stands on the living message of an open alert; else nothing.

    False where the message may be an alert whose post is not settled yet: the emoji is to be told of again later.
    """
    with ports.store.write(command.grant.workspace) as uow:
        row = uow.outbox.find_message(command.channel, command.ts)
        if row is None:
            is_ours = command.author == uow.workspace.facts().bot_user
            return not (is_ours and uow.outbox.has_unsettled_alert(command.channel))
        if row.kind is not OutboxKind.ALERT or not uow.take_receipt(command.receipt):
            return True
        episode = uow.episodes.get(str(row.facts.get("episode")))
        if episode is None or not episode.is_open:
            return True
        reaction = Reaction(episode.id, command.grant.user, command.emoji, command.is_on, command.event_ts)
        _apply(uow, command.grant, episode, reaction)
        return True


def press_alert(ports: Ports, command: PressAlert) -> Done | NotDone:
    """What the same emoji would do, and an answer in private."""
    with ports.store.write(command.grant.workspace) as uow:
        return press_episode(uow, command)


def press_episode(uow: UnitOfWork, command: PressAlert) -> Done | NotDone:
    """As `press_alert`, in the caller's transaction."""
    grant, language = command.grant, uow.workspace.settings().language
    episode = uow.episodes.get(command.episode)
    if episode is None:
        return NotDone("not_found", (), language)
    if not episode.is_open:
        return NotDone("already_closed", (), language)
    if episode.state is AlertState.HELD:
        # Out of the review, before it was posted: whoever acts on it waits for no undo.
        episode = end_hold(uow, episode)
    emoji = _EMOJI[command.press]
    is_on = not _has_on(uow, episode, grant.user, emoji)
    if uow.take_receipt(command.receipt):
        reaction = Reaction(episode.id, grant.user, emoji, is_on, command.event_ts)
        episode = _apply(uow, grant, episode, reaction)
    return _pressed(uow, grant, command.press, episode, is_on=is_on)


def _pressed(uow: UnitOfWork, grant: Grant, press: Press, episode: Episode, *, is_on: bool) -> Done | NotDone:
    language = uow.workspace.settings().language
    client = (("client", client_name_of(uow, episode)),)
    if press is Press.TAKE and is_on:
        if episode.taken_by != grant.user:
            return NotDone("already_taken", (("by", episode.taken_by or ""),), language)
        return Done("taken", (("by", grant.user), *client), language)
    done = {Press.TAKE: "let_go", Press.VOTE_KEEP: "voted_keep", Press.VOTE_PART: "voted_part_ways"}
    return Done(done[press] if is_on or press is Press.TAKE else "vote_taken_back", client, language)


def client_name_of(uow: UnitOfWork, episode: Episode) -> str:
    client = root_client(uow, episode.client)
    return client.name if client else ""


def _has_on(uow: UnitOfWork, episode: Episode, user: str, emoji: Emoji) -> bool:
    """Whether the person's own emoji or press is in force; their vote may have been replaced by the other one."""
    if emoji is Emoji.EYES:
        return user in _takers(uow, episode)
    mine = [vote for vote in votes_in(list(uow.episodes.reactions(episode.id))) if vote.user == user]
    wanted = alerts.VoteFor.KEEP if emoji is Emoji.HANDSHAKE else alerts.VoteFor.PART_WAYS
    return bool(mine) and mine[0].choice is wanted


def _takers(uow: UnitOfWork, episode: Episode) -> list[str]:
    """Who has 👀 on it, the first first; whoever put it before the level rose has not seen this level."""
    told = f"{episode.told_at.timestamp():.6f}" if episode.told_at else ""
    eyes = [each for each in uow.episodes.reactions(episode.id) if each.emoji is Emoji.EYES and each.event_ts >= told]
    return [each.user for each in sorted(eyes, key=lambda each: each.event_ts)]


def _apply(uow: UnitOfWork, grant: Grant, episode: Episode, reaction: Reaction) -> Episode:
    if not uow.episodes.react(reaction):
        return episode
    match reaction.emoji:
        case Emoji.EYES:
            change = Change(_with_taker(uow, episode))
        case Emoji.HANDSHAKE | Emoji.WAVE:
            change = Change(_with_votes(uow, episode))
        case Emoji.ZZZ:
            change = _with_sleep(uow, grant, episode, is_on=reaction.is_on)
    uow.audit(grant.user, "alert_reaction", episode.id, after={"emoji": reaction.emoji.value, "is_on": reaction.is_on})
    assert change.episode is not None
    if change.episode == episode:
        if reaction.emoji in (Emoji.HANDSHAKE, Emoji.WAVE):
            return apply_change(uow, change)  # the tally changed, and the message shows it
        return episode
    return apply_change(uow, change, by=grant.user)


def _with_taker(uow: UnitOfWork, episode: Episode) -> Episode:
    takers = _takers(uow, episode)
    if not takers:
        return alerts.let_go(episode)
    if takers[0] == episode.taken_by:
        return episode
    return alerts.take(episode, takers[0], uow.at, uow.workspace.settings().hours)


def _with_votes(uow: UnitOfWork, episode: Episode) -> Episode:
    if votes_in(list(uow.episodes.reactions(episode.id))):
        return alerts.begin_review(episode)
    return alerts.back_from_review(episode)


def _with_sleep(uow: UnitOfWork, grant: Grant, episode: Episode, *, is_on: bool) -> Change:
    if not is_on:
        if episode.snoozed_by != grant.user:
            return Change(episode)
        woken = alerts.wake(episode, has_votes=bool(votes_in(list(uow.episodes.reactions(episode.id)))))
        return Change(woken, (News.WOKE,))
    if not may_snooze(grant, episode):
        _tell(uow, grant.user, episode, "snooze_not_yours")
        return Change(episode)
    if is_asleep_by_another(grant, episode) and episode.snooze_reason is not None:
        # Whoever snoozed it chose a date and gave a reason: an emoji does not do away with either.
        _tell(uow, grant.user, episode, "snoozed_already")
        return Change(episode)
    until = alerts.emoji_snooze_ends(episode, uow.at, uow.workspace.settings().hours)
    uow.timers.set(TimerKind.SNOOZE_ENDS, episode.id, until)
    _tell(uow, grant.user, episode, "snooze_reason_wanted")
    return Change(alerts.snooze(episode, grant.user, until, None), (News.SNOOZED,))


def is_asleep_by_another(grant: Grant, episode: Episode) -> bool:
    return episode.state is AlertState.SNOOZED and episode.snoozed_by not in (None, grant.user)


def may_snooze(grant: Grant, episode: Episode) -> bool:
    """A decisive alert is a reviewer's to snooze."""
    return grant.is_reviewer or episode.told_level is not Level.DECISIVE


def _tell(uow: UnitOfWork, user: str, episode: Episode, notice: str) -> None:
    row_id = derived_id("direct", notice, episode.id, user, str(episode.revision))
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.DIRECT,
            facts={"notice": notice, "episode": episode.id},
            next_at=uow.at,
            destination=f"dm:{user}",
        )
    )


def wake_alert(uow: UnitOfWork, episode: Episode) -> None:
    """The snooze ran out: the channel is told."""
    has_votes = bool(votes_in(list(uow.episodes.reactions(episode.id))))
    woken = alerts.wake(episode, has_votes=has_votes)
    if woken != episode:
        apply_change(uow, Change(replace(woken), (News.WOKE,)))
