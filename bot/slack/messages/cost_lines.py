"""What it takes to keep a client and what they bring, in words; guesses are marked where they stand."""

from decimal import Decimal

from bot.domain.cost import Cost, Money, Range
from bot.slack.mrkdwn import Mrkdwn, Own, join
from bot.slack.wording import Words

_PERCENT = Decimal(100)


def cost_lines(words: Words, cost: Cost) -> list[Mrkdwn]:
    """One line each for the hours, the money late, the money disputed, the people, and what stands against them."""
    if not cost.incidents:
        return [words.rich("cost.nothing"), *_brings(words, cost)]
    lines = _hours(words, cost)
    if cost.late.times:
        lines.append(_late(words, cost))
    if cost.disputed.times:
        lines.append(_money(words, "disputed", cost.disputed))
    lines.append(words.rich_count("cost.people", cost.people))
    return [*lines, *_brings(words, cost), *_elsewhere(words, cost)]


def _hours(words: Words, cost: Cost) -> list[Mrkdwn]:
    lines = [words.rich("cost.hours", hours=words.number(cost.hours))]
    if cost.guessed:
        hours = _range(words, cost.hours_guessed)
        lines.append(words.rich_count("cost.hours_guessed", cost.guessed, hours=hours))
    if cost.rework:
        lines.append(words.rich_count("cost.rework", cost.rework))
    return lines


def _late(words: Words, cost: Cost) -> Mrkdwn:
    line = _money(words, "late", cost.late)
    if cost.days_late is None or cost.days_late_mean is None:
        return line
    how_long = words.rich_count("cost.late_for", cost.days_late, mean=words.number(round(cost.days_late_mean)))
    return Mrkdwn(f"{line} {how_long}")


def _money(words: Words, kind: str, money: Money) -> Mrkdwn:
    """The sum of what is known, and how many times no amount was named."""
    if money.unknown == money.times:
        return words.rich_count(f"cost.{kind}_unknown", money.times)
    line = words.rich_count(f"cost.{kind}", money.times, amount=words.amount(money.amount))
    if not money.unknown:
        return line
    return Mrkdwn(f"{line} {words.rich_count('cost.no_amount', money.unknown)}")


def _brings(words: Words, cost: Cost) -> list[Mrkdwn]:
    if cost.monthly_value is None or cost.brings is None:
        return [words.rich("cost.value_unknown")]
    month = words.amount(cost.monthly_value)
    if cost.is_a_year:
        return [words.rich("cost.value", month=month, year=words.amount(cost.brings))]
    return [words.rich("cost.value_over", month=month, whole=words.amount(_rounded(cost.brings)))]


def _elsewhere(words: Words, cost: Cost) -> list[Mrkdwn]:
    """The two in the bush: a range, since some of the hours are guessed, and perhaps what an hour earns."""
    if cost.rate is None or cost.elsewhere is None:
        return [words.rich("cost.elsewhere_unknown", hours=_range(words, cost.hours_lost))]
    rate = _amounts(words, cost.rate)
    key = "cost.elsewhere_rate_guessed" if cost.is_rate_guessed else "cost.elsewhere"
    line = words.rich(key, amount=_amounts(words, cost.elsewhere), rate=rate)
    if cost.guessed and not cost.is_rate_guessed:
        line = join([line, words.rich("cost.hours_are_guessed")], " ")
    lines = [line]
    if cost.share is not None:
        percent = Range(_percent(cost.share.low), _percent(cost.share.high))
        lines.append(words.rich("cost.share", percent=_range(words, percent)))
    return lines


def _percent(share: Decimal) -> Decimal:
    """With one decimal where it says something; a share of ten times and more is a whole number."""
    percent = share * _PERCENT
    return percent.to_integral_value() if percent >= _PERCENT * 10 else round(percent, 1)


def _range(words: Words, value: Range) -> Own:
    if value.is_exact:
        return words.number(value.low)
    return words.plain("range", low=words.number(value.low), high=words.number(value.high))


def _amounts(words: Words, value: Range) -> Own:
    low, high = _rounded(value.low), _rounded(value.high)
    if low == high:
        return words.amount(low)
    return words.plain("range", low=words.amount(low), high=words.amount(high))


def _rounded(value: Decimal) -> Decimal:
    """A guess to the cent would look like knowledge."""
    return value.to_integral_value() if abs(value) >= 1 else value
