"""What every column holds that is not a number or a moment: whoever exports, restricts or erases goes by this list.

A new column of words or data needs its place here; a test names those that have none.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import Column, Table

from bot.store import tables_care, tables_exposed, tables_owed, tables_parting, tables_register, tables_review
from bot.store.tables import metadata

_Columns = Mapping[str, tuple[str, ...]]

# The other files of tables are known to the metadata once they were imported.
assert tables_owed.outbox.metadata is tables_review.conditions.metadata is metadata
assert tables_parting.partings.metadata is tables_register.holds.metadata is metadata
assert tables_care.care_items.metadata is tables_exposed.exposures.metadata is metadata

# A user's id, and nothing beside it.
PEOPLE: Final[_Columns] = MappingProxyType(
    {
        "policy_versions": ("by_user",),
        "clients": ("created_by", "owner"),
        "entries": ("by_user", "author"),
        "witnesses": ("user",),
        "episodes": ("taken_by", "snoozed_by"),
        "reactions": ("user",),
        "people": ("id",),
        "audit": ("by_user", "subject"),
        "conditions": ("answered_by",),
        "partings": ("decided_by", "override_by", "chosen_by", "ended_by"),
        "parting_items": ("owner", "settled_by"),
        "glad_answers": ("user",),
        "review_votes": ("user",),
        "drafts": ("user",),
        "care_items": ("taken_by", "closed_by"),
        "dismissals": ("proposed_by", "settled_by"),
        "holds": ("by_user", "lifted_by"),
        "restrictions": ("by_user",),
    }
)
# What people typed: a name may stand in it, and so may a mention of somebody.
TYPED: Final[_Columns] = MappingProxyType(
    {
        "policy_versions": ("reason",),
        "clients": ("name", "name_key"),
        "client_names": ("key", "name"),
        "entries": ("reason", "note"),
        "episodes": ("snooze_reason",),
        "conditions": ("wording",),
        "partings": ("override_reason", "stop_reason"),
        "glad_answers": ("note",),
        "care_items": ("note",),
        "dismissals": ("reason",),
        "holds": ("reason", "lift_reason"),
        "people": ("name",),
    }
)
# Ids made of several parts, of which a user's may be one.
COMPOSED: Final[_Columns] = MappingProxyType(
    {
        "entries": ("receipt",),
        "receipts": ("key",),
        "outbox": ("destination",),
        "timers": ("subject",),
    }
)
# JSON, in which anything may stand.
DATA: Final[_Columns] = MappingProxyType(
    {
        "workspaces": ("settings",),
        "policy_versions": ("changes",),
        "clients": ("aliases", "exempt_bars", "policy", "rules"),
        "entries": ("facts", "about"),
        "episodes": ("rules", "incidents"),
        "audit": ("before", "after"),
        "outbox": ("facts",),
        "drafts": ("body",),
        "partings": ("signs",),
    }
)
# Ids of rows, states, kinds, places in Slack: they say nothing of a person by themselves.
OTHER: Final[_Columns] = MappingProxyType(
    {
        "workspaces": ("id", "domain", "name", "bot_user"),
        "clients": ("id", "root", "merged_into", "billing", "status", "monthly_value", "points"),
        "client_names": ("client",),
        "entries": (
            *("id", "kind", "client", "sign", "severity", "outcome", "target", "permalink", "channel", "ts"),
            "replaces",
        ),
        "witnesses": ("incident",),
        "episodes": ("id", "client", "state", "level", "told_level", "closing"),
        "reactions": ("episode", "emoji", "event_ts"),
        "people": ("team", "zone"),
        "audit": ("action",),
        "conditions": ("id", "client", "decision"),
        "partings": ("id", "client", "episode", "order", "state"),
        "parting_items": ("parting", "step", "state"),
        "glad_answers": ("parting", "answer"),
        "outbox": ("id", "wire_id", "kind", "thread_of", "state", "lease_owner", "channel", "ts", "trouble"),
        "wire_receipts": ("wire_id", "channel", "ts"),
        "timers": ("kind",),
        "drafts": ("id",),
        "review_votes": ("client", "choice"),
        "care_items": ("id", "client", "incident", "state"),
        "dismissals": ("id", "client", "incident", "state"),
        "audit_chain": ("salt", "digest", "chain"),
        "exposures": ("channel", "problem"),
        "holds": ("client",),
        "restrictions": ("entry",),
    }
)
# Whoever stands in these rows stands there for nobody else: with the person, the row goes.
OF_ONE_PERSON: Final = ("people", "drafts")
# Gone again when their transaction ends.
PASSING: Final = ("erasing",)


def columns(of: _Columns, table: Table) -> "tuple[Column[object], ...]":
    return tuple(table.c[name] for name in of.get(table.name, ()))


def own_tables() -> tuple[Table, ...]:
    """Every table with rows of a workspace, those that are referred to first."""
    return tuple(table for table in metadata.sorted_tables if table.name not in ("instance", *PASSING))


def workspace_of(table: Table) -> "Column[str]":
    """The column that names a row's workspace."""
    return table.c.id if table.name == "workspaces" else table.c.workspace
