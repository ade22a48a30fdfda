"""What counts: which of a client's incidents stand against it at one moment, and why the others do not.

Only what had happened and been recorded by that moment is read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Final

from bot.domain.history import ClientTerms, Decision, Entry, Incident, Outcome, Void, Waiver, WarningGiven
from bot.domain.policy import Policy, SignTerms
from bot.domain.signs import SignId, Stage
from bot.domain.verdict import NotCounting, Standing, StandingKind


@dataclass(slots=True)
class Known:
    """What is known of a client at one moment, sorted by kind. `voided` and `waived` map an entry to what did it."""

    incidents: list[Incident] = field(default_factory=list)
    warnings: list[WarningGiven] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    voided: dict[str, str] = field(default_factory=dict)
    waived: dict[str, str] = field(default_factory=dict)


def known_at(history: Iterable[Entry], now: datetime) -> Known:
    known = Known()
    for entry in history:
        if entry.at > now or entry.recorded_at > now:
            continue
        if isinstance(entry, Incident):
            known.incidents.append(entry)
        elif isinstance(entry, Void):
            known.voided.setdefault(entry.entry, entry.id)
        elif isinstance(entry, Waiver):
            known.waived.setdefault(entry.entry, entry.id)
        elif isinstance(entry, WarningGiven):
            known.warnings.append(entry)
        else:
            known.decisions.append(entry)
    if known.voided:
        voided = known.voided
        known.warnings = [warning for warning in known.warnings if warning.id not in voided]
        known.decisions = [decision for decision in known.decisions if decision.id not in voided]
    return known


def counted_by_sign(
    known: Known, terms: ClientTerms, policy: Policy, signs: Mapping[str, SignTerms]
) -> dict[str, list[Incident]]:
    """The incidents that count, by sign, each list in the order of the history."""
    last_keep = max(
        (decision.at for decision in known.decisions if decision.outcome != Outcome.PART_WAYS), default=None
    )
    voided, waived = known.voided, known.waived
    by_sign: dict[str, list[Incident]] = {}
    for incident in known.incidents:
        sign = incident.sign
        if last_keep is not None and incident.at <= last_keep and incident.recorded_at <= last_keep:
            continue
        if incident.id in voided or (incident.id in waived and sign != SignId.PHYSICAL_ABUSE):
            continue
        if sign not in signs or signs[sign].off:
            continue
        excuse = _EXCUSES.get(sign)
        if excuse is not None and excuse(incident, terms, policy) is not None:
            continue
        by_sign.setdefault(sign, []).append(incident)
    return by_sign


def explain(history: Sequence[Entry], terms: ClientTerms, policy: Policy, now: datetime) -> tuple[Standing, ...]:
    """How each incident known at `now` stands, in the order of the history. For showing; `judge` does without it."""
    known = known_at(history, now)
    signs = policy.terms(terms.billing)
    keeps = [decision for decision in known.decisions if decision.outcome != Outcome.PART_WAYS]
    keeps.sort(key=attrgetter("at"))
    standings = []
    for incident in known.incidents:
        standing = _set_aside(incident, known)
        if standing is None:
            reason = _reason_not_to_count(incident, terms, policy, signs)
            standing = (
                _settled_or_counted(incident, keeps)
                if reason is None
                else Standing(incident.id, StandingKind.NOT_COUNTING, reason)
            )
        standings.append(standing)
    return tuple(standings)


def _set_aside(incident: Incident, known: Known) -> Standing | None:
    name = incident.id
    if name in known.voided:
        return Standing(name, StandingKind.VOIDED, through=known.voided[name])
    if name in known.waived and incident.sign != SignId.PHYSICAL_ABUSE:
        return Standing(name, StandingKind.WAIVED, through=known.waived[name])
    return None


def _reason_not_to_count(
    incident: Incident, terms: ClientTerms, policy: Policy, signs: Mapping[str, SignTerms]
) -> NotCounting | None:
    if incident.sign not in signs:
        return NotCounting.UNKNOWN_SIGN
    if signs[incident.sign].off:
        return NotCounting.SIGN_OFF
    excuse = _EXCUSES.get(incident.sign)
    return None if excuse is None else excuse(incident, terms, policy)


def _settled_or_counted(incident: Incident, keeps: Sequence[Decision]) -> Standing:
    came_to_light = max(incident.at, incident.recorded_at)
    for keep in keeps:
        if keep.at >= came_to_light:
            return Standing(incident.id, StandingKind.SETTLED, through=keep.id)
    return Standing(incident.id, StandingKind.COUNTED)


def _late_payment_excuse(incident: Incident, _: ClientTerms, policy: Policy) -> NotCounting | None:
    if incident.our_error:
        return NotCounting.OUR_ERROR
    if incident.days_late is not None and incident.days_late <= policy.grace_days:
        return NotCounting.WITHIN_GRACE
    return None


def _dispute_excuse(incident: Incident, _: ClientTerms, __: Policy) -> NotCounting | None:
    return NotCounting.OUR_ERROR if incident.our_error else None


def _advice_excuse(incident: Incident, _: ClientTerms, __: Policy) -> NotCounting | None:
    return None if incident.expects_rescue else NotCounting.NO_RESCUE


def _squeeze_excuse(incident: Incident, _: ClientTerms, __: Policy) -> NotCounting | None:
    return NotCounting.QUOTING if incident.stage == Stage.QUOTING else None


def _demand_excuse(incident: Incident, terms: ClientTerms, _: Policy) -> NotCounting | None:
    bar = incident.bar
    if bar is not None and any(exemption.covers(bar, incident.at) for exemption in terms.exempt_bars):
        return NotCounting.EXEMPT_BAR
    return None


_EXCUSES: Final[Mapping[str, Callable[[Incident, ClientTerms, Policy], NotCounting | None]]] = {
    SignId.SLOW_PAY: _late_payment_excuse,
    SignId.INVOICE_DISPUTE: _dispute_excuse,
    SignId.IGNORED_ADVICE: _advice_excuse,
    SignId.COMPETITOR_SQUEEZE: _squeeze_excuse,
    SignId.UNREASONABLE_DEMAND: _demand_excuse,
}
