"""App Home: what waits for whoever opened it, then what is theirs; for reviewers the team's open questions between."""

from collections.abc import Callable, Sequence

from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action
from bot.slack.messages.home_lines import (
    alert_blocks,
    flag_blocks,
    look_blocks,
    owned_blocks,
    parting_blocks,
    wait_blocks,
)
from bot.slack.messages.setup_hints import hints
from bot.slack.mrkdwn import Mrkdwn, Own, channel, join
from bot.slack.wording import Words
from bot.usecases.home_sheet import Cut, HomeSheet, T, TeamDesk

# Slack's limit for a view. The lists are short enough to stay within it, which a test holds.
BLOCKS_MAX = 100


def home(sheet: HomeSheet) -> dict[str, object]:
    """The view. At most one button is primary: flagging is what people come for."""
    words = Words(sheet.language, sheet.zone)
    drawn = _first_steps(words, sheet) if sheet.clients == 0 else _desk(words, sheet)
    return {"type": "home", "blocks": drawn[:BLOCKS_MAX]}


def _first_steps(words: Words, sheet: HomeSheet) -> list[Block]:
    """A workspace without clients: what to do first, and the buttons for it."""
    buttons = [_flag(words), blocks.button(words.plain("policy.button.add_clients"), Action.CLIENTS_ADD_OPEN)]
    if sheet.team is not None:
        buttons.append(blocks.button(words.plain("policy.button.settings"), Action.SETTINGS_OPEN))
    steps = words.rich("home.first.reviewer" if sheet.team is not None else "home.first.member")
    drawn = [blocks.header(words.plain("home.first.title")), blocks.section(steps), *blocks.actions(buttons)]
    return [*drawn, *hints(sheet.hints, sheet.language), blocks.context(words.rich("home.first.who_sees"))]


def _desk(words: Words, sheet: HomeSheet) -> list[Block]:
    buttons = [_flag(words), blocks.button(words.plain("home.button.clients"), Action.HEALTH_PAGE, "0")]
    if sheet.team is None:
        buttons.append(_policy(words))
    return [
        blocks.section(_summary(words, sheet)),
        *blocks.actions(buttons),
        *hints(sheet.hints, sheet.language),
        *_list(words, words.plain("home.waits"), sheet.waits, wait_blocks, "first_these"),
        *_team(words, sheet.team),
        *_list(words, words.plain("home.owned"), sheet.owned, owned_blocks, "all_clients"),
        *_flags(words, sheet),
        *_settings(words, sheet.team),
    ]


def _flag(words: Words) -> Element:
    return blocks.button(words.plain("home.button.flag"), Action.FORM_OPEN, style="primary")


def _policy(words: Words) -> Element:
    return blocks.button(words.plain("home.button.policy"), Action.POLICY_OPEN)


def _summary(words: Words, sheet: HomeSheet) -> Mrkdwn:
    """One look: is there something to do?"""
    total, team = sheet.waits.total, sheet.team
    lines = [words.rich_count("home.waiting", total) if total else words.rich("home.nothing_waits")]
    if team is not None and team.open_alerts:
        parts = [words.rich_count("home.open_alerts", team.open_alerts)]
        if team.untaken:
            parts.append(words.rich_count("home.untaken", team.untaken))
        if team.overdue:
            parts.append(words.rich_count("home.overdue", team.overdue))
        lines.append(join(parts, " · "))
    return join(lines)


def _team(words: Words, team: TeamDesk | None) -> list[Block]:
    if team is None:
        return []
    return [
        *_list(words, words.plain("home.alerts"), team.alerts, alert_blocks, "all_clients"),
        *_list(words, words.plain("home.looks"), team.looks, look_blocks, "first_these"),
        *_list(words, words.plain("home.partings"), team.partings, parting_blocks, "all_clients"),
    ]


def _list(
    words: Words, title: Own, items: Cut[T], draw: Callable[[Words, T], Sequence[Block]], where: str
) -> list[Block]:
    """A title and the first of a list, how many more there are and where; nothing where there is none."""
    if not items.shown:
        return []
    drawn = [blocks.header(title)]
    for item in items.shown:
        drawn += draw(words, item)
    if items.left_out:
        drawn.append(blocks.context(words.rich_count(f"home.more.{where}", items.left_out)))
    return drawn


def _flags(words: Words, sheet: HomeSheet) -> list[Block]:
    drawn = [blocks.header(words.plain("home.flags"))]
    if not sheet.flags:
        return [*drawn, blocks.section(words.rich("home.no_flags"))]
    for line in sheet.flags:
        drawn += flag_blocks(words, line)
    if sheet.has_older_flags:
        drawn.append(blocks.context(words.rich("home.older_flags")))
    return drawn


def _settings(words: Words, team: TeamDesk | None) -> list[Block]:
    """In short, and where to change them."""
    if team is None:
        return []
    lines = [
        words.rich("home.no_channel") if team.alert_channel is None else _channel(words, team.alert_channel),
        words.rich_count("home.reviewers" if team.are_chosen else "home.reviewers_by_default", team.reviewers),
        words.rich("home.points", limit=words.number(team.points_limit), days=words.number(team.points_window_days)),
    ]
    if team.quorum:
        lines.append(words.rich_count("home.quorum", team.quorum))
    buttons = [blocks.button(words.plain("policy.button.settings"), Action.SETTINGS_OPEN), _policy(words)]
    title = blocks.header(words.plain("home.settings"))
    return [title, blocks.section(join(lines, " · ")), *blocks.actions(buttons)]


def _channel(words: Words, channel_id: str) -> Mrkdwn:
    return words.rich("home.channel", channel=channel(channel_id))
