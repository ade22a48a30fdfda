"""What holds after every flow: each fact of the register is named in the audit trail, and the trail is whole."""

import json
import re
from collections.abc import Mapping, Sequence

from bot.domain.audit_chain import check
from bot.slack.messages.audit_values import FIELDS, IDS_ONLY
from bot.store.erasing import EXPIRED
from bot.usecases.audit_lines import IMPORT, KINDS, AuditLine, AuditQuery
from bot.wiring import Bot

# Ids that the code makes. What a test put into the store by hand has one of its own.
_MADE = re.compile(r"[0-9a-f]{32}")


def _assert_in_words(lines: Sequence[AuditLine]) -> None:
    """Each is of a kind that is known, and each fact in it has a name or is an id."""
    for line in lines:
        if not line.action.startswith("something_new"):
            assert line.action in KINDS, line
            for told in (line.before, line.after):
                assert not isinstance(told, Mapping) or told.keys() <= FIELDS | IDS_ONLY, line


def assert_told(bot: Bot) -> None:
    """Clients, all that stands in their history, alerts and conditions: the id of each stands in a line."""
    workspace = bot.home.workspace
    with bot.ports.store.read(workspace) as uow:
        lines = uow.trail.oldest(AuditQuery(), 1_000_000)
        _assert_in_words(lines)
        # What is older than the trail is kept is told of no more: a walk may last for years.
        has_expired = any(line.subject == EXPIRED for line in lines)
        told = "\n".join(f"{line.subject} {json.dumps(line.after)}" for line in lines)
        imported = {line.subject for line in lines if line.by == IMPORT}
        for client_id in uow.clients.all_ids():
            stored = [client_id]
            if client_id not in imported:
                stored += [record.entry.id for record in uow.history.records(client_id)]
                stored += [condition.id for condition in uow.conditions.of_client(client_id)]
                episode = uow.episodes.latest(client_id)
                stored += [] if episode is None else [episode.id]
            untold = [one for one in stored if _MADE.fullmatch(one) and one not in told]
            assert has_expired or not untold, f"not in the trail: {untold}"
        found = check(workspace, uow.trail.links())
        assert (found.broken, found.unchained) == ((), 0), found
