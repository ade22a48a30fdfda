"""Private answers through a `response_url`. Slack gives one with commands, message shortcuts and message buttons."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from slack_sdk.webhook import WebhookClient

from bot.slack.clients import CALL_TIMEOUT_S
from bot.slack.library_log import library_logger
from bot.slack.screens import CALL_ERRORS

_SLACK = ("https", "hooks.slack.com")
# `urlsplit` drops line breaks from what it reads, and a request would be made of what it did not read.
_PLAIN = re.compile(r"[\x21-\x7e]{1,2000}")


class Responder:
    """Posts to Slack's own host only, or to the one host of a stand-in for Slack where the API URL names one."""

    def __init__(self, api_url: str) -> None:
        at = urlsplit(api_url)
        self._hosts = {_SLACK} if at.hostname == "slack.com" else {_SLACK, (at.scheme, at.netloc)}

    def say(self, response_url: str, text: str, blocks: Sequence[object] = ()) -> bool:
        """Something that only the person who asked sees, beneath what is there. False where it did not get through."""
        return self._send(response_url, {"replace_original": False} | _message(text, blocks))

    def replace(self, response_url: str, text: str, blocks: Sequence[object] = ()) -> bool:
        """The same in place of the answer that the button stands in. Only for answers that are private already."""
        return self._send(response_url, {"replace_original": True} | _message(text, blocks))

    def remove(self, response_url: str) -> bool:
        """Takes away the private answer that the button stands in."""
        return self._send(response_url, {"delete_original": True})

    def _send(self, response_url: str, body: dict[str, object]) -> bool:
        if not self._is_allowed(response_url):
            return False
        client = WebhookClient(response_url, timeout=CALL_TIMEOUT_S, retry_handlers=[], logger=library_logger())
        try:
            return client.send_dict(body).status_code == 200
        except CALL_ERRORS:
            return False

    def _is_allowed(self, response_url: str) -> bool:
        if not _PLAIN.fullmatch(response_url):
            return False
        try:
            at = urlsplit(response_url)
        except ValueError:
            return False
        return (at.scheme, at.netloc) in self._hosts


def _message(text: str, blocks: Sequence[object]) -> dict[str, object]:
    message: dict[str, object] = {"response_type": "ephemeral", "text": text}
    return message | {"blocks": list(blocks)} if blocks else message
