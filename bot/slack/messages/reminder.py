"""A reminder to one person: which alert waits, for how long, why it comes to them, and the buttons to act at once."""

from bot.domain.alerts import News
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.signs import level_mark, level_name
from bot.slack.mrkdwn import Mrkdwn, join, link
from bot.slack.permalink import permalink
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.notices import ReminderNotice


def reminder(notice: ReminderNotice) -> Rendered:
    """Never a note, an amount or a reporter."""
    words = Words(notice.language, notice.zone)
    key = "reminder.overdue" if notice.news is News.OVERDUE else "reminder.untaken"
    mark, level = level_mark(words, notice.episode.level), level_name(words, notice.episode.level)
    text = words.plain(key, mark=mark, client=notice.client_name, level=level)
    head = words.rich(key, mark=mark, client=words.bold(notice.client_name), level=words.bold(level))
    lines: list[Mrkdwn] = [head, _since(words, notice)]
    if notice.message is not None:
        shown = words.plain("reminder.show")
        lines.append(link(permalink(notice.team_domain, *notice.message), shown))
    drawn = [blocks.section(join(lines)), *blocks.actions(_buttons(words, notice))]
    drawn.append(blocks.context(words.rich(f"reminder.hat.{notice.hat.value}")))
    return Rendered(blocks.fallback(text), drawn)


def _since(words: Words, notice: ReminderNotice) -> Mrkdwn:
    episode = notice.episode
    if notice.news is News.OVERDUE and episode.decide_by is not None:
        return words.rich("reminder.was_due", at=words.deadline(episode.decide_by))
    return words.rich("reminder.since", at=words.moment(episode.told_at or episode.raised_at))


def _buttons(words: Words, notice: ReminderNotice) -> list[blocks.Element]:
    episode = notice.episode
    review = blocks.button(words.plain("alert.button.review"), Action.ALERT_REVIEW, episode.id)
    if episode.taken_by is not None:
        return [review]
    take = blocks.button(words.plain("alert.button.take"), Action.ALERT_ACK, episode.id, style="primary")
    return [take, review]
