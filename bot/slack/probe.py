"""What Slack says of our tokens, and how well it can be reached: for `partways doctor`."""

import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack.clients import web_client
from bot.slack.screens import CALL_ERRORS

_TIMEOUT_S = 5
_ERROR_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Unreachable(StrEnum):
    """Why no answer came."""

    NO_SUCH_HOST = "no_such_host"
    TLS = "tls"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    ODD_ANSWER = "odd_answer"  # not in Slack's own form: a proxy's, or that of a Slack in trouble
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What Slack answered to a token. ``error`` is Slack's name for what is wrong with it, None where nothing is.

    ``scopes`` are those that it has, None where Slack did not tell; ``slack_time`` the moment that Slack put on the answer.
    """

    error: str | None
    scopes: frozenset[str] | None
    slack_time: datetime | None
    workspace: str = ""
    workspace_name: str = ""
    bot_user: str = ""


def ask_bot_token(token: str, api_url: str) -> TokenAnswer | Unreachable:
    """One `auth.test`."""
    try:
        answer = web_client(token, api_url, _TIMEOUT_S).auth_test()
    except SlackApiError as refused:
        return _refused(refused)
    except CALL_ERRORS as error:
        return _why(error)
    return TokenAnswer(
        error=None,
        scopes=_scopes(answer),
        slack_time=_time(answer),
        workspace=str(answer.get("team_id") or ""),
        workspace_name=str(answer.get("team") or ""),
        bot_user=str(answer.get("user_id") or ""),
    )


def ask_app_token(token: str, api_url: str) -> TokenAnswer | Unreachable:
    """One `apps.connections.open`, whose connection is not used: it ends by itself."""
    try:
        answer = web_client(None, api_url, _TIMEOUT_S).apps_connections_open(app_token=token)
    except SlackApiError as refused:
        return _refused(refused)
    except CALL_ERRORS as error:
        return _why(error)
    return TokenAnswer(error=None, scopes=None, slack_time=_time(answer))


def _refused(refused: SlackApiError) -> TokenAnswer | Unreachable:
    answer = refused.response
    told = answer.get("error") if isinstance(answer, SlackResponse) else None
    # The SDK puts its own sentence there for what is no JSON.
    if not isinstance(told, str) or not _ERROR_NAME.fullmatch(told):
        return Unreachable.ODD_ANSWER
    return TokenAnswer(error=told, scopes=_scopes(answer), slack_time=_time(answer))


def _headers(answer: object) -> Mapping[str, str]:
    """By their names in lower case; none where Slack answered with something else than its own JSON."""
    headers = answer.headers if isinstance(answer, SlackResponse) else {}
    return {str(name).lower(): str(value) for name, value in dict(headers).items()}


def _scopes(answer: object) -> frozenset[str] | None:
    told = _headers(answer).get("x-oauth-scopes")
    return None if told is None else frozenset(scope.strip() for scope in told.split(",") if scope.strip())


def _time(answer: object) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_headers(answer).get("date", ""))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _why(error: Exception) -> Unreachable:
    reason = error.reason if isinstance(error, URLError) else error
    match reason:
        case socket.gaierror():
            return Unreachable.NO_SUCH_HOST
        case ssl.SSLError():
            return Unreachable.TLS
        case TimeoutError():
            return Unreachable.TIMEOUT
        case ConnectionRefusedError():
            return Unreachable.REFUSED
        case _:
            return Unreachable.OTHER
