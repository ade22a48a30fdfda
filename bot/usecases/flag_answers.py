"""What somebody who flags a client is told, as facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.parting import Parting
from bot.domain.reading import RuleReading, WatchReading
from bot.domain.signs import Level
from bot.usecases.setup_hints import SetupHint


@dataclass(frozen=True, slots=True)
class ClientChoice:
    """A client to pick from. ``alias`` is the alias that matched, where it was one.

    ``is_parted``: being parted with, or a former client, which is said before anybody picks it.
    """

    id: str
    name: str
    alias: str | None = None
    is_parted: bool = False


@dataclass(frozen=True, slots=True)
class SameThing:
    """Somebody else flagged the same sign for the same client within a day: perhaps it is one thing."""

    incident: str
    at: datetime


class AlertOutlook(StrEnum):
    """What the flag does to the alert channel."""

    NONE = "none"
    WILL_BE_POSTED = "will_be_posted"  # held because of this very incident: there is time to undo
    IS_WAITING = "is_waiting"  # held because of others; this one goes out with them
    IS_UP_TO_DATE = "is_up_to_date"  # an open alert was updated
    NO_CHANNEL = "no_channel"  # it goes to the reviewers directly, since no channel is set
    NO_LONGER_RAISED = "no_longer_raised"  # a client that is being parted with, or is gone


@dataclass(frozen=True, slots=True)
class Flagged:
    """Stored. ``why`` holds the rules at ``level``; empty on clear or watch, where ``watch`` may say more.

    ``is_witness_only``: that message was flagged before for this client and sign, so the person was added as a witness.
    ``is_repeat``: this very request had been stored before. ``note_was_cut``: only the first part of the note was kept.
    ``not_counting``: a reason id where the incident is kept but does not count.
    ``can_undo``: whoever asked flagged it, a day ago at most, and it stands.
    ``is_parted``: the client is former or being parted with, so its history comes first; ``history_first`` is when that
    was decided, where it is known, and ``parting`` the list that came of it: it says why. ``needs_care``: whoever asked
    marked it so, and the reviewers are told.
    """

    incident: str
    client: str
    client_name: str
    is_new_client: bool
    sign: str
    severity: str
    at: datetime
    level_before: Level
    level: Level
    why: tuple[RuleReading, ...]
    watch: tuple[WatchReading, ...]
    next_change: datetime | None
    outlook: AlertOutlook
    hold_s: int
    same_thing: SameThing | None
    is_witness_only: bool
    is_repeat: bool
    note_was_cut: bool
    not_counting: str | None
    history_first: datetime | None
    wants_warning: bool
    hints: tuple[SetupHint, ...]
    language: str
    zone: str
    can_undo: bool = True
    is_parted: bool = False
    parting: Parting | None = None
    needs_care: bool = False


@dataclass(frozen=True, slots=True)
class ClientUnknown:
    """Nothing was stored as an incident. ``draft`` keeps what was typed for *Create and flag* and for picking a near name.

    ``new_name`` is the name that *Create and flag* would give; None where it is no possible name. ``for_flag`` is False
    for a question (`/client-health`), where nothing can be created.
    """

    typed: str
    new_name: str | None
    near: tuple[ClientChoice, ...]
    draft: str | None
    for_flag: bool
    language: str


@dataclass(frozen=True, slots=True)
class AskedAlike:
    """Nothing was stored: ``name``, to be created, looks the same as a client's. Is it that one? ``draft`` keeps the line."""

    name: str
    known: ClientChoice
    draft: str
    language: str


@dataclass(frozen=True, slots=True)
class SignUnknown:
    """The client is known, the sign is not. ``typed_sign`` is the word that was read as one. ``draft`` keeps the line."""

    client: ClientChoice
    typed_sign: str
    near: tuple[str, ...]
    signs: tuple[str, ...]
    draft: str
    language: str


@dataclass(frozen=True, slots=True)
class SignMissing:
    """Client named, sign not: the listener opens the form. ``draft`` keeps what else was typed, empty where nothing was.

    A client that is still to be created has no id.
    """

    client: ClientChoice
    language: str
    draft: str = ""


@dataclass(frozen=True, slots=True)
class FieldRefused:
    """A person's mistake. ``field`` is a block id of the form; ``problem`` a message id under ``refused.`` in the catalogue."""

    field: str
    problem: str
    values: Mapping[str, str]
    language: str


FlagAnswer = Flagged | ClientUnknown | AskedAlike | SignUnknown | SignMissing | FieldRefused
