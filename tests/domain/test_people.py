"""Who somebody is to a workspace."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.people import Person, Role, role_of

PERSON = Person("U1", "T1", "Account lead", datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("facts", "role"),
    [
        ({}, Role.MEMBER),
        ({"is_admin": True}, Role.REVIEWER),
        ({"is_guest": True}, Role.GUEST),
        ({"is_guest": True, "is_admin": True}, Role.GUEST),
        ({"is_stranger": True}, Role.OUTSIDER),
        ({"is_stranger": True, "is_admin": True}, Role.OUTSIDER),
        ({"team": "T2"}, Role.OUTSIDER),
        ({"team": "T2", "is_admin": True}, Role.OUTSIDER),
        ({"is_bot": True, "is_admin": True}, Role.BOT),
        ({"is_deactivated": True, "is_admin": True}, Role.DEACTIVATED),
    ],
)
def test_somebody_is_what_slack_says(facts: dict[str, object], role: Role) -> None:
    """While no reviewers are chosen; whatever keeps somebody out comes before whatever lets them in."""
    assert role_of(replace(PERSON, **facts), "T1", (), ()) is role  # type: ignore[arg-type]


def test_somebody_unknown_may_nothing() -> None:
    """A look-up that failed."""
    assert role_of(None, "T1", (), ()) is Role.UNKNOWN
    assert not Role.UNKNOWN.may_act


@pytest.mark.parametrize("facts", [{"is_stranger": True}, {"team": "T2"}, {"is_bot": True}, {"is_deactivated": True}])
def test_being_chosen_lets_nobody_in_who_is_none_of_ours(facts: dict[str, object]) -> None:
    """Neither as a reviewer nor as a contractor: those are guests of this very workspace."""
    assert not role_of(replace(PERSON, **facts), "T1", ("U1",), ("U1",)).may_act  # type: ignore[arg-type]


def test_a_contractor_is_a_member_and_no_reviewer_by_an_admins_mark() -> None:
    """Let in by name; what they review is chosen by name too."""
    guest = replace(PERSON, is_guest=True, is_admin=True)
    assert role_of(guest, "T1", (), ("U1",)) is Role.MEMBER
    assert role_of(guest, "T1", ("U1",), ("U1",)) is Role.REVIEWER
    assert role_of(guest, "T1", ("U1",), ()) is Role.GUEST


def test_admins_are_reviewers_only_while_none_are_chosen() -> None:
    """Choosing reviewers takes the right from everybody else."""
    admin = replace(PERSON, is_admin=True)
    assert role_of(admin, "T1", ("U2",), ()) is Role.MEMBER
