"""Parting ways begins: the client raises no more alerts, and keeps its history and its verdict."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.alerts import Episode
from bot.domain.client import Client
from bot.domain.history import ClientStatus, Entry
from bot.domain.people import Grant
from bot.domain.verdict import Verdict
from bot.usecases.ports import UnitOfWork


def begin_parting(
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    episode: Episode | None,
    verdict: Verdict,
    entries: Sequence[Entry],  # noqa: ARG001 - what the order of a parting rests on
) -> None:
    """``client`` is a root as stored, ``episode`` the alert that was decided on, where there was one."""
    uow.clients.save(replace(client, status=ClientStatus.PARTING))
    uow.audit(
        grant.user,
        "parting_begun",
        client.id,
        before={"status": client.status.value},
        after={
            "status": ClientStatus.PARTING.value,
            "episode": episode.id if episode else None,
            "rules": [hit.rule for hit in verdict.told_rules],
        },
    )
