"""The form that flags a client, or corrects what was flagged: only the facts that the chosen sign needs."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from bot.domain.signs import CONDUCT, Severity, Stage
from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Field, Modal
from bot.slack.messages.signs import YES, sign_name
from bot.slack.modals.view import (
    client_select,
    field,
    grouped_select,
    modal,
    moment_input,
    number_input,
    select,
    text_input,
    tick,
)
from bot.slack.mrkdwn import join, link, user
from bot.slack.wording import Words, label, passage
from bot.usecases.forms import FlagForm, SignOnOffer

# The block that shows the flagged message. Its text is stored nowhere: to draw the form anew it is read from here.
MESSAGE_TEXT_BLOCK = "message_text"
BAR_MAX = 75
HOURS_MAX = 10_000
DAYS_LATE_MAX = 36_500
AMOUNT_MAX = 1_000_000_000
BARS_NAMED = 10
ABOUT_MAX = 10


def flag_form(form: FlagForm) -> dict[str, object]:
    """``private_metadata`` holds ids: corrects, draft, and channel, ts, thread and author of the message."""
    words = Words(form.language, form.zone)
    drawn = [*_message(words, form), *_what(words, form), *_facts(words, form), *_how(words, form)]
    evidence = form.evidence
    ids = {"corrects": form.corrects, "draft": form.draft}
    if evidence is not None:
        ids |= {"channel": evidence.channel, "ts": evidence.ts, "author": evidence.author}
        ids["thread"] = _thread_in(evidence.permalink)
    is_edit = form.corrects is not None
    return modal(
        words,
        Modal.FLAG_CLIENT,
        words.plain("form.flag.title_edit" if is_edit else "form.flag.title"),
        drawn,
        submit=words.plain("form.save" if is_edit else "form.flag.submit"),
        metadata=ids,
    )


def _thread_in(permalink: str) -> str | None:
    """The thread that an answer's link leads through, which the link cannot be built again without."""
    return next(iter(parse_qs(urlsplit(permalink).query).get("thread_ts", ())), None)


def message_text_of(view: Mapping[str, object]) -> str | None:
    """The flagged message's text as an open form shows it; None where the form is not about a message."""
    drawn = view.get("blocks")
    for block in drawn if isinstance(drawn, list) else ():
        if isinstance(block, dict) and block.get("block_id") == MESSAGE_TEXT_BLOCK:
            shown = block.get("text")
            text = shown.get("text") if isinstance(shown, dict) else None
            return text if isinstance(text, str) else None
    return None


def _message(words: Words, form: FlagForm) -> list[Block]:
    drawn = []
    if form.message_text is not None:
        drawn.append(blocks.passage(passage(form.message_text, blocks.TEXT_MAX), block_id=MESSAGE_TEXT_BLOCK))
    if form.evidence is not None:
        lines = [link(form.evidence.permalink, words.plain("form.message.link"))]
        if form.evidence.author is not None:
            lines.append(words.rich("form.message.author", author=user(form.evidence.author)))
        lines.append(words.rich("form.message.not_kept"))
        drawn.append(blocks.context(join(lines, " · ")))
    return drawn


def _what(words: Words, form: FlagForm) -> list[Block]:
    client = None if form.client is None else (form.client.id, form.client.name)
    who = client_select(words, client, focus=client is None)
    hint = None if form.has_clients else words.plain("form.client.first")
    return [
        field(words.plain("field.client"), Field.CLIENT, who, hint=hint),
        field(words.plain("field.sign"), Field.SIGN, _signs(words, form), redraws=True),
    ]


def _signs(words: Words, form: FlagForm) -> Element:
    def options(chosen: list[SignOnOffer]) -> list[Element]:
        return [blocks.option(sign_name(words, sign.id), sign.id) for sign in chosen]

    own = [sign for sign in form.signs if sign.is_own]
    red = [sign for sign in form.signs if sign.is_big_red_flag and not sign.is_own]
    less = [sign for sign in form.signs if not sign.is_big_red_flag and not sign.is_own]
    groups = [
        (words.plain("form.signs.big_red_flags"), options(red)),
        (words.plain("form.signs.less_obvious"), options(less)),
        (words.plain("form.signs.own"), options(own)),
    ]
    return grouped_select(groups, form.sign, words.plain("form.sign.placeholder"))


def _facts(words: Words, form: FlagForm) -> list[Block]:
    chosen = next((sign for sign in form.signs if sign.id == form.sign), None)
    given = dict(form.facts)
    drawn = [_fact(words, form, Field(name), given.get(name)) for name in (chosen.facts if chosen else ())]
    return [*drawn, _about(words, form)] if chosen is not None and chosen.id in CONDUCT else drawn


def _about(words: Words, form: FlagForm) -> Block:
    """To whom it was done: they are never the ones to dismiss it."""
    element: Element = {"type": "multi_users_select", "max_selected_items": ABOUT_MAX}
    if form.about:
        element["initial_users"] = list(form.about)
    return field(words.plain("field.about"), Field.ABOUT, element, hint=words.plain("form.about.hint"), optional=True)


def _fact(words: Words, form: FlagForm, name: Field, given: str | None) -> Block:
    label_text = words.plain(f"field.{name.value}")
    hint = words.plain("form.restricted.hint") if name is Field.RESTRICTED else None
    match name:
        case Field.DAYS_LATE:
            element = number_input(given, decimals=False, most=DAYS_LATE_MAX)
        case Field.AMOUNT:
            element = number_input(given, decimals=True, most=AMOUNT_MAX)
        case Field.HOURS:
            element = number_input(given, decimals=True, most=HOURS_MAX)
        case Field.STAGE:
            stages = [blocks.option(words.plain(f"stage.{stage.value}"), stage.value) for stage in Stage]
            element = select(stages, given or Stage.AGREED.value)
        case Field.BAR:
            element = text_input(given, longest=BAR_MAX)
            if form.bars:
                known = "; ".join(label(bar, BAR_MAX) for bar in form.bars[:BARS_NAMED])
                hint = words.plain("form.bar.known", bars=passage(known, 1000))
        case _:
            # Whoever ignored advice usually expects a rescue: that box starts ticked.
            is_on = (given or YES) == YES if name is Field.EXPECTS_RESCUE else given == YES
            element = tick(words.plain(f"tick.{name.value}"), is_on=is_on)
    return field(label_text, name, element, hint=hint, optional=True)


def _how(words: Words, form: FlagForm) -> list[Block]:
    severities = [blocks.option(words.plain(f"severity.{severity.value}"), severity.value) for severity in Severity]
    note = text_input(
        form.note, longest=blocks.INPUT_MAX, many_lines=True, placeholder=words.plain("form.note.placeholder")
    )
    confidential = tick(words.plain("tick.confidential"), is_on=form.is_confidential)
    return [
        field(words.plain("field.severity"), Field.SEVERITY, select(severities, form.severity)),
        field(words.plain("field.occurred_at"), Field.OCCURRED_AT, moment_input(form.occurred_at)),
        field(words.plain("field.note"), Field.NOTE, note, hint=words.plain("form.note.hint"), optional=True),
        field(words.plain("field.confidential"), Field.CONFIDENTIAL, confidential, optional=True),
    ]
