"""Every environment variable, read once at the start; what is missing or wrong is refused by name."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.command_names import COMMANDS, read_renames
from bot.domain.settings import LANGUAGES, SLACK_CHANNEL_ID, SLACK_USER_ID

_BOT_TOKEN = re.compile(r"xoxb-[A-Za-z0-9-]{3,250}|xoxe\.xoxb-[A-Za-z0-9-]{3,400}")
_APP_TOKEN = re.compile(r"xapp-[A-Za-z0-9-]{3,250}")
_SIGNING_SECRET = re.compile(r"[A-Za-z0-9]{16,128}")
_CRASH_POINT = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")

# What each variable accepts, in the words in which a wrong one is refused. Never what it was set to.
ACCEPTS: Mapping[str, str] = {
    "SLACK_BOT_TOKEN": "the bot token of the installed app: xoxb-…",
    "SLACK_APP_TOKEN": "an app-level token with connections:write: xapp-… (Socket Mode)",
    "SLACK_SIGNING_SECRET": "the app's signing secret, or two with a comma between while it is changed (HTTP)",
    "SLACK_API_URL": "an https:// address that ends in a slash, or http:// on this machine",
    "DATABASE_URL": "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
    "PORT": "a number from 1 to 65535",
    "PARTWAYS_ALERT_CHANNEL": "a Slack channel id such as C0123456789",
    "PARTWAYS_REVIEWERS": "Slack user ids such as U0123456789, with commas between",
    "PARTWAYS_TIMEZONE": "a time zone name such as Europe/Berlin",
    "PARTWAYS_LANGUAGE": f"one of {', '.join(LANGUAGES)}",
    "PARTWAYS_ALERT_HOLD_S": "whole seconds from 0 to 3600",
    "PARTWAYS_SETTLE_S": "whole seconds from 0 to 3600",
    "PARTWAYS_COMMANDS": f"pairs such as flag-client=pw-flag with commas between, of {', '.join(COMMANDS)}",
    "PARTWAYS_CRASH_AT": "the name of a crash point, for tests; never set it otherwise",
}


def _as_pairs(value: object) -> object:
    return tuple(read_renames(value).items()) if isinstance(value, str) else value


# (command, its name here): what differs from the names that the code has.
Commands = Annotated[tuple[tuple[str, str], ...], NoDecode, BeforeValidator(_as_pairs)]


class ConfigRefused(Exception):
    """The environment is not one to start with. ``problems`` has a line for each variable, without its value."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Config(BaseSettings):
    """The process's settings. Secrets do not show when it is printed."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: SecretStr
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: SecretStr = SecretStr("sqlite:///partways.db")
    port: int = Field(default=3000, ge=1, le=65535)
    partways_alert_channel: str | None = None
    partways_reviewers: Annotated[tuple[str, ...], NoDecode] = ()
    partways_timezone: str = "UTC"
    partways_language: str = "en"
    partways_alert_hold_s: int = Field(default=30, ge=0, le=3600)
    partways_settle_s: int = Field(default=120, ge=0, le=3600)
    partways_commands: Commands = ()
    partways_crash_at: str | None = None

    @property
    def is_socket_mode(self) -> bool:
        """Socket Mode where there is an app-level token, HTTP otherwise."""
        return self.slack_app_token is not None

    @property
    def signing_secrets(self) -> tuple[str, ...]:
        """One, or two while it is being changed; none in Socket Mode without one."""
        given = self.slack_signing_secret
        return () if given is None else tuple(_parts(given.get_secret_value()))

    @property
    def command_names(self) -> Mapping[str, str]:
        """The commands that have another name here, by the one that the code has; without slashes."""
        return dict(self.partways_commands)

    @property
    def alert_hold(self) -> timedelta:
        return timedelta(seconds=self.partways_alert_hold_s)

    @property
    def settle(self) -> timedelta:
        return timedelta(seconds=self.partways_settle_s)

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, value: SecretStr) -> SecretStr:
        return _matching(value, _BOT_TOKEN)

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return None if value is None else _matching(value, _APP_TOKEN)

    @field_validator("slack_signing_secret")
    @classmethod
    def _is_signing_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        secrets = _parts(value.get_secret_value())
        if not 1 <= len(secrets) <= 2 or not all(_SIGNING_SECRET.fullmatch(secret) for secret in secrets):
            raise ValueError("not a signing secret")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _is_api_url(cls, value: str) -> str:
        at = urlsplit(value)
        is_here = at.scheme == "http" and at.hostname in ("127.0.0.1", "localhost", "::1")
        is_plain = not (at.username or at.password or at.query or at.fragment)
        if not (is_here or at.scheme == "https") or not at.hostname or not is_plain or not value.endswith("/"):
            raise ValueError("not an API address")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database_url(cls, value: SecretStr) -> SecretStr:
        scheme, colon, rest = value.get_secret_value().partition("://")
        if scheme not in _DATABASES or not colon or len(rest) < 2:
            raise ValueError("not a database address")
        return value

    @field_validator("partways_alert_channel")
    @classmethod
    def _is_channel(cls, value: str | None) -> str | None:
        return None if value is None else _matching_text(value, SLACK_CHANNEL_ID)

    @field_validator("partways_reviewers", mode="before")
    @classmethod
    def _split_reviewers(cls, value: object) -> object:
        return tuple(dict.fromkeys(_parts(value))) if isinstance(value, str) else value

    @field_validator("partways_reviewers")
    @classmethod
    def _are_users(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_matching_text(user, SLACK_USER_ID) for user in value)

    @field_validator("partways_timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("not a time zone")
        return value

    @field_validator("partways_language")
    @classmethod
    def _is_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError("not a language that the bot speaks")
        return value

    @field_validator("partways_crash_at")
    @classmethod
    def _is_crash_point(cls, value: str | None) -> str | None:
        return None if value is None else _matching_text(value, _CRASH_POINT)


def load_config() -> Config:
    """Reads the environment and a `.env` beside it; the environment wins. Raises `ConfigRefused`."""
    try:
        config = Config()
    except ValidationError as error:
        raise ConfigRefused(_problems(error)) from None
    except (OSError, UnicodeDecodeError):
        raise ConfigRefused((".env cannot be read: it takes a text file in UTF-8",)) from None
    if not config.is_socket_mode and not config.signing_secrets:
        either = "SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing: set one of them"
        raise ConfigRefused((either,))
    return config


class _CommandsAlone(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    partways_commands: Commands = ()


def command_renames() -> Mapping[str, str]:
    """PARTWAYS_COMMANDS alone, where nothing else need be set yet. Raises `ConfigRefused`."""
    try:
        return dict(_CommandsAlone().partways_commands)
    except ValidationError as error:
        raise ConfigRefused(_problems(error)) from None


def _problems(error: ValidationError) -> tuple[str, ...]:
    problems: dict[str, str] = {}
    # The error's own text holds the values; of these none may be shown.
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        variable = str(problem["loc"][0]).upper()
        what = "is missing" if problem["type"] == "missing" else "is wrong"
        problems.setdefault(variable, f"{variable} {what}: it takes {ACCEPTS[variable]}")
    return tuple(problems.values())


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _matching(value: SecretStr, form: re.Pattern[str]) -> SecretStr:
    _matching_text(value.get_secret_value(), form)
    return value


def _matching_text(value: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(value):
        raise ValueError("not of the form that it takes")
    return value
