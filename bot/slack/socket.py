"""Slack's requests over Socket Mode: the same checks as the gate's without the signature, then Bolt."""

import json
import socket
import threading
import time
from contextlib import suppress

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.app import dispatch
from bot.slack.clients import web_client
from bot.slack.entry import Kind
from bot.slack.failures import record_refusal
from bot.slack.library_log import library_logger
from bot.slack.screens import CALL_ERRORS
from bot.slack.shape import BadShape, check_body, read_object

# An acknowledgement that takes longer than Slack's 3 s is not worth waiting for.
_FINISH_S = 3.0
# Each worker holds its request until it is acknowledged.
_WORKERS = 16


class CannotConnect(Exception):
    """Slack did not let us connect; the message is Slack's error name, or that of the trouble with the network."""


class SocketRunner:
    """Keeps one Socket Mode connection; the SDK's client pings and reconnects by itself."""

    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        self._handler = _Handler(app, app_token, api_url)

    def start(self) -> None:
        """Connects and returns; raises `CannotConnect`."""
        try:
            self._handler.client.connect()
        except SlackApiError as error:
            self._close()
            raise CannotConnect(str(error.response.get("error"))) from None
        except CALL_ERRORS as error:
            self._close()
            raise CannotConnect(type(error).__name__) from None

    def is_connected(self) -> bool:
        return bool(self._handler.client.is_connected())

    def stop(self) -> None:
        """Lets what is under way be acknowledged, then disconnects for good. May be called twice."""
        self._handler.finish(_FINISH_S)
        self._close()

    def _close(self) -> None:
        client = self._handler.client
        # The SDK's reader waits a second for the next message before it sees that it is over: this is that message.
        client.closed = True
        client.enqueue_message("")
        _end_reading(client)
        client.close()


def _end_reading(client: SocketModeClient) -> None:
    """Wakes the SDK's receiver, which would sit out three seconds with the lock that closing needs."""
    client.current_session_state.terminated = True
    sock = None if client.current_session is None else client.current_session.sock
    if sock is None:
        return
    # Past the TLS layer, whose own shutdown would take its state away from under the receiver. Gone already is as good.
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RD)


class _Handler(SocketModeHandler):
    def __init__(self, app: App, app_token: str, api_url: str) -> None:
        super().__init__(
            app,
            app_token,
            logger=library_logger(),
            web_client=web_client(None, api_url),
            concurrency=_WORKERS,
        )
        self._under_way = 0
        self._changed = threading.Condition()

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as in Bolt's
        with self._changed:
            self._under_way += 1
        try:
            send_response(client, req, self._answer(req), time.time())
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def finish(self, timeout_s: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._under_way == 0, timeout_s)

    def _answer(self, req: SocketModeRequest) -> BoltResponse:
        try:
            body = read_object(json.dumps(req.payload))
            check_body(body)
        except (BadShape, ValueError, RecursionError):
            # Acknowledged, since the same envelope would come back the same.
            record_refusal("bad_shape", Kind.EVENT, "socket")
            return BoltResponse(status=200, body="")
        headers = {name: value for name, value in (build_headers(req) or {}).items() if isinstance(value, str)}
        return dispatch(self.app, body, headers)
