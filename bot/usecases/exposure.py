"""A channel with messages of ours in which people read along who may not."""

from dataclasses import dataclass
from datetime import datetime

from bot.usecases.notices import ChannelProblem


@dataclass(frozen=True, slots=True)
class Exposure:
    """People can read ``channel`` who may not; ``since`` is when the bot noticed."""

    channel: str
    problem: ChannelProblem
    since: datetime
