"""The outbox rows of a parting's living message: one in the alert channel, or one for each reviewer."""

from bot.domain.parting import Parting
from bot.usecases.direct_copies import copies
from bot.usecases.identity import direct_parting_row, parting_row
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow


def owe_parting(uow: UnitOfWork, parting: Parting) -> None:
    """The living message, to the alert channel and at once: a decision is nothing that is taken back by itself."""
    _owe(uow, parting_row(parting.id), parting.id, None)


def owe_direct_parting(uow: UnitOfWork, parting_id: str, user: str) -> None:
    """The same message to one reviewer: no channel may have it."""
    _owe(uow, direct_parting_row(parting_id, user), parting_id, f"dm:{user}")


def revise_parting(uow: UnitOfWork, parting: Parting) -> None:
    """Asks for every copy of the living message to be brought up to date."""
    for row in copies(uow, parting_row(parting.id), lambda user: direct_parting_row(parting.id, user)):
        uow.outbox.revise(row.id, uow.at)


def _owe(uow: UnitOfWork, row_id: str, parting_id: str, destination: str | None) -> None:
    uow.outbox.add(
        OutboxRow(
            id=row_id,
            wire_id=uow.wire_id(row_id),
            kind=OutboxKind.PARTING,
            facts={"parting": parting_id},
            next_at=uow.at,
            destination=destination,
        )
    )
