"""Twelve months of points as a chart and a table, for one person; the text alone says it too, where Slack takes neither."""

from collections.abc import Sequence
from decimal import Decimal

from bot.domain.signs import SignId
from bot.slack import blocks
from bot.slack.messages.months import month_name, points_of
from bot.slack.messages.signs import sign_name
from bot.slack.mrkdwn import Own, escape
from bot.slack.rendered import Rendered
from bot.slack.wording import Words, label
from bot.usecases.review_sheet import ReviewChart

# Slack's limits on a chart: its title, and the names of series and of what stands on the axis.
TITLE_MAX = 50
NAME_MAX = 20
CAPTION_MAX = 3000
PAGE_SIZE = 12


def chart(facts: ReviewChart) -> Rendered:
    """Nothing is drawn where there are no points: the text says so."""
    words = Words(facts.language, facts.zone)
    title = words.plain("chart.title", client=facts.client_name)
    if not any(month.by_sign for month in facts.months):
        text = words.plain("chart.empty", client=facts.client_name)
        return Rendered(blocks.fallback(text), [blocks.section(escape(text))])
    table = _table(words, facts)
    drawn = [blocks.section(escape(title)), _chart(words, facts), _data_table(title, table)]
    lines = [f"{row[0]}: {row[-1]}" for row in table[1:]]
    return Rendered(blocks.fallback(Own("\n".join([title, *lines]))), drawn)


def _series(words: Words, facts: ReviewChart) -> list[tuple[str | None, Own]]:
    """The signs drawn by name, and the rest as one; names are short, and no two alike."""
    series: list[tuple[str | None, Own]] = []
    for sign in facts.signs:
        series.append((sign, _unlike(_short_name(words, sign), [name for _, name in series])))
    if any(points_of(month, None, facts.signs) for month in facts.months):
        series.append((None, _unlike(words.plain("chart.others"), [name for _, name in series])))
    return series


def _short_name(words: Words, sign: str) -> Own:
    if sign in tuple(SignId):
        return words.plain(f"sign_short.{SignId(sign).value}")
    return label(sign.replace("_", " ").capitalize(), NAME_MAX)


def _unlike(name: Own, taken: Sequence[Own]) -> Own:
    """Signs of a team's own may begin alike, and Slack shows the beginning."""
    number = 2
    unlike = name
    while unlike in taken:
        unlike = Own(f"{label(name, NAME_MAX - 3)} {number}")
        number += 1
    return unlike


def _chart(words: Words, facts: ReviewChart) -> blocks.Block:
    months = [month_name(words, month) for month in facts.months]
    series = [
        {
            "name": name,
            "data": [
                {"label": at, "value": float(points_of(month, sign, facts.signs))}
                for at, month in zip(months, facts.months, strict=True)
            ],
        }
        for sign, name in _series(words, facts)
    ]
    return {
        "type": "data_visualization",
        "title": label(words.plain("chart.short_title"), TITLE_MAX),
        "chart": {
            "type": "bar",
            "axis_config": {"categories": months, "y_label": words.plain("chart.points")},
            "series": series,
        },
    }


def _table(words: Words, facts: ReviewChart) -> list[list[Own]]:
    """A header, then a row a month: the month, each series, the sum."""
    signs = [sign for sign, _ in _series(words, facts)]
    named = [words.plain("chart.others") if sign is None else sign_name(words, sign) for sign in signs]
    rows = [[words.plain("chart.month"), *named, words.plain("chart.sum")]]
    for month in facts.months:
        points: list[Decimal] = [points_of(month, sign, facts.signs) for sign in signs]
        rows.append([month_name(words, month), *map(words.number, points), words.number(month.points)])
    return rows


def _data_table(caption: Own, rows: Sequence[Sequence[Own]]) -> blocks.Block:
    return {
        "type": "data_table",
        "caption": label(caption, CAPTION_MAX),
        "page_size": PAGE_SIZE,
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows],
    }
