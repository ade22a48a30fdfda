"""Erases what is past its keeping time: a client's old incidents, clients that are long gone, what no client has.

Each client has one timer, so that a day costs what is due on it; a client on legal hold is passed over.
"""

from datetime import datetime, time, timedelta

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.history import ClientStatus, Incident
from bot.domain.keeping import LOOK_AGAIN, MONTH, KeepingTimes, lapsed
from bot.domain.local_time import next_local
from bot.usecases.audit_lines import BOT
from bot.usecases.erase_client import drop_client, scrub_soon, tell_what_was_emptied
from bot.usecases.identity import derived_id
from bot.usecases.notices import DirectKind
from bot.usecases.ports import Ports, StoreBusy, Tuning, UnitOfWork
from bot.usecases.reassess import policy_for, reassess
from bot.usecases.records import OutboxKind, OutboxRow, Timer, TimerKind
from bot.usecases.setup_hints import reviewers_in_force

NIGHT = time(3, 0)
CLIENTS_A_DAY = 500  # that get their timer; the rest get it a minute later
LINES_A_NIGHT = 1000  # of the audit trail
MESSAGES_KEPT = timedelta(days=30)  # that are no longer owed and no longer in Slack
COPIES_KEPT = timedelta(days=30)  # from before a migration
ASKS_EVERY = timedelta(days=90)  # reviewers, about one client whose old incidents still count
_SCRUB_AGAIN = timedelta(minutes=1)


def keep_client(tuning: Tuning, uow: UnitOfWork, client_id: str) -> None:
    """The client's time has come to be looked at: erases what may go, and sets when to look again."""
    client = uow.clients.get(client_id)
    if client is None or client.root != client.id:
        return
    times = uow.workspace.settings().keeping
    if uow.holds.of_client(client.id) is not None:
        uow.timers.set(TimerKind.KEEPING, client.id, uow.at + LOOK_AGAIN)
    elif client.status in (ClientStatus.FORMER, ClientStatus.ARCHIVED):
        _keep_former(uow, client, times)
    else:
        _keep_running(tuning, uow, client, times)


def _keep_former(uow: UnitOfWork, client: Client, times: KeepingTimes) -> None:
    """A client that is gone goes wholly, its time after the last thing that was entered about it."""
    partings = [parting.ended_at for parting in uow.partings.of_client(client.id) if parting.ended_at is not None]
    entered = [entry.recorded_at for entry in uow.history.entries(client.id)]
    due = max([client.created_at, *partings, *entered]) + times.former
    if due <= uow.at:
        drop_client(uow, client, BOT, "client_expired")
    else:
        uow.timers.set(TimerKind.KEEPING, client.id, min(due, uow.at + LOOK_AGAIN))


def _keep_running(tuning: Tuning, uow: UnitOfWork, client: Client, times: KeepingTimes) -> None:
    entries = uow.history.entries(client.id)
    found = lapsed(entries, client.terms, policy_for(uow, client), times, client.created_at, uow.at)
    gone = set(found.gone)
    if gone:
        incidents = sum(isinstance(entry, Incident) and entry.id in gone for entry in entries)
        uow.audit(BOT, "incidents_expired", uow.workspace.facts().id, after={"incidents": incidents})
        uow.eraser.blank_audit(gone)
        uow.eraser.drop_entries(gone)
        reassess(tuning, uow, client, Cause.TIME)
    cleared = uow.eraser.clear_notes(client.id, uow.at - times.decisive)
    if gone or cleared:
        tell_what_was_emptied(uow, BOT)
        scrub_soon(uow, next_local(NIGHT, uow.workspace.settings().zone, uow.at))
    if found.still_counting:
        _ask(uow, client)
    # A shorter time may be set meanwhile: nobody waits longer than a month for that.
    uow.timers.set(TimerKind.KEEPING, client.id, min(found.look_at, uow.at + LOOK_AGAIN))


def _ask(uow: UnitOfWork, client: Client) -> None:
    """What still counts is not erased behind anybody's back: reviewers settle it, or let it stand."""
    period = str((uow.at - datetime.fromtimestamp(0, uow.at.tzinfo)) // ASKS_EVERY)
    for user in reviewers_in_force(uow):
        row_id = derived_id("keeping", client.id, period, user)
        uow.outbox.add(
            OutboxRow(
                id=row_id,
                wire_id=uow.wire_id(row_id),
                kind=OutboxKind.DIRECT,
                facts={"notice": DirectKind.STILL_COUNTING.value, "client": client.id},
                next_at=uow.at,
                destination=f"dm:{user}",
            )
        )


def begin_keeping(uow: UnitOfWork) -> None:
    """The timers that every workspace has; an app that works again was not uninstalled."""
    workspace = uow.workspace.facts().id
    if uow.timers.get(TimerKind.RETENTION, workspace) is None:
        uow.timers.set(TimerKind.RETENTION, workspace, uow.at)
    uow.timers.drop(TimerKind.WIPE, workspace)


def keep_workspace(ports: Ports, uow: UnitOfWork) -> None:
    """Once a night: clients that nobody watches yet, old lines of the trail, messages that are over, old copies."""
    workspace, settings = uow.workspace.facts().id, uow.workspace.settings()
    unkept = uow.eraser.unkept_clients(CLIENTS_A_DAY)
    for client_id in unkept:
        uow.timers.set(TimerKind.KEEPING, client_id, uow.at)
    messages = uow.eraser.drop_posts(uow.at - MESSAGES_KEPT)
    lines = uow.eraser.expire_audit(uow.at - settings.keep_audit_years * 12 * MONTH, LINES_A_NIGHT)
    tell_what_was_emptied(uow, BOT)
    if messages or lines:
        scrub_soon(uow)
    night = next_local(NIGHT, settings.zone, uow.at)
    again = uow.at + timedelta(minutes=1) if len(unkept) == CLIENTS_A_DAY else night
    uow.timers.set(TimerKind.RETENTION, workspace, again)
    ports.store.drop_old_copies(uow.at - COPIES_KEPT)


def scrub_files(ports: Ports, timer: Timer) -> None:
    """Outside of any transaction; tried again in a minute where somebody was reading."""
    try:
        is_done = ports.store.scrub()
    except StoreBusy:
        is_done = False
    with ports.store.write(timer.workspace) as uow:
        if uow.timers.finish(timer) and not is_done:
            uow.timers.set(TimerKind.SCRUB, timer.workspace, uow.at + _SCRUB_AGAIN)
