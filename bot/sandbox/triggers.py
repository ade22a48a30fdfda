"""Trigger ids: what lets an app open a form on a person's screen, once, for three seconds."""

import secrets
from dataclasses import dataclass, field

from bot.sandbox.clock import SandboxClock

TRIGGER_LIFE_S = 3.0


@dataclass(slots=True)
class Trigger:
    """One trigger: whose screen, when it came to be (the clock's seconds), and from which view, if from one."""

    id: str
    user: str
    issued_s: float
    view_id: str = ""
    is_used: bool = False


@dataclass(slots=True)
class Triggers:
    """All triggers that were given out."""

    clock: SandboxClock
    _issued: dict[str, Trigger] = field(default_factory=dict)

    def issue(self, user: str, view_id: str = "") -> str:
        """A new trigger id for that person."""
        trigger_id = f"{len(self._issued) + 1}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(trigger_id, user, self.clock.monotonic(), view_id)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger | str:
        """Use a trigger up; where it cannot be used, the name of Slack's error."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            return "invalid_trigger_id"
        if trigger.is_used:
            return "exchanged_trigger_id"
        if self.clock.monotonic() - trigger.issued_s > TRIGGER_LIFE_S:
            return "expired_trigger_id"
        trigger.is_used = True
        return trigger
