"""What a message to be posted says, as facts; `slack.messages` puts it into words and blocks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.alerts import Episode, News, Vote
from bot.domain.care import CareItem
from bot.domain.conditions import Condition
from bot.domain.digest import Digest
from bot.domain.dismissal import Dismissal
from bot.domain.parting import Parting
from bot.domain.parting_order import Step
from bot.domain.reading import RuleReading
from bot.domain.reminders import Hat
from bot.domain.signs import Level, Remedy
from bot.usecases.health_card import HealthCard
from bot.usecases.review_sheet import ReviewChart


class ChannelProblem(StrEnum):
    """Why the bot does not post in a channel."""

    NOT_SET = "not_set"
    UNKNOWN = "unknown"  # cannot be looked up: it is closed to us until it can
    NOT_MEMBER = "not_member"
    ARCHIVED = "archived"
    SHARED_OUTSIDE = "shared_outside"
    ABOUT_TO_BE_SHARED = "about_to_be_shared"
    HAS_OUTSIDER = "has_outsider"  # a guest who was not let in, or somebody from elsewhere
    MEMBERS_UNKNOWN = "members_unknown"
    TOO_MANY_MEMBERS = "too_many_members"
    DIRECT_MESSAGE = "direct_message"
    REFUSED_BY_SLACK = "refused_by_slack"

    @property
    def exposes(self) -> bool:
        """People certainly read there who may not, or will: what stands there is taken back. Not knowing is no reason to."""
        return self in (self.SHARED_OUTSIDE, self.ABOUT_TO_BE_SHARED, self.HAS_OUTSIDER)


@dataclass(frozen=True, slots=True)
class AlertNotice:
    """The living message as it stands ``at``. Never notes, quotes, amounts or reporters.

    ``flagged_by`` counts people. ``problem`` is set where it goes to a reviewer directly, since no channel may have it.
    ``may_repeat``: Slack did not let us look whether an earlier try of the same message stands there already.
    ``deleted_in`` is the channel in which somebody deleted it, for whoever has it directly since.
    """

    client: str
    client_name: str
    owner: str | None
    episode: Episode
    rules: tuple[RuleReading, ...]
    calls_for: tuple[Remedy, ...]
    flagged_by: int
    votes: tuple[Vote, ...]
    at: datetime
    language: str
    zone: str
    problem: ChannelProblem | None = None
    may_repeat: bool = False
    deleted_in: str | None = None


@dataclass(frozen=True, slots=True)
class PartingNotice:
    """The living message of a parting as it stands ``at``. Never notes, amounts, reporters or reasons.

    ``problem``, ``may_repeat`` and ``deleted_in`` as in `AlertNotice`.
    """

    client: str
    client_name: str
    parting: Parting
    at: datetime
    language: str
    zone: str
    problem: ChannelProblem | None = None
    may_repeat: bool = False
    deleted_in: str | None = None


@dataclass(frozen=True, slots=True)
class LineNotice:
    """One piece of news in an alert's thread. ``by`` and ``until`` where the news has them (a snooze)."""

    client_name: str
    news: News
    level: Level
    rules: tuple[RuleReading, ...]
    at: datetime
    by: str | None
    until: datetime | None
    language: str
    zone: str


class DirectKind(StrEnum):
    CHANNEL_TROUBLE = "channel_trouble"  # to a reviewer: posts wait, because of ``problem`` in ``channel``
    SHARE_REFUSED = (
        "share_refused"  # to whoever shared a card: it was not posted in ``channel``, because of ``problem``
    )
    CHANNEL_EXPOSED = "channel_exposed"  # to a reviewer: others read ``channel``, and what stands there is taken back
    NOT_REDACTED = "not_redacted"  # to a reviewer: Slack lets us neither change nor delete ``message`` in ``channel``
    SNOOZE_REASON_WANTED = "snooze_reason_wanted"  # to whoever put 💤: say why (button)
    STILL_COUNTING = "still_counting"  # to a reviewer: what is past its keeping time still counts against ``client``
    SNOOZED_ALREADY = "snoozed_already"  # to whoever put 💤 on an alert that somebody else lets sleep
    SNOOZE_NOT_YOURS = "snooze_not_yours"  # 💤 by somebody who may not snooze this one


@dataclass(frozen=True, slots=True)
class DirectNotice:
    """A line to one person. ``client_name`` and ``episode`` are None where it is about a channel.

    ``count`` is how many messages stood in ``channel``; ``is_for_alerts`` where it is a configured one; ``message`` the
    ts of one in it.
    """

    kind: DirectKind
    language: str
    zone: str
    client_name: str | None = None
    episode: str | None = None
    until: datetime | None = None
    channel: str | None = None
    problem: ChannelProblem | None = None
    count: int = 0
    is_for_alerts: bool = True
    message: str | None = None
    team_domain: str = ""
    client: str | None = None


@dataclass(frozen=True, slots=True)
class ReminderNotice:
    """To one person: an alert waits for them. ``news`` is REMINDED or OVERDUE; ``message`` is (channel, ts) of the alert."""

    news: News
    client_name: str
    episode: Episode
    hat: Hat
    team_domain: str
    message: tuple[str, str] | None
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class PartingReminderNotice:
    """To one person: ``steps`` of a parting are overdue. ``left`` are the owners in whose place they are told."""

    client_name: str
    parting: Parting
    steps: tuple[Step, ...]
    left: tuple[str, ...]
    at: datetime
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class PartingNewsNotice:
    """To one person: ``steps`` of a parting are theirs, or it was stopped, as it stands ``at``."""

    client: str
    client_name: str
    parting: Parting
    steps: tuple[Step, ...]
    at: datetime
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class GladNotice:
    """To whoever decided, ``days`` after the parting ended: glad you did?"""

    client: str
    client_name: str
    parting: str
    days: int
    ended_at: datetime
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class WarningNotice:
    """To one person of the team: please tell the client. ``at`` is when it happened last."""

    client: str
    client_name: str
    sign: str
    at: datetime
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class ConditionNotice:
    """To one person, about a condition of a decision. ``is_broken``: somebody said that it was not kept."""

    client: str
    client_name: str
    condition: Condition
    is_broken: bool
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class CareNotice:
    """To one reviewer: something marked restricted was reported. Nothing of what it was, nor of anybody in it."""

    client: str
    client_name: str
    item: CareItem
    is_reminder: bool
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class DismissalNotice:
    """To one reviewer, about the flag of ``at``: confirm it, please (``is_question``), or how their proposal ended."""

    client: str
    client_name: str
    dismissal: Dismissal
    sign: str
    at: datetime
    is_question: bool
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class DigestNotice:
    """The weekly digest: what changed is told ``since``. Never notes, amounts or reporters."""

    digest: Digest
    since: datetime
    at: datetime
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class ShareNotice:
    """A health card that ``shared_by`` shared with a channel: without notes, amounts and reporters."""

    card: HealthCard
    shared_by: str


@dataclass(frozen=True, slots=True)
class RedactedNotice:
    """What stands in place of a message that others could read, or that Slack does not let us delete: nothing of any client."""

    language: str


Notice = (
    AlertNotice
    | LineNotice
    | DirectNotice
    | ReminderNotice
    | DigestNotice
    | WarningNotice
    | ConditionNotice
    | CareNotice
    | DismissalNotice
    | ShareNotice
    | PartingNotice
    | PartingReminderNotice
    | PartingNewsNotice
    | GladNotice
    | ReviewChart
    | RedactedNotice
)
