"""What a parting says to one person: what they have is overdue, and later, was it right?"""

from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.outcomes import done, not_done
from bot.slack.messages.parting import item_line, open_button, step_name
from bot.slack.mrkdwn import Mrkdwn, escape, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.forms import Done, NotDone
from bot.usecases.notices import GladNotice, PartingNewsNotice, PartingReminderNotice


def about_parting(notice: PartingReminderNotice | PartingNewsNotice | GladNotice) -> Rendered:
    match notice:
        case PartingReminderNotice():
            return parting_overdue(notice)
        case PartingNewsNotice():
            return parting_given(notice) if notice.parting.is_running else parting_stopped(notice)
        case GladNotice():
            return glad_asked(notice)


def parting_given(notice: PartingNewsNotice) -> Rendered:
    """What is theirs, with its dates; what waits for the money says so."""
    words, one = Words(notice.language, notice.zone), notice.parting
    text = words.plain_count("direct.parting_given", len(notice.steps), client=notice.client_name)
    lines = [item_line(words, one, one.item(step), notice.at) for step in notice.steps]
    drawn = [blocks.section(escape(text)), blocks.section(join(lines)), *blocks.actions([open_button(words, one.id)])]
    return Rendered(blocks.fallback(text), [*drawn, blocks.context(words.rich("direct.parting_change"))])


def parting_stopped(notice: PartingNewsNotice) -> Rendered:
    """Nobody is to go on with what was open."""
    words, by = Words(notice.language, notice.zone), notice.parting.ended_by
    text = words.plain("direct.parting_stopped", client=notice.client_name)
    lines: list[Mrkdwn] = [escape(text)]
    if by is not None:
        lines.append(words.rich("direct.parting_stopped_by", by=user(by)))
    card = blocks.button(words.plain("health.button.open"), Action.HEALTH_OPEN, notice.client)
    return Rendered(blocks.fallback(text), [blocks.section(join(lines)), *blocks.actions([card])])


def parting_overdue(notice: PartingReminderNotice) -> Rendered:
    """One line an item, each with its own button, so that it is settled where it is read."""
    words, one = Words(notice.language, notice.zone), notice.parting
    text = words.plain_count("direct.parting_overdue", len(notice.steps), client=notice.client_name)
    drawn: list[blocks.Block] = [blocks.section(escape(text))]
    for step in notice.steps:
        label = words.plain("parting.button.tick", step=step_name(words, step))
        tick = blocks.button(label, Action.PARTING_TICK, f"{one.id}|{step.value}")
        drawn.append(blocks.section(item_line(words, one, one.item(step), notice.at), tick))
    drawn += blocks.actions([open_button(words, one.id)])
    drawn.append(blocks.context(_why_you(words, notice)))
    return Rendered(blocks.fallback(text), drawn)


def _why_you(words: Words, notice: PartingReminderNotice) -> Mrkdwn:
    if not notice.left:
        return words.rich("direct.parting_change")
    left = words.listed([user(one) for one in notice.left])
    return join([words.rich("direct.parting_left", who=left), words.rich("direct.parting_change")], " ")


def glad_asked(notice: GladNotice) -> Rendered:
    words = Words(notice.language, notice.zone)
    days = words.number(notice.days)
    text = words.plain("direct.glad", client=notice.client_name, days=days, at=words.day(notice.ended_at))
    ids = f"{notice.parting}|{notice.days}"
    buttons = [
        blocks.button(words.plain("glad.button.yes"), Action.GLAD_YES, ids),
        blocks.button(words.plain("glad.button.no"), Action.GLAD_NO, ids),
        blocks.button(words.plain("glad.button.too_early"), Action.GLAD_TOO_EARLY, ids),
        blocks.button(words.plain("health.button.open"), Action.HEALTH_OPEN, notice.client),
    ]
    hint = blocks.context(words.rich("direct.glad_kept"))
    return Rendered(blocks.fallback(text), [blocks.section(escape(text)), *blocks.actions(buttons), hint])


def glad_kept(result: Done | NotDone, ids: str) -> Rendered:
    """The answer is kept, and a sentence may go with it. ``ids`` are the parting and the days."""
    if isinstance(result, NotDone):
        return not_done(result)
    said = done(result)
    why = blocks.button(Words(result.language).plain("glad.button.why"), Action.GLAD_WHY, ids)
    return Rendered(said.text, [*said.blocks, *blocks.actions([why])])
