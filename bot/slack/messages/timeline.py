"""The timeline of a review, one entry after another."""

from typing import assert_never

from bot.domain.history import Outcome
from bot.domain.review import Kept
from bot.slack import blocks
from bot.slack.messages.incident_lines import NOTE_SHOWN, REASON_SHOWN, incident_blocks
from bot.slack.messages.rules import bulleted
from bot.slack.messages.signs import sign_name
from bot.slack.mrkdwn import Mrkdwn, join, user
from bot.slack.wording import Words, data, passage
from bot.usecases.health_card import IncidentLine
from bot.usecases.review_sheet import DecisionLine, TimelineLine, WarningLine

# So many keeps are told one by one, and so many signs of each.
KEEPS_SHOWN = 6
SIGNS_SHOWN = 6


def timeline_blocks(words: Words, line: TimelineLine) -> list[blocks.Block]:
    """At most three blocks."""
    match line:
        case IncidentLine():
            return incident_blocks(words, line)
        case WarningLine():
            head = words.rich("timeline.warning", at=words.day(line.at), sign=sign_name(words, line.sign))
            return _told(words, head, line.by, line.note, _voided(words, line))
        case DecisionLine():
            return _told(words, _decided(words, line), line.by, line.reason, _voided(words, line))
        case _:
            assert_never(line)


def _told(words: Words, head: Mrkdwn, by: str, note: str | None, voided: list[Mrkdwn]) -> list[blocks.Block]:
    drawn = [blocks.section(join([head, words.rich("timeline.by", by=user(by)), *voided]))]
    if note is not None and note.strip():
        drawn.append(blocks.quiet_passage(passage(note, NOTE_SHOWN)))
    return drawn


def _decided(words: Words, line: DecisionLine) -> Mrkdwn:
    at = words.day(line.at)
    if line.outcome is Outcome.PROBATION and line.until is not None:
        return words.rich("timeline.probation", at=at, until=words.day(line.until))
    return words.rich("timeline.parted" if line.outcome is Outcome.PART_WAYS else "timeline.kept", at=at)


def _voided(words: Words, line: WarningLine | DecisionLine) -> list[Mrkdwn]:
    if not line.is_voided:
        return []
    if not line.void_reason:
        return [words.rich("timeline.voided")]
    reason = data(line.void_reason, REASON_SHOWN)
    return [words.rich("timeline.voided_because", reason=reason)]


def kept_lines(words: Words, kept: tuple[Kept, ...]) -> Mrkdwn:
    """How often they were kept before, and for what: the newest decisions first."""
    newest = list(reversed(kept))
    lines = [_kept(words, one) for one in newest[:KEEPS_SHOWN]]
    if len(newest) > KEEPS_SHOWN:
        lines.append(words.rich_count("list.and_more", len(newest) - KEEPS_SHOWN))
    title = words.plain_count("review.kept_before", len(kept))
    return join([words.rich("list.title", title=title), bulleted(words, lines)])


def _kept(words: Words, kept: Kept) -> Mrkdwn:
    at = words.day(kept.decision.at)
    until = kept.decision.until
    if until is not None:
        head = words.rich("review.kept.probation", at=at, until=words.day(until))
    else:
        head = words.rich("review.kept.kept", at=at)
    if not kept.signs:
        return head
    named = [words.rich("review.kept.sign", sign=sign_name(words, sign), n=words.number(n)) for sign, n in kept.signs]
    if len(named) > SIGNS_SHOWN:
        named = [*named[:SIGNS_SHOWN], words.rich_count("list.others", len(named) - SIGNS_SHOWN)]
    return words.rich("review.kept.for", head=head, signs=words.listed(named))
