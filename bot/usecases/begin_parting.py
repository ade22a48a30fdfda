"""Parting ways begins: a checklist in the order that the tripped signs call for, and its living message.

The client raises no more alerts, and keeps its history and its verdict.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.alerts import Episode
from bot.domain.client import Client
from bot.domain.history import ClientStatus, Entry
from bot.domain.parting import Parting, plan_items
from bot.domain.parting_order import order_for, signs_behind
from bot.domain.people import Grant
from bot.domain.verdict import Verdict
from bot.usecases.identity import derived_id
from bot.usecases.parting_posts import owe_parting
from bot.usecases.parting_timers import keep_reminder
from bot.usecases.ports import UnitOfWork
from bot.usecases.setup_hints import acting
from bot.usecases.tell_parting import tell_begun


def begin_parting(
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    episode: Episode | None,
    verdict: Verdict,
    entries: Sequence[Entry],
) -> Parting:
    """``client`` is a root as stored, ``episode`` the alert that was decided on, where there was one."""
    uow.clients.save(replace(client, status=ClientStatus.PARTING))
    parting = _new(uow, grant, client, episode, verdict, entries)
    uow.partings.add(parting)
    owe_parting(uow, parting)
    tell_begun(uow, parting)
    keep_reminder(uow, parting)
    uow.audit(
        grant.user,
        "parting_begun",
        client.id,
        before={"status": client.status.value},
        after={
            "status": ClientStatus.PARTING.value,
            "parting": parting.id,
            "episode": episode.id if episode else None,
            "rules": [hit.rule for hit in verdict.told_rules],
            "order": parting.order.value,
        },
    )
    return parting


def _new(
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    episode: Episode | None,
    verdict: Verdict,
    entries: Sequence[Entry],
) -> Parting:
    """The client's owner has what the client sees; whoever decided, what the team does among itself."""
    before = [each.number for each in uow.partings.of_client(client.id) if each.client == client.id]
    number = max(before, default=0) + 1
    signs = signs_behind([(hit.rule, hit.incidents) for hit in verdict.rules], entries)
    order = order_for(signs)
    owner = acting(uow, client.owner) or grant.user
    return Parting(
        id=derived_id("parting", uow.workspace.facts().id, client.id, str(number)),
        client=client.id,
        number=number,
        episode=episode.id if episode else None,
        order=order,
        signs=signs,
        decided_by=grant.user,
        begun_at=uow.at,
        items=plan_items(order, uow.at, uow.workspace.settings().hours, owner, grant.user),
    )
