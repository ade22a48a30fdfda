"""Incidents as the health card lists them."""

from collections.abc import Sequence

from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.care import care_state, dismissed_line, proposal_blocks
from bot.slack.messages.signs import facts_in_words, sign_name
from bot.slack.mrkdwn import Mrkdwn, join, link, user
from bot.slack.wording import Words, data, passage
from bot.usecases.health_card import Correction, IncidentLine, IncidentMark
from bot.usecases.records import TakenBack

# A card shows the beginning of a note; so many notes of this length keep a message well within what Slack takes.
NOTE_SHOWN = 300
REASON_SHOWN = 150


def incident_blocks(words: Words, line: IncidentLine) -> list[blocks.Block]:
    """For whoever may see it: one block with a menu of corrections, and one for the note where there is one to show.

    Two more for a reviewer where somebody proposed to dismiss it.
    """
    menu = correction_menu(words, line.id, line.corrections)
    details = [*facts_in_words(words, line.facts, with_amounts=True), *_sources(words, line)]
    parts = [_head(words, line)]
    if details:
        parts.append(join(details, " · "))
    parts += _why_out(words, line)
    if line.care is not None:
        parts += care_state(words, line.care)
    drawn = [blocks.section(join(parts), menu)]
    if line.note is not None and line.note.strip():
        drawn.append(blocks.quiet_passage(passage(line.note, NOTE_SHOWN)))
    if line.proposal is not None:
        drawn += proposal_blocks(words, line.proposal)
    return drawn


def correction_menu(words: Words, incident: str, corrections: Sequence[Correction]) -> blocks.Element | None:
    """What the person may do with the incident; None where that is nothing."""
    if not corrections:
        return None
    options = [
        blocks.option(words.plain(f"correction.{correction.value}"), f"{correction.value}|{incident}")
        for correction in dict.fromkeys(corrections)
    ]
    return blocks.overflow(Action.INCIDENT_MENU, options)


def shared_incident(words: Words, line: IncidentLine) -> Mrkdwn:
    """For a whole channel: what, when and how it counts; no note, amount, reporter, reason or evidence."""
    return join([_head(words, line), *facts_in_words(words, line.facts, with_amounts=False)], " · ")


def _head(words: Words, line: IncidentLine) -> Mrkdwn:
    return words.rich(
        "incident.head",
        sign=sign_name(words, line.sign),
        at=words.day(line.at),
        severity=words.plain(f"severity.{line.severity}"),
        mark=words.plain(f"mark.{line.mark.value}"),
    )


def _sources(words: Words, line: IncidentLine) -> list[Mrkdwn]:
    sources = []
    if line.permalink is not None:
        sources.append(link(line.permalink, words.plain("incident.evidence")))
    if line.reporter is not None:
        sources.append(words.rich("incident.reporter", by=user(line.reporter)))
    if line.about:
        sources.append(words.rich("incident.about", who=words.listed([user(who) for who in line.about])))
    if line.witnesses:
        sources.append(words.rich_count("incident.witnesses", line.witnesses))
    if line.is_withheld:
        sources.append(words.rich("incident.withheld"))
    return sources


def _why_out(words: Words, line: IncidentLine) -> list[Mrkdwn]:
    lines = []
    if line.mark is IncidentMark.NOT_COUNTING and line.not_counting is not None:
        lines.append(words.rich(f"not_counting.{line.not_counting}"))
    if line.reason in set(TakenBack):
        lines.append(words.rich(f"taken_back.{line.reason}"))
    elif line.reason:
        lines.append(words.rich("incident.reason", reason=data(line.reason, REASON_SHOWN)))
    if line.dismissed is not None and line.mark in (IncidentMark.VOIDED, IncidentMark.WAIVED):
        lines.append(dismissed_line(words, line.dismissed))
    return lines
