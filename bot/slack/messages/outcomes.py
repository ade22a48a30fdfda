"""Short answers: done, not done and why, a field refused.

Values are text, and what a value is stands in its name: ``by`` a user id, ``until``, ``latest`` and ``at`` a moment
(ISO 8601, in the zone it is to be shown in) or a day, ``channel`` a channel id, ``sign``, ``level`` and ``step`` ids; all
others (``client``, ``limit``, ``days``, ``reference`` ...) are shown as they are.
"""

from collections.abc import Iterable
from datetime import date, datetime

from bot.domain.parting_order import Step
from bot.domain.signs import Level
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.signs import because, level_name, sign_name
from bot.slack.mrkdwn import Mrkdwn, Own, channel, escape, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import ClientsAdded, Done, KnownParted, NotDone

# So many names are listed one by one.
NAMES_MAX = 40
# So many of those that look like a known client are asked about, each by a button.
ALIKE_MAX = 15
# So many former clients are told of one by one.
PARTED_MAX = 10


def done(outcome: Done) -> Rendered:
    return _said(f"done.{outcome.what}", outcome.values, outcome.language)


def not_done(outcome: NotDone) -> Rendered:
    return _said(f"not_done.{outcome.why}", outcome.values, outcome.language)


def refused(answer: FieldRefused) -> Rendered:
    """A refusal as a message, where there is no form to show it in."""
    text = refusal_text(answer)
    return Rendered(blocks.fallback(text), [blocks.section(escape(text))])


def refusal_text(answer: FieldRefused) -> Own:
    """A refusal as a form shows it beneath its field: plain text."""
    words = Words(answer.language)
    values = {name: _plain_value(words, name, value) for name, value in answer.values.items()}
    return words.plain(f"refused.{answer.problem}", **values)


def clients_added(outcome: ClientsAdded) -> Rendered:
    """Who was added, who was known already, and which lines were refused and why."""
    words = Words(outcome.language, outcome.zone)
    text = words.plain_count("clients_added.added", len(outcome.added))
    drawn = [*_parted(words, outcome), blocks.section(escape(text))]
    drawn += _names(words, "clients_added.these", outcome.added)
    drawn += _names(words, "clients_added.known", outcome.known)
    lines = [
        words.rich("clients_added.refused", name=name or "–", why=words.rich(f"refused.{problem}", **_NAME_LIMITS))
        for name, problem in outcome.refused[:NAMES_MAX]
    ]
    if lines:
        if len(outcome.refused) > NAMES_MAX:
            lines.append(words.rich_count("list.and_more", len(outcome.refused) - NAMES_MAX))
        drawn.append(blocks.section(Mrkdwn("\n".join(lines))))
    drawn += _alike(words, outcome)
    return Rendered(blocks.fallback(text), drawn)


def _alike(words: Words, outcome: ClientsAdded) -> list[blocks.Block]:
    """Each with a button of its own: it is another client all the same."""
    drawn = []
    for asked in outcome.alike[:ALIKE_MAX]:
        text = words.rich("clients_added.alike", name=asked.name, client=asked.known.name)
        drawn.append(
            blocks.section(text, blocks.button(words.plain("alike.another"), Action.CREATE_ANOTHER, asked.draft))
        )
    if len(outcome.alike) > ALIKE_MAX:
        drawn.append(blocks.context(words.rich_count("list.and_more", len(outcome.alike) - ALIKE_MAX)))
    return drawn


def _parted(words: Words, outcome: ClientsAdded) -> list[blocks.Block]:
    """Who was let go, when and why, before anything else; two blocks each, so that a message holds them."""
    drawn: list[blocks.Block] = []
    for one in outcome.parted[:PARTED_MAX]:
        drawn.append(blocks.section(_when_and_why(words, one)))
        buttons = [blocks.button(words.plain("health.button.open"), Action.HEALTH_OPEN, one.client)]
        if one.is_former and outcome.can_take_back:
            buttons.append(blocks.button(words.plain("parting.button.take_back"), Action.CLIENT_TAKE_BACK, one.client))
        drawn += blocks.actions(buttons)
    if len(outcome.parted) > PARTED_MAX:
        drawn.append(blocks.context(words.rich_count("list.and_more", len(outcome.parted) - PARTED_MAX)))
    return drawn


def _when_and_why(words: Words, one: KnownParted) -> Mrkdwn:
    parting = one.parting
    if parting is None:
        return words.rich("clients_added.parted_undated", client=one.client_name)
    if not one.is_former:
        text = words.rich("clients_added.parting", client=one.client_name, at=words.day(parting.begun_at))
    else:
        text = words.rich(
            "clients_added.parted", client=one.client_name, at=words.day(parting.ended_at or parting.begun_at)
        )
    return join([text, *because(words, parting.signs)], " ")


# What the refusals of a name may mention: the longest name, and nobody in particular who has it.
_NAME_LIMITS = {"limit": Own("75")}


def _names(words: Words, key: str, names: tuple[str, ...]) -> list[blocks.Block]:
    if not names:
        return []
    shown = [words.rich("list.name", name=name) for name in names[:NAMES_MAX]]
    if len(names) > NAMES_MAX:
        shown.append(words.rich_count("list.others", len(names) - NAMES_MAX))
    return [blocks.context(words.rich(key, names=words.listed(shown)))]


def _said(key: str, values: Iterable[tuple[str, str]], language: str) -> Rendered:
    words = Words(language)
    pairs = list(values)
    shown = words.rich(key, **{name: _rich_value(words, name, value) for name, value in pairs})
    # A notification cannot show people by name, so it says "somebody".
    text = words.plain(key, **{name: _plain_value(words, name, value) for name, value in pairs})
    return Rendered(blocks.fallback(text), [blocks.section(shown)])


def _rich_value(words: Words, name: str, value: str) -> Mrkdwn | Own | str:
    match name:
        case "by":
            return user(value)
        case "channel":
            return channel(value)
        case _:
            return _plain_value(words, name, value)


def _plain_value(words: Words, name: str, value: str) -> Own | str:
    match name:
        case "by":
            return words.plain("somebody")
        case "channel":
            return words.plain("that_channel")
        case "until" | "latest" | "at":
            return _moment(words, value)
        case "sign":
            return sign_name(words, value)
        case "step" if value in tuple(Step):
            return words.plain(f"step.{value}")
        case "level" if value in tuple(Level):
            return level_name(words, Level(value))
        case _:
            return value


def _moment(words: Words, value: str) -> Own | str:
    """In the offset that it carries; as it is where it is no moment."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    if at.tzinfo is None:
        return words.local_day(date(at.year, at.month, at.day))
    return words.moment_as_given(at)
