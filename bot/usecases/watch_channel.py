"""Looks again and again at who can read a channel in which the bot has posted: events can get lost."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.people import Person
from bot.usecases.audit_lines import BOT
from bot.usecases.check_audience import check_audience
from bot.usecases.expose_channel import LOOK_AGAIN, expose, is_configured, look_at_it_again
from bot.usecases.notices import ChannelProblem
from bot.usecases.ports import Directory, Ports, UnitOfWork
from bot.usecases.records import Timer, TimerKind
from bot.usecases.reroute import tell_reviewers
from bot.usecases.resume_parked import resume_parked

# What others can read is to be gone within five minutes: two to notice, three to take it back at Slack's pace.
WATCH_EVERY = timedelta(minutes=2)
# After a look that failed, which says nothing.
WATCH_AGAIN = timedelta(seconds=30)
# One call tells of everybody where they are few. In a larger workspace so many members are looked up anew at each look,
# those first who were not for longest: one who became a guest shows even where Slack's event of it was lost, in the largest
# channel that may have alerts within a quarter of an hour.
LOOK_UPS = 30


def begin_watching(uow: UnitOfWork) -> None:
    """The channels of the settings are looked at from the start on; a timer that runs stays as it is."""
    settings = uow.workspace.settings()
    for channel in {settings.alert_channel, settings.digest_goes_to} - {None}:
        assert channel is not None
        if uow.timers.get(TimerKind.CHANNEL_WATCH, channel) is None:
            uow.timers.set(TimerKind.CHANNEL_WATCH, channel, uow.at + WATCH_EVERY)


def keep_watched(ports: Ports, workspace: str, channel: str) -> None:
    """Called before a post. Costs one statement where the channel is watched already."""
    with ports.store.read(workspace) as uow:
        if uow.timers.get(TimerKind.CHANNEL_WATCH, channel) is not None:
            return
    with ports.store.write(workspace) as uow:
        if uow.timers.get(TimerKind.CHANNEL_WATCH, channel) is None:
            uow.timers.set(TimerKind.CHANNEL_WATCH, channel, uow.at + WATCH_EVERY)


def watch_channel(ports: Ports, timer: Timer) -> None:
    """Asks Slack outside of any transaction; what follows from the answer is one."""
    channel, workspace = timer.subject, timer.workspace
    with ports.store.read(workspace) as uow:
        for_alerts = is_configured(uow, channel)
    ports.channels.forget(channel)
    _look_up_anew(ports, workspace, ports.channels.members(channel) or ())
    problem = check_audience(ports, workspace, channel, for_alerts=for_alerts)
    with ports.store.write(workspace) as uow:
        if uow.timers.finish(timer):
            _heed(uow, channel, problem)


def _look_up_anew(ports: Ports, workspace: str, members: Sequence[str]) -> None:
    """Keeps what is told of those who were last seen before the look before this one."""
    with ports.store.read(workspace) as uow:
        known = uow.people.of(members)
    before = ports.clock.now() - WATCH_EVERY
    stale = [person for person in known.values() if person.checked_at <= before and not person.is_bot]
    found = _told_of(ports.directory, {person.id: person for person in stale})
    if found:
        with ports.store.write(workspace) as uow:
            uow.people.put(found)


def _told_of(directory: Directory, stale: Mapping[str, Person]) -> list[Person]:
    """All at once, else one by one. One lookup that fails ends it: what is known of the others still counts, as long as
    it is young enough.
    """
    listed = directory.everybody_at_once() if len(stale) > 1 else None
    found = [person for person in listed or () if person.id in stale]
    # People of another organisation stand in no list.
    left = stale.keys() - {person.id for person in found}
    for person in sorted(left, key=lambda person: (stale[person].checked_at, person))[:LOOK_UPS]:
        now = directory.look_up(person)
        if now is None:
            break
        found.append(now)
    return found


def _heed(uow: UnitOfWork, channel: str, problem: ChannelProblem | None) -> None:
    if problem is not None and problem.exposes:
        expose(uow, channel, problem)
        return
    if problem is None:
        if uow.exposures.end(channel):
            uow.audit(BOT, "channel_no_longer_exposed", channel)
        resume_parked(uow, channel)
    elif is_configured(uow, channel):
        tell_reviewers(uow, channel, problem)
    look_at_it_again(uow, channel, _wait(uow, channel, problem))


def _wait(uow: UnitOfWork, channel: str, problem: ChannelProblem | None) -> timedelta:
    if problem in (ChannelProblem.UNKNOWN, ChannelProblem.MEMBERS_UNKNOWN):
        return WATCH_AGAIN
    return LOOK_AGAIN if uow.exposures.get(channel) is not None else WATCH_EVERY
