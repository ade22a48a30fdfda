"""Opens, fills and publishes modals and App Home."""

from dataclasses import dataclass
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.asking import tell
from bot.slack.clients import OPEN_TIMEOUT_S, Home, web_client
from bot.slack.entry import Action, Asked, Opened, View

# What a call to Slack raises: its own errors, and those of sockets and http.client beneath.
CALL_ERRORS = (SlackClientError, OSError, HTTPException, ValueError)
_FILL_TRIES = 2


@dataclass(frozen=True, slots=True)
class Published:
    """``hash`` names what now stands in App Home (empty where Slack did not say); None where it was not published.

    ``is_overtaken``: somebody else published there first.
    """

    hash: str | None
    is_overtaken: bool


class Screens:
    """Everything here answers by value whether it worked; nothing raises for what Slack or the network does."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._client: WebClient = web_client(home.bot_token, home.api_url)

    def open(self, asked: Asked[object], view: View) -> Opened | None:
        """Opens ``view`` with the request's trigger, on top of the modal where the request comes from one."""
        if asked.trigger_id is None:
            return None
        part = asked.part
        is_on_modal = isinstance(part, Action) and part.screen is not None and part.screen.is_modal
        method = "views.push" if is_on_modal else "views.open"
        answer = tell(self._home, method, {"trigger_id": asked.trigger_id, "view": view}, OPEN_TIMEOUT_S)
        shown = answer.get("view") if answer is not None and answer.get("ok") is True else None
        if not isinstance(shown, dict) or not isinstance(shown.get("id"), str):
            return None
        return Opened(shown["id"], str(shown.get("hash") or ""))

    def fill(self, opened: Opened, view: View) -> bool:
        """Puts ``view`` where the loading view stands; tried twice, since nobody can take it away but the person."""
        return any(self.update(opened.view_id, view) for _ in range(_FILL_TRIES))

    def update(self, view_id: str, view: View, hash: str | None = None) -> bool:
        """With ``hash``, only where the modal has not changed since it was read."""
        guard = {"hash": hash} if hash else {}
        try:
            self._client.views_update(view_id=view_id, view=view, **guard)
        except CALL_ERRORS:
            return False
        return True

    def publish(self, user: str, view: View, hash: str | None = None) -> Published:
        """Shows ``view`` as that person's App Home; with ``hash``, only where it has not changed since."""
        guard = {"hash": hash} if hash else {}
        try:
            shown = self._client.views_publish(user_id=user, view=view, **guard).get("view")
        except SlackApiError as error:
            return Published(None, is_overtaken=error.response.get("error") == "hash_conflict")
        except CALL_ERRORS:
            return Published(None, is_overtaken=False)
        told = shown.get("hash") if isinstance(shown, dict) else None
        return Published(told if isinstance(told, str) else "", is_overtaken=False)


def notice_modal(title: str, close: str, text: str) -> View:
    """A modal that says one thing."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title[:24]},
        "close": {"type": "plain_text", "text": close[:24]},
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}}],
    }


def notice_home(text: str) -> View:
    """An App Home that says one thing."""
    return {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text[:3000]}}]}
