"""Hypothesis strategies of histories: short, on a coarse grid of hours, so that moments coincide and edges are hit."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.domain.history import ClientTerms, Decision, Exemption, Incident, Outcome, Void, Waiver, WarningGiven
from bot.domain.policy import Policy
from bot.domain.signs import Billing, Severity, SignId, Stage

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
POLICY = Policy.default().with_changes(
    {"signs": {"ghosting": {"level": "cumulative", "points": 1, "cutoff": 2, "window_days": 60}}}
)
# Whole days, gathered around the edges of the windows, with a few hours of play.
moments = st.builds(
    lambda day, hour: START + timedelta(days=day, hours=hour),
    st.sampled_from([0, 1, 2, 3, 10, 30, 60, 89, 90, 91, 179, 180, 181, 364, 365, 366, 400]),
    st.sampled_from([0, 0, 0, 1]),
)
lags = st.sampled_from([0, 0, 0, 0, 1, 30]).map(lambda days: timedelta(days=days))
terms = st.builds(
    ClientTerms,
    billing=st.sampled_from(Billing),
    exempt_bars=st.sampled_from([(), (Exemption("nights", START, START + timedelta(days=90)),)]),
)
policies = st.sampled_from(
    [
        POLICY,
        POLICY.with_changes({"points_limit": 5, "grace_days": 10, "severity": {"minor": 0}}),
        POLICY.with_changes({"signs": {"lying": {"off": True}, "slow_pay": {"cutoff": 1, "points": 0.1}}}),
    ]
)
_signs = st.sampled_from([*SignId, SignId.MENTAL_ABUSE, SignId.MIND_CHANGE, SignId.SLOW_PAY, "ghosting"])


@st.composite
def incidents(draw, name="i"):
    at = draw(moments)
    return Incident(
        id=name,
        at=at,
        sign=str(draw(_signs)),
        severity=draw(st.sampled_from(Severity)),
        recorded_at=at + draw(lags),
        days_late=draw(st.sampled_from([None, None, 2, 3, 4, 11])),
        our_error=draw(st.sampled_from([False, False, False, True])),
        after_agreement=draw(st.booleans()),
        expects_rescue=draw(st.sampled_from([True, True, False])),
        stage=draw(st.sampled_from(Stage)),
        bar=draw(st.sampled_from([None, "nights"])),
    )


@st.composite
def entries(draw, number):
    name, at = f"e{number}", draw(moments)
    recorded_at = at + draw(lags)
    kind = draw(st.sampled_from(["incident"] * 5 + ["warning", "warning", "decision", "void", "waive"]))
    match kind:
        case "incident":
            return draw(incidents(name))
        case "warning":
            return WarningGiven(
                name, at, draw(st.sampled_from(["mental_abuse", "mental_abuse", "slow_pay"])), recorded_at
            )
        case "decision":
            outcome = draw(st.sampled_from(Outcome))
            until = at + timedelta(days=draw(st.sampled_from([30, 90]))) if outcome is Outcome.PROBATION else None
            return Decision(name, at, outcome, until, recorded_at)
        case "void":
            return Void(name, at, f"e{draw(st.integers(0, 11))}", "wrong", recorded_at)
        case _:
            return Waiver(name, at, f"e{draw(st.integers(0, 11))}", "let pass", recorded_at)


@st.composite
def histories(draw):
    return [draw(entries(number)) for number in range(draw(st.integers(0, 12)))]
