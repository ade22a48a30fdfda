"""Asks somebody of the team to tell the client that something must stop. The bot itself tells a client nothing."""

from collections.abc import Collection, Sequence

from bot.domain.client import Client
from bot.domain.history import Entry, Incident
from bot.domain.signs import SignId
from bot.domain.verdict import Verdict
from bot.domain.warnings import untold
from bot.usecases.identity import derived_id
from bot.usecases.ports import Tuning, UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow
from bot.usecases.setup_hints import acting, reviewers_in_force

WARNING_WANTED = "warning_wanted"


def waiting_to_be_told(entries: Sequence[Entry], verdict: Verdict, marked: Collection[str] = ()) -> dict[str, Incident]:
    """The signs that somebody has still to speak about, each with its newest incident.

    ``marked`` are those that the workspace wants spoken about, beside `mental_abuse`; a warning about them changes no rule.
    """
    signs = [sign for sign in marked if sign != SignId.MENTAL_ABUSE]
    if verdict.warn_wanted:
        signs.insert(0, SignId.MENTAL_ABUSE.value)
    counted = set(verdict.counted)
    waiting = {sign: untold(entries, sign, counted) for sign in signs}
    return {sign: incidents[-1] for sign, incidents in waiting.items() if incidents}


def ask_to_tell(tuning: Tuning, uow: UnitOfWork, client: Client, entries: Sequence[Entry], verdict: Verdict) -> None:
    """Once for each incident that nobody has spoken about, when the time to undo it is over.

    The client's owner is asked; without one, whoever flagged it; without anybody, the reviewers.
    """
    if not client.raises_alerts:
        return
    for sign, incident in waiting_to_be_told(entries, verdict, uow.workspace.settings().warn_signs).items():
        for user in _who_is_asked(uow, client, incident):
            row_id = derived_id(WARNING_WANTED, client.id, sign, incident.id, user)
            uow.outbox.add(
                OutboxRow(
                    id=row_id,
                    wire_id=uow.wire_id(row_id),
                    kind=OutboxKind.DIRECT,
                    facts={"notice": WARNING_WANTED, "client": client.id, "sign": sign, "incident": incident.id},
                    next_at=uow.at + tuning.hold,
                    destination=f"dm:{user}",
                )
            )


def _who_is_asked(uow: UnitOfWork, client: Client, incident: Incident) -> tuple[str, ...]:
    """The first of them who may act here today."""
    record = uow.history.get(incident.id)
    for user in (client.owner, record.by if record else None):
        found = acting(uow, user)
        if found is not None:
            return (found,)
    return reviewers_in_force(uow)
