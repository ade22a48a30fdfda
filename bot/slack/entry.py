"""Every way into the bot, as a table: which kind, which id, and what handles it.

Bolt gets one listener for each kind; these tables do the rest. So matching costs the same for the first entry and the
last, and a test can list them all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar

from bot.domain.people import Grant

View = dict[str, object]
State = Mapping[str, Mapping[str, Mapping[str, object]]]


class Kind(StrEnum):
    COMMAND = "command"
    SHORTCUT = "shortcut"
    ACTION = "action"
    SUBMISSION = "submission"
    CLOSED = "closed"
    OPTIONS = "options"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Command:
    """``text`` as typed after the command, Slack's escapes in it."""

    text: str


@dataclass(frozen=True, slots=True)
class FlaggedMessage:
    """The message that a message shortcut was used on. ``author`` is None for an app's message."""

    channel: str
    ts: str
    thread_ts: str | None
    author: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """``message`` is None for a global shortcut."""

    message: FlaggedMessage | None


@dataclass(frozen=True, slots=True)
class Screen:
    """A modal or App Home, as Slack sent it. ``state`` is ``state.values``, which `slack.view_state` reads."""

    id: str
    type: str
    callback_id: str
    private_metadata: str
    hash: str
    root_id: str | None
    blocks: tuple[Mapping[str, object], ...]
    state: State

    @property
    def is_modal(self) -> bool:
        return self.type == "modal"

    @property
    def is_home(self) -> bool:
        return self.type == "home"


@dataclass(frozen=True, slots=True)
class Action:
    """A button, menu or input. ``value`` is its value, or that of the option chosen; empty where there is none.

    ``message_ts`` is set for one on a message, ``screen`` for one in a modal or in App Home.
    """

    value: str
    block_id: str
    action_ts: str
    message_ts: str | None
    is_ephemeral: bool
    screen: Screen | None


@dataclass(frozen=True, slots=True)
class Options:
    """What was typed into a select that asks us. ``callback_id`` is that of the form, empty on a message."""

    value: str
    block_id: str
    callback_id: str
    private_metadata: str


@dataclass(frozen=True, slots=True)
class Event:
    """The inner event as Slack sent it, its ``type`` included. ``is_retry``: Slack sent it before."""

    event: Mapping[str, object]
    is_retry: bool


P = TypeVar("P")
P_co = TypeVar("P_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[P_co]):
    """A request as it was read, before anybody looked at who asks.

    ``workspace`` is the one that the app was installed in, as far as the request tells; ``user_team`` the user's own,
    as far as it tells. ``receipt`` names this request for good: delivered again, it has the same.
    """

    kind: Kind
    id: str
    workspace: str
    user: str | None
    user_team: str | None
    channel: str | None
    team_domain: str | None
    trigger_id: str | None
    response_url: str | None
    receipt: str
    part: P_co


@dataclass(frozen=True, slots=True)
class Opened:
    """A modal that we opened and that still shows the loading view."""

    view_id: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Asked[P_co]):
    """A request of somebody who was let in. ``opened`` is set where the entry point opens a form."""

    grant: Grant
    opened: Opened | None = None

    @property
    def actor(self) -> str:
        """Whoever asks: the user of the grant."""
        return self.grant.user


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to a request.

    ``body`` goes out in the acknowledgement itself; None acknowledges and says nothing. ``view`` is for entry points
    that open a form: what the opened modal is to show. ``later`` runs after the acknowledgement was handed over.
    """

    body: Mapping[str, object] | None = None
    later: Callable[[], None] | None = None
    view: View | None = None
    status: int = 200


Handler = Callable[[Request[P]], Ack]
# Whether this very request opens a form: `/flag-client` does without words, and answers in a line with them.
OpensForm = bool | Callable[[P], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in. ``is_guarded`` is False only for events that say something of the world and act for nobody."""

    kind: Kind
    id: str
    handler: Callable[[Any], Ack]  # takes a Request of this kind's part, or the bare Asked where it is not guarded
    opens_form: bool | Callable[[Any], bool] = False
    is_guarded: bool = True

    def opens_form_for(self, part: object) -> bool:
        return self.opens_form if isinstance(self.opens_form, bool) else self.opens_form(part)


# What a person does that may change what App Home shows them.
_ACTS = frozenset({Kind.COMMAND, Kind.ACTION, Kind.SUBMISSION, Kind.EVENT})


class EntryTaken(ValueError):
    """Two handlers for one kind and id."""


@dataclass(slots=True)
class EntryPoints:
    """The tables, one entry for a kind and id. Ids are matched whole; for options it is the ``block_id``."""

    _entries: dict[tuple[Kind, str], Entry] = field(default_factory=dict)
    # Says what is to follow the answer to something that a person did, a form that merely opened left out.
    after: "Callable[[Request[object]], Callable[[], None] | None] | None" = None

    def command(self, id: str, handler: Handler[Command], *, opens_form: OpensForm[Command] = False) -> None:
        self._add(Entry(Kind.COMMAND, id, handler, opens_form))

    def shortcut(self, id: str, handler: Handler[Shortcut], *, opens_form: OpensForm[Shortcut] = False) -> None:
        self._add(Entry(Kind.SHORTCUT, id, handler, opens_form))

    def action(self, id: str, handler: Handler[Action], *, opens_form: OpensForm[Action] = False) -> None:
        self._add(Entry(Kind.ACTION, id, handler, opens_form))

    def submission(self, id: str, handler: Handler[Screen]) -> None:
        self._add(Entry(Kind.SUBMISSION, id, handler))

    def closed(self, id: str, handler: Handler[Screen]) -> None:
        self._add(Entry(Kind.CLOSED, id, handler))

    def options(self, block_id: str, handler: Handler[Options]) -> None:
        self._add(Entry(Kind.OPTIONS, block_id, handler))

    def event(self, id: str, handler: Handler[Event]) -> None:
        """Something that somebody did: they are asked for their rights first."""
        self._add(Entry(Kind.EVENT, id, handler))

    def fact(self, id: str, handler: Callable[[Asked[Event]], Ack]) -> None:
        """An event that tells of the world (a channel, a person, a message of ours) and acts for nobody."""
        self._add(Entry(Kind.EVENT, id, handler, is_guarded=False))

    def find(self, kind: Kind, id: str) -> Entry | None:
        return self._entries.get((kind, id))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def _add(self, entry: Entry) -> None:
        key = (entry.kind, entry.id)
        if key in self._entries:
            raise EntryTaken(f"{entry.kind} {entry.id} is handled already")
        if self.after is not None and entry.is_guarded and entry.kind in _ACTS:
            entry = replace(entry, handler=_followed(entry.handler, self.after))
        self._entries[key] = entry


def _followed(
    handler: Handler[object], after: Callable[[Request[object]], Callable[[], None] | None]
) -> Handler[object]:
    """The same handler; what it owes after its acknowledgement comes first, then what ``after`` says, if anything."""

    def handle(request: Request[object]) -> Ack:
        ack = handler(request)
        follows = after(request) if request.opened is None else None
        if follows is None:
            return ack
        later = ack.later

        def run() -> None:
            if later is not None:
                later()
            follows()

        return replace(ack, later=run)

    return handle
