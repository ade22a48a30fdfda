"""What somebody who flags a client is answered, in private."""

from datetime import timedelta
from typing import assert_never

from bot.domain.parting import Parting
from bot.domain.signs import CONDUCT, SignId
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.outcomes import refused
from bot.slack.messages.rules import reasons
from bot.slack.messages.setup_hints import hints
from bot.slack.messages.signs import because, level_mark, level_name, sign_name
from bot.slack.mrkdwn import Mrkdwn, escape, join
from bot.slack.rendered import Rendered
from bot.slack.wording import Words, data, label
from bot.usecases.flag_answers import (
    AlertOutlook,
    AskedAlike,
    ClientChoice,
    ClientUnknown,
    FieldRefused,
    FlagAnswer,
    Flagged,
    SignMissing,
    SignUnknown,
)

# So many near names or signs are offered.
NEAR_MAX = 5
# So many reasons fit a line that is read in passing; the health card has them all.
REASONS_MAX = 3


def flag_answer(answer: FlagAnswer) -> Rendered:
    match answer:
        case Flagged():
            return flagged(answer)
        case ClientUnknown():
            return client_unknown(answer)
        case AskedAlike():
            return alike(answer)
        case SignUnknown():
            return _sign_unknown(answer)
        case SignMissing():
            return _sign_missing(answer)
        case FieldRefused():
            return refused(answer)
        case _:
            assert_never(answer)


def flagged(answer: Flagged, *, can_edit_here: bool = True) -> Rendered:
    """Stored: the level now and why in one line, then what can be done about it.

    ``can_edit_here``: False in a modal, where *Add details* would have to open a second form.
    """
    words = Words(answer.language, answer.zone)
    lines = [_stored(words, answer), _level_line(words, answer)]
    text = words.plain("flagged.fallback", client=answer.client_name, level=level_name(words, answer.level))
    drawn = [*_history_first(words, answer), blocks.section(join(lines))]
    notes = [*_care(words, answer, can_edit_here=can_edit_here), *_side_notes(words, answer)]
    if notes:
        drawn.append(blocks.context(*notes))
    drawn += _same_thing(words, answer)
    drawn += blocks.actions(_buttons(words, answer, can_edit_here=can_edit_here))
    return Rendered(blocks.fallback(text), [*drawn, *hints(answer.hints, answer.language)])


def _stored(words: Words, answer: Flagged) -> Mrkdwn:
    key = "flagged.stored"
    if answer.is_repeat:
        key = "flagged.repeat"
    elif answer.is_witness_only:
        key = "flagged.witness"
    elif answer.is_new_client:
        key = "flagged.stored_new_client"
    return words.rich(key, sign=sign_name(words, answer.sign), client=answer.client_name, at=words.day(answer.at))


def _level_line(words: Words, answer: Flagged) -> Mrkdwn:
    why = reasons(words, answer.why, answer.watch)
    mark, level = level_mark(words, answer.level), level_name(words, answer.level)
    if not why:
        return words.rich("flagged.level", mark=mark, level=level)
    shown = join(why[:REASONS_MAX], " ")
    if len(why) > REASONS_MAX:
        shown = join([shown, words.rich_count("list.and_more", len(why) - REASONS_MAX)], " ")
    return words.rich("flagged.level_and_why", mark=mark, level=level, why=shown)


def _care(words: Words, answer: Flagged, *, can_edit_here: bool) -> list[Mrkdwn]:
    """What was done to people: that the reviewers are told, or how to tell them where a line has no box for it."""
    if answer.needs_care:
        return [words.rich("flagged.restricted")]
    may_mark = can_edit_here and answer.can_undo and not answer.is_witness_only
    return [words.rich("flagged.may_be_restricted")] if may_mark and answer.sign in CONDUCT else []


def _side_notes(words: Words, answer: Flagged) -> list[Mrkdwn]:
    notes = []
    if answer.not_counting is not None:
        notes.append(words.rich(f"not_counting.{answer.not_counting}"))
    if answer.outlook is AlertOutlook.WILL_BE_POSTED:
        notes.append(
            words.rich("flagged.outlook.will_be_posted", hold=words.duration(timedelta(seconds=answer.hold_s)))
        )
    elif answer.outlook is not AlertOutlook.NONE:
        notes.append(words.rich(f"flagged.outlook.{answer.outlook.value}"))
    if answer.next_change is not None and answer.level.is_tripped:
        notes.append(words.rich("flagged.next_change", at=words.day(answer.next_change)))
    if answer.note_was_cut:
        notes.append(words.rich("flagged.note_was_cut"))
    if answer.wants_warning:
        notes.append(words.rich("flagged.wants_warning"))
    return notes


def _history_first(words: Words, answer: Flagged) -> list[blocks.Block]:
    if not answer.is_parted:
        return []
    if answer.parting is not None:
        text = _parted(words, answer, answer.parting)
    elif answer.history_first is None:
        text = words.rich("flagged.history_first_undated", client=answer.client_name)
    else:
        text = words.rich("flagged.history_first", client=answer.client_name, at=words.day(answer.history_first))
    show = blocks.button(words.plain("health.button.open"), Action.HEALTH_OPEN, answer.client)
    return [blocks.section(text, show)]


def _parted(words: Words, answer: Flagged, parting: Parting) -> Mrkdwn:
    """When they were let go, or since when they are being, and why."""
    if parting.is_running:
        text = words.rich("flagged.parting", client=answer.client_name, at=words.day(parting.begun_at))
    else:
        at = words.day(parting.ended_at or parting.begun_at)
        text = words.rich("flagged.former", client=answer.client_name, at=at)
    return join([text, *because(words, parting.signs)], " ")


def _same_thing(words: Words, answer: Flagged) -> list[blocks.Block]:
    if answer.same_thing is None:
        return []
    ids = f"{answer.incident}|{answer.same_thing.incident}"
    yes = blocks.button(words.plain("flagged.button.same"), Action.INCIDENT_SAME, ids)
    return [blocks.section(words.rich("flagged.same_thing", at=words.moment(answer.same_thing.at)), yes)]


def _buttons(words: Words, answer: Flagged, *, can_edit_here: bool) -> list[blocks.Element]:
    """A witness has flagged nothing of their own that could be taken back."""
    buttons = []
    if can_edit_here and not answer.is_witness_only:
        buttons.append(blocks.button(words.plain("flagged.button.edit"), Action.INCIDENT_EDIT, answer.incident))
    if answer.can_undo and not answer.is_witness_only:
        buttons.append(blocks.button(words.plain("flagged.button.undo"), Action.INCIDENT_UNDO, answer.incident))
    if answer.wants_warning:
        # Whatever was flagged just now: the only warning that a rule waits for is the one about belittling.
        buttons.append(warning_button(words, answer.client, SignId.MENTAL_ABUSE))
    return buttons


def warning_button(words: Words, client: str, sign: str) -> blocks.Element:
    return blocks.button(words.plain("warning.button"), Action.WARNING_RECORD, f"{client}|{sign}")


def client_unknown(answer: ClientUnknown) -> Rendered:
    """Nothing is stored; near names can be picked, and for a flag a new client be made."""
    words = Words(answer.language)
    key = "client_unknown.for_flag" if answer.for_flag else "client_unknown.for_question"
    text = words.plain(key, typed=answer.typed)
    drawn = [blocks.section(escape(text))]
    if answer.near:
        drawn.append(blocks.section(words.rich("did_you_mean")))
        drawn += [_near_client(words, answer.draft, choice) for choice in answer.near[:NEAR_MAX]]
    elif not answer.for_flag:
        drawn.append(blocks.context(words.rich("client_unknown.see_all")))
    if answer.for_flag and answer.draft is not None:
        drawn += _create_and_flag(words, answer.new_name, answer.draft)
    return Rendered(blocks.fallback(text), drawn)


def alike(asked: AskedAlike) -> Rendered:
    """Nothing is stored before somebody says whether the two are one client."""
    words = Words(asked.language)
    text = words.plain("alike.asked", name=asked.name, client=asked.known.name)
    buttons = [
        blocks.button(
            words.plain("alike.same"), Action.PICK_CLIENT, f"{asked.draft}|{asked.known.id}", style="primary"
        ),
        blocks.button(words.plain("alike.another"), Action.CREATE_ANOTHER, asked.draft),
    ]
    return Rendered(blocks.fallback(text), [blocks.section(escape(text)), *blocks.actions(buttons)])


def _near_client(words: Words, draft: str | None, choice: ClientChoice) -> blocks.Block:
    pick = blocks.button(words.plain("pick"), Action.PICK_CLIENT, f"{draft or ''}|{choice.id}")
    if choice.is_parted:
        return blocks.section(words.rich("client_unknown.near_parted", client=choice.alias or choice.name), pick)
    if choice.alias is None:
        return blocks.section(words.rich("client_unknown.near", client=choice.name), pick)
    return blocks.section(words.rich("client_unknown.near_alias", client=choice.name, alias=choice.alias), pick)


def _create_and_flag(words: Words, new_name: str | None, draft: str) -> list[blocks.Block]:
    if new_name is None:
        return [blocks.context(words.rich("client_unknown.no_name"))]
    create = blocks.button(
        words.plain("client_unknown.create", name=data(new_name, 40)), Action.CREATE_AND_FLAG, draft, style="primary"
    )
    return blocks.actions([create])


def _sign_unknown(answer: SignUnknown) -> Rendered:
    words = Words(answer.language)
    text = words.plain("sign_unknown", typed=answer.typed_sign, client=answer.client.name)
    drawn = [blocks.section(escape(text))]
    if answer.near:
        drawn.append(blocks.section(words.rich("did_you_mean")))
    for sign in answer.near[:NEAR_MAX]:
        pick = blocks.button(words.plain("pick"), Action.PICK_SIGN, f"{answer.draft}|{sign}")
        drawn.append(blocks.section(sign_entry(words, sign), pick))
    form = blocks.button(words.plain("form.open"), Action.FORM_OPEN, answer.draft)
    drawn += blocks.actions([form])
    drawn.append(blocks.context(join([sign_entry(words, sign) for sign in answer.signs])))
    return Rendered(blocks.fallback(text), drawn)


def sign_entry(words: Words, sign: str) -> Mrkdwn:
    """How a sign is typed, and what it means."""
    return words.rich("sign_entry", id=label(sign, 40), sign=sign_name(words, sign))


def _sign_missing(answer: SignMissing) -> Rendered:
    """Only where the form could not be opened."""
    words = Words(answer.language)
    text = words.plain("sign_missing", client=answer.client.name)
    ids = f"{answer.draft}|{answer.client.id}"
    form = blocks.button(words.plain("form.open"), Action.FORM_OPEN, ids)
    return Rendered(blocks.fallback(text), [blocks.section(escape(text)), *blocks.actions([form])])
