"""Restricts what is kept of one person: it stays as it is, and nobody but reviewers sees it.

What a client did goes on counting: that is a fact about the client. Who told of it, what was written, who saw it and the
message that shows it are the person's, and are not shown to members any more, nor used in any text.
"""

from collections.abc import Sequence

from bot.usecases.erase_person import mentions_of
from bot.usecases.ports import Store, UnitOfWork
from bot.usecases.register_ports import Restriction


def restrict_person(
    store: Store, workspace: str, by: str, *, user: str | None = None, name: str | None = None, is_lifted: bool = False
) -> int:
    """Everything in a history in which the user stands, or the name; gives how many entries changed."""
    with store.write(workspace) as uow:
        changed = [
            entry
            for entry in entries_of(uow, user, name)
            if (
                uow.holds.unrestrict(entry)
                if is_lifted
                else uow.holds.restrict(Restriction(entry=entry, at=uow.at, by=by))
            )
        ]
        if changed:
            action = "restriction_lifted" if is_lifted else "entries_restricted"
            uow.audit(by, action, workspace, after={"entries": changed})
        return len(changed)


def entries_of(uow: UnitOfWork, user: str | None, name: str | None) -> Sequence[str]:
    """The ids of the entries that a person told of, saw, wrote the message of, or is named in."""
    found: set[str] = set()
    if user is not None:
        for held in uow.register.standing(user):
            if held.table == "entries":
                found.add(str(held.row["id"]))
            elif held.table == "witnesses":
                found.add(str(held.row["incident"]))
    if name is not None:
        found |= {dict(each.key)["id"] for each in mentions_of(uow, name) if each.table == "entries"}
    return sorted(found)
