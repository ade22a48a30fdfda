"""Where the bot is installed: asked once, at the start."""

from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError

from bot.slack.clients import CALL_TIMEOUT_S, Home, web_client
from bot.slack.screens import CALL_ERRORS
from bot.usecases.records import WorkspaceFacts


class NotInstalled(Exception):
    """Slack does not know our token, or cannot be reached; the message is Slack's error name or the network's."""


def find_home(bot_token: str, api_url: str) -> tuple[Home, WorkspaceFacts]:
    """The workspace of the token; raises `NotInstalled`."""
    try:
        answer = web_client(bot_token, api_url, CALL_TIMEOUT_S).auth_test()
    except SlackApiError as error:
        raise NotInstalled(str(error.response.get("error"))) from None
    except CALL_ERRORS as error:
        raise NotInstalled(type(error).__name__) from None
    workspace, bot_user = str(answer.get("team_id")), str(answer.get("user_id"))
    domain = (urlsplit(str(answer.get("url") or "")).hostname or "").partition(".")[0]
    facts = WorkspaceFacts(workspace, domain, str(answer.get("team") or ""), bot_user)
    return Home(workspace, bot_user, bot_token, api_url), facts
