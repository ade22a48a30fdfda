"""What time alone owes: windows that end, holds and snoozes that run out, facts that grow old."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.alerts import AlertState, Cause
from bot.domain.people import Person
from bot.usecases.ask_condition import condition_due
from bot.usecases.ask_glad import glad_question_due
from bot.usecases.audit_lines import OPERATOR, AuditQuery
from bot.usecases.end_dismissal import lapse_dismissal
from bot.usecases.handle_alert import wake_alert
from bot.usecases.keep_time import begin_keeping, keep_client, keep_workspace, scrub_files
from bot.usecases.open_care import remind_of_care
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import end_hold, reassess
from bot.usecases.records import Timer, TimerKind
from bot.usecases.remind import decision_is_late, remind
from bot.usecases.remind_parting import parting_reminder_due
from bot.usecases.resume_parked import resume_parked
from bot.usecases.send_digest import begin_digests, send_digest
from bot.usecases.watch_channel import begin_watching, watch_channel
from bot.usecases.wipe_workspace import wipe_uninstalled

TIMERS_A_TICK = 100
RECEIPTS_KEPT = timedelta(days=8)  # a day longer than Slack's latest redelivery that we know of
PEOPLE_EVERY = timedelta(hours=12)  # half of what an audience check takes as fresh
HOUSEKEEPING_EVERY = timedelta(hours=1)


def sweep(ports: Ports) -> int:
    """Runs the due timers, each in its own transaction; returns how many there were.

    One timer's trouble does not hold up the others: what they raised is raised at the end, as a group.
    """
    timers = ports.store.claim_timers(ports.clock.now(), TIMERS_A_TICK, ports.tuning.lease, ports.workspace)
    troubles: list[Exception] = []
    for timer in timers:
        try:
            _run(ports, timer)
        except Exception as error:  # raised below, when the other timers had their turn
            troubles.append(error)
    if troubles:
        raise ExceptionGroup("sweep", troubles)
    return len(timers)


def begin_workspace(ports: Ports, workspace: str) -> None:
    """Sets the timers that every workspace has; those that run already stay as they are."""
    with ports.store.write(workspace) as uow:
        for kind in (TimerKind.PEOPLE_AGE, TimerKind.HOUSEKEEPING):
            if uow.timers.get(kind, workspace) is None:
                uow.timers.set(kind, workspace, uow.at)
        begin_digests(uow, workspace)
        begin_watching(uow)
        if not uow.trail.newest(AuditQuery(), 1):
            seeded = uow.workspace.settings().model_dump(mode="json")
            uow.audit(OPERATOR, "workspace_begun", workspace, after=seeded)
        begin_keeping(uow)


def refresh_people(ports: Ports, timer: Timer) -> None:
    """Reads everybody anew, outside of any transaction; a failure is tried again in ten minutes."""
    everybody = ports.directory.everybody()
    with ports.store.write(timer.workspace) as uow:
        uow.timers.finish(timer)
        if everybody:
            uow.people.put(_worth_knowing(uow, everybody))
        wait = PEOPLE_EVERY if everybody else timedelta(minutes=10)
        uow.timers.set(TimerKind.PEOPLE_AGE, timer.workspace, uow.at + wait)


def _worth_knowing(uow: UnitOfWork, everybody: Sequence[Person]) -> list[Person]:
    """Whoever had left before anything was known of them, or was erased since, is not written down anew."""
    known = uow.people.of([person.id for person in everybody if person.is_deactivated])
    return [person for person in everybody if not person.is_deactivated or person.id in known]


def _run(ports: Ports, timer: Timer) -> None:
    # The first ones ask Slack, or take long: nobody does that within a transaction.
    match timer.kind:
        case TimerKind.PEOPLE_AGE:
            refresh_people(ports, timer)
        case TimerKind.CHANNEL_WATCH:
            watch_channel(ports, timer)
        case TimerKind.SCRUB:
            scrub_files(ports, timer)
        case TimerKind.WIPE:
            wipe_uninstalled(ports, timer)
        case _:
            _run_in_one_unit(ports, timer)


def _run_in_one_unit(ports: Ports, timer: Timer) -> None:
    with ports.store.write(timer.workspace) as uow:
        if not uow.timers.finish(timer):
            return
        match timer.kind:
            case TimerKind.CLIENT_CHANGES:
                _client_changes(ports, uow, timer.subject)
            case TimerKind.HOLD_ENDS:
                _hold_ends(uow, timer.subject)
            case TimerKind.SNOOZE_ENDS:
                _snooze_ends(uow, timer)
            case TimerKind.REMINDER:
                remind(uow, timer)
            case TimerKind.DECIDE_BY:
                decision_is_late(uow, timer)
            case TimerKind.DIGEST:
                send_digest(uow)
            case _:
                _ask(uow, timer)
                _keep(ports, uow, timer)


def _ask(uow: UnitOfWork, timer: Timer) -> None:
    """Somebody is to be asked for something, or asked again."""
    match timer.kind:
        case TimerKind.CONDITION_DUE:
            condition_due(uow, timer.subject)
        case TimerKind.PARTING_REMINDER:
            parting_reminder_due(uow, timer.subject)
        case TimerKind.GLAD_QUESTION:
            glad_question_due(uow, timer)
        case TimerKind.CARE_REMINDER:
            remind_of_care(uow, timer.subject)
        case TimerKind.DISMISSAL_LAPSES:
            lapse_dismissal(uow, timer.subject)


def _keep(ports: Ports, uow: UnitOfWork, timer: Timer) -> None:
    """What is past its time goes."""
    match timer.kind:
        case TimerKind.HOUSEKEEPING:
            _keep_house(uow, timer.workspace)
        case TimerKind.KEEPING:
            keep_client(ports.tuning, uow, timer.subject)
        case TimerKind.RETENTION:
            keep_workspace(ports, uow)


def _client_changes(ports: Ports, uow: UnitOfWork, client_id: str) -> None:
    client = uow.clients.get(client_id)
    if client is None or client.root != client.id:
        return
    changed = reassess(ports.tuning, uow, client, Cause.TIME)
    _ask_again(uow, client_id, changed.verdict.next_change)


def _ask_again(uow: UnitOfWork, client_id: str, next_change: datetime | None) -> None:
    """The timer was used up, and `reassess` sets one only where the date moved."""
    if next_change is not None:
        uow.timers.set(TimerKind.CLIENT_CHANGES, client_id, next_change)


def _hold_ends(uow: UnitOfWork, episode_id: str) -> None:
    episode = uow.episodes.get(episode_id)
    if episode is not None:
        end_hold(uow, episode)


def _snooze_ends(uow: UnitOfWork, timer: Timer) -> None:
    episode = uow.episodes.get(timer.subject)
    if episode is not None and episode.state is AlertState.SNOOZED:
        wake_alert(uow, episode)


def _keep_house(uow: UnitOfWork, workspace: str) -> None:
    uow.purge(receipts_before=uow.at - RECEIPTS_KEPT, drafts_before=uow.at)
    resume_parked(uow)
    uow.timers.set(TimerKind.HOUSEKEEPING, workspace, uow.at + HOUSEKEEPING_EVERY)
