"""Erases a whole workspace: first the bot's posts in Slack, then every row, then what is left in the files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.usecases.audit_lines import SLACK
from bot.usecases.deliver import deliver
from bot.usecases.ports import Ports, Store, UnitOfWork
from bot.usecases.records import ERASED, OutboxState, Timer, TimerKind
from bot.usecases.withdraw_posts import withdraw_posts

# After the app was uninstalled: time to think again, and to fetch an export.
WIPE_AFTER = timedelta(days=30)
# So long a wipe waits for Slack to let one more message be removed; what it could not remove by then is told.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LeftInSlack:
    """A message of the bot's that could not be removed."""

    channel: str
    ts: str
    why: str


@dataclass(frozen=True, slots=True)
class Wiped:
    """``rows`` dropped by table, messages ``left`` in Slack. ``is_scrubbed``: nothing is left in the files."""

    rows: tuple[tuple[str, int], ...]
    left: tuple[LeftInSlack, ...]
    is_scrubbed: bool


def begin_wipe(store: Store, workspace: str, by: str) -> int:
    """Nothing more is sent, and what stands in Slack is to be removed; gives how many messages those are."""
    with store.write(workspace) as uow:
        uow.audit(by, "wipe_begun", workspace)
        withdraw_posts(uow, uow.eraser.all_posts())
        return len(_left(uow))


def end_wipe(store: Store, workspace: str, by: str) -> Wiped:
    """Drops every row, whatever still stands in Slack, and takes what they held out of the database's files."""
    with store.write(workspace) as uow:
        left = _left(uow)
        # Gone in a moment with all the others; the trail lets nothing pass that it does not tell of.
        uow.audit(by, "workspace_wiped", workspace)
        rows = uow.eraser.drop_workspace()
    return Wiped(tuple(sorted(rows.items())), tuple(left), store.scrub())


def remove_posts(ports: Ports, workspace: str, pause: Callable[[timedelta, int], None]) -> None:
    """Between the two: removes what stands in Slack, as fast as Slack lets us: some 50 messages a minute.

    ``pause`` waits, and is told how many are left. Stopped in the middle, a wipe that begins again goes on where it was.
    """
    waited, fewest = timedelta(0), None
    while waited < PATIENCE:
        while deliver(ports):
            pass
        with ports.store.read(workspace) as uow:
            due = [row.next_at for row in map(uow.outbox.get, uow.eraser.all_posts()) if row and _stands(row.state)]
        now = ports.clock.now()
        if fewest is None or len(due) < fewest:
            waited, fewest = timedelta(0), len(due)
        if not due or min(due) - now > PATIENCE - waited:
            return
        wait = max(min(due) - now, timedelta(seconds=1))
        pause(wait, len(due))
        waited += wait


def _stands(state: OutboxState) -> bool:
    return state in (OutboxState.SENT, OutboxState.SENDING, OutboxState.UNCERTAIN)


def _left(uow: UnitOfWork) -> list[LeftInSlack]:
    rows = [row for row in map(uow.outbox.get, uow.eraser.all_posts()) if row is not None]
    return [
        LeftInSlack(row.channel, row.ts, row.trouble or "not tried")
        for row in rows
        if row.channel is not None and row.ts is not None and _stands(row.state) and ERASED in row.facts
    ]


def app_uninstalled(ports: Ports, workspace: str) -> None:
    """Slack took our token: after a month without a new one, nothing is kept."""
    if workspace not in ports.store.workspaces():
        return
    with ports.store.write(workspace) as uow:
        if uow.timers.get(TimerKind.WIPE, workspace) is None:
            uow.timers.set(TimerKind.WIPE, workspace, uow.at + WIPE_AFTER)
            uow.audit(SLACK, "app_uninstalled", workspace)


def wipe_uninstalled(ports: Ports, timer: Timer) -> None:
    """The month is over. Without a token nothing can be removed from Slack."""
    with ports.store.write(timer.workspace) as uow:
        if not uow.timers.finish(timer):
            return
    begin_wipe(ports.store, timer.workspace, SLACK)
    end_wipe(ports.store, timer.workspace, SLACK)
