"""The living message of a parting: how far it is, what comes next, who has what by when.

Never a note, an amount, a reporter or a reason.
"""

from datetime import datetime

from bot.domain.parting import Item, ItemState, Parting, PartingState, is_overdue, next_item, waits_for_money
from bot.domain.parting_order import Step
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.alert import deleted_blocks
from bot.slack.messages.channel_trouble import problem_line
from bot.slack.messages.signs import because
from bot.slack.mrkdwn import Mrkdwn, Own, escape, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.notices import PartingNotice


def parting(notice: PartingNotice) -> Rendered:
    """A parting that is over has no buttons."""
    words = Words(notice.language, notice.zone)
    one = notice.parting
    title = words.plain(f"parting.title.{one.state.value}", client=notice.client_name)
    drawn = [blocks.header(title)]
    if one.is_running:
        drawn += deleted_blocks(words, notice.deleted_in)
    drawn.append(blocks.section(progress(words, one, notice.client_name, notice.at)))
    drawn.append(blocks.section(join([item_line(words, one, item, notice.at) for item in one.items])))
    if one.is_running:
        drawn += blocks.actions(_buttons(words, one))
        drawn.append(blocks.context(*_beneath(words, notice)))
    if notice.may_repeat:
        drawn.append(blocks.context(words.rich("alert.may_repeat")))
    return Rendered(blocks.fallback(title), drawn)


def step_name(words: Words, step: Step) -> Own:
    return words.plain(f"step.{step.value}")


def progress(words: Words, one: Parting, client: str, at: datetime) -> Mrkdwn:
    """How it ended, or how far it is ``at``, with what comes next and the way that it goes."""
    if one.state is not PartingState.RUNNING:
        ended = Own("–") if one.ended_at is None else words.day(one.ended_at)
        return words.rich(f"parting.ended.{one.state.value}", client=client, by=_who(one.ended_by), at=ended)
    done = sum(item.is_settled for item in one.items)
    lines = [words.rich("parting.progress", done=words.number(done), all=words.number(len(one.items)))]
    following = next_item(one)
    if following is not None:
        lines.append(next_line(words, one, following, at))
    return join([join(lines, " "), *way_lines(words, one)])


def next_line(words: Words, one: Parting, item: Item, at: datetime) -> Mrkdwn:
    """What comes next, with whom, and by when or since when."""
    key = "parting.next_late" if is_overdue(one, item, at) else "parting.next"
    step = step_name(words, item.step)
    return words.rich(key, step=step, owner=user(item.owner), at=words.deadline(item.due_at))


def way_lines(words: Words, one: Parting) -> list[Mrkdwn]:
    """Which way the list goes, who chose it, and who lifted the gate."""
    lines = [words.rich(f"parting.order.{one.order.value}")]
    if one.chosen_by is not None:
        lines.append(words.rich("parting.chosen_by", by=user(one.chosen_by)))
    shown = [join(lines, " ")]
    if one.override is not None:
        by, at = user(one.override.by), words.day(one.override.at)
        shown.append(words.rich("parting.override", by=by, at=at))
    return shown


def item_line(words: Words, one: Parting, item: Item, at: datetime) -> Mrkdwn:
    """How an item stands ``at``."""
    step, owner = step_name(words, item.step), user(item.owner)
    if item.is_settled:
        key = "parting.item.done" if item.state is ItemState.DONE else "parting.item.not_needed"
        settled_at = Own("–") if item.settled_at is None else words.day(item.settled_at)
        return words.rich(key, step=step, by=_who(item.settled_by), at=settled_at)
    if not one.is_running:
        return words.rich("parting.item.left", step=step)
    if waits_for_money(one, item.step):
        return words.rich("parting.item.waits", step=step, owner=owner)
    key = "parting.item.overdue" if is_overdue(one, item, at) else "parting.item.open"
    return words.rich(key, step=step, owner=owner, at=words.deadline(item.due_at))


def tick_button(words: Words, one: Parting, step: Step, *, is_first: bool = True) -> blocks.Element:
    label = words.plain("parting.button.tick", step=step_name(words, step))
    return blocks.button(label, Action.PARTING_TICK, f"{one.id}|{step.value}", style="primary" if is_first else None)


def open_button(words: Words, parting_id: str) -> blocks.Element:
    return blocks.button(words.plain("parting.button.open"), Action.PARTING_OPEN, parting_id)


def _who(by: str | None) -> Mrkdwn:
    return escape(Own("–")) if by is None else user(by)


def _buttons(words: Words, one: Parting) -> list[blocks.Element]:
    following = next_item(one)
    tick = [] if following is None else [tick_button(words, one, following.step)]
    return [*tick, open_button(words, one.id)]


def _beneath(words: Words, notice: PartingNotice) -> list[Mrkdwn]:
    """Quieter: who decided and why, and why it comes directly."""
    one = notice.parting
    by, at = user(one.decided_by), words.day(one.begun_at)
    lines = [words.rich("parting.decided", by=by, at=at), *because(words, one.signs)]
    if notice.problem is not None:
        lines.append(words.rich("alert.direct_because", problem=problem_line(words, notice.problem)))
    return lines
