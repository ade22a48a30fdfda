"""Whatever the outbox owes, as a message."""

from datetime import datetime
from typing import assert_never

from bot.domain.alerts import News
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.alert import alert
from bot.slack.messages.care import care_notice, dismissal_notice
from bot.slack.messages.channel_trouble import problem_line
from bot.slack.messages.chart import chart
from bot.slack.messages.conditions import condition_notice
from bot.slack.messages.digest import digest
from bot.slack.messages.exposure import exposed, not_redacted, redacted
from bot.slack.messages.health_card import shared_card
from bot.slack.messages.parting import parting
from bot.slack.messages.parting_direct import about_parting
from bot.slack.messages.reminder import reminder
from bot.slack.messages.rules import bulleted, rule_line
from bot.slack.messages.signs import level_name
from bot.slack.messages.warnings import warning_wanted
from bot.slack.mrkdwn import Own, channel, escape, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.notices import (
    AlertNotice,
    CareNotice,
    ChannelProblem,
    ConditionNotice,
    DigestNotice,
    DirectKind,
    DirectNotice,
    DismissalNotice,
    GladNotice,
    LineNotice,
    Notice,
    PartingNewsNotice,
    PartingNotice,
    PartingReminderNotice,
    RedactedNotice,
    ReminderNotice,
    ShareNotice,
    WarningNotice,
)
from bot.usecases.review_sheet import ReviewChart


def render_notice(notice: Notice) -> Rendered:
    match notice:
        case AlertNotice():
            return alert(notice)
        case LineNotice():
            return line(notice)
        case DirectNotice():
            return direct(notice)
        case DigestNotice():
            return digest(notice)
        case ReminderNotice():
            return reminder(notice)
        case ShareNotice():
            return share(notice)
        case PartingNotice():
            return parting(notice)
        case PartingReminderNotice() | PartingNewsNotice() | GladNotice():
            return about_parting(notice)
        case ReviewChart():
            return chart(notice)
        case RedactedNotice():
            return redacted(notice)
        case _:
            return _asking(notice)


def _asking(notice: WarningNotice | ConditionNotice | CareNotice | DismissalNotice) -> Rendered:
    """To one person, who is asked to do something."""
    match notice:
        case WarningNotice():
            return warning_wanted(notice)
        case ConditionNotice():
            return condition_notice(notice)
        case CareNotice():
            return care_notice(notice)
        case DismissalNotice():
            return dismissal_notice(notice)
        case _:
            assert_never(notice)


def line(notice: LineNotice) -> Rendered:
    """One piece of news in an alert's thread."""
    words = Words(notice.language, notice.zone)
    level = level_name(words, notice.level)
    name, dated = words.bold(notice.client_name), _dated(words, notice)
    if dated is None:
        text = words.plain(f"line.{notice.news.value}", client=notice.client_name, level=level)
        parts = [words.rich(f"line.{notice.news.value}", client=name, level=words.bold(level))]
    else:
        key, until = dated
        text = words.plain(key, client=notice.client_name, until=until)
        parts = [words.rich(key, client=name, until=until)]
    if notice.by is not None:
        parts.append(words.rich("line.by", by=user(notice.by)))
    if notice.rules and notice.news in (News.RAISED, News.MORE_EVIDENCE, News.FELL, News.WOKE):
        parts.append(bulleted(words, [rule_line(words, reading) for reading in notice.rules]))
    return Rendered(blocks.fallback(text), [blocks.section(join(parts))])


def _dated(words: Words, notice: LineNotice) -> tuple[str, Own] | None:
    """The sentence with a date in it, and the date; None for news that has none."""
    match notice.news, notice.until:
        case News.SNOOZED, datetime() as until:
            return "line.snoozed", words.moment(until)
        case News.SNOOZED, None:
            return "line.snoozed_for_now", Own()
        case News.OVERDUE, datetime() as until:
            return "line.overdue_since", words.deadline(until)
        case News.PROBATION, datetime() as until:
            return "line.probation_until", words.day(until)
        case _:
            return None


def direct(notice: DirectNotice) -> Rendered:
    """A line to one person."""
    words = Words(notice.language, notice.zone)
    match notice.kind:
        case DirectKind.CHANNEL_TROUBLE:
            return _channel_trouble(words, notice)
        case DirectKind.CHANNEL_EXPOSED:
            return exposed(words, notice)
        case DirectKind.NOT_REDACTED:
            return not_redacted(words, notice)
        case DirectKind.SHARE_REFUSED:
            return _share_refused(words, notice)
        case DirectKind.SNOOZE_REASON_WANTED:
            text = _snoozed_until(words, notice)
            ask = []
            if notice.episode is not None:
                ask = [blocks.button(words.plain("direct.say_why"), Action.ALERT_SNOOZE, notice.episode)]
            return Rendered(blocks.fallback(text), [blocks.section(escape(text)), *blocks.actions(ask)])
        case DirectKind.SNOOZED_ALREADY:
            until = words.moment(notice.until) if notice.until is not None else Own("–")
            return _only(words.plain("direct.snoozed_already", client=notice.client_name or "", until=until))
        case DirectKind.SNOOZE_NOT_YOURS:
            return _only(words.plain("direct.snooze_not_yours", client=notice.client_name or ""))
        case DirectKind.STILL_COUNTING:
            return _still_counting(words, notice)
        case _:
            assert_never(notice.kind)


def _still_counting(words: Words, notice: DirectNotice) -> Rendered:
    text = words.plain("direct.still_counting", client=notice.client_name or "")
    buttons = []
    if notice.client is not None:
        buttons.append(blocks.button(words.plain("health.button.review"), Action.REVIEW_OPEN, notice.client))
    return Rendered(blocks.fallback(text), [blocks.section(escape(text)), *blocks.actions(buttons)])


def _snoozed_until(words: Words, notice: DirectNotice) -> Own:
    client = notice.client_name or ""
    if notice.until is None:
        return words.plain("direct.snooze_reason_wanted", client=client)
    return words.plain("direct.snooze_reason_wanted_until", client=client, until=words.moment(notice.until))


def _channel_trouble(words: Words, notice: DirectNotice) -> Rendered:
    problem = problem_line(words, notice.problem or ChannelProblem.UNKNOWN)
    text = words.plain("direct.channel_trouble")
    if notice.channel is None:
        shown = words.rich("direct.no_channel", problem=problem)
    else:
        shown = words.rich("direct.channel", channel=channel(notice.channel), problem=problem)
    drawn = [blocks.section(join([escape(text), shown]))]
    settings = blocks.button(words.plain("policy.button.settings"), Action.SETTINGS_OPEN)
    return Rendered(blocks.fallback(text), [*drawn, *blocks.actions([settings])])


def _share_refused(words: Words, notice: DirectNotice) -> Rendered:
    """Names the channel and no client: it may be read over a shoulder later than it was asked for."""
    problem = (notice.problem or ChannelProblem.UNKNOWN).value
    said = words.rich(f"not_done.share_refused_{problem}")
    if notice.channel is not None:
        said = words.rich("direct.channel", channel=channel(notice.channel), problem=said)
    text = words.plain(f"not_done.share_refused_{problem}")
    return Rendered(blocks.fallback(text), [blocks.section(said)])


def _only(text: Own) -> Rendered:
    return Rendered(blocks.fallback(text), [blocks.section(escape(text))])


def share(notice: ShareNotice) -> Rendered:
    """A health card for a whole channel: without notes, amounts, reporters, evidence and buttons."""
    return shared_card(notice.card, notice.shared_by)
