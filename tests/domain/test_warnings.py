from datetime import timedelta

from hypothesis import given, settings

from bot.domain.history import ClientTerms, Void, WarningGiven
from bot.domain.policy import Policy
from bot.domain.rules import judge
from bot.domain.warnings import untold
from tests.domain.histories import POLICY, START, histories, moments, terms
from tests.domain.test_rules import incident


def waiting(history, now=START + timedelta(days=9)):
    counted = judge(history, ClientTerms(), Policy.default(), now).counted
    return [one.id for one in untold(history, "mental_abuse", set(counted))]


def test_a_warning_answers_what_was_before_it_and_at_its_moment():
    """What came later waits; a warning about something else, or one that is void, answers nothing."""
    first, again = incident("a", "mental_abuse", 1), incident("b", "mental_abuse", 3)
    assert waiting([again, first]) == ["a", "b"]
    told = WarningGiven("w", START + timedelta(days=1), "mental_abuse")
    assert waiting([first, again, told]) == ["b"]
    assert waiting([first, again, told, Void("v", START + timedelta(days=2), "w")]) == ["a", "b"]
    assert waiting([first, WarningGiven("w", START + timedelta(days=2), "slow_pay")]) == ["a"]


@settings(max_examples=200, deadline=None)
@given(histories(), terms, moments)
def test_whoever_waits_is_what_the_verdict_asks_for(history, client, now):
    """Where the verdict wants a warning there is an incident to speak about."""
    known = [entry for entry in history if entry.at <= now and entry.recorded_at <= now]
    verdict = judge(history, client, POLICY, now)
    if verdict.warn_wanted:
        assert untold(known, "mental_abuse", set(verdict.counted))
