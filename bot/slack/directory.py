"""What Slack knows of people. Implements `usecases.ports.Directory`."""

from collections.abc import Mapping, Sequence

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.domain.people import Person
from bot.slack.asking import ask
from bot.slack.clients import Home, web_client
from bot.slack.deadline import is_answering
from bot.slack.screens import CALL_ERRORS
from bot.usecases.ports import Clock

# Whoever acts waits for this one inside Slack's 3 s.
_LOOK_UP_TIMEOUT_S = 2
_PAGE = 500
_MAX_PAGES = 400  # 200,000 people
_AT_ONCE = 200  # what Slack recommends as the most for one page
_SLACKBOT = "USLACKBOT"


class SlackDirectory:
    """Asks Slack each time; who keeps the answers, and for how long, is the caller's to say."""

    def __init__(self, home: Home, clock: Clock) -> None:
        self._home = home
        self._clock = clock
        # Reading everybody is background work: it may wait as long as Slack tells it to.
        self._patient: WebClient = web_client(home.bot_token, home.api_url)
        self._patient.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=3))

    def look_up(self, user: str) -> Person | None:
        answer = ask(self._home, "users.info", _LOOK_UP_TIMEOUT_S, user=user)
        if answer is None or answer.get("ok") is not True:
            return None
        person = self._person(answer.get("user"))
        return person if person is not None and person.id == user else None

    def everybody(self) -> Sequence[Person] | None:
        if is_answering():
            # Page after page, with the waits that Slack asks for: nobody's answer can wait for that.
            return None
        people: list[Person] = []
        cursor = ""
        for _ in range(_MAX_PAGES):
            try:
                page = self._patient.users_list(limit=_PAGE, cursor=cursor or None)
            except CALL_ERRORS:
                return None
            members = page.get("members")
            if not isinstance(members, list):
                return None
            people += [person for person in map(self._person, members) if person is not None]
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return people
        return None

    def everybody_at_once(self) -> Sequence[Person] | None:
        answer = ask(self._home, "users.list", _LOOK_UP_TIMEOUT_S, limit=_AT_ONCE)
        if answer is None or answer.get("ok") is not True:
            return None
        members, more = answer.get("members"), answer.get("response_metadata")
        if not isinstance(members, list) or (isinstance(more, dict) and more.get("next_cursor")):
            return None
        return [person for person in map(self._person, members) if person is not None]

    def _person(self, user: object) -> Person | None:
        """None for somebody whose id or home workspace Slack does not tell: nothing may be assumed of them."""
        if not isinstance(user, dict):
            return None
        person_id, team = user.get("id"), user.get("team_id")
        if not isinstance(person_id, str) or not isinstance(team, str) or not person_id or not team:
            return None
        zone = user.get("tz")
        return Person(
            id=person_id,
            team=team,
            name=_name(user),
            checked_at=self._clock.now(),
            is_guest=_any(user, "is_restricted", "is_ultra_restricted", "is_invited_user"),
            is_stranger=_any(user, "is_stranger"),
            is_bot=_any(user, "is_bot", "is_workflow_bot", "is_connector_bot") or person_id == _SLACKBOT,
            is_deactivated=_any(user, "deleted"),
            is_admin=_any(user, "is_admin", "is_owner", "is_primary_owner"),
            zone=zone if isinstance(zone, str) and zone else None,
        )


def _any(user: Mapping[str, object], *claims: str) -> bool:
    return any(bool(user.get(claim)) for claim in claims)


def _name(user: Mapping[str, object]) -> str:
    """As Slack shows it: the display name, else the real name, else the handle."""
    profile = user.get("profile")
    known = profile if isinstance(profile, dict) else {}
    names = (known.get("display_name"), known.get("real_name"), user.get("real_name"), user.get("name"))
    return next((name for name in names if isinstance(name, str) and name), str(user.get("id")))
