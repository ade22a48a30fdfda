"""The living message of an alert in every state of its life: never a note, a quote, an amount or a reporter."""

from datetime import datetime

from bot.domain.alerts import AlertState, Episode, Vote, VoteFor
from bot.domain.urgency import is_overdue
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.channel_trouble import problem_line
from bot.slack.messages.rules import remedy_line, rule_line, titled
from bot.slack.messages.signs import level_mark, level_name
from bot.slack.mrkdwn import Mrkdwn, Own, channel, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.notices import AlertNotice

# So many voters are named beside a choice; all are counted.
VOTERS_NAMED = 10


def alert(notice: AlertNotice) -> Rendered:
    """A closed one has no buttons; one that goes to a reviewer directly says why, and has buttons but no emoji."""
    words = Words(notice.language, notice.zone)
    episode = notice.episode
    if episode.state is AlertState.CLOSED:
        return _closed(words, notice)
    title = words.plain(
        "alert.title",
        mark=level_mark(words, episode.level),
        client=notice.client_name,
        level=level_name(words, episode.level),
    )
    drawn = [blocks.header(title), *deleted_blocks(words, notice.deleted_in), blocks.section(_status(words, notice))]
    drawn += _reasons(words, notice)
    if notice.votes:
        drawn.append(blocks.section(join(vote_lines(words, notice.votes))))
    drawn += blocks.actions(_buttons(words, episode))
    drawn.append(blocks.context(_people(words, notice), *_beneath(words, notice)))
    if notice.may_repeat:
        drawn.append(blocks.context(words.rich("alert.may_repeat")))
    text = words.plain("alert.fallback", client=notice.client_name, level=level_name(words, episode.level))
    return Rendered(blocks.fallback(text), drawn)


def _beneath(words: Words, notice: AlertNotice) -> list[Mrkdwn]:
    """What the emoji do, or why it comes directly, where there are none."""
    if notice.problem is not None:
        return [words.rich("alert.direct_because", problem=problem_line(words, notice.problem))]
    return [] if notice.deleted_in is not None else [words.rich("alert.emoji")]


def deleted_blocks(words: Words, where: str | None) -> list[blocks.Block]:
    """For a reviewer: somebody deleted the message in that channel, and what it was about goes on."""
    if where is None:
        return []
    return [blocks.section(words.rich("alert.deleted_in", channel=channel(where)))]


def _closed(words: Words, notice: AlertNotice) -> Rendered:
    episode = notice.episode
    closing = "unsaid" if episode.closing is None else episode.closing.value
    title = words.plain("alert.title_closed", client=notice.client_name)
    lines = [words.rich(f"alert.closed.{closing}")]
    if episode.closed_at is not None:
        lines.append(words.rich("alert.closed_at", at=words.day(episode.closed_at)))
    drawn = [blocks.header(title), blocks.section(join(lines, " "))]
    if notice.votes:
        drawn.append(blocks.section(join(vote_lines(words, notice.votes))))
    text = words.plain("alert.fallback_closed", client=notice.client_name, level=level_name(words, episode.told_level))
    return Rendered(blocks.fallback(text), drawn)


def _reasons(words: Words, notice: AlertNotice) -> list[blocks.Block]:
    drawn = []
    if notice.rules:
        lines = [rule_line(words, reading) for reading in notice.rules]
        drawn.append(blocks.section(titled(words, words.plain("alert.why"), lines)))
    if notice.calls_for:
        remedies = [remedy_line(words, remedy) for remedy in notice.calls_for]
        drawn.append(blocks.section(titled(words, words.plain("alert.what_next"), remedies)))
    return drawn


def _status(words: Words, notice: AlertNotice) -> Mrkdwn:
    episode = notice.episode
    lines = [state_line(words, episode)]
    if episode.taken_by is not None and episode.state is not AlertState.ACKNOWLEDGED:
        lines.append(words.rich("alert.taken", by=user(episode.taken_by)))
    lines += decide_lines(words, episode, notice.at)
    if not episode.level.is_tripped:
        lines.append(words.rich("alert.no_rule_today"))
    return join(lines)


def decide_lines(words: Words, episode: Episode, at: datetime) -> list[Mrkdwn]:
    """Until when it is to be decided, or that it was; nothing before somebody took it."""
    if episode.decide_by is None:
        return []
    key = "alert.decide_late" if is_overdue(episode, at) else "alert.decide_by"
    return [words.rich(key, at=words.deadline(episode.decide_by))]


def _people(words: Words, notice: AlertNotice) -> Mrkdwn:
    """Quieter than what to do: how many told of it, and whose client it is."""
    lines = [words.rich_count("alert.flagged_by", notice.flagged_by)]
    if notice.owner is not None:
        lines.append(words.rich("alert.owner", owner=user(notice.owner)))
    return join(lines, " ")


def state_line(words: Words, episode: Episode) -> Mrkdwn:
    """How far people have come with an open alert."""
    match episode.state:
        case AlertState.ACKNOWLEDGED if episode.taken_by is not None:
            return words.rich("alert.state.acknowledged", by=user(episode.taken_by))
        case AlertState.SNOOZED if episode.snoozed_until is not None:
            return _snoozed(words, episode.snoozed_until, episode.snoozed_by)
        case AlertState.HELD:
            return words.rich("alert.state.held", at=words.moment(episode.hold_until))
        case AlertState.IN_REVIEW | AlertState.CLOSED:
            return words.rich(f"alert.state.{episode.state.value}")
        case _:
            return words.rich("alert.state.open")


def _snoozed(words: Words, until: datetime, by: str | None) -> Mrkdwn:
    if by is None:
        return words.rich("alert.state.snoozed", until=words.moment(until))
    return words.rich("alert.state.snoozed_by", until=words.moment(until), by=user(by))


def vote_lines(words: Words, votes: tuple[Vote, ...]) -> list[Mrkdwn]:
    """One line a choice: how many, and who. Votes are cast in the open."""
    lines = []
    for choice in VoteFor:
        voters = [vote.user for vote in votes if vote.choice is choice]
        if voters:
            named = [user(voter) for voter in voters[:VOTERS_NAMED]]
            if len(voters) > VOTERS_NAMED:
                named.append(words.rich_count("list.others", len(voters) - VOTERS_NAMED))
            lines.append(words.rich_count(f"alert.votes.{choice.value}", len(voters), who=words.listed(named)))
    return lines


def _buttons(words: Words, episode: Episode) -> list[blocks.Element]:
    take = words.plain("alert.button.take" if episode.taken_by is None else "alert.button.give_back")
    return [
        blocks.button(take, Action.ALERT_ACK, episode.id, style="primary" if episode.taken_by is None else None),
        _button(words.plain("alert.button.review"), Action.ALERT_REVIEW, episode),
        _button(words.plain("alert.button.keep"), Action.ALERT_VOTE_KEEP, episode),
        _button(words.plain("alert.button.part_ways"), Action.ALERT_VOTE_PART, episode),
        _button(words.plain("alert.button.snooze"), Action.ALERT_SNOOZE, episode),
    ]


def _button(text: Own, action: Action, episode: Episode) -> blocks.Element:
    return blocks.button(text, action, episode.id)
