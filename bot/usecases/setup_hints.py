"""What is still to be set up, and by whom: shown beneath the first answers until it is done."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Grant, role_of
from bot.domain.settings import Settings
from bot.usecases.ports import UnitOfWork


class Missing(StrEnum):
    ALERT_CHANNEL = "alert_channel"
    REVIEWERS = "reviewers"
    CLIENTS = "clients"


@dataclass(frozen=True, slots=True)
class SetupHint:
    """``by`` are the user ids who can do it; ``you_can`` where the person asking is one of them."""

    missing: Missing
    by: tuple[str, ...]
    you_can: bool


def setup_hints(uow: UnitOfWork, grant: Grant, *, asks_for_clients: bool = False) -> tuple[SetupHint, ...]:
    """Nothing, at the cost of no query, once it is all done. ``asks_for_clients`` counts them too."""
    settings = uow.workspace.settings()
    missing = [Missing.CLIENTS] if asks_for_clients and uow.clients.count() == 0 else []
    if settings.alert_channel is None:
        missing.append(Missing.ALERT_CHANNEL)
    if not settings.reviewers:
        missing.append(Missing.REVIEWERS)
    if not missing:
        return ()
    reviewers = reviewers_in_force(uow)
    return tuple(
        SetupHint(each, () if each is Missing.CLIENTS else reviewers, each is Missing.CLIENTS or grant.is_reviewer)
        for each in missing
    )


def reviewers_in_force(uow: UnitOfWork) -> tuple[str, ...]:
    """Those who were chosen and may act; while there are none, the workspace's owners and admins.

    Somebody who was chosen may have left since, or never have existed: nobody would decide, and nobody could choose
    anew. Before anything is known of people, those who were chosen are taken for what they are called.
    """
    settings = uow.workspace.settings()
    if settings.reviewers:
        known = uow.people.of(settings.reviewers)
        workspace = uow.workspace.facts().id
        acting = tuple(
            user
            for user in settings.reviewers
            if user in known and role_of(known[user], workspace, settings.reviewers, settings.contractors).may_act
        )
        if acting:
            return acting
    return tuple(uow.people.admins()) or settings.reviewers


def acting(uow: UnitOfWork, user: str | None) -> str | None:
    """``user``, unless they have left or are not let in any more."""
    if user is None:
        return None
    settings, workspace = uow.workspace.settings(), uow.workspace.facts().id
    role = role_of(uow.people.get(user), workspace, settings.reviewers, settings.contractors)
    return user if role.may_act else None


def are_chosen(reviewers: Collection[str], settings: Settings) -> bool:
    """Whether these, who are in force, were chosen, and are not the owners and admins in their stead."""
    return bool(settings.reviewers) and set(reviewers) <= set(settings.reviewers)
