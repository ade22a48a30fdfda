"""Writes every client's history in the file form, one case a client."""

from collections.abc import Iterator, Mapping

from bot.domain.cases import Case, CaseClient, CaseEntry
from bot.domain.client import Client
from bot.usecases.ports import Store, UnitOfWork


def export_history(store: Store, workspace: str) -> Iterator[Case]:
    """By name, merged clients on their own. Each client is read in a snapshot of its own, so an export blocks nobody."""
    with store.read(workspace) as uow:
        client_ids = uow.clients.all_ids()
    for client_id in client_ids:
        with store.read(workspace) as uow:
            client = uow.clients.get(client_id)
            if client is not None:
                yield _case(uow, client)


def _case(uow: UnitOfWork, client: Client) -> Case:
    versions = uow.workspace.policy_versions()
    entered_here = [record for record in uow.history.records(client.root) if record.client == client.id]
    return Case(
        id=client.id,
        client=CaseClient(
            name=client.name,
            aliases=client.aliases,
            terms=client.terms,
            monthly_value=client.monthly_value,
            status=client.status,
        ),
        policy=_merged(versions[-1].changes if versions else {}, client.policy),
        history=tuple(
            CaseEntry(
                entry=record.entry,
                links=(record.evidence.permalink,) if record.evidence else (),
                note=record.note or None,
                is_confidential=record.is_confidential,
                about=record.about,
                witnesses=record.witnesses,
            )
            for record in entered_here
        ),
        expect_at=(),
    )


def _merged(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """``above`` over ``below``, key by key, at every depth."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        is_deeper = isinstance(value, Mapping) and isinstance(under, Mapping)
        merged[key] = _merged(under, value) if is_deeper else value  # type: ignore[arg-type]  # both are mappings here
    return merged
