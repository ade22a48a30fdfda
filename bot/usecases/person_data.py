"""What a reviewer does with one person's data from Slack: look, restrict, erase. The export is the operator's command."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.names import name_key
from bot.domain.people import Grant
from bot.usecases.erase_person import (
    Erased,
    LastReviewer,
    NothingHeld,
    OnHold,
    erase_person,
    mentions_of,
    redact_mentions,
)
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone
from bot.usecases.ports import Ports
from bot.usecases.register_ports import Mention
from bot.usecases.restrict_person import restrict_person

SHORTEST_NAME = 3  # letters: a shorter one stands in every other note
PLACES_SHOWN = 50  # a form has 100 blocks, and each place is shown in one


class PersonAsk(StrEnum):
    """What is to be done with somebody's data."""

    LOOK = "look"
    RESTRICT = "restrict"
    LIFT = "lift"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class AskPersonData:
    """``user`` is a Slack id, ``name`` was typed; one of them is needed."""

    grant: Grant
    user: str | None
    name: str
    ask: str | None
    receipt: str


@dataclass(frozen=True, slots=True)
class PersonHeld:
    """How often a user stands where: tables by name, and the rows in each."""

    user: str
    rows: tuple[tuple[str, int], ...]
    language: str

    @property
    def total(self) -> int:
        return sum(count for _, count in self.rows)


@dataclass(frozen=True, slots=True)
class NameHeld:
    """Where a name stands: at most ``PLACES_SHOWN`` places, and how many there are ``more``."""

    name: str
    places: tuple[Mention, ...]
    more: int
    language: str


@dataclass(frozen=True, slots=True)
class ConfirmErasure:
    """Asks once more, before what is ``held`` goes for good."""

    held: PersonHeld | NameHeld


@dataclass(frozen=True, slots=True)
class ErasePersonData:
    """``user`` goes everywhere, or the chosen ``places`` are emptied. ``is_sure``: the box was ticked."""

    grant: Grant
    user: str | None
    places: tuple[str, ...]
    with_notes: bool
    is_sure: bool
    receipt: str


def is_too_short(name: str) -> bool:
    """Names of two letters are whole ones in scripts that have a letter for a word or a syllable."""
    key = name_key(name)
    return len(key) < (SHORTEST_NAME if key.isascii() else SHORTEST_NAME - 1)


def open_person_data(ports: Ports, grant: Grant) -> str | NotDone:
    """The language of the form; reviewers only."""
    language = ports.store.settings(grant.workspace).language
    return language if grant.is_reviewer else NotDone("reviewers_only", (), language)


def ask_person_data(
    ports: Ports, command: AskPersonData
) -> PersonHeld | NameHeld | ConfirmErasure | Done | NotDone | FieldRefused:
    language = open_person_data(ports, command.grant)
    if isinstance(language, NotDone):
        return language
    if (command.user is None) == (not command.name):
        return FieldRefused("person", "person_or_name", {}, language)
    if command.user is None and is_too_short(command.name):
        return FieldRefused("name", "name_too_short", {"limit": str(SHORTEST_NAME)}, language)
    if command.ask not in tuple(PersonAsk):
        return FieldRefused("what", "what_missing", {}, language)
    match PersonAsk(command.ask):
        case PersonAsk.LOOK:
            return _held(ports, command, language)
        case PersonAsk.ERASE:
            held = _held(ports, command, language)
            is_nothing = not (held.rows if isinstance(held, PersonHeld) else held.places)
            return NotDone("nothing_held", (), language) if is_nothing else ConfirmErasure(held)
        case PersonAsk.RESTRICT | PersonAsk.LIFT as asked:
            return _restrict(ports, command, language, is_lifted=asked is PersonAsk.LIFT)


def _held(ports: Ports, command: AskPersonData, language: str) -> PersonHeld | NameHeld:
    with ports.store.read(command.grant.workspace) as uow:
        if command.user is None:
            places = mentions_of(uow, command.name)
            more = max(0, len(places) - PLACES_SHOWN)
            return NameHeld(command.name, tuple(places[:PLACES_SHOWN]), more, language)
        counts = Counter(held.table for held in uow.register.standing(command.user))
        return PersonHeld(command.user, tuple(sorted(counts.items())), language)


def _restrict(ports: Ports, command: AskPersonData, language: str, *, is_lifted: bool) -> Done | NotDone:
    grant = command.grant
    name = command.name or None
    changed = restrict_person(
        ports.store, grant.workspace, grant.user, user=command.user, name=name, is_lifted=is_lifted
    )
    if not changed:
        return NotDone("nothing_restricted", (), language)
    return Done("restriction_lifted" if is_lifted else "restricted", (("entries", str(changed)),), language)


def erase_person_data(ports: Ports, command: ErasePersonData) -> Done | NotDone | FieldRefused:
    """A second press finds nothing any more, and changes nothing."""
    grant = command.grant
    language = open_person_data(ports, grant)
    if isinstance(language, NotDone):
        return language
    if not command.is_sure:
        return FieldRefused("confirm", "not_sure", {}, language)
    if command.user is None:
        emptied = redact_mentions(ports.store, grant.workspace, command.places, grant.user)
        if not emptied:
            return NotDone("nothing_emptied", (), language)
        return Done("mentions_erased", (("places", str(emptied)),), language)
    outcome = erase_person(ports.store, grant.workspace, command.user, grant.user, with_notes=command.with_notes)
    match outcome:
        case Erased(posts=posts):
            return Done("person_erased", (("posts", str(posts)),), language)
        case OnHold(clients):
            return NotDone("person_on_hold", (("clients", ", ".join(clients)),), language)
        case LastReviewer():
            return NotDone("last_reviewer_stays", (), language)
        case NothingHeld():
            return NotDone("nothing_held", (), language)
