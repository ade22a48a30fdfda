"""Restricted flags and dismissals by two, as reviewers are told of them: who and what to do, never what happened."""

from collections.abc import Sequence

from bot.domain.care import CareItem, CareState
from bot.domain.dismissal import DismissalState
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.signs import sign_name
from bot.slack.mrkdwn import Mrkdwn, Own, escape, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words, data, passage
from bot.usecases.health_card import CareLine, DismissedLine, ProposalLine
from bot.usecases.notices import CareNotice, DismissalNotice

# A card shows the beginning of a note or a reason.
NOTE_SHOWN = 300
# So many restricted flags are told one by one on a card.
ITEMS_SHOWN = 3


def care_notice(notice: CareNotice) -> Rendered:
    """To one reviewer: who it is about as a client, what to do first, and who has it."""
    words, item = Words(notice.language, notice.zone), notice.item
    key = "care.reminder" if notice.is_reminder else "care.reported"
    text = words.plain(key, client=notice.client_name)
    drawn = [blocks.section(escape(text))]
    if item.is_open:
        drawn.append(blocks.section(words.rich("care.first")))
    drawn.append(blocks.context(_state(words, item), words.rich("care.since", at=words.moment(item.opened_at))))
    buttons = []
    if item.state is CareState.OPEN:
        buttons.append(blocks.button(words.plain("care.button.take"), Action.CARE_TAKE, item.id, style="primary"))
    buttons.append(blocks.button(words.plain("care.button.show"), Action.HEALTH_OPEN, notice.client))
    return Rendered(blocks.fallback(text), [*drawn, *blocks.actions(buttons)])


def care_blocks(words: Words, lines: Sequence[CareLine]) -> list[blocks.Block]:
    """On the health card, for reviewers: what nobody has closed yet. Two blocks an item at most."""
    drawn: list[blocks.Block] = []
    for line in lines[:ITEMS_SHOWN]:
        said = words.rich("care.line", at=words.day(line.opened_at), state=_state(words, line))
        drawn.append(blocks.section(said))
        drawn += blocks.actions(care_buttons(words, line))
    if len(lines) > ITEMS_SHOWN:
        drawn.append(blocks.context(words.rich_count("list.and_more", len(lines) - ITEMS_SHOWN)))
    return drawn


def care_buttons(words: Words, line: CareLine) -> list[blocks.Element]:
    """What the reviewer who looks may do with it; none once it is closed."""
    buttons = []
    if line.can_take:
        buttons.append(blocks.button(words.plain("care.button.take"), Action.CARE_TAKE, line.id, style="primary"))
    if line.can_give_back:
        buttons.append(blocks.button(words.plain("care.button.give_back"), Action.CARE_GIVE_BACK, line.id))
    if line.is_open:
        buttons.append(blocks.button(words.plain("care.button.close"), Action.CARE_CLOSE, line.id))
    return buttons


def care_state(words: Words, line: CareLine) -> list[Mrkdwn]:
    """Beneath the incident, for reviewers: how it was cared for, with the note once it is closed."""
    parts = [words.rich("care.marked", state=_state(words, line))]
    if line.note:
        parts.append(words.rich("care.note", note=data(line.note, NOTE_SHOWN)))
    return parts


def _state(words: Words, item: CareItem | CareLine) -> Mrkdwn:
    if item.state is CareState.CLOSED and item.closed_at is not None:
        return words.rich("care.state.closed", by=user(item.closed_by or ""), at=words.day(item.closed_at))
    if item.taken_by is not None:
        return words.rich("care.state.taken", by=user(item.taken_by))
    return words.rich("care.state.open")


def dismissal_notice(notice: DismissalNotice) -> Rendered:
    """The question to another reviewer, or to whoever proposed it how it ended. The reason is not in the notification."""
    words, dismissal = Words(notice.language, notice.zone), notice.dismissal
    if not notice.is_question:
        text = _ended(words, notice)
        show = blocks.button(words.plain("care.button.show"), Action.HEALTH_OPEN, notice.client)
        return Rendered(blocks.fallback(text), [blocks.section(escape(text)), *blocks.actions([show])])
    text = words.plain("dismissal.asked", client=notice.client_name)
    about = words.rich(
        "dismissal.about",
        by=user(dismissal.proposed_by),
        what=_what(words, waives=dismissal.waives),
        sign=sign_name(words, notice.sign),
        at=words.day(notice.at),
    )
    drawn = [blocks.section(join([escape(text), about]))]
    if not dismissal.is_pending:
        drawn.append(blocks.context(words.rich(f"dismissal.state.{dismissal.state.value}")))
        return Rendered(blocks.fallback(text), drawn)
    drawn.append(blocks.quiet_passage(passage(dismissal.reason, NOTE_SHOWN)))
    drawn.append(blocks.context(words.rich("dismissal.lapses", at=words.deadline(dismissal.lapses_at))))
    return Rendered(blocks.fallback(text), [*drawn, *blocks.actions(_deciding(words, dismissal.id, notice.client))])


def _deciding(words: Words, dismissal: str, client: str) -> list[blocks.Element]:
    return [
        blocks.button(words.plain("dismissal.button.confirm"), Action.DISMISSAL_CONFIRM, dismissal),
        blocks.button(words.plain("dismissal.button.keep"), Action.DISMISSAL_DROP, dismissal),
        blocks.button(words.plain("care.button.show"), Action.HEALTH_OPEN, client),
    ]


def _ended(words: Words, notice: DismissalNotice) -> Own:
    state = notice.dismissal.state
    key = "lapsed" if state is DismissalState.PENDING else state.value
    return words.plain(f"dismissal.told.{key}", client=notice.client_name)


def proposal_blocks(words: Words, line: ProposalLine) -> list[blocks.Block]:
    """Beneath the incident, for reviewers: what is proposed and why, and what the one who looks may do about it."""
    what = _what(words, waives=line.waives)
    said = words.rich("dismissal.line", by=user(line.by), what=what, at=words.deadline(line.lapses_at))
    buttons = []
    if line.can_confirm:
        buttons.append(blocks.button(words.plain("dismissal.button.confirm"), Action.DISMISSAL_CONFIRM, line.id))
        buttons.append(blocks.button(words.plain("dismissal.button.keep"), Action.DISMISSAL_DROP, line.id))
    elif line.is_own:
        buttons.append(blocks.button(words.plain("dismissal.button.withdraw"), Action.DISMISSAL_DROP, line.id))
    reason = words.rich("incident.reason", reason=data(line.reason, NOTE_SHOWN))
    return [blocks.context(said, reason), *blocks.actions(buttons)]


def _what(words: Words, *, waives: bool) -> Own:
    return words.plain("dismissal.what.waive" if waives else "dismissal.what.void")


def dismissed_line(words: Words, line: DismissedLine) -> Mrkdwn:
    if line.confirmed_by is None:
        return words.rich("dismissal.alone", by=user(line.proposed_by))
    return words.rich("dismissal.by_two", by=user(line.proposed_by), confirmed_by=user(line.confirmed_by))
