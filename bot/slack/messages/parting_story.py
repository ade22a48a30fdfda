"""A parting as a client's health card and review tell it: how far it is, how it ended, and whether people were glad."""

from datetime import datetime

from bot.domain.parting import GladAnswer, PartingState
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.outcomes import done
from bot.slack.messages.parting import open_button, progress
from bot.slack.messages.signs import because
from bot.slack.mrkdwn import Mrkdwn, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words, data
from bot.usecases.begin_list import ListBegun
from bot.usecases.health_card import PartingStory

SENTENCE_SHOWN = 300
# People besides whoever decided may answer: the latest answers are told.
ANSWERS_SHOWN = 6


def story_blocks(words: Words, story: PartingStory | None, client: str, at: datetime) -> list[blocks.Block]:
    """No block where they were never parted with."""
    if story is None:
        return []
    one = story.parting
    lines = [words.rich("parting.story", by=user(one.decided_by), at=words.day(one.begun_at))]
    lines += because(words, one.signs)
    lines.append(progress(words, one, client, at))
    if one.state is PartingState.CLOSED:
        lines += [_answer(words, answer) for answer in story.answers[-ANSWERS_SHOWN:]]
    return [blocks.section(join(lines), open_button(words, one.id))]


def without_list(words: Words, client_id: str, *, can_begin: bool) -> list[blocks.Block]:
    """They came as being parted with: nothing says yet who does what, and a reviewer begins that."""
    if not can_begin:
        return [blocks.section(words.rich("parting.no_list_ask"))]
    return [blocks.section(words.rich("parting.no_list"), begin_button(words, client_id))]


def begin_button(words: Words, client_id: str) -> blocks.Element:
    return blocks.button(words.plain("parting.button.begin"), Action.PARTING_BEGIN, client_id)


def list_begun(begun: ListBegun) -> Rendered:
    """That it began, and the way to it."""
    said = done(begun.done)
    return Rendered(
        said.text, [*said.blocks, *blocks.actions([open_button(Words(begun.done.language), begun.parting)])]
    )


def take_back_button(words: Words, client_id: str) -> blocks.Element:
    return blocks.button(words.plain("parting.button.take_back"), Action.CLIENT_TAKE_BACK, client_id)


def _answer(words: Words, answer: GladAnswer) -> Mrkdwn:
    said = words.rich(f"glad.said.{answer.answer.value}", by=user(answer.user), days=words.number(answer.after_days))
    if not answer.note:
        return said
    return join([said, words.rich("glad.sentence", sentence=data(answer.note, SENTENCE_SHOWN))], " ")
