"""The audit trail as it is asked for and as it is told: lines, and what narrows them down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.audit_chain import Link
from bot.usecases.records import Json

# Who did what no person did: the bot by its clock, what is past its time, Slack by an event, the operator, an import.
BOT = "partways"
RETENTION = "retention"
SLACK = "slack"
OPERATOR = "operator"
IMPORT = "import"

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what, to what, when. ``seq`` counts from 1 within the workspace; ``by`` is a user id, or one of the above.

    ``subject`` is the id of what was changed; ``before`` and ``after`` hold its facts, as far as they changed.
    """

    seq: int
    at: datetime
    by: str
    action: str
    subject: str
    before: Json
    after: Json


class AuditKind(StrEnum):
    """What a line is about, for whoever looks for something."""

    INCIDENTS = "incidents"
    CLIENTS = "clients"
    ALERTS = "alerts"
    DECISIONS = "decisions"
    SETTINGS = "settings"
    DATA = "data"


# Every action that a use case records, by what it is about. A test holds this against the code.
KINDS: dict[str, AuditKind] = {
    "incident_flagged": AuditKind.INCIDENTS,
    "incident_voided": AuditKind.INCIDENTS,
    "incident_waived": AuditKind.INCIDENTS,
    "witness_added": AuditKind.INCIDENTS,
    "warning_recorded": AuditKind.INCIDENTS,
    "care_opened": AuditKind.INCIDENTS,
    "care_taken": AuditKind.INCIDENTS,
    "care_given_back": AuditKind.INCIDENTS,
    "care_closed": AuditKind.INCIDENTS,
    "dismissal_proposed": AuditKind.INCIDENTS,
    "dismissal_confirmed": AuditKind.INCIDENTS,
    "dismissal_withdrawn": AuditKind.INCIDENTS,
    "dismissal_declined": AuditKind.INCIDENTS,
    "dismissal_lapsed": AuditKind.INCIDENTS,
    "dismissal_overtaken": AuditKind.INCIDENTS,
    "dismissed_alone": AuditKind.INCIDENTS,
    "client_created": AuditKind.CLIENTS,
    "client_edited": AuditKind.CLIENTS,
    "client_merged": AuditKind.CLIENTS,
    "client_unmerged": AuditKind.CLIENTS,
    "health_shared": AuditKind.CLIENTS,
    "alert_raised": AuditKind.ALERTS,
    "alert_changed": AuditKind.ALERTS,
    "alert_reaction": AuditKind.ALERTS,
    "alert_snoozed": AuditKind.ALERTS,
    "channel_exposed": AuditKind.ALERTS,
    "channel_no_longer_exposed": AuditKind.ALERTS,
    "post_deleted": AuditKind.ALERTS,
    "post_not_removed": AuditKind.ALERTS,
    "client_decided": AuditKind.DECISIONS,
    "review_vote": AuditKind.DECISIONS,
    "parting_begun": AuditKind.DECISIONS,
    "condition_answered": AuditKind.DECISIONS,
    "parting_item_settled": AuditKind.DECISIONS,
    "parting_item_arranged": AuditKind.DECISIONS,
    "parting_order_chosen": AuditKind.DECISIONS,
    "parting_gate_lifted": AuditKind.DECISIONS,
    "parting_closed": AuditKind.DECISIONS,
    "parting_stopped": AuditKind.DECISIONS,
    "glad_answered": AuditKind.DECISIONS,
    "client_taken_back": AuditKind.DECISIONS,
    "workspace_begun": AuditKind.SETTINGS,
    "settings_changed": AuditKind.SETTINGS,
    "alert_channel_renumbered": AuditKind.SETTINGS,
    "channel_renumbered": AuditKind.SETTINGS,
    "history_imported": AuditKind.DATA,
    "audit_read": AuditKind.DATA,
    "audit_exported": AuditKind.DATA,
    "client_erased": AuditKind.DATA,
    "client_expired": AuditKind.DATA,
    "incidents_expired": AuditKind.DATA,
    "audit_redacted": AuditKind.DATA,
    "audit_expired": AuditKind.DATA,
    "hold_put": AuditKind.CLIENTS,
    "hold_lifted": AuditKind.CLIENTS,
    "person_erased": AuditKind.DATA,
    "mentions_erased": AuditKind.DATA,
    "entries_restricted": AuditKind.DATA,
    "restriction_lifted": AuditKind.DATA,
    "wipe_begun": AuditKind.DATA,
    "workspace_wiped": AuditKind.DATA,
    "app_uninstalled": AuditKind.DATA,
    "subject_exported": AuditKind.DATA,
    "workspace_exported": AuditKind.DATA,
}
# The only lines that hold words which somebody wrote. No other can be emptied for the sake of a name that is looked for:
# what was decided, and by whom, is nobody's to take out of the trail so.
WRITTEN = frozenset({"client_created", "client_edited"})


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What narrows the trail down; None is anything. ``until`` is not included.

    ``client`` is a root's id: lines about it, about those merged into it, and about what hangs on any of them.
    ``below`` and ``above`` are numbers of lines: older ones than the first, newer ones than the second.
    """

    client: str | None = None
    by: str | None = None
    kind: AuditKind | None = None
    since: datetime = _FIRST
    until: datetime = _LAST
    below: int | None = None
    above: int | None = None


class Trail(Protocol):
    def newest(self, query: AuditQuery, limit: int) -> Sequence[AuditLine]:
        """The newest first; of those above ``query.above`` the nearest to it."""

    def oldest(self, query: AuditQuery, limit: int) -> Sequence[AuditLine]:
        """The oldest first."""

    def links(self) -> Iterator[Link]:
        """Every line as the chain sees it, the oldest first; read in parts."""
