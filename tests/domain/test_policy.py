from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.policy import Accepts, Policy, PolicyRefused
from bot.domain.signs import Billing, Level, SignId

DEFAULT = Policy.default()
GHOSTING = {"level": "cumulative", "points": 1, "cutoff": 2, "window_days": 60}


def test_the_defaults_are_those_of_the_page():
    """Level, points, cut-off and window of each sign, for a fixed price."""
    table = {
        sign: (terms.level, terms.points, terms.cutoff, terms.window and terms.window.days)
        for sign, terms in DEFAULT.terms(Billing.FIXED).items()
    }
    assert table == {
        "physical_abuse": ("decisive", 8, None, None),
        "mental_abuse": ("decisive", 4, None, None),
        "lying": ("decisive", 8, None, None),
        "unreasonable_demand": ("decisive", 8, None, None),
        "slow_pay": ("cumulative", 2, 3, 365),
        "invoice_dispute": ("cumulative", 2, 3, 365),
        "mind_change": ("cumulative", 1, 4, 90),
        "ignored_advice": ("cumulative", 3, 2, 365),
        "competitor_squeeze": ("cumulative", 3, 2, 365),
        "legal_risk": ("decisive", 8, None, None),
    }
    hourly = DEFAULT.sign("mind_change", Billing.HOURLY)
    assert (hourly.points, hourly.cutoff) == (Decimal("0.5"), 8)


def test_a_retainer_is_not_by_the_hour():
    """Only `hourly` takes the hourly values."""
    assert DEFAULT.terms(Billing.RETAINER) == DEFAULT.terms(Billing.FIXED)


def test_an_hourly_value_that_is_not_set_takes_the_plain_one_in_force():
    """For every sign but mind_change, which has hourly values of its own."""
    changed = DEFAULT.with_changes(
        {"signs": {"slow_pay": {"cutoff": 5}, "mind_change": {"cutoff": 5}, "own": GHOSTING}}
    )
    assert changed.sign("slow_pay", Billing.HOURLY).cutoff == 5
    assert changed.sign("mind_change", Billing.HOURLY).cutoff == 8
    assert changed.sign("own", Billing.HOURLY).cutoff == 2
    own = changed.with_changes({"signs": {"own": {"cutoff_hourly": 9}}})
    assert (own.sign("own", Billing.HOURLY).cutoff, own.sign("own", Billing.FIXED).cutoff) == (9, 2)


def test_a_clients_override_is_merged_key_by_key_upon_the_workspaces():
    """The second change keeps what the first one set."""
    workspace = DEFAULT.with_changes({"points_limit": 12, "severity": {"severe": 3}, "signs": {"lying": {"points": 5}}})
    client = workspace.with_changes({"severity": {"minor": 0.25}, "signs": {"lying": {"level": "cumulative"}}})
    lying = client.sign(SignId.LYING, Billing.FIXED)
    assert client.points_limit == 12
    assert lying.level is Level.CUMULATIVE
    assert lying.weights == {"minor": Decimal("1.25"), "normal": 5, "severe": 15}
    assert workspace.sign(SignId.LYING, Billing.FIXED).level is Level.DECISIVE


def test_a_change_carries_nothing_along_that_was_worked_out_before():
    """Terms that were read once do not stick to the policy made from them."""
    assert DEFAULT.sign("lying", Billing.FIXED).points == 8
    assert DEFAULT.points_window == timedelta(days=180)
    changed = DEFAULT.with_changes({"points_window_days": 10, "signs": {"lying": {"points": 1}}})
    assert changed.sign("lying", Billing.FIXED).points == 1
    assert changed.points_window == timedelta(days=10)
    assert DEFAULT.with_changes({"grace_days": 3}) == DEFAULT


@pytest.mark.parametrize(
    ("changes", "field", "accepts"),
    [
        ({"grace": 1}, "grace", Accepts.ONE_OF),
        ({"grace_days": -1}, "grace_days", Accepts.WHOLE_NUMBER_FROM),
        ({"grace_days": 1.5}, "grace_days", Accepts.WHOLE_NUMBER_FROM),
        ({"grace_days": True}, "grace_days", Accepts.WHOLE_NUMBER_FROM),
        ({"grace_days": None}, "grace_days", Accepts.WHOLE_NUMBER_FROM),
        ({"points_limit": 0}, "points_limit", Accepts.NUMBER_OVER),
        ({"points_limit": "8"}, "points_limit", Accepts.NUMBER_OVER),
        ({"points_limit": float("nan")}, "points_limit", Accepts.NUMBER_OVER),
        ({"points_window_days": 0}, "points_window_days", Accepts.NUMBER_FROM),
        ({"points_window_days": 10**30}, "points_window_days", Accepts.NUMBER_FROM),
        ({"severity": 2}, "severity", Accepts.KEYS_AND_VALUES),
        ({"severity": {"huge": 2}}, "severity.huge", Accepts.ONE_OF),
        ({"severity": {"minor": -1}}, "severity.minor", Accepts.NUMBER_FROM),
        ({"severity": {"minor": 0.12345678}}, "severity.minor", Accepts.NUMBER_FROM),
        ({"signs": []}, "signs", Accepts.KEYS_AND_VALUES),
        ({"signs": {3: {}}}, "signs.3", Accepts.KEYS_AND_VALUES),
        ({"signs": {"lying": 3}}, "signs.lying", Accepts.KEYS_AND_VALUES),
        ({"signs": {"lying": {"point": 3}}}, "signs.lying.point", Accepts.ONE_OF),
        ({"signs": {"lying": {"level": "watch"}}}, "signs.lying.level", Accepts.ONE_OF),
        ({"signs": {"lying": {"points": -1}}}, "signs.lying.points", Accepts.NUMBER_FROM),
        ({"signs": {"lying": {"points_hourly": None}}}, "signs.lying.points_hourly", Accepts.NUMBER_FROM),
        ({"signs": {"slow_pay": {"cutoff": 0}}}, "signs.slow_pay.cutoff", Accepts.WHOLE_NUMBER_FROM),
        ({"signs": {"slow_pay": {"cutoff": 2.5}}}, "signs.slow_pay.cutoff", Accepts.WHOLE_NUMBER_FROM),
        ({"signs": {"slow_pay": {"cutoff_hourly": 0}}}, "signs.slow_pay.cutoff_hourly", Accepts.WHOLE_NUMBER_FROM),
        ({"signs": {"slow_pay": {"window_days": 0.5}}}, "signs.slow_pay.window_days", Accepts.NUMBER_FROM),
        ({"signs": {"slow_pay": {"off": "yes"}}}, "signs.slow_pay.off", Accepts.TRUE_OR_FALSE),
        ({"signs": {"slow_pay": {"off": 1}}}, "signs.slow_pay.off", Accepts.TRUE_OR_FALSE),
        ({"signs": {"lying": {"cutoff": 1}}}, "signs.lying.cutoff", Accepts.NO_CUTOFF_OR_WINDOW),
        (
            {"signs": {"mental_abuse": {"window_days": 9}}},
            "signs.mental_abuse.window_days",
            Accepts.NO_CUTOFF_OR_WINDOW,
        ),
        (
            {"signs": {"legal_risk": {"cutoff_hourly": 1}}},
            "signs.legal_risk.cutoff_hourly",
            Accepts.NO_CUTOFF_OR_WINDOW,
        ),
        ({"signs": {"Two Words": GHOSTING}}, "signs.Two Words", Accepts.SIGN_ID),
        ({"signs": {"points": GHOSTING}}, "signs.points", Accepts.SIGN_ID),
        ({"signs": {"broken_probation": GHOSTING}}, "signs.broken_probation", Accepts.SIGN_ID),
        ({"signs": {"ghosting": {"points": 1}}}, "signs.ghosting.level", Accepts.NEEDED_FOR_OWN_SIGN),
        ({"signs": {"ghosting": {"level": "decisive"}}}, "signs.ghosting.points", Accepts.NEEDED_FOR_OWN_SIGN),
        (
            {"signs": {"ghosting": {"level": "decisive", "points": 1, "cutoff": 2}}},
            "signs.ghosting.window_days",
            Accepts.CUTOFF_WITH_WINDOW,
        ),
        (
            {"signs": {"ghosting": {"level": "decisive", "points": 1, "window_days": 2}}},
            "signs.ghosting.cutoff",
            Accepts.CUTOFF_WITH_WINDOW,
        ),
        (
            {"signs": {"ghosting": {"level": "decisive", "points": 1, "cutoff_hourly": 2}}},
            "signs.ghosting.cutoff",
            Accepts.CUTOFF_WITH_WINDOW,
        ),
        ([], "policy", Accepts.KEYS_AND_VALUES),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(changes, field, accepts):
    """The dotted field, and what it accepts."""
    with pytest.raises(PolicyRefused) as refused:
        DEFAULT.with_changes(changes)
    assert (refused.value.field, refused.value.accepts) == (field, accepts)


def test_floats_become_what_was_written():
    """0.1 is a tenth, not the nearest double."""
    changed = DEFAULT.with_changes({"signs": {"lying": {"points": 0.1}}})
    assert changed.sign("lying", Billing.FIXED).points == Decimal("0.1")
