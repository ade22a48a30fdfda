"""What people act on: the platform, and the ways to the app and back."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.delivery import Delivery
from bot.sandbox.events import Events
from bot.sandbox.messages import Message
from bot.sandbox.payloads import Payloads
from bot.sandbox.platform import Platform
from bot.sandbox.responses import Responses
from bot.sandbox.views import View
from bot.sandbox.wire import Ack, Json

Shown = tuple[str, list[Json]]


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts that an act of a person needs."""

    platform: Platform
    delivery: Delivery
    events: Events
    responses: Responses
    payloads: Payloads

    def ephemerals_of(self, user: str) -> list[Message]:
        """What only that person sees, the oldest first."""
        with self.platform.lock:
            return [one for one in self.platform.workspace.ephemerals if one.ephemeral_to == user]

    def shown_to(self, user: str) -> dict[str, Shown]:
        """What each message that only that person sees shows now, by its time stamp."""
        return {one.ts: (one.text, one.blocks) for one in self.ephemerals_of(user)}

    def new_to(self, user: str, before: dict[str, Shown]) -> tuple[Message, ...]:
        """The messages that only that person sees and that were not so before, or not with that content."""
        return tuple(one for one in self.ephemerals_of(user) if before.get(one.ts) != (one.text, one.blocks))

    def top_view(self, user: str) -> View | None:
        """The form on top of that person's screen."""
        with self.platform.lock:
            stack = self.platform.workspace.stack(user)
            return stack[-1] if stack else None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of an act.

    `messages` appeared for that person meanwhile: the ephemeral ones (one that a button replaced among them), and a
    public answer. `error` is what Slack shows in place of an answer: `operation_timeout`, `dispatch_failed`,
    `http_error`, or the reason why the answer could not be shown. `view` is the form on top of their screen afterwards.
    """

    ack: Ack
    messages: tuple[Message, ...] = ()
    view: View | None = None
    error: str = ""
    request: Any = None

    @property
    def status(self) -> int:
        """The HTTP status of the acknowledgement, 0 where none came."""
        return self.ack.status

    @property
    def ms(self) -> float:
        """How long the acknowledgement took, in real time."""
        return self.ack.ms

    @property
    def body(self) -> Any:
        """What the acknowledgement carried: parsed JSON, text, or None."""
        return self.ack.payload

    @property
    def message(self) -> Message | None:
        """The newest of the messages."""
        return self.messages[-1] if self.messages else None

    @property
    def text(self) -> str:
        """The newest message's text, empty where there is none."""
        return self.message.text if self.message else ""

    @property
    def blocks(self) -> list[Any]:
        """The newest message's blocks."""
        return self.message.blocks if self.message else []

    @property
    def ephemerals(self) -> tuple[Message, ...]:
        """The messages that only that person sees."""
        return tuple(one for one in self.messages if one.ephemeral_to)

    @property
    def response_url(self) -> str:
        """The response_url that the app was given, empty where it got none."""
        return str((self.request or {}).get("response_url", ""))

    @property
    def trigger_id(self) -> str:
        """The trigger id that the app was given."""
        return str((self.request or {}).get("trigger_id", ""))


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """What came of submitting a form.

    `errors` stand at their fields, by block id (Slack's own, `is_sent` false, or the app's). `error` says that
    Slack showed "We had some trouble connecting": why. `view` is what is on top of the screen now.
    """

    ack: Ack
    errors: dict[str, str]
    view: View | None = None
    closed: bool = False
    updated: View | None = None
    pushed: View | None = None
    cleared: bool = False
    error: str = ""
    is_sent: bool = True
    messages: tuple[Message, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the app took the form."""
        return not self.errors and not self.error


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What an external select offers for what was typed. `ack` is None where the app was not asked."""

    ack: Ack | None
    options: tuple[Any, ...] = ()
    groups: tuple[Any, ...] = ()
    error: str = ""

    @property
    def all(self) -> list[Any]:
        """All options, those in groups included."""
        return [*self.options, *(option for group in self.groups for option in group["options"])]

    @property
    def labels(self) -> list[str]:
        """The options' texts."""
        return [str(option["text"]["text"]) for option in self.all]
