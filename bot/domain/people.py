"""Who somebody is to a workspace, and what that lets them do.

Facts come from Slack's user objects; roles come from the workspace's settings. Nothing here trusts a name.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Whoever acts is looked up again after this long: a guest must not go on as a member.
ACTOR_MAX_AGE = timedelta(minutes=5)
# The members of a channel may be judged by facts up to this old.
AUDIENCE_MAX_AGE = timedelta(hours=24)
# What stands where the id of somebody stood whose data were erased: no id that Slack gives begins so.
GONE = "gone-"


def is_gone(user: str) -> bool:
    """Somebody who was erased: nothing is known of them, and nothing is sent to them."""
    return user.startswith(GONE)


@dataclass(frozen=True, slots=True)
class Person:
    """One user as Slack last described them. ``team`` is the user's home workspace, not ours."""

    id: str
    team: str
    name: str
    checked_at: datetime
    is_guest: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    is_deactivated: bool = False
    is_admin: bool = False
    zone: str | None = None


class Role(StrEnum):
    """What a person may do here; everything that is not a member or a reviewer is refused everywhere."""

    REVIEWER = "reviewer"
    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"

    @property
    def may_act(self) -> bool:
        return self in (Role.REVIEWER, Role.MEMBER)


@dataclass(frozen=True, slots=True)
class Grant:
    """Proof that somebody was let in: use cases take one, and only `usecases.admit` makes them."""

    workspace: str
    user: str
    role: Role

    @property
    def is_reviewer(self) -> bool:
        return self.role is Role.REVIEWER


@dataclass(frozen=True, slots=True)
class Denied:
    """Somebody was not let in, because of what they are to the workspace. They are told nothing but that."""

    role: Role


def role_of(person: Person | None, workspace: str, reviewers: Collection[str], contractors: Collection[str]) -> Role:
    """The role of ``person``; somebody who could not be looked up is unknown, and so refused.

    While no reviewers are chosen, the workspace's owners and admins are the reviewers. A contractor is a guest let in by
    name; nobody from another workspace can be one.
    """
    if person is None:
        return Role.UNKNOWN
    if person.is_deactivated:
        return Role.DEACTIVATED
    if person.is_bot:
        return Role.BOT
    if person.is_stranger or person.team != workspace:
        return Role.OUTSIDER
    if person.is_guest and person.id not in contractors:
        return Role.GUEST
    if person.id in reviewers or (not reviewers and person.is_admin and not person.is_guest):
        return Role.REVIEWER
    return Role.MEMBER
