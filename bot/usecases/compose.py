"""From an outbox row to what its message says today."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.alerts import AlertState, Closing, Episode, News
from bot.domain.client import Client
from bot.domain.history import Decision, Entry
from bot.domain.people import Grant, Role
from bot.domain.reading import read_rules
from bot.domain.rules import judge
from bot.domain.signs import Level
from bot.usecases import (
    ask_condition,
    ask_glad,
    ask_to_tell,
    open_care,
    propose_dismissal,
    remind_parting,
    show_chart,
    tell_parting,
)
from bot.usecases.alert_notice import alert_notice
from bot.usecases.care_items import care_notice
from bot.usecases.client_health import health_card
from bot.usecases.digest_notice import digest_notice
from bot.usecases.direct_copies import deleted_in
from bot.usecases.end_dismissal import dismissal_notice
from bot.usecases.identity import alert_row
from bot.usecases.notices import (
    ChannelProblem,
    ConditionNotice,
    DirectKind,
    DirectNotice,
    LineNotice,
    Notice,
    RedactedNotice,
    ShareNotice,
    WarningNotice,
)
from bot.usecases.parting_notice import parting_notice
from bot.usecases.ports import UnitOfWork
from bot.usecases.reassess import policy_for
from bot.usecases.records import ERASED, OutboxKind, OutboxRow, OutboxState
from bot.usecases.register_client import root_client
from bot.usecases.reminder_notice import line_still_holds, reminder_notice

# The fact of a row that was posted once more without a look at whether it stood there already.
MAY_REPEAT = "may_repeat"


class StillHeld(Exception):
    """The alert's hold has not ended: it is not to be posted yet."""


def compose(uow: UnitOfWork, row: OutboxRow, problem: ChannelProblem | None = None) -> Notice | None:
    """None where nothing is owed any more. ``problem`` is why a reviewer gets an alert directly. Raises `StillHeld`."""
    if ERASED in row.facts:
        return None
    match row.kind:
        case OutboxKind.ALERT:
            return _alert(uow, row, problem)
        case OutboxKind.THREAD_LINE:
            return _line(uow, row)
        case OutboxKind.DIRECT:
            return _direct(uow, row)
        case OutboxKind.DIGEST:
            return digest_notice(uow, row)
        case OutboxKind.REMINDER:
            return reminder_notice(uow, row)
        case OutboxKind.SHARE:
            return _share(uow, row)
        case OutboxKind.REDACTED:
            return RedactedNotice(uow.workspace.settings().language)
        case OutboxKind.PARTING:
            return parting_notice(uow, row, problem, may_repeat=row.facts.get(MAY_REPEAT) is True)


def _alert(uow: UnitOfWork, row: OutboxRow, problem: ChannelProblem | None) -> Notice | None:
    episode = uow.episodes.get(str(row.facts["episode"]))
    client = root_client(uow, episode.client) if episode else None
    if episode is None or client is None:
        return None
    if episode.state is AlertState.HELD:
        raise StillHeld
    if row.ts is None and not episode.is_open:
        # It ended before it could be said: there is nothing to take back.
        return None
    notice = alert_notice(uow, episode, client, problem, may_repeat=row.facts.get(MAY_REPEAT) is True)
    where = deleted_in(uow, row, alert_row(episode.id))
    return replace(notice, client_name=_name_in(uow, episode, client), deleted_in=where)


def _name_in(uow: UnitOfWork, episode: Episode, root: Client) -> str:
    """The client's name today; a merge that closed the alert is told under the name that was merged."""
    own = uow.clients.get(episode.client) if episode.closing is Closing.MERGED else None
    return (own or root).name


def _line(uow: UnitOfWork, row: OutboxRow) -> Notice | None:
    episode = uow.episodes.get(str(row.facts["episode"]))
    client = root_client(uow, episode.client) if episode else None
    beneath = uow.outbox.get(row.thread_of) if row.thread_of else None
    is_gone = row.ts is None and beneath is not None and beneath.state is OutboxState.WITHDRAWN
    if episode is None or client is None or is_gone or not line_still_holds(uow, row, episode):
        return None
    settings = uow.workspace.settings()
    entries = uow.history.entries(client.id)
    verdict = judge(entries, client.terms, policy_for(uow, client), uow.at)
    return LineNotice(
        client_name=_name_in(uow, episode, client),
        news=News(str(row.facts["news"])),
        level=Level(str(row.facts["level"])),
        rules=read_rules(verdict, entries),
        at=datetime.fromisoformat(str(row.facts["at"])),
        by=_optional(row, "by"),
        until=_probation_end(entries, row) or _moment(row, "until"),
        language=settings.language,
        zone=settings.timezone,
    )


def _probation_end(entries: Sequence[Entry], row: OutboxRow) -> datetime | None:
    """Until when they were kept, where that is the news."""
    if row.facts["news"] != News.PROBATION:
        return None
    decided_at = _moment(row, "at")
    ends = [entry.until for entry in entries if isinstance(entry, Decision) and entry.at == decided_at]
    return ends[-1] if ends else None


def _chart(uow: UnitOfWork, row: OutboxRow) -> Notice | None:
    client = root_client(uow, str(row.facts["client"]))
    return None if client is None else show_chart.review_chart(uow, client)


def _warning(uow: UnitOfWork, row: OutboxRow) -> Notice | None:
    """Nothing where they were told meanwhile, the flag was taken back, or a newer one is asked about."""
    client = root_client(uow, str(row.facts["client"]))
    if client is None or not client.raises_alerts:
        return None
    settings, entries, sign = uow.workspace.settings(), uow.history.entries(client.id), str(row.facts["sign"])
    verdict = judge(entries, client.terms, policy_for(uow, client), uow.at)
    incident = ask_to_tell.waiting_to_be_told(entries, verdict, settings.warn_signs).get(sign)
    if incident is None or incident.id != row.facts["incident"]:
        return None
    return WarningNotice(client.id, client.name, sign, incident.at, settings.language, settings.timezone)


def _condition(uow: UnitOfWork, row: OutboxRow, *, is_broken: bool) -> Notice | None:
    """A question that was answered meanwhile is not asked."""
    condition = uow.conditions.get(str(row.facts["condition"]))
    client = root_client(uow, condition.client) if condition else None
    if condition is None or client is None or (condition.is_kept is not None and not is_broken):
        return None
    settings = uow.workspace.settings()
    return ConditionNotice(client.id, client.name, condition, is_broken, settings.language, settings.timezone)


def _direct(uow: UnitOfWork, row: OutboxRow) -> Notice | None:
    match row.facts["notice"]:
        case show_chart.CHART:
            return _chart(uow, row)
        case ask_to_tell.WARNING_WANTED:
            return _warning(uow, row)
        case remind_parting.PARTING_OVERDUE:
            return remind_parting.parting_reminder(uow, row)
        case tell_parting.PARTING_GIVEN | tell_parting.PARTING_STOPPED:
            return tell_parting.parting_news(uow, row)
        case ask_glad.GLAD_ASKED:
            return ask_glad.glad_question(uow, row)
        case open_care.CARE_WANTED:
            return care_notice(uow, row)
        case propose_dismissal.DISMISSAL_ASKED | propose_dismissal.DISMISSAL_TOLD:
            return dismissal_notice(uow, row)
        case ask_condition.CONDITION_ASKED | ask_condition.CONDITION_BROKEN as asked:
            return _condition(uow, row, is_broken=asked == ask_condition.CONDITION_BROKEN)
    settings = uow.workspace.settings()
    episode_id = _optional(row, "episode")
    episode = uow.episodes.get(episode_id) if episode_id else None
    client_id = episode.client if episode else _optional(row, "client")
    client = root_client(uow, client_id) if client_id else None
    problem = _optional(row, "problem")
    return DirectNotice(
        kind=DirectKind(str(row.facts["notice"])),
        language=settings.language,
        zone=settings.timezone,
        client_name=client.name if client else None,
        episode=episode.id if episode else None,
        until=episode.snoozed_until if episode else None,
        channel=_optional(row, "channel"),
        problem=ChannelProblem(problem) if problem else None,
        count=int(_optional(row, "count") or 0),
        is_for_alerts=row.facts.get("is_for_alerts") is not False,
        message=_optional(row, "message"),
        team_domain=uow.workspace.facts().domain,
        client=client.id if client else None,
    )


def _share(uow: UnitOfWork, row: OutboxRow) -> Notice | None:
    client = root_client(uow, str(row.facts["client"]))
    if client is None:
        return None
    by = str(row.facts["by"])
    # What a plain member may see: the channel is not the person who shared it.
    nobody = Grant(uow.workspace.facts().id, "", Role.MEMBER)
    return ShareNotice(health_card(uow, nobody, client), by)


def _optional(row: OutboxRow, name: str) -> str | None:
    value = row.facts.get(name)
    return None if value is None else str(value)


def _moment(row: OutboxRow, name: str) -> datetime | None:
    value = _optional(row, name)
    return datetime.fromisoformat(value) if value else None
