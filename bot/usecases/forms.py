"""What the forms show, as facts; `slack.modals` draws them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.client import Client
from bot.domain.history import ClientStatus, Exemption, Outcome
from bot.domain.parting import Parting
from bot.domain.policy import Policy
from bot.domain.settings import Settings
from bot.usecases.flag_answers import AskedAlike, ClientChoice
from bot.usecases.records import Evidence, PolicyVersion


@dataclass(frozen=True, slots=True)
class SignOnOffer:
    """``facts`` are the block ids of what this sign can carry. An own sign's ``name`` is its id; the ten are in the catalogue."""

    id: str
    is_own: bool
    is_big_red_flag: bool
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagForm:
    """The flag form, empty, prefilled from a line, a message or an incident that is being corrected.

    ``message_text`` is shown for reading and never stored. ``corrects`` is the incident that a submit replaces, ``draft``
    the typed line that it finishes. ``bars`` are those that the client is exempt from, ``about`` those of the team to whom
    it was done.
    """

    signs: tuple[SignOnOffer, ...]
    client: ClientChoice | None
    sign: str | None
    severity: str
    occurred_at: datetime
    note: str
    is_confidential: bool
    facts: tuple[tuple[str, str], ...]
    bars: tuple[str, ...]
    evidence: Evidence | None
    message_text: str | None
    corrects: str | None
    has_clients: bool
    language: str
    zone: str
    draft: str | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientForm:
    """*Edit client*. ``can_exempt``: a reviewer, who may change the exempt bars, and the status to one of ``statuses``.

    ``alike``: the client whose name looks the same as one that was typed; the form asks whether they are two.
    """

    client: Client
    bars: tuple[Exemption, ...]
    monthly_value: Decimal | None
    can_exempt: bool
    language: str
    statuses: tuple[ClientStatus, ...]
    alike: str | None = None


@dataclass(frozen=True, slots=True)
class MergeForm:
    """*Merge into…*: which client goes; ``merged`` are those that were merged into it before and can be taken apart."""

    client: Client
    merged: tuple[ClientChoice, ...]
    language: str


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """Asks why: ``purpose`` is incident_void, incident_waive, alert_snooze, parting_override or parting_stop.

    ``subject`` is the id of the incident, episode or parting.

    ``latest`` is the last moment that a snooze may end, ``known`` what is stored of it now; empty where nothing is.
    """

    purpose: str
    subject: str
    client_name: str
    sign: str | None
    at: datetime | None
    latest: datetime | None
    language: str
    zone: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class WarningForm:
    """*Recorded: told them*. ``at`` is now, ``known`` the id of the latest warning about the sign; empty where none is."""

    client: str
    client_name: str
    sign: str
    at: datetime
    language: str
    zone: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class DecideForm:
    """``episode`` and ``known_decision`` (ids) are what whoever decides has before them.

    ``until`` is offered as the last day of a probation, None for other outcomes; ``conditions`` rows are offered.
    """

    client: str
    client_name: str
    outcome: Outcome
    episode: str | None
    known_decision: str | None
    until: date | None
    conditions: int
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class PolicyView:
    """`/client-policy`: the policy and the settings in words. ``reviewers`` are those in force, chosen or by default."""

    policy: Policy
    version: PolicyVersion | None
    settings: Settings
    reviewers: tuple[str, ...]
    reviewers_are_chosen: bool
    channel_problem: str | None
    clients: int
    can_change: bool
    language: str


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """``signs`` are those that a workspace may mark for warnings."""

    settings: Settings
    zones: tuple[str, ...]
    language: str
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    client: Client
    has_alert: bool
    taken_by: str | None
    is_snoozed: bool = False


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """Clients, worst first; ``page`` counts from 0."""

    lines: tuple[PortfolioLine, ...]
    page: int
    pages: int
    total: int
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class KnownParted:
    """A client that somebody wanted to create again. ``parting`` is None where it was brought in as it is."""

    client: str
    client_name: str
    is_former: bool
    parting: Parting | None


@dataclass(frozen=True, slots=True)
class ClientsAdded:
    """*Add clients*, one name a line. ``parted`` are those among the known that were let go: their history comes first.

    ``alike`` were not added: somebody is to say whether each is another client.
    """

    added: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    language: str
    zone: str = "UTC"
    parted: tuple[KnownParted, ...] = ()
    can_take_back: bool = False
    alike: tuple[AskedAlike, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """Something was done; ``what`` is a message id under ``done.``, ``values`` what it needs."""

    what: str
    values: tuple[tuple[str, str], ...]
    language: str


@dataclass(frozen=True, slots=True)
class NotDone:
    """Something was refused to a person; ``why`` is a message id under ``not_done.``, ``values`` what it needs."""

    why: str
    values: tuple[tuple[str, str], ...]
    language: str
