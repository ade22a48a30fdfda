"""The rules a second time, read off the page as plainly as can be, however slowly. For comparing only."""

from datetime import timedelta

from bot.domain.history import Decision, Incident, Void, Waiver, WarningGiven

ONCE = ("physical_abuse", "lying", "unreasonable_demand", "legal_risk")


def naive(history, terms, policy, now):
    """(level, {rule: ids}, points, next_change) as the page says."""
    known = [e for e in history if e.at <= now and e.recorded_at <= now]
    voided = {e.entry for e in known if isinstance(e, Void)}
    waived = {e.entry for e in known if isinstance(e, Waiver)}
    live = [e for e in known if e.id not in voided or isinstance(e, Void | Waiver)]
    decisions = [e for e in live if isinstance(e, Decision)]
    told = [e.at for e in live if isinstance(e, WarningGiven) and e.sign == "mental_abuse"]
    abuse = [e.at for e in live if isinstance(e, Incident) and e.sign == "mental_abuse"]

    def ruled_out(i):
        return (
            (i.sign in ("slow_pay", "invoice_dispute") and i.our_error)
            or (i.sign == "slow_pay" and i.days_late is not None and i.days_late <= policy.grace_days)
            or (i.sign == "ignored_advice" and not i.expects_rescue)
            or (i.sign == "competitor_squeeze" and i.stage == "quoting")
            or (i.sign == "unreasonable_demand" and any(x.covers(i.bar, i.at) for x in terms.exempt_bars))
        )

    counted = [
        i
        for i in live
        if isinstance(i, Incident)
        and not (i.id in waived and i.sign != "physical_abuse")
        and not policy.sign(i.sign, terms.billing).off
        and not any(d.outcome in ("keep", "probation") and d.at >= i.at and d.at >= i.recorded_at for d in decisions)
        and not ruled_out(i)
    ]
    rules, levels, watch, moments = {}, {}, False, []

    def holds(rule, level, incidents):
        rules[rule] = sorted(i.id for i in incidents)
        levels[rule] = level

    for sign in policy.signs:
        terms_of = policy.sign(sign, terms.billing)
        mine = [i for i in counted if i.sign == sign]
        if sign == "mental_abuse":
            again = [i for i in mine if any(w < i.at and any(first <= w for first in abuse) for w in told)]
            if again:
                holds("mental_abuse_after_warning", terms_of.level, again)
            watch = watch or any(not any(w >= i.at for w in told) for i in mine)
        elif terms_of.cutoff is None:
            if mine:
                holds(sign, terms_of.level, mine)
        else:
            within = [i for i in mine if now - i.at < terms_of.window]
            moments += [i.at + terms_of.window for i in within]
            if len(within) >= terms_of.cutoff:
                holds(sign, terms_of.level, within)
            watch = watch or (terms_of.cutoff >= 2 and len(within) == terms_of.cutoff - 1)
        if sign == "invoice_dispute" and any(i.after_agreement for i in mine):
            holds("haggling_after_agreement", "cumulative", [i for i in mine if i.after_agreement])

    def points_of(i):
        return policy.sign(i.sign, terms.billing).points * getattr(policy.severity, i.severity)

    window = timedelta(days=float(policy.points_window_days))
    pointed = [i for i in counted if now - i.at < window and points_of(i) > 0]
    moments += [i.at + window for i in pointed]
    points = sum(points_of(i) for i in pointed)
    if points >= policy.points_limit:
        holds("points", "cumulative", pointed)
    watch = watch or points >= policy.points_limit / 2
    if decisions:
        last = sorted(decisions, key=lambda d: (d.at, d.recorded_at))[-1]  # a stable sort: the later entered of a tie
        if last.outcome == "probation":
            moments += [last.until] if last.until > now else []
            broken = [i for i in counted if last.at < i.at < last.until]
            if broken:
                holds("broken_probation", "cumulative", broken)
    level = "decisive" if "decisive" in levels.values() else "cumulative" if rules else "watch" if watch else "clear"
    return level, rules, points, min(moments, default=None)
