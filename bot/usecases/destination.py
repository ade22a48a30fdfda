"""Where a row goes, and whether it may: the channel and its members are asked before every post and every edit."""

from dataclasses import dataclass, replace

from bot.domain.alerts import News
from bot.domain.people import is_gone, role_of
from bot.domain.settings import Settings
from bot.usecases.check_audience import check_audience
from bot.usecases.notices import ChannelProblem
from bot.usecases.ports import Ports
from bot.usecases.records import OutboxKind, OutboxRow

_DIRECT = "dm:"
# Messages that live in the alert channel, or where no channel may have them, with each reviewer.
LIVING = (OutboxKind.ALERT, OutboxKind.PARTING)
# Why a direct message is not owed any more: its reader is not let in now.
NO_LONGER_LET_IN = "no_longer_let_in"


@dataclass(frozen=True, slots=True)
class Destination:
    """``problem`` is why a reviewer gets an alert directly; None in a channel."""

    channel: str
    thread_ts: str | None
    is_loud: bool
    problem: ChannelProblem | None = None
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """No post there now. ``problem`` is None where Slack itself refused, with ``why``."""

    channel: str | None
    problem: ChannelProblem | None
    why: str


def find_destination(ports: Ports, workspace: str, row: OutboxRow) -> Destination | Closed:
    with ports.store.read(workspace) as uow:
        settings = uow.workspace.settings()
        parent = uow.outbox.get(row.thread_of) if row.thread_of else None
    thread_ts = parent.ts if parent else None
    is_loud = row.kind is OutboxKind.THREAD_LINE and News(str(row.facts["news"])).is_loud
    if row.destination is not None and row.destination.startswith(_DIRECT):
        why = _why_direct(ports, workspace, settings.alert_channel, row)
        direct = _direct(ports, workspace, row.destination.removeprefix(_DIRECT), thread_ts, why)
        # Beneath a copy, too, what all are to see is shown in the conversation: nobody follows a thread of the bot's.
        return replace(direct, is_loud=is_loud) if isinstance(direct, Destination) else direct
    channel = row.channel if row.ts else (parent.channel if parent else row.destination or channel_for(row, settings))
    if channel is None:
        return Closed(None, ChannelProblem.NOT_SET, ChannelProblem.NOT_SET.value)
    if row.kind is OutboxKind.SHARE and row.ts is None:
        # Slack tells of no event when somebody begins to share a channel, and people have just looked at this one.
        ports.channels.forget(channel)
    problem = check_audience(ports, workspace, channel, for_alerts=row.kind is not OutboxKind.SHARE)
    if problem is not None:
        return Closed(channel, problem, problem.value)
    return Destination(channel, thread_ts, is_loud)


def channel_for(row: OutboxRow, settings: Settings) -> str | None:
    """Where a row goes that names no destination of its own."""
    return settings.digest_goes_to if row.kind is OutboxKind.DIGEST else settings.alert_channel


def _why_direct(ports: Ports, workspace: str, channel: str | None, row: OutboxRow) -> ChannelProblem | None:
    if row.kind not in LIVING:
        return None
    if channel is None:
        return ChannelProblem.NOT_SET
    return check_audience(ports, workspace, channel)


def _direct(
    ports: Ports, workspace: str, user: str, thread_ts: str | None, problem: ChannelProblem | None
) -> Destination | Closed:
    """A bot can write to outsiders too: the recipient is looked up before every message."""
    if is_gone(user):
        return Closed(None, ChannelProblem.HAS_OUTSIDER, NO_LONGER_LET_IN)
    person = ports.directory.look_up(user)
    with ports.store.read(workspace) as uow:
        settings = uow.workspace.settings()
    if person is None:
        return Closed(None, ChannelProblem.UNKNOWN, ChannelProblem.UNKNOWN.value)
    if not role_of(person, workspace, settings.reviewers, settings.contractors).may_act:
        return Closed(None, ChannelProblem.HAS_OUTSIDER, NO_LONGER_LET_IN)
    channel = ports.messenger.direct_channel(user)
    if channel is None:
        return Closed(None, ChannelProblem.REFUSED_BY_SLACK, "no_direct_channel")
    return Destination(channel, thread_ts, is_loud=False, problem=problem, is_direct=True)
