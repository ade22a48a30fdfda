"""Modals that only tell something."""

from bot.slack import blocks
from bot.slack.ids import Modal
from bot.slack.messages.flag_answer import flagged
from bot.slack.modals.view import modal
from bot.slack.mrkdwn import Own
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.flag_answers import Flagged


def loading(language: str) -> dict[str, object]:
    """Opened before anything is read, since a trigger lives three seconds."""
    words = Words(language)
    return modal(words, Modal.LOADING, words.plain("form.loading.title"), [blocks.section(words.rich("form.loading"))])


def note_view(title: Own, rendered: Rendered, language: str) -> dict[str, object]:
    """An answer in a modal."""
    return modal(Words(language), Modal.NOTE, title, rendered.blocks)


def flagged_view(answer: Flagged) -> dict[str, object]:
    """What the form turns into once it is submitted: the level, why, and *Undo*."""
    words = Words(answer.language, answer.zone)
    drawn = flagged(answer, can_edit_here=False).blocks
    ids = {"incident": answer.incident}
    return modal(words, Modal.FLAGGED, words.plain("form.flagged.title"), drawn, metadata=ids)
