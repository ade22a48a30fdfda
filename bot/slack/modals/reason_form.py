"""Asks why: to void or waive an incident, or to snooze an alert."""

from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.ids import Action, Field, Modal
from bot.slack.messages.signs import sign_name
from bot.slack.modals.view import field, modal, moment_input, text_input
from bot.slack.wording import Words
from bot.usecases.forms import ReasonForm

REASON_MAX = 500


def reason_form(form: ReasonForm) -> dict[str, object]:
    """``private_metadata`` holds purpose, subject and what was known of it; a snooze asks for its end too."""
    words = Words(form.language, form.zone)
    drawn = [blocks.section(words.rich(f"form.reason.{form.purpose}", client=form.client_name)), *_about(words, form)]
    if form.purpose == Action.ALERT_SNOOZE:
        drawn.append(_until(words, form))
    reason = text_input(None, longest=REASON_MAX, many_lines=True)
    is_care = form.purpose == Action.CARE_CLOSE
    asked = words.plain("field.care_note" if is_care else "field.reason")
    hint = words.plain("form.reason.care_hint" if is_care else "form.reason.hint")
    drawn.append(field(asked, Field.REASON, reason, hint=hint))
    return modal(
        words,
        Modal.REASON,
        words.plain(f"form.reason.{form.purpose}.title"),
        drawn,
        submit=words.plain("form.save"),
        metadata={"purpose": form.purpose, "subject": form.subject, "known": form.known},
    )


def _about(words: Words, form: ReasonForm) -> list[Block]:
    if form.sign is None or form.at is None:
        return []
    return [blocks.context(words.rich("form.reason.about", sign=sign_name(words, form.sign), at=words.day(form.at)))]


def _until(words: Words, form: ReasonForm) -> Block:
    hint = None
    if form.latest is not None:
        hint = words.plain("form.reason.latest", latest=words.moment(form.latest))
    return field(words.plain("field.until"), Field.UNTIL, moment_input(form.at), hint=hint)
