"""Goes through the chain of a workspace's audit trail, and finds what was changed past the bot."""

from collections.abc import Iterator

from bot.domain.audit_chain import Checked, Link, check
from bot.usecases.ports import Store


def verify_audit(store: Store, workspace: str, expect: str | None = None) -> tuple[Checked, bool]:
    """What was found; and whether ``expect``, a head of earlier ("number:chain"), is a link of it still."""
    seen = False

    def watched(links: Iterator[Link]) -> Iterator[Link]:
        nonlocal seen
        for link in links:
            seen = seen or f"{link.seq}:{link.chain}" == (expect or "").strip()
            yield link

    with store.read(workspace) as uow:
        checked = check(workspace, watched(uow.trail.links()))
    return checked, seen
