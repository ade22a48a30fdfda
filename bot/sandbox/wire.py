"""What travels between Slack and an app: JSON objects, and the requests that carry them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
"""A JSON object, as it is sent or was received."""


class Kind(StrEnum):
    """The four sorts of request that Slack sends to an app."""

    COMMAND = "command"
    INTERACTION = "interaction"
    SUGGESTION = "suggestion"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One request to the app, whatever way it travels.

    `name` is what a person would call it: the command, the callback id, the event's type. `retry` is the
    number of the attempt after the first, as in `x-slack-retry-num`; 0 is the first delivery.
    """

    kind: Kind
    name: str
    body: Json
    envelope_id: str
    retry: int = 0
    retry_reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ack:
    """How the app answered a request.

    `status` is the HTTP status (200 for an acknowledgement over Socket Mode; 0 where nothing came);
    `error` is what a person then reads: `operation_timeout`, `dispatch_failed`, `http_error`, or empty.
    `ms` is real time.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    payload: Any = None
    ms: float = 0.0
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged within the limit."""
        return self.status == 200 and not self.error


class RefusedError(Exception):
    """Slack (or its client) does not let a person do that; the message says why, and what there is instead."""
