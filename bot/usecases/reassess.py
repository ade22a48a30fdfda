"""Judges a client again after something changed, and owes what follows: standing, timers, alert, lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import alerts
from bot.domain.alerts import AlertState, Cause, Episode, Judged
from bot.domain.client import Client, Standing
from bot.domain.history import Entry, Incident
from bot.domain.policy import Policy
from bot.domain.rules import judge
from bot.domain.verdict import Verdict
from bot.usecases.alert_posts import cancel_alert, owe_alert, owe_lines, revise_alert
from bot.usecases.alert_timers import keep_timers
from bot.usecases.alert_trail import record_change, record_raised
from bot.usecases.ask_to_tell import ask_to_tell
from bot.usecases.identity import derived_id
from bot.usecases.ports import Tuning, UnitOfWork
from bot.usecases.records import Emoji, TimerKind


@dataclass(frozen=True, slots=True)
class Reassessed:
    """``client`` carries its new standing; ``before`` is the one it had. ``was_raised``: this change raised the alert."""

    client: Client
    before: Standing
    verdict: Verdict
    entries: Sequence[Entry]
    policy: Policy
    episode: Episode | None
    was_raised: bool


def policy_for(uow: UnitOfWork, client: Client) -> Policy:
    """The policy in force for ``client``: the workspace's, with what is overridden for this client."""
    policy = uow.workspace.policy()
    return policy.with_changes(client.policy) if client.policy else policy


def judged_from(verdict: Verdict) -> Judged:
    return Judged(
        level=verdict.level,
        rules=tuple(hit.rule for hit in verdict.told_rules),
        incidents=tuple(sorted({incident for hit in verdict.rules for incident in hit.incidents})),
    )


def reassess(tuning: Tuning, uow: UnitOfWork, client: Client, cause: Cause) -> Reassessed:
    """``client`` must be a root. Everything is written in the caller's transaction."""
    entries = uow.history.entries(client.id)
    policy = policy_for(uow, client)
    verdict = judge(entries, client.terms, policy, uow.at)
    after = _save_standing(uow, client, entries, verdict)
    if cause is Cause.ADDED:
        ask_to_tell(tuning, uow, client, entries, verdict)
    latest = uow.episodes.latest(client.id)
    judged = judged_from(verdict)
    if alerts.should_raise(latest, judged, cause, raises_alerts=client.raises_alerts):
        raised = _raise(tuning, uow, client, latest, judged)
        return Reassessed(after, client.standing, verdict, entries, policy, raised, was_raised=True)
    episode = _follow(uow, latest, judged, cause, raises_alerts=client.raises_alerts)
    return Reassessed(after, client.standing, verdict, entries, policy, episode, was_raised=False)


def _save_standing(uow: UnitOfWork, client: Client, entries: Sequence[Entry], verdict: Verdict) -> Client:
    happened = [entry.at for entry in entries if isinstance(entry, Incident)]
    standing = Standing(
        level=verdict.level,
        rules=tuple(hit.rule for hit in verdict.told_rules),
        points=verdict.points,
        next_change=verdict.next_change,
        incidents=len(happened),
        newest_at=max(happened, default=None),
    )
    if standing == client.standing:
        return client
    after = replace(client, standing=standing)
    uow.clients.save_standing(after)
    if standing.next_change != client.standing.next_change:
        if standing.next_change is None:
            uow.timers.drop(TimerKind.CLIENT_CHANGES, client.id)
        else:
            uow.timers.set(TimerKind.CLIENT_CHANGES, client.id, standing.next_change)
    return after


def _raise(tuning: Tuning, uow: UnitOfWork, client: Client, latest: Episode | None, judged: Judged) -> Episode:
    number = latest.number + 1 if latest else 1
    episode_id = derived_id("episode", uow.workspace.facts().id, client.id, str(number))
    episode = alerts.raise_alert(episode_id, client.id, number, judged, uow.at, tuning.hold)
    uow.episodes.add(episode)
    record_raised(uow, episode)
    owe_alert(uow, episode)
    uow.timers.set(TimerKind.HOLD_ENDS, episode.id, episode.hold_until)
    return episode


def _follow(
    uow: UnitOfWork, latest: Episode | None, judged: Judged, cause: Cause, *, raises_alerts: bool
) -> Episode | None:
    has_votes = (
        latest is not None and latest.is_open and latest.state is not AlertState.HELD and _has_votes(uow, latest)
    )
    change = alerts.reassess(latest, judged, cause, raises_alerts=raises_alerts, has_votes=has_votes, at=uow.at)
    if change.episode is None or change.episode == latest:
        return change.episode
    return apply_change(uow, change)


def _has_votes(uow: UnitOfWork, episode: Episode) -> bool:
    return any(each.emoji in (Emoji.HANDSHAKE, Emoji.WAVE) for each in uow.episodes.reactions(episode.id))


def apply_change(uow: UnitOfWork, change: alerts.Change, by: str | None = None) -> Episode:
    """Stores a changed episode, and owes the edit of its message and the lines in its thread."""
    episode = change.episode
    assert episode is not None
    before = uow.episodes.get(episode.id)
    uow.episodes.save(episode)
    stored = replace(episode, revision=episode.revision + 1)
    if before is not None:
        record_change(uow, before, stored, by)
        keep_timers(uow, before, stored)
    if not episode.is_open:
        uow.timers.drop(TimerKind.HOLD_ENDS, episode.id)
        uow.timers.drop(TimerKind.SNOOZE_ENDS, episode.id)
    elif episode.snoozed_until is None:
        uow.timers.drop(TimerKind.SNOOZE_ENDS, episode.id)
    if episode.was_posted:
        revise_alert(uow, episode)
        owe_lines(uow, stored, change.news, by)
    elif not episode.is_open:
        cancel_alert(uow, episode)
    return stored


def end_hold(uow: UnitOfWork, episode: Episode) -> Episode:
    """It may be posted from now on; nothing happens to one that is not held."""
    if episode.state is not AlertState.HELD:
        return episode
    posted = alerts.end_hold(episode, uow.at)
    uow.episodes.save(posted)
    record_change(uow, episode, posted, None)
    keep_timers(uow, episode, posted)
    return replace(posted, revision=posted.revision + 1)
