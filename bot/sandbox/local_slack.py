"""The local Slack: one object that holds the workspace, delivers to the app, and lets one act as a person."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.sandbox.agency import agency
from bot.sandbox.changes import Changes
from bot.sandbox.clock import SandboxClock
from bot.sandbox.delivery import Delivery, Target
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Message
from bot.sandbox.payloads import Payloads
from bot.sandbox.person import Person
from bot.sandbox.platform import ACK_LIMIT_S, APP_ID, BOT_USER_ID, Platform
from bot.sandbox.responses import Responses
from bot.sandbox.sockets import SocketHub
from bot.sandbox.stage import Stage
from bot.sandbox.traffic import Traffic, TrafficEntry
from bot.sandbox.web_api.answers import WebApi
from bot.sandbox.wire import Ack, RefusedError
from bot.sandbox.workspace import Workspace

_LOG = logging.getLogger(__name__)
_IDLE_S = 0.25
"""How often the background worker looks for retries that have become due on a running clock."""


class LocalSlack:
    """A Slack for one workspace and one app. Thread-safe.

    `app_channels` names channels that the app is in from the start; `declined_scopes` are optional scopes that
    were not granted at the install.
    """

    def __init__(
        self,
        manifest: Manifest,
        clock: SandboxClock,
        *,
        make_workspace: Callable[[datetime], Workspace] = agency,
        declined_scopes: Iterable[str] = (),
        app_channels: Iterable[str] = (),
        ack_limit_s: float = ACK_LIMIT_S,
    ) -> None:
        self.platform = Platform(
            manifest,
            clock,
            make_workspace=make_workspace,
            declined_scopes=declined_scopes,
            app_channels=app_channels,
            ack_limit_s=ack_limit_s,
        )
        self.sockets = SocketHub()
        self.delivery = Delivery(self.platform, self.sockets)
        self.events = Events(self.platform, self.delivery)
        self.responses = Responses(self.platform)
        self.api = WebApi(self.platform, self.sockets)
        self.changes = Changes(self.platform, self.events)
        self._stage = Stage(
            self.platform, self.delivery, self.events, self.responses, Payloads(self.platform, self.responses)
        )
        self._restart: Callable[[], None] | None = None
        self._examples: Callable[[], None] | None = None
        self._worker: threading.Thread | None = None
        self._stopping = threading.Event()
        clock.on_move(self._moved)

    @property
    def clock(self) -> SandboxClock:
        """The clock that the app must share."""
        return self.platform.clock

    @property
    def manifest(self) -> Manifest:
        """The app's manifest."""
        return self.platform.manifest

    @property
    def workspace(self) -> Workspace:
        """The state; take `platform.lock` for more than a glance."""
        return self.platform.workspace

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.platform.faults

    @property
    def traffic(self) -> Traffic:
        """The log of all exchanges with the app."""
        return self.platform.traffic

    @property
    def bot_token(self) -> str:
        """The token for the Web API."""
        return self.platform.bot_token

    @property
    def app_token(self) -> str:
        """The token for Socket Mode."""
        return self.platform.app_token

    @property
    def signing_secret(self) -> str:
        """What requests are signed with."""
        return self.platform.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.platform.team_id

    @property
    def app_id(self) -> str:
        """The app's id."""
        return APP_ID

    @property
    def bot_user_id(self) -> str:
        """The app's user."""
        return BOT_USER_ID

    def deliver_to(self, target: Target) -> None:
        """Where requests go: a handler in this process, a URL on this machine, or None for Socket Mode."""
        self.delivery.deliver_to(target)

    def person(self, who: str) -> Person:
        """Act as that person: an id, a handle or a name."""
        return Person(self._stage, self.platform.user(who))

    def messages(self, channel: str) -> list[Message]:
        """A channel's messages, the oldest first, replies among them."""
        with self.platform.lock:
            return self.workspace.in_order(self.platform.channel(channel).id)

    def thread(self, message: Message) -> list[Message]:
        """The answers beneath a message, the oldest first."""
        with self.platform.lock:
            return self.workspace.thread(message.channel, message.ts)

    def flush(self) -> int:
        """Send all events that are due; returns how many. Call it after the app has posted by itself."""
        self.api.apply_late()
        return self.events.flush()

    def wait_until(self, is_so: Callable[[], bool], timeout_s: float = 5.0) -> bool:
        """Wait until something is so that the app does in its own time, such as filling a form by a lazy listener.

        Looks again after each change; returns whether it came to be so within that real time.
        """
        ends = time.monotonic() + timeout_s
        while True:
            version = self.traffic.version
            if is_so():
                return True
            left_s = ends - time.monotonic()
            if left_s <= 0:
                return False
            self.traffic.wait(version, left_s)

    def redeliver(
        self, entry: TrafficEntry | None = None, times: int = 1, headers: Mapping[str, str] | None = None
    ) -> list[Ack]:
        """Send a request to the app again, just as it was (the newest, where none is named)."""
        chosen = entry or self.traffic.last_delivery()
        if chosen is None or chosen.envelope is None:
            raise ValueError("nothing was delivered yet that could be delivered again")
        envelope = replace(chosen.envelope, headers=dict(headers or {}))
        return [self.delivery.send(envelope) for _ in range(times)]

    @property
    def has_examples(self) -> bool:
        """Whether there is something to load."""
        return self._examples is not None

    def on_anew(self, restart: Callable[[], None], examples: Callable[[], None]) -> None:
        """What whoever runs the app does at a reset, and to load its examples; each calls `begin_anew` itself."""
        self._restart, self._examples = restart, examples

    def reset(self) -> None:
        """Begin anew with a fresh workspace; tokens stay, and the app begins anew too, where it is run beside this."""
        if self._restart is None:
            self.begin_anew()
        else:
            self._restart()

    def load_examples(self) -> None:
        """Begin anew with the app's examples; RefusedError where it gave none."""
        if self._examples is None:
            raise RefusedError("the app brought no examples along")
        self._examples()

    def begin_anew(self) -> None:
        """A fresh workspace; tokens, clock and connections stay, and the app hears nothing of it."""
        self.platform.reset()
        self.events.clear()
        self.api.forget_late()

    def start_worker(self) -> None:
        """Send events in the background from now on, as they come about."""
        if self._worker is None:
            self._stopping.clear()
            self._worker = threading.Thread(target=self._work, name="sandbox-events", daemon=True)
            self._worker.start()

    def stop_worker(self) -> None:
        """Send events only on `flush` again."""
        worker, self._worker = self._worker, None
        if worker is not None:
            self._stopping.set()
            self.traffic.touch()
            worker.join()

    def _work(self) -> None:
        seen = 0
        while not self._stopping.is_set():
            try:
                self.flush()
            except Exception:
                _LOG.exception("the app's handler raised while an event was delivered to it")
            seen = self.traffic.wait(seen, _IDLE_S)

    def _moved(self) -> None:
        self.flush()
