"""All that Slack is asked for one answer is over in time, and counts as not known where it is not."""

import pytest

from bot.sandbox import faults
from bot.sandbox.local_slack import LocalSlack
from bot.slack.channels import SlackChannels
from bot.slack.clients import Home
from bot.slack.deadline import ANSWER_WITHIN_S, answering, is_answering, seconds_left
from bot.slack.directory import SlackDirectory


def test_all_of_it_leaves_slack_half_a_second() -> None:
    """Slack waits for three."""
    assert ANSWER_WITHIN_S <= 2.5


def test_nobody_waits_unless_it_is_said() -> None:
    """Background work takes the time that it is given."""
    assert not is_answering()
    assert seconds_left(10) == 10
    with answering(5):
        assert is_answering()
        assert 4 < seconds_left(10) <= 5
        assert seconds_left(1) == 1
    assert seconds_left(10) == 10


def test_once_the_time_is_over_nobody_is_asked(slack: LocalSlack, home: Home) -> None:
    """Not even for a moment."""
    channels, directory = SlackChannels(home, slack.clock), SlackDirectory(home, slack.clock)
    where, who = slack.platform.channel("general").id, slack.person("lead").id
    with answering(0):
        assert channels.facts(where) is None
        assert channels.members(where) is None
        assert directory.look_up(who) is None
    assert slack.traffic.of("api") == []
    assert channels.facts(where) is not None


def test_several_slow_calls_share_one_time(slack: LocalSlack, home: Home) -> None:
    """Each of them would have been in time by itself; what was not known in time is asked again later."""
    channels, directory = SlackChannels(home, slack.clock), SlackDirectory(home, slack.clock)
    where, who = slack.platform.channel("general").id, slack.person("lead").id
    for method in ("conversations.info", "conversations.members", "users.info"):
        slack.faults.add(method, faults.slow(0.25))
    with answering(0.4):
        found = [channels.facts(where), channels.members(where), directory.look_up(who)]
    assert found[1:] == [None, None]
    slack.faults.clear()
    assert channels.members(where) is not None


def test_everybody_is_not_asked_for_while_somebody_waits(slack: LocalSlack, home: Home) -> None:
    """It takes as long as the workspace is large."""
    directory = SlackDirectory(home, slack.clock)
    with answering(2):
        assert directory.everybody() is None
    assert directory.everybody()


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
def test_an_answer_that_trickles_is_no_answer(slack: LocalSlack, home: Home, method: str) -> None:
    """The time is for the whole call."""
    channels, directory = SlackChannels(home, slack.clock), SlackDirectory(home, slack.clock)
    ask = {
        "conversations.info": lambda: channels.facts(slack.platform.channel("general").id),
        "conversations.members": lambda: channels.members(slack.platform.channel("general").id),
        "users.info": lambda: directory.look_up(slack.person("lead").id),
    }
    slack.faults.add(method, faults.slow(0.5))
    with answering(0.15):
        assert ask[method]() is None
