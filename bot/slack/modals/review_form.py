"""The review as a modal: the question first, then why, what it costs, how it went, and what the team says."""

from bot.domain.history import ClientStatus, Outcome
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.ids import Action, Modal
from bot.slack.messages.alert import state_line, vote_lines
from bot.slack.messages.conditions import condition_blocks
from bot.slack.messages.cost_lines import cost_lines
from bot.slack.messages.months import has_settled, month_bars
from bot.slack.messages.parting_story import story_blocks
from bot.slack.messages.rules import reasons, remedy_line, titled
from bot.slack.messages.signs import level_mark, level_name
from bot.slack.messages.timeline import kept_lines, timeline_blocks
from bot.slack.modals.view import modal
from bot.slack.mrkdwn import Mrkdwn, join
from bot.slack.wording import Words
from bot.usecases.review_sheet import ReviewSheet


def review_form(sheet: ReviewSheet) -> dict[str, object]:
    """``private_metadata`` holds the client and the page of the timeline."""
    words = Words(sheet.language, sheet.zone)
    drawn = [
        *_question(words, sheet),
        *_why(words, sheet),
        *_alert(words, sheet),
        blocks.divider(),
        blocks.section(titled(words, words.plain("review.cost"), cost_lines(words, sheet.cost))),
        *_months(words, sheet),
        blocks.divider(),
        *_timeline(words, sheet),
        *_decision(words, sheet),
    ]
    return modal(
        words,
        Modal.REVIEW,
        words.plain("form.review.title"),
        drawn,
        metadata={"client": sheet.client.id, "page": str(sheet.page)},
    )


def _question(words: Words, sheet: ReviewSheet) -> list[Block]:
    """Before anything can be pressed."""
    title = words.plain(
        "health.title",
        mark=level_mark(words, sheet.level),
        client=sheet.client.name,
        level=level_name(words, sheet.level),
    )
    return [blocks.header(title), blocks.section(words.rich("review.question", client=sheet.client.name))]


def _why(words: Words, sheet: ReviewSheet) -> list[Block]:
    drawn = []
    why = reasons(words, sheet.rules, sheet.watch)
    if why:
        drawn.append(blocks.section(titled(words, words.plain("review.why"), why)))
    if sheet.calls_for:
        remedies = [remedy_line(words, remedy) for remedy in sheet.calls_for]
        drawn.append(blocks.section(titled(words, words.plain("health.calls_for"), remedies)))
    if sheet.kept_before:
        drawn.append(blocks.section(kept_lines(words, sheet.kept_before)))
    if sheet.waivers:
        drawn.append(blocks.context(words.rich_count("health.waivers", sheet.waivers)))
    drawn += story_blocks(words, sheet.parting, sheet.client.name)
    return [*drawn, *condition_blocks(words, sheet.conditions)]


def _alert(words: Words, sheet: ReviewSheet) -> list[Block]:
    episode = sheet.episode
    if episode is None:
        return []
    lines = [state_line(words, episode)]
    if episode.decide_by is not None:
        lines.append(words.rich("alert.decide_by", at=words.deadline(episode.decide_by)))
    lines.append(vote_lines(words, sheet.votes) if sheet.votes else words.rich("review.no_votes"))
    if sheet.quorum:
        lines.append(words.rich_count("review.quorum", sheet.quorum))
    return [blocks.section(titled(words, words.plain("health.alert"), lines))]


def _months(words: Words, sheet: ReviewSheet) -> list[Block]:
    total = words.plain("review.points", points=words.number(sheet.points), limit=words.number(sheet.points_limit))
    heading: Mrkdwn = words.rich("list.title", title=total)
    drawn = [blocks.section(join([heading, month_bars(words, sheet.months)]))]
    if has_settled(sheet.months):
        drawn.append(blocks.context(words.rich("review.bars")))
    chart = blocks.button(words.plain("review.button.chart"), Action.REVIEW_CHART, sheet.client.id)
    return [*drawn, *blocks.actions([chart])]


def _timeline(words: Words, sheet: ReviewSheet) -> list[Block]:
    title = words.plain_count("review.timeline", sheet.total)
    drawn = [blocks.section(words.rich("list.title", title=title))]
    for line in sheet.lines:
        drawn += timeline_blocks(words, line)
    if sheet.pages > 1:
        page, pages = words.number(sheet.page + 1), words.number(sheet.pages)
        drawn.append(blocks.context(words.rich("review.page", page=page, pages=pages)))
    return [*drawn, *_turning(words, sheet)]


def _turning(words: Words, sheet: ReviewSheet) -> list[Block]:
    """A block each: two buttons of one action id cannot stand in one."""
    drawn: list[Block] = []
    if sheet.page > 0:
        newer = f"{sheet.client.id}|{sheet.page - 1}"
        drawn += blocks.actions([blocks.button(words.plain("review.button.newer"), Action.REVIEW_PAGE, newer)])
    if sheet.page + 1 < sheet.pages:
        older = f"{sheet.client.id}|{sheet.page + 1}"
        drawn += blocks.actions([blocks.button(words.plain("review.button.older"), Action.REVIEW_PAGE, older)])
    return drawn


def _decision(words: Words, sheet: ReviewSheet) -> list[Block]:
    """What each decision means, and the way to it; for reviewers, while there is something to decide."""
    if sheet.client.status is not ClientStatus.ACTIVE:
        return []
    if not sheet.can_decide:
        return [blocks.divider(), blocks.context(words.rich("review.reviewers_decide"))]
    title = words.rich("list.title", title=words.plain("review.decide"))
    return [blocks.divider(), blocks.section(title), *(_choice(words, sheet, outcome) for outcome in Outcome)]


def _choice(words: Words, sheet: ReviewSheet, outcome: Outcome) -> Block:
    label = words.plain(f"review.button.{outcome.value}")
    decide = blocks.button(label, Action.REVIEW_DECIDE, f"{sheet.client.id}|{outcome.value}")
    return blocks.section(words.rich(f"review.choice.{outcome.value}"), decide)
