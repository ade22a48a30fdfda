"""A workspace's settings: where alerts go, who decides, and when people work."""

import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from bot.domain.digest import Weekly
from bot.domain.keeping import MONTH, KeepingTimes
from bot.domain.local_time import WorkingHours

SLACK_USER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
SLACK_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,20}")
# An alert names a client in trouble: it belongs in a room of this size at most (docs/rules.md).
ALERT_CHANNEL_MAX_MEMBERS = 200
LANGUAGES = ("en",)
HOURLY_RATE_MAX = 1_000_000
QUORUM_MAX = 50
KEEP_MONTHS_MAX = 120
KEEP_YEARS_MAX = 10
_SIGN_ID = re.compile(r"[a-z][a-z0-9_]*")


class SettingsRefused(ValueError):
    """A wrong value: its field. What the field accepts is said beside it in the form."""

    def __init__(self, field: str, accepts: str) -> None:
        super().__init__(f"{field} {accepts}")
        self.field = field


class Settings(BaseModel):
    """Immutable; a change is a new value. ``working_days`` and ``digest_day`` count from Monday = 0.

    ``hourly_rate`` is what the team earns with an hour, in the workspace's own currency. ``quorum`` is how many votes a
    decision needs; 0 asks for none. ``warn_signs`` are those that a client is to be told about, beside `mental_abuse`.
    The ``keep_`` times are those after which what no verdict rests on is erased (`domain.keeping`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    alert_channel: str | None = None
    reviewers: tuple[str, ...] = ()
    contractors: tuple[str, ...] = ()
    timezone: str = "UTC"
    language: str = "en"
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    work_starts: time = time(9, 0)
    work_ends: time = time(17, 0)
    digest_day: int = 0
    digest_at: time = time(9, 0)
    digest_zone: str | None = None
    digest_channel: str | None = None
    digest_only_if_something: bool = True
    hourly_rate: Decimal | None = None
    quorum: int = 0
    warn_signs: tuple[str, ...] = ()
    keep_months: int = 12
    keep_decisive_months: int = 24
    keep_former_months: int = 24
    keep_audit_years: int = 6

    @property
    def hours(self) -> WorkingHours:
        return WorkingHours(
            days=frozenset(self.working_days), start=self.work_starts, end=self.work_ends, zone=self.zone
        )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def keeping(self) -> KeepingTimes:
        return KeepingTimes(
            cumulative=self.keep_months * MONTH,
            decisive=self.keep_decisive_months * MONTH,
            former=self.keep_former_months * MONTH,
        )

    @property
    def digest_schedule(self) -> Weekly:
        return Weekly(self.digest_day, self.digest_at, ZoneInfo(self.digest_zone or self.timezone))

    @property
    def digest_goes_to(self) -> str | None:
        """The channel; None where neither one of its own nor an alert channel is set."""
        return self.digest_channel or self.alert_channel

    def with_changes(self, wanted: Mapping[str, object]) -> "Settings":
        """These settings with ``wanted`` in place; raises `SettingsRefused` at the first wrong value."""
        try:
            return Settings.model_validate({**self.model_dump(), **wanted})
        except ValidationError as wrong:
            first = wrong.errors()[0]
            field = str(first["loc"][0]) if first["loc"] else "work_ends"
            raise SettingsRefused(field, str(first["msg"]).removeprefix("Value error, ")) from None

    @field_validator("alert_channel", "digest_channel")
    @classmethod
    def _channel_id(cls, value: str | None) -> str | None:
        if value is not None and not SLACK_CHANNEL_ID.fullmatch(value):
            raise ValueError("takes a Slack channel id such as C0123456789")
        return value

    @field_validator("reviewers", "contractors")
    @classmethod
    def _user_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for user in value:
            if not SLACK_USER_ID.fullmatch(user):
                raise ValueError(f"takes Slack user ids such as U0123456789, not {user!r}")
        return tuple(dict.fromkeys(value))

    @field_validator("timezone", "digest_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError(f"takes a time zone name such as Europe/Berlin, not {value!r}")
        return value

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"takes one of {', '.join(LANGUAGES)}, not {value!r}")
        return value

    @field_validator("working_days")
    @classmethod
    def _days_of_the_week(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or any(day not in range(7) for day in value):
            raise ValueError("takes at least one day, Monday = 0 to Sunday = 6")
        return tuple(sorted(set(value)))

    @field_validator("warn_signs")
    @classmethod
    def _sign_ids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(not _SIGN_ID.fullmatch(sign) for sign in value):
            raise ValueError("takes ids of signs such as slow_pay")
        return tuple(dict.fromkeys(value))

    @field_validator("hourly_rate")
    @classmethod
    def _an_hour_earns_something(cls, value: Decimal | None) -> Decimal | None:
        if value is not None and not (value.is_finite() and 0 < value <= HOURLY_RATE_MAX):
            raise ValueError(f"takes a number above 0, at most {HOURLY_RATE_MAX}")
        return value

    @field_validator("quorum")
    @classmethod
    def _so_many_votes(cls, value: int) -> int:
        if not 0 <= value <= QUORUM_MAX:
            raise ValueError(f"takes a whole number from 0 to {QUORUM_MAX}")
        return value

    @field_validator("keep_months", "keep_decisive_months", "keep_former_months")
    @classmethod
    def _so_many_months(cls, value: int) -> int:
        if not 1 <= value <= KEEP_MONTHS_MAX:
            raise ValueError(f"takes a whole number of months from 1 to {KEEP_MONTHS_MAX}")
        return value

    @field_validator("keep_audit_years")
    @classmethod
    def _so_many_years(cls, value: int) -> int:
        if not 1 <= value <= KEEP_YEARS_MAX:
            raise ValueError(f"takes a whole number of years from 1 to {KEEP_YEARS_MAX}")
        return value

    @field_validator("digest_day")
    @classmethod
    def _day_of_the_week(cls, value: int) -> int:
        if value not in range(7):
            raise ValueError("takes one day, Monday = 0 to Sunday = 6")
        return value

    @model_validator(mode="after")
    def _a_working_day_has_hours(self) -> Self:
        if self.work_starts >= self.work_ends:
            raise ValueError("work_ends must come after work_starts")
        return self
