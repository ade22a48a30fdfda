from dataclasses import fields

from bot.domain.history import Incident
from bot.domain.signs import (
    BIG_RED_FLAGS,
    LESS_OBVIOUS,
    SIGN_FACTS,
    Level,
    Remedy,
    SignId,
    facts_of,
    remedy_of,
    sign_of_rule,
)


def test_ten_signs_in_two_groups():
    """Four are big red flags, six are less obvious, numbered in the source's order."""
    assert [sign.number for sign in BIG_RED_FLAGS + LESS_OBVIOUS] == list(range(1, 11))
    assert (BIG_RED_FLAGS[-1], LESS_OBVIOUS[0]) == (SignId.UNREASONABLE_DEMAND, SignId.SLOW_PAY)


def test_levels_rise_from_clear_to_decisive():
    """Their order is their rank, not their spelling."""
    assert sorted(Level, key=lambda level: level.rank) == ["clear", "watch", "cumulative", "decisive"]


def test_every_fact_is_a_field_of_an_incident():
    """A sign carries nothing that an incident cannot hold."""
    known = {field.name for field in fields(Incident)}
    assert all(set(facts) <= known for facts in SIGN_FACTS.values())
    assert set(SIGN_FACTS) == set(SignId)
    assert facts_of("ghosting") == ()


def test_rules_lead_to_their_signs_and_remedies():
    """Haggling asks to stand firm, a repeat after a warning to leave; an own sign leaves it to the team."""
    assert sign_of_rule("haggling_after_agreement") == SignId.INVOICE_DISPUTE
    assert sign_of_rule("points") is None
    assert sign_of_rule("ghosting") == "ghosting"
    assert remedy_of("haggling_after_agreement") is Remedy.STAND_FIRM
    assert remedy_of(SignId.MENTAL_ABUSE) is Remedy.WARN
    assert remedy_of("mental_abuse_after_warning") is Remedy.LEAVE_AT_ONCE
    assert remedy_of("ghosting") is Remedy.TEAM_CHOOSES
