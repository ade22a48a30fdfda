"""The review as a modal: the question first, then why, what it costs, how it went, and what the team says."""

from bot.domain.history import ClientStatus, Outcome
from bot.domain.review_window import ReviewWindow
from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action, Modal
from bot.slack.messages.alert import decide_lines, state_line, vote_lines
from bot.slack.messages.conditions import condition_blocks
from bot.slack.messages.cost_lines import cost_lines
from bot.slack.messages.months import has_settled, month_bars
from bot.slack.messages.parting_story import story_blocks, without_list
from bot.slack.messages.rules import reasons, remedy_line, titled
from bot.slack.messages.signs import level_mark, level_name
from bot.slack.messages.timeline import kept_lines, timeline_blocks
from bot.slack.modals.view import modal, select
from bot.slack.mrkdwn import Mrkdwn, join
from bot.slack.wording import Words
from bot.usecases.review_sheet import ReviewSheet


def review_form(sheet: ReviewSheet) -> dict[str, object]:
    """``private_metadata`` holds the client, the page of the timeline and the window."""
    words = Words(sheet.language, sheet.zone)
    drawn = [
        *_question(words, sheet),
        *_why(words, sheet),
        *_votes(words, sheet),
        blocks.divider(),
        *_window(words, sheet),
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
        metadata={"client": sheet.client.id, "page": str(sheet.page), "window": sheet.window.value},
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
    drawn += story_blocks(words, sheet.parting, sheet.client.name, sheet.at)
    if sheet.wants_list:
        drawn += without_list(words, sheet.client.id, can_begin=sheet.can_decide)
    return [*drawn, *condition_blocks(words, sheet.conditions)]


def _votes(words: Words, sheet: ReviewSheet) -> list[Block]:
    """What the team says, on the open alert or without one, and the buttons to say it; not once it is decided to part."""
    episode, is_active = sheet.episode, sheet.client.status is ClientStatus.ACTIVE
    if episode is None and not is_active:
        return []
    lines = []
    if episode is not None:
        lines.append(state_line(words, episode))
        lines += decide_lines(words, episode, sheet.at)
    lines += vote_lines(words, sheet.votes) or [words.rich("review.no_votes")]
    if sheet.quorum:
        lines.append(words.rich_count("review.quorum", sheet.quorum))
    title = words.plain("review.votes" if episode is None else "health.alert")
    return [blocks.section(titled(words, title, lines)), *blocks.actions(_vote_buttons(words, sheet))]


def _vote_buttons(words: Words, sheet: ReviewSheet) -> list[Element]:
    """Those of the alert; pressed again, each takes itself back."""
    client, episode = sheet.client.id, sheet.episode
    buttons = [
        blocks.button(words.plain("alert.button.keep"), Action.REVIEW_VOTE_KEEP, client),
        blocks.button(words.plain("alert.button.part_ways"), Action.REVIEW_VOTE_PART, client),
    ]
    if episode is None or episode.taken_by not in (None, sheet.asker):
        return buttons
    take = words.plain("alert.button.take" if episode.taken_by is None else "alert.button.give_back")
    return [blocks.button(take, Action.REVIEW_TAKE, client), *buttons]


def _window(words: Words, sheet: ReviewSheet) -> list[Block]:
    """How far back the cost and the history go."""
    client = sheet.client.id
    options = [
        blocks.option(words.plain(f"review.window.{window.value}"), f"{client}|{window.value}")
        for window in ReviewWindow
    ]
    chosen = select(options, f"{client}|{sheet.window.value}")
    return [blocks.section(words.rich("review.window"), {**chosen, "action_id": Action.REVIEW_WINDOW.value})]


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
    if sheet.older:
        drawn.append(blocks.context(words.rich_count("review.older", sheet.older)))
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
        newer = f"{sheet.client.id}|{sheet.page - 1}|{sheet.window.value}"
        drawn += blocks.actions([blocks.button(words.plain("review.button.newer"), Action.REVIEW_PAGE, newer)])
    if sheet.page + 1 < sheet.pages:
        older = f"{sheet.client.id}|{sheet.page + 1}|{sheet.window.value}"
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
