"""The Web API clients, each made explicitly: nothing is read from the environment, and nothing is retried unasked."""

from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.slack.library_log import library_logger

# Opening a form must leave the rest of Slack's 3 s for the answer that says it failed.
OPEN_TIMEOUT_S = 2
CALL_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Home:
    """The one workspace that this bot is installed in. ``api_url`` ends with a slash."""

    workspace: str
    bot_user: str
    bot_token: str = field(repr=False)
    api_url: str = "https://slack.com/api/"


def web_client(token: str | None, api_url: str, timeout_s: int = CALL_TIMEOUT_S) -> WebClient:
    """A client that makes one request for each call: slack_sdk's own retries would post twice."""
    return WebClient(token=token, base_url=api_url, timeout=timeout_s, retry_handlers=[], logger=library_logger())
