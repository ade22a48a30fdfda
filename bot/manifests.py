"""The app's manifest, as this deployment needs it: Socket Mode or HTTP, which commands, which optional scopes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from bot.domain.command_names import named, written

_EVENTS: Final = "slack/events"  # where all of Slack's requests go
NAME_MAX: Final = 35  # characters that Slack takes for an app's name
_HEADER: Final = '# The Slack app. Create it from this: "Create New App", "From a manifest".\n'


class WrongAddress(ValueError):
    """No address that Slack can send requests to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What differs from the manifest that comes with the bot.

    ``http`` is the public address that `POST /slack/events` stands below; None is Socket Mode. ``renames`` are those of
    `domain.command_names`.
    """

    http: str | None = None
    renames: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    has_history: bool = True

    @property
    def is_as_shipped(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Scopes:
    """What the manifest asks for; ``optional`` may be declined at the install."""

    wanted: frozenset[str]
    optional: frozenset[str]


def manifest_file() -> Path:
    """Beside the package in a checkout, within it where it is installed."""
    beside = Path(__file__).parents[1] / "manifest.yml"
    return beside if beside.exists() else Path(__file__).parent / "manifest.yml"


def scopes() -> Scopes:
    asked = _shipped()["oauth_config"]["scopes"]
    return Scopes(frozenset(asked["bot"]), frozenset(asked["bot_optional"]))


def manifest(wanted: Wanted) -> str:
    """YAML that Slack takes; raises `WrongAddress`. With nothing wanted, the shipped file as it stands."""
    if wanted.is_as_shipped:
        return manifest_file().read_text(encoding="utf-8")
    raw = _shipped()
    if wanted.name is not None:
        raw["display_information"]["name"] = wanted.name
        raw["features"]["bot_user"]["display_name"] = wanted.name
    for command in raw["features"]["slash_commands"]:
        command["command"] = named(command["command"], wanted.renames)
    if not wanted.has_history:
        asked = raw["oauth_config"]["scopes"]
        optional = set(asked.pop("bot_optional"))
        asked["bot"] = [scope for scope in asked["bot"] if scope not in optional]
    if wanted.http is not None:
        _over_http(raw, request_url(wanted.http))
    body = yaml.safe_dump(raw, sort_keys=False, allow_unicode=True, width=120)
    return _HEADER + _hint(wanted) + body


def request_url(http: str) -> str:
    """Where Slack sends its requests; raises `WrongAddress`."""
    try:
        parts = urlsplit(http.strip())
        port = parts.port
    except ValueError:
        raise WrongAddress from None
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment) and port != 0
    if parts.scheme != "https" or not parts.hostname or not is_plain or any(char.isspace() for char in http.strip()):
        raise WrongAddress
    path = parts.path.rstrip("/").removesuffix(f"/{_EVENTS}")
    return f"https://{parts.netloc}{path}/{_EVENTS}"


def _over_http(raw: dict[str, Any], url: str) -> None:
    for command in raw["features"]["slash_commands"]:
        command["url"] = url
    settings = raw["settings"]
    # The address stands first, where whoever reads the file looks for it.
    settings["event_subscriptions"] = {"request_url": url, **settings["event_subscriptions"]}
    settings["interactivity"] = {**settings["interactivity"], "request_url": url, "message_menu_options_url": url}
    settings["socket_mode_enabled"] = False


def _hint(wanted: Wanted) -> str:
    """What the bot has to be told, so that it knows the app again."""
    lines = []
    if wanted.renames:
        lines.append(f"# In the bot's environment: PARTWAYS_COMMANDS={written(wanted.renames)}\n")
    if wanted.http is not None:
        lines.append("# In the bot's environment: SLACK_SIGNING_SECRET, and no SLACK_APP_TOKEN.\n")
    return "".join(lines)


def _shipped() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(manifest_file().read_text(encoding="utf-8"))
    return raw
