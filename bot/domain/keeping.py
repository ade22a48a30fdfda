"""How long what is known of a client is kept: what may go at a moment without changing what is said of the client.

Pure. docs/privacy.md, "How long", says the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.counting import explain
from bot.domain.history import ClientTerms, Entry, Incident, Void, Waiver, WarningGiven
from bot.domain.policy import Policy
from bot.domain.rules import judge
from bot.domain.signs import Level, SignId
from bot.domain.verdict import Standing, StandingKind, Verdict

# As a month is counted here: a keeping time is no date of an invoice.
MONTH: Final = timedelta(days=365) / 12
# What could not go at its time is looked at again after this long.
LOOK_AGAIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class KeepingTimes:
    """From when an incident was entered; a client that is former or archived goes ``former`` after its end."""

    cumulative: timedelta
    decisive: timedelta
    former: timedelta


@dataclass(frozen=True, slots=True)
class Lapsed:
    """``gone`` are incidents that may go, with the voids and waivers about them. ``still_counting`` are past their time
    too, but a rule or a count still rests on them: a person decides. ``look_at`` is when there may be more.
    """

    gone: tuple[str, ...]
    still_counting: tuple[str, ...]
    look_at: datetime


def lapsed(
    history: Sequence[Entry], terms: ClientTerms, policy: Policy, times: KeepingTimes, since: datetime, now: datetime
) -> Lapsed:
    """Of a client that the team works for. What goes is what no verdict of today rests on, nor any of tomorrow.

    ``since`` is when the client was entered: what an import brought is kept its time from then.
    """
    verdict = judge(history, terms, policy, now)
    standings = {standing.incident: standing for standing in explain(history, terms, policy, now)}
    gone, counting, look_at = set[str](), [], []
    for incident in (entry for entry in history if isinstance(entry, Incident)):
        due = max(incident.at, incident.recorded_at, since) + _time_of(incident, policy, terms, times)
        if due > now:
            look_at.append(due)
        elif incident.id in standings and _is_free(
            incident, standings[incident.id], verdict, history, policy, terms, now
        ):
            gone.add(incident.id)
        else:
            look_at.append(now + LOOK_AGAIN)
            if incident.id in verdict.counted:
                counting.append(incident.id)
    whole = _with_what_is_about(gone, history)
    left = [entry for entry in history if entry.id not in whole]
    if not _is_same(verdict, judge(left, terms, policy, now), gone):
        # A rule that this page does not know of rests on one of them: rather too much is kept than a verdict changed.
        look_at.append(now + LOOK_AGAIN)
        whole = set()
    return Lapsed(tuple(sorted(whole)), tuple(sorted(counting)), min(look_at, default=now + times.cumulative))


def _with_what_is_about(gone: set[str], history: Sequence[Entry]) -> set[str]:
    """The voids and waivers about what goes, go too; and, where a file brought such a thing, what is about those."""
    whole = set(gone)
    while True:
        about = {entry.id for entry in history if isinstance(entry, Void | Waiver) and entry.entry in whole}
        if about <= whole:
            return whole
        whole |= about


def _time_of(incident: Incident, policy: Policy, terms: ClientTerms, times: KeepingTimes) -> timedelta:
    """A sign that the policy does not know any more is kept as long as any."""
    is_cumulative = (
        incident.sign in policy.signs and policy.sign(incident.sign, terms.billing).level is Level.CUMULATIVE
    )
    return times.cumulative if is_cumulative else max(times.cumulative, times.decisive)


def _is_free(
    incident: Incident,
    standing: Standing,
    verdict: Verdict,
    history: Sequence[Entry],
    policy: Policy,
    terms: ClientTerms,
    now: datetime,
) -> bool:
    if standing.kind is StandingKind.VOIDED:
        return True
    if incident.sign == SignId.MENTAL_ABUSE and _was_told(incident, history):
        # What was said before a warning makes what comes after it a repeat, settled or not.
        return False
    if standing.kind is not StandingKind.COUNTED:
        return True
    behind = {name for hit in verdict.rules for name in hit.incidents} | {
        line.incident for line in verdict.points_lines
    }
    window = policy.sign(incident.sign, terms.billing).window
    is_over = window is not None and now - incident.at >= window and now - incident.at >= policy.points_window
    return is_over and incident.id not in behind


def _was_told(incident: Incident, history: Sequence[Entry]) -> bool:
    return any(
        isinstance(entry, WarningGiven) and entry.sign == SignId.MENTAL_ABUSE and entry.at >= incident.at
        for entry in history
    )


def _is_same(before: Verdict, after: Verdict, gone: set[str]) -> bool:
    return (
        (before.level, before.rules, before.points, before.points_lines, before.watch, before.warn_wanted)
        == (after.level, after.rules, after.points, after.points_lines, after.watch, after.warn_wanted)
    ) and set(before.counted) - gone == set(after.counted)
