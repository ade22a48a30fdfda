"""What was asked for when a client was kept: in lists, and as a question on its date."""

from collections.abc import Sequence

from bot.domain.conditions import Condition
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.rules import titled
from bot.slack.mrkdwn import Mrkdwn, escape, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words, data
from bot.usecases.notices import ConditionNotice

WORDING_SHOWN = 200


def condition_blocks(words: Words, conditions: Sequence[Condition]) -> list[blocks.Block]:
    """The conditions in force, and what was said of each; no block where there are none."""
    if not conditions:
        return []
    lines = [_line(words, condition) for condition in conditions]
    return [blocks.section(titled(words, words.plain("condition.title"), lines))]


def _line(words: Words, condition: Condition) -> Mrkdwn:
    wording, at = data(condition.wording, WORDING_SHOWN), words.day(condition.due_at)
    if condition.is_kept is None or condition.answered_by is None:
        return words.rich("condition.open", wording=wording, at=at)
    key = "condition.kept" if condition.is_kept else "condition.broken"
    return words.rich(key, wording=wording, at=at, by=user(condition.answered_by))


def condition_notice(notice: ConditionNotice) -> Rendered:
    """To the owner: was it kept? To reviewers: it was not."""
    words = Words(notice.language, notice.zone)
    condition = notice.condition
    wording, at = data(condition.wording, WORDING_SHOWN), words.day(condition.due_at)
    if notice.is_broken:
        text = words.plain("direct.condition_broken", client=notice.client_name, wording=wording, at=at)
        review = blocks.button(words.plain("health.button.review"), Action.REVIEW_OPEN, notice.client)
        return Rendered(blocks.fallback(text), [blocks.section(escape(text)), *blocks.actions([review])])
    text = words.plain("direct.condition_asked", client=notice.client_name, wording=wording, at=at)
    buttons = [
        blocks.button(words.plain("condition.button.kept"), Action.CONDITION_KEPT, condition.id),
        blocks.button(words.plain("condition.button.broken"), Action.CONDITION_BROKEN, condition.id),
    ]
    return Rendered(blocks.fallback(text), [blocks.section(escape(text)), *blocks.actions(buttons)])
