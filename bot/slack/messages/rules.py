"""Why a client stands where it stands, rule by rule, so that a person can check it."""

from collections.abc import Sequence

from bot.domain.reading import PointsLine, RuleReading, SignCount, WatchReading
from bot.domain.signs import Remedy, Rule, SignId
from bot.slack.messages.signs import rule_name, sign_name
from bot.slack.mrkdwn import Mrkdwn, Own, join
from bot.slack.wording import Words

# Lists longer than this end with how many more there are: all the ten signs fit, and so does Slack's limit.
LINES_MAX = 15


def rule_line(words: Words, reading: RuleReading) -> Mrkdwn:
    """The rule with its count, cut-off, window and dates."""
    name, times = rule_name(words, reading.rule), len(reading.dates)
    dates = words.days(reading.dates)
    if reading.rule == Rule.POINTS and reading.points is not None and reading.limit is not None:
        return words.rich_count(
            "rule.points",
            times,
            points=words.number(reading.points),
            limit=words.number(reading.limit),
            days=_number(words, reading.window_days),
        )
    if reading.rule == Rule.BROKEN_PROBATION and reading.until is not None:
        return words.rich_count("rule.broken_probation", times, until=words.day(reading.until), dates=dates)
    if reading.cutoff is None or reading.window_days is None:
        return words.rich_count("rule.once", times, name=name, dates=dates)
    return words.rich_count(
        "rule.in_window",
        times,
        name=name,
        days=_number(words, reading.window_days),
        cutoff=words.number(reading.cutoff),
        dates=dates,
    )


def watch_line(words: Words, reading: WatchReading) -> Mrkdwn:
    if reading.kind == "one_short" and reading.sign is not None:
        return words.rich("watch.one_short", sign=sign_name(words, reading.sign))
    return words.rich("watch.untold") if reading.kind == "untold" else words.rich("watch.points")


def reasons(words: Words, rules: Sequence[RuleReading], watch: Sequence[WatchReading]) -> list[Mrkdwn]:
    """One line a rule; where none holds, one line for each reason to watch."""
    if rules:
        return [rule_line(words, reading) for reading in rules]
    return [watch_line(words, reading) for reading in watch]


def remedy_line(words: Words, remedy: Remedy) -> Mrkdwn:
    return words.rich(f"remedy.{remedy.value}")


def sign_count_line(words: Words, count: SignCount) -> Mrkdwn:
    name = sign_name(words, count.sign)
    if count.sign == SignId.MENTAL_ABUSE:
        return words.rich_count("sign_count.after_warning", count.counted, sign=name)
    if count.cutoff is None or count.window_days is None:
        return words.rich_count("sign_count.once", count.counted, sign=name)
    return words.rich(
        "sign_count.in_window",
        sign=name,
        counted=words.number(count.counted),
        cutoff=words.number(count.cutoff),
        days=_number(words, count.window_days),
    )


def points_line(words: Words, line: PointsLine) -> Mrkdwn:
    return words.rich(
        "points.line",
        points=words.number(line.points),
        sign=sign_name(words, line.sign),
        at=words.day(line.at),
        lapses=words.day(line.lapses_at) if line.lapses_at else Own("–"),
    )


def bulleted(words: Words, lines: Sequence[Mrkdwn]) -> Mrkdwn:
    """A list of at most `LINES_MAX` lines, and how many more there are."""
    shown = [words.rich("list.item", item=line) for line in lines[:LINES_MAX]]
    if len(lines) > LINES_MAX:
        shown.append(words.rich_count("list.and_more", len(lines) - LINES_MAX))
    return join(shown)


def titled(words: Words, title: Own, lines: Sequence[Mrkdwn]) -> Mrkdwn:
    """A bold title above a list."""
    return join([words.rich("list.title", title=title), bulleted(words, lines)])


def _number(words: Words, value: int | None) -> Own:
    return Own("") if value is None else words.number(value)
