"""A message as Slack takes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendered:
    """``text`` is what notifications and screen readers say, in mrkdwn; ``blocks`` are what is shown."""

    text: str
    blocks: list[dict[str, object]]
