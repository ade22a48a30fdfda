"""The decision as a form: first what it would take to keep them, then what is asked for, until when, and why."""

from datetime import date

from bot.domain.history import Outcome
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.ids import Field, Modal
from bot.slack.modals.view import day_input, field, modal, text_input
from bot.slack.wording import Words
from bot.usecases.decide import REASON_MAX, TAKES_MAX, WORDING_MAX
from bot.usecases.forms import DecideForm

# What is asked for, and by when, row by row.
ROWS = (
    (Field.CONDITION_1, Field.CONDITION_BY_1),
    (Field.CONDITION_2, Field.CONDITION_BY_2),
    (Field.CONDITION_3, Field.CONDITION_BY_3),
)


def decide_form(form: DecideForm, place: tuple[int, str] | None = None) -> dict[str, object]:
    """``private_metadata`` holds the client, the outcome, and the alert and the decision that were known.

    ``place`` is the page and the window of the review beneath: it goes back to them afterwards.
    """
    words = Words(form.language, form.zone)
    drawn = [
        blocks.section(words.rich(f"form.decide.{form.outcome.value}", client=form.client_name)),
        field(
            words.plain("field.keep_takes", client=form.client_name),
            Field.KEEP_TAKES,
            text_input(None, longest=TAKES_MAX, many_lines=True),
        ),
        *_conditions(words, form),
        *_until(words, form.until),
        field(
            words.plain("field.reason"),
            Field.REASON,
            text_input(None, longest=REASON_MAX, many_lines=True),
            hint=words.plain("form.decide.reason_hint"),
        ),
    ]
    return modal(
        words,
        Modal.DECIDE,
        words.plain(f"form.decide.{form.outcome.value}.title"),
        drawn,
        submit=words.plain("form.decide.submit"),
        metadata={
            "client": form.client,
            "outcome": form.outcome.value,
            "episode": form.episode,
            "known": form.known_decision,
            "page": None if place is None else str(place[0]),
            "window": None if place is None else str(place[1]),
        },
    )


def _conditions(words: Words, form: DecideForm) -> list[Block]:
    """The first is a must on probation: otherwise nobody could say whether they kept it."""
    drawn = []
    for number, (wording, by) in enumerate(ROWS[: form.conditions], start=1):
        shown = words.number(number)
        must = number == 1 and form.outcome is Outcome.PROBATION
        hint = words.plain("form.decide.condition_hint") if number == 1 else None
        text = text_input(None, longest=WORDING_MAX)
        label = words.plain("field.condition", n=shown)
        drawn.append(field(label, wording, text, hint=hint, optional=not must))
        drawn.append(field(words.plain("field.condition_by", n=shown), by, day_input(None), optional=not must))
    return drawn


def _until(words: Words, until: date | None) -> list[Block]:
    if until is None:
        return []
    hint = words.plain("form.decide.until_hint")
    return [field(words.plain("field.probation_until"), Field.PROBATION_UNTIL, day_input(until), hint=hint)]
