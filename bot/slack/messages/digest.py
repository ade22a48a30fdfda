"""The weekly digest: what is overdue, what nobody has taken, what changed, who has become quiet; worst first."""

from collections.abc import Sequence

from bot.domain.alerts import AlertState, Episode
from bot.domain.digest import QUIET_AFTER, ListedAlert, ListedParting
from bot.domain.parting import next_item
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.ids import Action
from bot.slack.messages.parting import next_line
from bot.slack.messages.rules import bulleted, titled
from bot.slack.messages.signs import level_mark, level_name
from bot.slack.mrkdwn import Mrkdwn, Own, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.notices import DigestNotice

# So many lines a list, and so few in a block that the longest of names keep within Slack's 3,000 characters: eight
# lists take 32 blocks at most, however many clients there are.
LINES_SHOWN = 12
LINES_PER_BLOCK = 4


def digest(notice: DigestNotice) -> Rendered:
    """Names of clients, levels and people who took something; nothing that was noted."""
    words, told = Words(notice.language, notice.zone), notice.digest
    drawn = [blocks.header(words.plain("digest.title")), blocks.section(_summary(words, notice))]
    for title, alerts in (("overdue", told.overdue), ("untaken", told.untaken), ("under_way", told.under_way)):
        drawn += _list(words, words.plain(f"digest.{title}"), [_alert(words, notice, alert) for alert in alerts])
    drawn += _list(words, words.plain("digest.partings"), [_parting(words, notice, one) for one in told.partings])
    drawn += _list(words, words.plain("digest.raised"), [_raised(words, notice, alert) for alert in told.raised])
    drawn += _list(words, words.plain("digest.ended"), [_ended(words, alert) for alert in told.ended])
    drawn += _list(words, words.plain("digest.without_alert"), _names(words, told.without_alert))
    quiet = words.plain_count("digest.quiet", QUIET_AFTER.days)
    drawn += _list(words, quiet, _names(words, told.quiet))
    drawn += blocks.actions([blocks.button(words.plain("digest.button.all"), Action.HEALTH_PAGE, "0")])
    none = words.plain("digest.fallback.none")
    text = words.plain_count("digest.fallback", told.open_alerts) if told.open_alerts else none
    return Rendered(blocks.fallback(text), drawn)


def _summary(words: Words, notice: DigestNotice) -> Mrkdwn:
    told = notice.digest
    lines = []
    if not told.has_something:
        lines.append(words.rich("digest.nothing"))
    elif told.open_alerts:
        lines.append(words.rich_count("digest.open", told.open_alerts))
    else:
        lines.append(words.rich("digest.none_open"))
    if told.policy_changes:
        lines.append(words.rich_count("digest.policy", told.policy_changes))
    lines.append(words.rich("digest.since", since=words.day(notice.since)))
    return join(lines)


def _list(words: Words, title: Own, lines: Sequence[Mrkdwn]) -> list[Block]:
    """A title with its first lines, and how many more there are; nothing where there are none."""
    if not lines:
        return []
    shown = list(lines[:LINES_SHOWN])
    left_out = len(lines) - len(shown)
    parts = [shown[start : start + LINES_PER_BLOCK] for start in range(0, len(shown), LINES_PER_BLOCK)]
    drawn = [blocks.section(titled(words, title, parts[0]))]
    drawn += [blocks.section(bulleted(words, part)) for part in parts[1:]]
    if left_out:
        drawn.append(blocks.context(words.rich_count("list.and_more", left_out)))
    return drawn


def _alert(words: Words, notice: DigestNotice, alert: ListedAlert) -> Mrkdwn:
    episode = alert.episode
    parts = [_head(words, "digest.alert", alert), _state(words, episode)]
    if episode.decide_by is not None:
        key = "digest.was_due" if episode.decide_by <= notice.at else "digest.decide_by"
        parts.append(words.rich(key, at=words.deadline(episode.decide_by)))
    return join(parts, " ")


def _head(words: Words, key: str, alert: ListedAlert) -> Mrkdwn:
    level = alert.episode.told_level
    return words.rich(key, mark=level_mark(words, level), client=alert.client_name, level=level_name(words, level))


def _state(words: Words, episode: Episode) -> Mrkdwn:
    if episode.state is AlertState.SNOOZED and episode.snoozed_until is not None:
        return words.rich("digest.snoozed", until=words.deadline(episode.snoozed_until))
    if episode.taken_by is not None:
        return words.rich("digest.taken", by=user(episode.taken_by))
    if episode.state is AlertState.IN_REVIEW:
        return words.rich("digest.in_review")
    return words.rich("digest.nobody", at=words.day(episode.told_at or episode.raised_at))


def _raised(words: Words, notice: DigestNotice, alert: ListedAlert) -> Mrkdwn:
    is_new = alert.episode.raised_at > notice.since
    return _head(words, "digest.new" if is_new else "digest.rose", alert)


def _ended(words: Words, alert: ListedAlert) -> Mrkdwn:
    closing = "unsaid" if alert.episode.closing is None else alert.episode.closing.value
    return words.rich("digest.closed", client=alert.client_name, how=words.rich(f"alert.closed.{closing}"))


def _parting(words: Words, notice: DigestNotice, listed: ListedParting) -> Mrkdwn:
    """Short: how far it is, what comes next, and how much of it is late."""
    one = listed.parting
    settled = sum(item.is_settled for item in one.items)
    done, of = words.number(settled), words.number(len(one.items))
    parts = [words.rich("digest.parting", client=listed.client_name, done=done, all=of)]
    following = next_item(one)
    if following is not None:
        parts.append(next_line(words, one, following, notice.at))
    if listed.overdue:
        parts.append(words.rich_count("digest.parting_overdue", listed.overdue))
    return join(parts, " ")


def _names(words: Words, names: Sequence[str]) -> list[Mrkdwn]:
    return [words.bold(name) for name in names]
