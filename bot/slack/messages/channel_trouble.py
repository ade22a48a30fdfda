"""Why the bot does not post in a channel, and what to do about it."""

from bot.slack.mrkdwn import Mrkdwn
from bot.slack.wording import Words
from bot.usecases.notices import ChannelProblem


def problem_line(words: Words, problem: ChannelProblem | str) -> Mrkdwn:
    """What is wrong, and the way out. A problem that is stored as text is one of `ChannelProblem`."""
    return words.rich(f"channel_problem.{ChannelProblem(problem).value}")
