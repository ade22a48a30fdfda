"""Socket Mode, without the sockets: tickets, connections, and who waits for which acknowledgement."""

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.platform import APP_ID
from bot.sandbox.wire import Envelope, Json, Kind

MAX_CONNECTIONS = 10
"""Connections that one app may hold at once; Slack's own number."""

_TYPES = {
    Kind.COMMAND: "slash_commands",
    Kind.INTERACTION: "interactive",
    Kind.SUGGESTION: "interactive",
    Kind.EVENT: "events_api",
}


@dataclass(slots=True)
class Connection:
    """One WebSocket of the app. `send` and `close` may be called from any thread; one that is leaving gets nothing
    while there is another."""

    number: int
    send: Callable[[str], None]
    close: Callable[[], None]
    is_leaving: bool = False


@dataclass(slots=True)
class _Waiting:
    answered: threading.Event = field(default_factory=threading.Event)
    payload: Any = None


class SocketHub:
    """The app's connections; each request goes to one of them, in turn."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrived = threading.Condition(self._lock)
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._waiting: dict[str, _Waiting] = {}
        self._numbers = 0
        self._turn = 0

    @property
    def count(self) -> int:
        """How many connections are open."""
        with self._lock:
            return len(self._connections)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the open connections, in the order in which they came."""
        with self._lock:
            return [connection.number for connection in self._connections]

    def wait_connected(self, timeout_s: float) -> bool:
        """Wait until the app has a connection, at most so long."""
        with self._arrived:
            return self._arrived.wait_for(lambda: bool(self._connections), timeout_s)

    def new_ticket(self) -> str:
        """A ticket that lets one connection in."""
        ticket = secrets.token_hex(12)
        with self._lock:
            self._tickets.add(ticket)
        return ticket

    def punch(self, ticket: str) -> bool:
        """Use a ticket up; false where it is unknown or used."""
        with self._lock:
            if ticket not in self._tickets or len(self._connections) >= MAX_CONNECTIONS:
                return False
            self._tickets.remove(ticket)
            return True

    def connect(self, send: Callable[[str], None], close: Callable[[], None]) -> Connection:
        """Take a connection in and say hello on it."""
        with self._arrived:
            self._numbers += 1
            connection = Connection(self._numbers, send, close)
            count = len(self._connections) + 1
        send(json.dumps(_hello(count)))
        with self._arrived:
            self._connections.append(connection)
            self._arrived.notify_all()
        return connection

    def disconnect(self, connection: Connection) -> None:
        """The connection is gone."""
        with self._lock:
            if connection in self._connections:
                self._connections.remove(connection)

    def exchange(self, envelope: Envelope, timeout_s: float) -> tuple[bool, Any] | None:
        """Send a request and wait for its acknowledgement.

        Returns whether it was acknowledged and with which payload; None where there is no connection.
        """
        with self._lock:
            if not self._connections:
                return None
            staying = [one for one in self._connections if not one.is_leaving] or self._connections
            connection = staying[self._turn % len(staying)]
            self._turn += 1
            waiting = self._waiting[envelope.envelope_id] = _Waiting()
        connection.send(json.dumps(_framed(envelope)))
        answered = waiting.answered.wait(timeout_s)
        with self._lock:
            self._waiting.pop(envelope.envelope_id, None)
        return answered, waiting.payload

    def received(self, text: str) -> Json | None:
        """Take what the app sent; returns the acknowledgement if it was one that somebody waits for."""
        try:
            said = json.loads(text)
        except ValueError:
            return None
        if not isinstance(said, dict) or "envelope_id" not in said:
            return None
        with self._lock:
            waiting = self._waiting.get(str(said["envelope_id"]))
        if waiting is None:
            return None
        waiting.payload = said.get("payload")
        waiting.answered.set()
        return said

    def ask_to_reconnect(self, reason: str = "refresh_requested") -> int:
        """Send `disconnect` on every connection; a refresh is the app's cue to open another one."""
        with self._lock:
            connections = list(self._connections)
            for connection in connections:
                connection.is_leaving = reason == "refresh_requested"
        for connection in connections:
            connection.send(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}))
        return len(connections)

    def cut(self) -> int:
        """Drop every connection without a word."""
        with self._lock:
            connections = list(self._connections)
            self._connections.clear()
        for connection in connections:
            connection.close()
        return len(connections)


def _hello(count: int) -> Json:
    return {
        "type": "hello",
        "num_connections": count,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP_ID},
    }


def _framed(envelope: Envelope) -> Json:
    framed: Json = {
        "envelope_id": envelope.envelope_id,
        "payload": envelope.body,
        "type": _TYPES[envelope.kind],
        "accepts_response_payload": envelope.kind is not Kind.EVENT,
    }
    if envelope.retry or envelope.kind is Kind.EVENT:
        framed |= {"retry_attempt": envelope.retry, "retry_reason": envelope.retry_reason}
    return framed
