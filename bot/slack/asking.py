"""Asks Slack something, within a time that holds for the whole call and not for each of its parts."""

from collections.abc import Mapping

from bot.slack.clients import Home
from bot.slack.deadline import seconds_left
from bot.slack.one_request import Answered, post_form, post_json


def ask(home: Home, method: str, most_s: float, **arguments: str | int) -> Mapping[str, object] | None:
    """The answer's JSON object, whether it says ``ok`` or not; None where there was none in time."""
    left_s = seconds_left(most_s)
    if not left_s:
        return None
    fields = {name: str(value) for name, value in arguments.items()}
    answer = post_form(home.api_url + method, home.bot_token, fields, left_s)
    return answer.body if isinstance(answer, Answered) else None


def tell(home: Home, method: str, body: Mapping[str, object], most_s: float) -> Mapping[str, object] | None:
    """The same for what Slack takes as JSON."""
    left_s = seconds_left(most_s)
    if not left_s:
        return None
    answer = post_json(home.api_url + method, home.bot_token, body, left_s)
    return answer.body if isinstance(answer, Answered) else None
