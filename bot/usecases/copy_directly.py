"""A living message that no channel has goes to each reviewer directly, and is kept up to date there."""

from collections.abc import Mapping, Sequence

from bot.usecases.alert_posts import owe_direct_alert, revise_alert
from bot.usecases.direct_copies import ALSO_TO, told_directly
from bot.usecases.parting_posts import owe_direct_parting, revise_parting
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import Json, OutboxKind, OutboxRow


def with_readers(row: OutboxRow, users: Sequence[str]) -> Mapping[str, Json]:
    """The facts of the channel's row, in which ``users`` have a copy of their own, too."""
    already = told_directly(row)
    return {**row.facts, ALSO_TO: [*already, *(user for user in users if user not in already)]}


def owe_copies(uow: UnitOfWork, row: OutboxRow, users: Sequence[str]) -> None:
    """The living message of the channel's ``row``, to each of them; whoever has it already gets no second one."""
    for user in users:
        if row.kind is OutboxKind.PARTING:
            owe_direct_parting(uow, str(row.facts["parting"]), user)
            continue
        episode = uow.episodes.get(str(row.facts["episode"]))
        if episode is not None:
            owe_direct_alert(uow, episode, user)


def revise_copies(uow: UnitOfWork, row: OutboxRow) -> None:
    """Brings every copy of the channel's ``row`` up to date."""
    if row.kind is OutboxKind.PARTING:
        parting = uow.partings.get(str(row.facts["parting"]))
        if parting is not None:
            revise_parting(uow, parting)
        return
    episode = uow.episodes.get(str(row.facts["episode"]))
    if episode is not None:
        revise_alert(uow, episode)
