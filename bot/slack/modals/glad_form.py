"""A sentence to go with *glad you did?*"""

from bot.slack import blocks
from bot.slack.ids import Field, Modal
from bot.slack.modals.view import field, modal, text_input
from bot.slack.wording import Words
from bot.usecases.ask_glad import SENTENCE_MAX
from bot.usecases.parting_list import GladForm


def glad_form(form: GladForm) -> dict[str, object]:
    """``private_metadata`` holds the parting and the days after its close."""
    words = Words(form.language)
    sentence = text_input(form.sentence, longest=SENTENCE_MAX)
    return modal(
        words,
        Modal.GLAD,
        words.plain("form.glad.title"),
        [
            blocks.section(words.rich("form.glad.what", client=form.client_name)),
            field(words.plain("form.glad.sentence"), Field.NOTE, sentence, optional=True),
        ],
        submit=words.plain("form.save"),
        metadata={"parting": form.parting, "days": str(form.days)},
    )
