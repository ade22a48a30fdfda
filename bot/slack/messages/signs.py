"""What the signs, their facts and the levels are called."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from bot.domain.signs import Level, Rule, SignId
from bot.slack.mrkdwn import Mrkdwn, Own, escape
from bot.slack.wording import Words, data

# Facts that are yes or no, in the spelling that travels between use cases and renderers.
YES = "true"
_TEN = frozenset(sign.value for sign in SignId)
_RULES = frozenset(rule.value for rule in Rule)
_YES_OR_NO = ("our_error", "after_agreement", "expects_rescue", "second_hand", "restricted")


def sign_name(words: Words, sign: str) -> Own:
    """What happened, in the past tense; a sign of the team's own is called by its id."""
    if sign in _TEN:
        return words.plain(f"sign.{sign}")
    return data(sign.replace("_", " ").capitalize())


def rule_name(words: Words, rule: str) -> Own:
    if rule in _RULES:
        return words.plain(f"rule_name.{rule}")
    return sign_name(words, rule)


def level_name(words: Words, level: Level) -> Own:
    return words.plain(f"level.{level.value}")


def level_mark(words: Words, level: Level) -> Own:
    """A coloured dot; the level's name always stands beside it, for those who do not see colours."""
    return words.plain(f"level_mark.{level.value}")


def facts_in_words(words: Words, facts: Sequence[tuple[str, str]], *, with_amounts: bool) -> list[Mrkdwn]:
    """One short phrase a fact. Yes or no is "true" or "false", numbers are plain decimals, stages are ids."""
    phrases = [_fact(words, name, value) for name, value in facts if with_amounts or name != "amount"]
    return [phrase for phrase in phrases if phrase is not None]


def _fact(words: Words, name: str, value: str) -> Mrkdwn | None:
    if name in _YES_OR_NO:
        return words.rich(f"fact.{name}") if _is_worth_saying(name, value) else None
    if name == "stage":
        return words.rich(f"stage.{value}")
    number = None if name == "bar" else _number(value)
    return words.rich("fact.bar", bar=value) if number is None else _number_fact(words, name, number)


def _number_fact(words: Words, name: str, number: Decimal) -> Mrkdwn:
    match name:
        case "days_late":
            return words.rich_count("fact.days_late", int(number))
        case "hours":
            return words.rich("fact.hours", hours=words.number(number))
        case _:
            return words.rich("fact.amount", amount=words.amount(number))


def _is_worth_saying(name: str, value: str) -> bool:
    """Of a yes and its no, only the one that changes how the incident is read."""
    return (value != YES) if name == "expects_rescue" else (value == YES)


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal("1e18") else None


def because(words: Words, signs: Sequence[str]) -> list[Mrkdwn]:
    """Why they were parted with; nothing where no rule held then."""
    if not signs:
        return []
    names = words.listed([escape(sign_name(words, sign)) for sign in signs])
    return [words.rich("parting.because", signs=names)]
