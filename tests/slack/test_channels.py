"""Channels: what Slack says of them, for a minute at most."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import faults
from bot.sandbox.local_slack import LocalSlack
from bot.slack import asking
from bot.slack.channels import MEMORY, SlackChannels
from bot.slack.clients import Home


@pytest.fixture
def channels(slack: LocalSlack, home: Home) -> SlackChannels:
    return SlackChannels(home, slack.clock)


def channel_id(slack: LocalSlack, name: str) -> str:
    return slack.platform.channel(name).id


def test_a_private_channel_of_ours_can_be_told(slack: LocalSlack, channels: SlackChannels) -> None:
    """Private, ours, the bot in it."""
    facts = channels.facts(channel_id(slack, "client-alerts"))
    assert facts is not None
    assert (facts.name, facts.is_private, facts.is_bot_member) == ("client-alerts", True, True)
    assert not (facts.is_shared_outside)
    assert not (facts.is_about_to_be_shared)
    assert not (facts.is_archived)
    assert not (facts.is_direct)


def test_sharing_shows_from_its_beginning(slack: LocalSlack, channels: SlackChannels) -> None:
    """About to be, then shared."""
    where = channel_id(slack, "general")
    slack.changes.begin_sharing("general")
    facts = channels.facts(where)
    assert facts is not None
    assert facts.is_about_to_be_shared
    slack.changes.share("general")
    channels.forget(where)
    facts = channels.facts(where)
    assert facts is not None
    assert facts.is_shared_outside


def test_members_are_all_of_them(slack: LocalSlack, channels: SlackChannels) -> None:
    """The bot too."""
    members = channels.members(channel_id(slack, "client-alerts"))
    assert members is not None
    assert set(members) == set(slack.platform.channel("client-alerts").members)
    assert slack.bot_user_id in members


def test_an_answer_is_good_for_a_minute(slack: LocalSlack, channels: SlackChannels) -> None:
    """Just before its end it is remembered, on its end asked for again."""
    where = channel_id(slack, "general")
    channels.facts(where)
    slack.clock.move(MEMORY - timedelta(microseconds=1))
    channels.facts(where)
    assert len(slack.traffic.calls("conversations.info")) == 1
    slack.clock.move(timedelta(microseconds=1))
    channels.facts(where)
    assert len(slack.traffic.calls("conversations.info")) == 2


def test_a_clock_that_went_back_makes_no_memory_young(slack: LocalSlack, channels: SlackChannels) -> None:
    """An answer from the future is asked for again."""
    channels.facts(channel_id(slack, "general"))
    slack.clock.move(timedelta(seconds=-10))
    channels.facts(channel_id(slack, "general"))
    assert len(slack.traffic.calls("conversations.info")) == 2


def test_what_failed_is_unknown_and_asked_again(slack: LocalSlack, channels: SlackChannels) -> None:
    """A failure is not remembered."""
    where = channel_id(slack, "general")
    for method in ("conversations.info", "conversations.members"):
        slack.faults.add(method, faults.http_500())
    assert (channels.facts(where), channels.members(where)) == (None, None)
    assert channels.facts(where) is not None
    assert channels.members(where) is not None


def test_an_answer_asked_for_before_it_was_forgotten_is_not_kept(
    slack: LocalSlack, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event that dropped it may have come while Slack was answering."""
    channels = SlackChannels(home, slack.clock)
    where = channel_id(slack, "general")
    ask = asking.ask

    def ask_and_be_told(*given: Any, **named: Any) -> object:
        answer = ask(*given, **named)
        channels.forget(where)
        return answer

    monkeypatch.setattr("bot.slack.channels.ask", ask_and_be_told)
    channels.facts(where)
    channels.facts(where)
    assert len(slack.traffic.calls("conversations.info")) == 2


def test_a_channel_that_slack_hides_is_one_that_we_are_not_in(slack: LocalSlack, channels: SlackChannels) -> None:
    """A private one without us looks like one that is gone: an invitation may help, and nothing is posted."""
    hidden = slack.changes.add_channel("secret", is_private=True, members=("lead",))
    for where in (hidden.id, "C0NOWHERE01"):
        facts = channels.facts(where)
        assert facts is not None
        assert not facts.is_bot_member
        assert channels.members(where) is None
