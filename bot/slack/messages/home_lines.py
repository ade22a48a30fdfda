"""The lines of App Home, each with the button that leads straight in."""

from typing import assert_never

from bot.domain.alerts import AlertState, Episode
from bot.domain.history import ClientStatus
from bot.domain.parting import Parting
from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action
from bot.slack.messages.incident_lines import correction_menu
from bot.slack.messages.parting import open_button, step_name
from bot.slack.messages.parting_story import begin_button
from bot.slack.messages.signs import level_mark, level_name, sign_name
from bot.slack.mrkdwn import Mrkdwn, join, user
from bot.slack.wording import Words, data
from bot.usecases.home_sheet import (
    AlertLine,
    Came,
    CareWaits,
    ConditionWaits,
    DismissalWaits,
    FlagLine,
    ItemWaits,
    Look,
    OwnedLine,
    PartingLine,
    ProbationEnds,
    Wait,
    WarningWaits,
    WithoutList,
)

CONDITION_SHOWN = 120


def wait_blocks(words: Words, wait: Wait) -> list[Block]:
    match wait:
        case AlertLine():
            return [_taken(words, wait)]
        case WarningWaits():
            what = words.rich(
                "home.wait.warning", client=wait.client_name, sign=sign_name(words, wait.sign), at=words.day(wait.at)
            )
            told = blocks.button(words.plain("warning.button"), Action.WARNING_RECORD, f"{wait.client}|{wait.sign}")
            return [blocks.section(what, told)]
        case ConditionWaits():
            return _condition(words, wait)
        case ItemWaits():
            return [_item(words, wait)]
        case CareWaits():
            key = "home.wait.care_mine" if wait.is_mine else "home.wait.care"
            text = words.rich(key, client=wait.client_name, at=words.deadline(wait.opened_at))
            return [blocks.section(text, _show(words, wait.client))]
        case DismissalWaits():
            text = words.rich("home.wait.dismissal", client=wait.client_name, at=words.deadline(wait.lapses_at))
            return [blocks.section(text, _show(words, wait.client))]
        case _:
            assert_never(wait)


def _taken(words: Words, wait: AlertLine) -> Block:
    """One that the reader took: they know that they have it, and want to know until when."""
    return blocks.section(join([_head(words, wait), _until_when(words, wait)]), _review(words, wait.episode))


def alert_blocks(words: Words, line: AlertLine) -> list[Block]:
    parts = [who_has_it(words, line.episode)]
    if line.episode.decide_by is not None:
        parts.append(_until_when(words, line))
    return [blocks.section(join([_head(words, line), join(parts, " · ")]), _review(words, line.episode))]


def _head(words: Words, line: AlertLine) -> Mrkdwn:
    level = line.episode.told_level
    return words.rich(
        "home.client", mark=level_mark(words, level), client=line.client_name, what=level_name(words, level)
    )


def _until_when(words: Words, line: AlertLine) -> Mrkdwn:
    episode = line.episode
    if episode.state is AlertState.SNOOZED and episode.snoozed_until is not None:
        return words.rich("home.snoozed", until=words.deadline(episode.snoozed_until))
    if episode.decide_by is None:
        return words.rich("home.no_date")
    at = words.deadline(episode.decide_by)
    return words.rich("home.decide_late", at=at) if line.is_overdue else words.rich("home.decide_by", at=at)


def who_has_it(words: Words, episode: Episode) -> Mrkdwn:
    """How far people have come, in a few words."""
    if episode.state is AlertState.HELD:
        return words.rich("home.held")
    if episode.state is AlertState.SNOOZED and episode.snoozed_until is not None:
        return words.rich("home.snoozed", until=words.deadline(episode.snoozed_until))
    if episode.taken_by is not None:
        return words.rich("home.taken", by=user(episode.taken_by))
    if episode.state is AlertState.IN_REVIEW:
        return words.rich("home.in_review")
    return words.rich("home.nobody", at=words.deadline(episode.told_at or episode.raised_at))


def _review(words: Words, episode: Episode) -> Element:
    return blocks.button(words.plain("alert.button.review"), Action.ALERT_REVIEW, episode.id)


def _condition(words: Words, wait: ConditionWaits) -> list[Block]:
    condition = wait.condition
    wording, at = data(condition.wording, CONDITION_SHOWN), words.deadline(condition.due_at)
    key = "home.wait.condition_due" if wait.is_due else "home.wait.condition"
    buttons = [
        blocks.button(words.plain("condition.button.kept"), Action.CONDITION_KEPT, condition.id),
        blocks.button(words.plain("home.button.not_kept"), Action.CONDITION_BROKEN, condition.id),
    ]
    return [
        blocks.section(words.rich(key, client=wait.client_name, wording=wording, at=at)),
        *blocks.actions(buttons),
    ]


def _item(words: Words, wait: ItemWaits) -> Block:
    key = "home.wait.item_late" if wait.is_overdue else "home.wait.item"
    step, at = step_name(words, wait.item.step), words.deadline(wait.item.due_at)
    parts = [words.rich(key, client=wait.client_name, step=step, at=at)]
    if wait.more:
        parts.append(words.rich_count("home.wait.more_steps", wait.more))
    return blocks.section(join(parts, " · "), open_button(words, wait.parting))


def _show(words: Words, client: str) -> Element:
    """The card, on which the buttons for it stand."""
    return blocks.button(words.plain("health.button.open"), Action.HEALTH_OPEN, client)


def look_blocks(words: Words, look: Look) -> list[Block]:
    match look:
        case ConditionWaits():
            return _condition(words, look)
        case ProbationEnds():
            text = words.rich("home.look.probation", client=look.client_name, until=words.deadline(look.until))
            review = blocks.button(words.plain("health.button.review"), Action.REVIEW_OPEN, look.client)
            return [blocks.section(text, review)]
        case _:
            assert_never(look)


def parting_blocks(words: Words, line: PartingLine | WithoutList) -> list[Block]:
    """How far it is, and what comes next with whom; or that somebody has yet to begin."""
    if isinstance(line, WithoutList):
        text = words.rich("home.parting.no_list", client=line.client_name)
        return [blocks.section(text, begin_button(words, line.client))]
    head = words.rich("home.parting", client=line.client_name, progress=_progress(words, line.parting))
    return [blocks.section(join([head, _next_step(words, line)]), open_button(words, line.parting.id))]


def _progress(words: Words, parting: Parting) -> Mrkdwn:
    done = sum(item.is_settled for item in parting.items)
    return words.rich("home.progress", done=words.number(done), of=words.number(len(parting.items)))


def _next_step(words: Words, line: PartingLine) -> Mrkdwn:
    if line.next is None:
        return words.rich("home.parting.waits")
    key = "home.parting.late" if line.is_overdue else "home.parting.next"
    step = step_name(words, line.next.step)
    return words.rich(key, step=step, at=words.deadline(line.next.due_at), by=user(line.next.owner))


def owned_blocks(words: Words, line: OwnedLine) -> list[Block]:
    client = line.client
    head = words.rich(
        "home.client",
        mark=level_mark(words, client.standing.level),
        client=client.name,
        what=level_name(words, client.standing.level),
    )
    options = [
        blocks.option(words.plain("home.menu.card"), f"{Action.HEALTH_OPEN.value}|{client.id}"),
        blocks.option(words.plain("home.menu.review"), f"{Action.REVIEW_OPEN.value}|{client.id}"),
        blocks.option(words.plain("home.menu.edit"), f"{Action.CLIENT_EDIT.value}|{client.id}"),
        blocks.option(words.plain("home.menu.flag"), f"{Action.FORM_OPEN.value}|{client.id}"),
    ]
    return [blocks.section(join([head, _what_next(words, line)]), blocks.overflow(Action.CLIENT_MENU, options))]


def _what_next(words: Words, line: OwnedLine) -> Mrkdwn:
    client, standing = line.client, line.client.standing
    if line.parting is not None:
        return words.rich("home.next.under_way", progress=_progress(words, line.parting))
    if client.status is not ClientStatus.ACTIVE:
        return words.rich(f"home.next.{client.status.value}")
    if line.episode is not None:
        return _alert_next(words, line.episode, is_overdue=line.is_overdue)
    if standing.level.is_tripped:
        return words.rich("home.next.look")
    if not standing.level.rank:
        return words.rich("home.next.clear") if standing.incidents else words.rich("home.next.nothing")
    if standing.next_change is None:
        return words.rich("home.next.watch")
    return words.rich("home.next.watch_until", at=words.day(standing.next_change))


def _alert_next(words: Words, episode: Episode, *, is_overdue: bool) -> Mrkdwn:
    parts = [who_has_it(words, episode)]
    if episode.decide_by is not None and episode.state is not AlertState.SNOOZED:
        key = "home.decide_late" if is_overdue else "home.decide_by"
        parts.append(words.rich(key, at=words.deadline(episode.decide_by)))
    return words.rich("home.next.alert", state=join(parts, " · "))


def flag_blocks(words: Words, line: FlagLine) -> list[Block]:
    head = words.rich("home.flag", client=line.client_name, sign=sign_name(words, line.sign), at=words.day(line.at))
    menu = correction_menu(words, line.incident, line.corrections)
    return [blocks.section(join([head, _came(words, line)]), menu)]


def _came(words: Words, line: FlagLine) -> Mrkdwn:
    match line.came:
        case Came.TAKEN_BACK if line.reason is not None:
            return words.rich(f"taken_back.{line.reason}")
        case Came.NOT_COUNTING if line.reason is not None:
            return words.rich(f"not_counting.{line.reason}")
        case Came.SETTLED if line.kept_at is not None:
            return words.rich("home.came.settled", at=words.day(line.kept_at))
        case Came.ALERT if line.episode is not None:
            return words.rich("home.came.alert", state=who_has_it(words, line.episode))
        case _:
            return words.rich(f"home.came.{line.came.value}")
