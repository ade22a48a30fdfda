"""Points over twelve months: as text bars, and what a chart and a table draw of them."""

from collections.abc import Sequence
from decimal import Decimal

from bot.domain.review import Month
from bot.slack.mrkdwn import Mrkdwn, Own
from bot.slack.wording import Words

BAR_MAX = 20  # characters
_COUNTED, _SETTLED = "█", "░"


def month_bars(words: Words, months: Sequence[Month]) -> Mrkdwn:
    """One line a month in a code block, so that the bars line up: what counts today, then what was settled."""
    most = max((month.points for month in months), default=Decimal(0))
    names = [words.month(month.first) for month in months]
    width = max((len(name) for name in names), default=0)
    lines = [
        f"{name.ljust(width)} {_bar(month, most)} {words.number(month.points)}"
        for name, month in zip(names, months, strict=True)
    ]
    return Mrkdwn("```\n" + "\n".join(lines) + "\n```")


def _bar(month: Month, most: Decimal) -> str:
    if not month.points:
        return "·"
    whole = max(1, round(month.points / most * BAR_MAX))
    counted = round(month.counted / month.points * whole)
    return _COUNTED * counted + _SETTLED * (whole - counted)


def has_settled(months: Sequence[Month]) -> bool:
    return any(month.settled for month in months)


def points_of(month: Month, sign: str | None, shown: Sequence[str]) -> Decimal:
    """One sign's points in a month; without a sign, those of all signs that are not ``shown``."""
    if sign is not None:
        return month.by_sign.get(sign, Decimal(0))
    return sum((points for name, points in month.by_sign.items() if name not in shown), Decimal(0))


def month_name(words: Words, month: Month) -> Own:
    return words.month(month.first)
