"""A client: a company or person the team works for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.domain.history import ClientStatus, ClientTerms, Exemption
from bot.domain.signs import Billing, Level

# What a client can have at most, however it is entered: the form that edits it holds 3,000 characters in a field.
ALIASES_MAX: Final = 20
BARS_MAX: Final = 25
BAR_LENGTH_MAX: Final = 75  # characters
MONTHLY_VALUE_MAX: Final = 10**9  # of the workspace's own currency


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict last stored for a client, so that lists need not judge everybody."""

    level: Level = Level.CLEAR
    rules: tuple[str, ...] = ()
    points: Decimal = Decimal(0)
    next_change: datetime | None = None
    incidents: int = 0
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """``monthly_value`` is money in the workspace's own currency; ``policy`` holds the overridden values alone.

    ``root`` is the client whose history this one's rows count for: its own id, or the one it was merged into.
    """

    id: str
    name: str
    created_at: datetime
    created_by: str
    root: str
    aliases: tuple[str, ...] = ()
    owner: str | None = None
    billing: Billing = Billing.FIXED
    monthly_value: Decimal | None = None
    exempt_bars: tuple[Exemption, ...] = ()
    policy: Mapping[str, object] = field(default_factory=dict)
    status: ClientStatus = ClientStatus.ACTIVE
    merged_into: str | None = None
    revision: int = 1
    standing: Standing = Standing()

    @property
    def raises_alerts(self) -> bool:
        """A client that is being parted with, or is gone, raises no more threshold alerts (docs/rules.md)."""
        return self.status is ClientStatus.ACTIVE

    @property
    def terms(self) -> ClientTerms:
        return ClientTerms(billing=self.billing, exempt_bars=self.exempt_bars)
