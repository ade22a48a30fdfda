from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.dismissal import Dismissal, DismissalState, is_about_conduct
from bot.domain.history import Incident
from bot.domain.signs import SignId

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PENDING = Dismissal("x-1", "acme", "i-1", False, "another client", "U0ANN", AT, AT + timedelta(days=7))


@pytest.mark.parametrize("sign", list(SignId))
def test_the_first_two_signs_are_about_conduct(sign):
    """What was done to people, and nothing about money or work; whatever is restricted too."""
    is_about_people = sign in (SignId.PHYSICAL_ABUSE, SignId.MENTAL_ABUSE)
    assert is_about_conduct(Incident("i-1", AT, sign)) == is_about_people
    assert is_about_conduct(Incident("i-1", AT, sign, restricted=True))


def test_alone_is_whoever_confirmed_their_own():
    """Two people are two, and what was merely taken back by its proposer dismissed nothing."""
    assert PENDING.is_pending
    assert replace(PENDING, state=DismissalState.CONFIRMED, settled_by="U0ANN").was_alone
    assert not replace(PENDING, state=DismissalState.CONFIRMED, settled_by="U0BEN").was_alone
    assert not replace(PENDING, state=DismissalState.WITHDRAWN, settled_by="U0ANN").was_alone
