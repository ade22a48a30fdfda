"""Slack's requests over HTTP: the gate, then Bolt."""

from collections.abc import Mapping

from slack_bolt import App

from bot.slack.app import dispatch
from bot.slack.gate import Gate, Refused

Answer = tuple[int, dict[str, str], bytes]


class SlackEndpoint:
    """What `bot.web` calls, in a thread, for every request to Slack's URL."""

    def __init__(self, gate: Gate, app: App) -> None:
        self._gate = gate
        self._app = app

    def handle(self, headers: Mapping[str, str], raw_body: bytes) -> Answer:
        """Status, headers and body of the answer; never raises for what a sender can choose."""
        checked = self._gate.check(headers, raw_body)
        if isinstance(checked, Refused):
            return checked.status, {"content-type": "text/plain; charset=utf-8"}, checked.why.encode() + b"\n"
        if "ssl_check" in checked.body and "command" not in checked.body:
            return 200, {}, b""
        response = dispatch(self._app, checked.body, headers)
        if response.status >= 400:
            # Bolt's error bodies say what is installed here; nobody needs to know.
            return response.status, {}, b""
        return response.status, {name: values[0] for name, values in response.headers.items()}, response.body.encode()
