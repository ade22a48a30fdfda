import http.client
import time
from datetime import timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import faults
from bot.sandbox.clock import SandboxClock
from bot.sandbox.local_slack import LocalSlack

HERE = "C0GENERAL01"


def texts(slack: LocalSlack) -> list[str]:
    return [one.text for one in slack.messages("general")]


def test_a_lost_answer_keeps_the_post(client: WebClient, slack: LocalSlack) -> None:
    """The line drops before a byte of the answer, and the message is there all the same: once."""
    slack.faults.add("chat.postMessage", faults.lost_answer())
    with pytest.raises(http.client.RemoteDisconnected):
        client.chat_postMessage(channel=HERE, text="lost")
    assert texts(slack) == ["lost"]
    client.chat_postMessage(channel=HERE, text="next")
    assert texts(slack) == ["lost", "next"]


def test_a_refused_connection_posts_nothing(client: WebClient, slack: LocalSlack) -> None:
    """The line drops, and nothing was done."""
    slack.faults.add("chat.postMessage", faults.refused_connection())
    with pytest.raises(http.client.RemoteDisconnected):
        client.chat_postMessage(channel=HERE, text="never")
    assert texts(slack) == []


def test_a_late_call_takes_effect_when_its_time_comes(
    client: WebClient, slack: LocalSlack, clock: SandboxClock
) -> None:
    """The client sees a dropped line; the message appears by the sandbox's clock."""
    slack.faults.add("chat.postMessage", faults.late_apply(90))
    with pytest.raises(http.client.RemoteDisconnected):
        client.chat_postMessage(channel=HERE, text="late")
    clock.move(timedelta(seconds=89))
    assert texts(slack) == []
    clock.move(timedelta(seconds=1))
    assert texts(slack) == ["late"]


def test_a_rate_limit_says_when_to_come_back(client: WebClient, slack: LocalSlack) -> None:
    """429 with Retry-After, as often as planned, and then all is well."""
    slack.faults.add("chat.postMessage", faults.ratelimited(7), times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            client.chat_postMessage(channel=HERE, text="x")
        assert (refused.value.response.status_code, refused.value.response["error"]) == (429, "ratelimited")
        assert refused.value.response.headers["retry-after"] == "7"
    client.chat_postMessage(channel=HERE, text="through")
    assert texts(slack) == ["through"]


def test_a_rate_limit_may_not_be_json(client: WebClient, slack: LocalSlack) -> None:
    """The SDK then says that the answer was in another format."""
    slack.faults.add("*", faults.non_json_429())
    with pytest.raises(SlackApiError, match="non-JSON"):
        client.chat_postMessage(channel=HERE, text="x")


@pytest.mark.parametrize("applied", [False, True])
def test_a_500_may_or_may_not_have_taken_effect(client: WebClient, slack: LocalSlack, applied: bool) -> None:
    """The answer is the same; only the channel tells."""
    slack.faults.add("chat.postMessage", faults.http_500(applied))
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=HERE, text="x")
    assert refused.value.response.status_code == 500
    assert texts(slack) == (["x"] if applied else [])


def test_any_error_can_be_asked_for(client: WebClient, slack: LocalSlack) -> None:
    """`ok: false` with that name; other methods are untouched."""
    slack.faults.add("chat.postMessage", faults.error("internal_error"))
    client.auth_test()
    with pytest.raises(SlackApiError, match="internal_error"):
        client.chat_postMessage(channel=HERE, text="x")


def test_a_slow_answer_is_right_in_the_end(client: WebClient, slack: LocalSlack) -> None:
    """The delay is real time."""
    slack.faults.add("auth.test", faults.slow(0.05))
    started = time.perf_counter()
    assert client.auth_test()["ok"]
    assert time.perf_counter() - started >= 0.05


def test_the_log_tells_what_was_dropped(client: WebClient, slack: LocalSlack) -> None:
    """Each call stands in the log with its error, and without its token."""
    slack.faults.add("chat.postMessage", faults.lost_answer())
    with pytest.raises(http.client.RemoteDisconnected):
        client.chat_postMessage(channel=HERE, text="x")
    [entry] = slack.traffic.calls("chat.postMessage")
    assert (entry.error, entry.is_error) == ("dropped", True)
    assert slack.bot_token not in str(entry.as_json())
