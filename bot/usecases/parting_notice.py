"""What the living message of a parting says today, from the facts: never notes, amounts, reporters or reasons."""

from bot.usecases.direct_copies import deleted_in, told_directly
from bot.usecases.identity import parting_row
from bot.usecases.notices import ChannelProblem, PartingNotice
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxRow
from bot.usecases.register_client import root_client


def parting_notice(
    uow: UnitOfWork, row: OutboxRow, problem: ChannelProblem | None, *, may_repeat: bool
) -> PartingNotice | None:
    """None where it is not there. One that ended before it could be said is said as it ended.

    The alert told that it was decided to part: whoever read that is told that it was stopped, or is done. Where no channel
    could have it, the reviewers were told directly, and a copy that nobody has read is not owed any more.
    """
    parting = uow.partings.get(str(row.facts["parting"]))
    client = root_client(uow, parting.client) if parting else None
    was_told_otherwise = row.destination is not None or bool(told_directly(row))
    if parting is None or client is None or (row.ts is None and not parting.is_running and was_told_otherwise):
        return None
    settings = uow.workspace.settings()
    return PartingNotice(
        client=client.id,
        client_name=client.name,
        parting=parting,
        at=uow.at,
        language=settings.language,
        zone=settings.timezone,
        problem=problem,
        may_repeat=may_repeat,
        deleted_in=deleted_in(uow, row, parting_row(parting.id)),
    )
