"""What the reviewers are told when others can read a channel, and what stands there in place of each message."""

from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.mrkdwn import channel, escape, link
from bot.slack.permalink import permalink
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.notices import ChannelProblem, DirectNotice, RedactedNotice


def exposed(words: Words, notice: DirectNotice) -> Rendered:
    """Which channel, why, what the bot does about it, and what to do; no client in it."""
    known, where = notice.problem, channel(notice.channel or "")
    problem = known if known is not None and known.exposes else ChannelProblem.HAS_OUTSIDER
    heading = words.plain("exposed.heading")
    drawn = [blocks.section(escape(heading)), blocks.section(words.rich(f"exposed.{problem.value}", channel=where))]
    if notice.count:
        drawn.append(blocks.section(words.rich_count("exposed.taking_back", notice.count)))
    todo = "exposed.todo_alerts" if notice.is_for_alerts else "exposed.todo_cards"
    drawn.append(blocks.section(words.rich(todo)))
    settings = blocks.button(words.plain("policy.button.settings"), Action.SETTINGS_OPEN)
    return Rendered(blocks.fallback(heading), [*drawn, *blocks.actions([settings] if notice.is_for_alerts else [])])


def not_redacted(words: Words, notice: DirectNotice) -> Rendered:
    """With a link to one such message: there may be more."""
    heading, place = words.plain("exposed.not_redacted"), notice.channel or ""
    where = permalink(notice.team_domain, place, notice.message or "")
    shown = words.rich(
        "exposed.delete_it", channel=channel(place), message=link(where, words.plain("exposed.this_message"))
    )
    return Rendered(blocks.fallback(heading), [blocks.section(escape(heading)), blocks.section(shown)])


def redacted(notice: RedactedNotice) -> Rendered:
    text = Words(notice.language).plain("redacted")
    return Rendered(blocks.fallback(text), [blocks.context(escape(text))])
