"""Who may ask for what, by role alone."""

import pytest

from bot.domain.authority import WHO, Act, Who, role_may
from bot.domain.people import Role


def test_every_act_has_its_row() -> None:
    """One that has none is nobody's."""
    assert set(WHO) == set(Act)
    assert not any(role_may(role, None) for role in Role)


@pytest.mark.parametrize("act", Act)
def test_nobody_who_is_not_let_in_may_anything(act: Act) -> None:
    """Whatever the row says."""
    assert [role for role in Role if role_may(role, act)] == (
        [Role.REVIEWER] if WHO[act] is Who.REVIEWER else [Role.REVIEWER, Role.MEMBER]
    )


def test_what_is_a_reviewers_alone() -> None:
    """docs/rules.md, "Who may": written out, since a row that says too much looks like any other."""
    assert {act for act in Act if not role_may(Role.MEMBER, act)} == {
        Act.DISMISS_FLAG,
        Act.SETTLE_DISMISSAL,
        Act.HANDLE_CARE,
        Act.DECIDE,
        Act.TAKE_BACK_CLIENT,
        Act.LIFT_GATE,
        Act.STOP_PARTING,
        Act.MERGE_CLIENTS,
        Act.CHANGE_SETTINGS,
        Act.READ_AUDIT,
        Act.HANDLE_DATA,
    }
