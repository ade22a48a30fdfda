"""Private answers go to Slack and nowhere else."""

import pytest

from bot.sandbox.local_slack import LocalSlack
from bot.slack.clients import Home
from bot.slack.responder import Responder


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.slack.com/commands/1",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack.com@evil.example/x",
        "https://hooks.slack.com:8443/x",
        "https://evil.example/hooks.slack.com",
        "file:///etc/passwd",
        "http://127.0.0.1/x",
        "https://[::1",
        "//hooks.slack.com/x",
        "https://hooks.slack.com/x\r\nHost: evil.example",
        "https://hooks.slack.com/x\x00",
        "https://hooks.slack.com/x y",
        "https://hooks.slack.com/\u202ex",
        "https://hooks.slack.com/\ud800",
        "https://hooks.slack.com/" + "x" * 2000,
        "https://hooks.slack.com\\@evil.example/",
    ],
)
def test_an_address_elsewhere_is_never_called(url: str) -> None:
    """Whatever a payload names, signed or not."""
    responder = Responder("https://slack.com/api/")
    assert not responder._is_allowed(url)
    assert responder.say(url, "hello") is False


def test_only_slacks_own_host_is_slack() -> None:
    """The address that Slack's payloads name."""
    assert Responder("https://slack.com/api/")._is_allowed("https://hooks.slack.com/commands/1")


def test_a_stand_in_is_answered_at_its_own_address(home: Home, slack: LocalSlack) -> None:
    """An address of its that is not known says so."""
    assert Responder(home.api_url)._is_allowed(home.api_url.replace("/api/", "/response/x"))
    assert Responder(home.api_url).say(home.api_url.replace("/api/", "/response/x"), "hello") is False
