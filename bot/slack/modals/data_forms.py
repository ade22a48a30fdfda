"""Forms on what is kept: of one person, and of one client."""

from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.ids import Field, Modal
from bot.slack.modals.view import field, modal, select, text_input, tick
from bot.slack.mrkdwn import Mrkdwn, escape, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words, label
from bot.usecases.client_data import ClientAsk, ClientDataForm
from bot.usecases.person_data import ConfirmErasure, NameHeld, PersonAsk, PersonHeld
from bot.usecases.register_ports import Mention

NAME_MAX = 75
REASON_MAX = 500
TEXT_SHOWN = 300  # characters of each place, for whoever chooses
_BOXES_MAX = 10  # in one group of boxes


def person_data_form(language: str) -> dict[str, object]:
    """*Data of a person*: who, or which name, and what is to be done."""
    words = Words(language)
    asks = [blocks.option(words.plain(f"person_data.{ask.value}"), ask.value) for ask in PersonAsk]
    drawn = [
        blocks.section(words.rich("form.person_data.what")),
        field(words.plain("field.person"), Field.PERSON, {"type": "users_select"}, optional=True),
        field(
            words.plain("field.person_name"),
            Field.NAME,
            text_input(None, longest=NAME_MAX),
            hint=words.plain("form.person_data.name_hint"),
            optional=True,
        ),
        field(words.plain("field.what"), Field.WHAT, select(asks, PersonAsk.LOOK.value)),
    ]
    title, submit = words.plain("form.person_data.title"), words.plain("form.person_data.submit")
    return modal(words, Modal.PERSON_DATA, title, drawn, submit=submit)


def person_held(held: PersonHeld | NameHeld) -> Rendered:
    """What stands there, and how all of it is given to them."""
    words = Words(held.language)
    text = words.plain("person_data.held_title")
    if isinstance(held, PersonHeld):
        drawn = [blocks.section(_rows(words, held))]
        if held.rows:
            command = f"partways subject-export {held.user}"
            drawn.append(blocks.context(words.rich("person_data.export", command=Mrkdwn(f"`{escape(command)}`"))))
        return Rendered(blocks.fallback(text), drawn)
    drawn = [blocks.section(words.rich_count("person_data.places", len(held.places) + held.more, name=held.name))]
    drawn += [blocks.quiet_passage(label(_numbered(place), TEXT_SHOWN)) for place in enumerate(held.places, 1)]
    if held.more:
        command = Mrkdwn(f"`{escape('partways erase-person --name')}`")
        drawn.append(blocks.context(words.rich_count("person_data.more_places", held.more, command=command)))
    return Rendered(blocks.fallback(text), drawn)


def _rows(words: Words, held: PersonHeld) -> Mrkdwn:
    if not held.rows:
        return words.rich("person_data.nothing", by=user(held.user))
    lead = words.rich_count("person_data.rows", held.total, by=user(held.user))
    return join([lead, escape(", ".join(f"{table} {count}" for table, count in held.rows))])


def person_erase_form(confirm: ConfirmErasure) -> dict[str, object]:
    """Asks once more. ``private_metadata`` holds the user; of a name the places are chosen instead."""
    held = confirm.held
    words = Words(held.language)
    sure = field(
        words.plain("field.confirm"), Field.CONFIRM, tick(words.plain("tick.sure"), is_on=False), optional=True
    )
    title, submit = words.plain("form.person_erase.title"), words.plain("form.person_erase.submit")
    if isinstance(held, PersonHeld):
        notes = tick(words.plain("tick.with_notes"), is_on=False)
        drawn = [
            blocks.section(_rows(words, held)),
            blocks.section(words.rich("form.person_erase.what")),
            field(words.plain("field.with_notes"), Field.WITH_NOTES, notes, optional=True),
            sure,
        ]
        return modal(words, Modal.PERSON_ERASE, title, drawn, submit=submit, metadata={"user": held.user})
    drawn = [*person_held(held).blocks, _places(words, held), sure]
    return modal(words, Modal.PERSON_ERASE, title, drawn, submit=submit)


def _places(words: Words, held: NameHeld) -> Block:
    """Boxes for as many as Slack draws in one group, a list for more; the numbers are those of the passages above."""
    options = [
        blocks.option(label(_numbered(place), blocks.OPTION_MAX), place[1].id) for place in enumerate(held.places, 1)
    ]
    kind = "checkboxes" if len(options) <= _BOXES_MAX else "multi_static_select"
    return field(words.plain("field.places"), Field.PLACES, {"type": kind, "options": options}, optional=True)


def _numbered(place: tuple[int, Mention]) -> str:
    return f"{place[0]}. {place[1].text}"


def client_data_form(form: ClientDataForm) -> dict[str, object]:
    """*Data of a client*: legal hold, or erasing all of it. ``private_metadata`` holds the client."""
    words = Words(form.language, form.zone)
    asks = [blocks.option(words.plain(f"client_data.{ask.value}"), ask.value) for ask in form.asks]
    drawn = []
    if form.hold is not None:
        at, by = words.day(form.hold.at), user(form.hold.by)
        drawn += [
            blocks.section(words.rich("hold.since_by", at=at, by=by)),
            blocks.quiet_passage(label(form.hold.reason, REASON_MAX)),
        ]
    drawn += [
        field(words.plain("field.what"), Field.WHAT, select(asks, form.asks[0].value)),
        field(
            words.plain("field.reason"),
            Field.REASON,
            text_input(None, longest=REASON_MAX, many_lines=True),
            hint=words.plain("form.client_data.reason_hint"),
            optional=True,
        ),
    ]
    if ClientAsk.ERASE in form.asks:
        hint = words.plain("form.client_data.confirm_hint", client=form.client_name)
        typed = text_input(None, longest=NAME_MAX)
        drawn.append(field(words.plain("field.confirm_name"), Field.CONFIRM, typed, hint=hint, optional=True))
    title, submit = words.plain("form.client_data.title"), words.plain("form.client_data.submit")
    return modal(words, Modal.CLIENT_DATA, title, drawn, submit=submit, metadata={"client": form.client})
