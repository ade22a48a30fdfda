"""*Recorded: told them*: when, and how."""

from bot.slack import blocks
from bot.slack.ids import Field, Modal
from bot.slack.messages.signs import sign_name
from bot.slack.modals.view import field, modal, moment_input, text_input
from bot.slack.wording import Words
from bot.usecases.forms import WarningForm
from bot.usecases.record_warning import HOW_MAX


def warning_form(form: WarningForm) -> dict[str, object]:
    """``private_metadata`` holds the client, the sign and the warning that was known."""
    words = Words(form.language, form.zone)
    what = words.rich("form.warning.what", client=form.client_name, sign=sign_name(words, form.sign))
    how = text_input(None, longest=HOW_MAX, many_lines=True)
    return modal(
        words,
        Modal.WARNING,
        words.plain("form.warning.title"),
        [
            blocks.section(what),
            field(words.plain("field.told_at"), Field.TOLD_AT, moment_input(form.at)),
            field(words.plain("field.told_how"), Field.TOLD_HOW, how, hint=words.plain("form.warning.how_hint")),
        ],
        submit=words.plain("form.save"),
        metadata={"client": form.client, "sign": form.sign, "known": form.known},
    )
