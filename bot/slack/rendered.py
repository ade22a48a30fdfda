"""A message as Slack takes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendered:
    """``text`` is what notifications and screen readers say; ``blocks`` are Block Kit, within Slack's limits."""

    text: str
    blocks: list[dict[str, object]]
