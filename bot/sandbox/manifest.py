"""The app's manifest: what the local Slack lets the app have, and what it sends to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command, its name with the slash."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut; `kind` is `global` or `message`."""

    callback_id: str
    name: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest grants and asks for."""

    name: str
    display_name: str
    commands: Mapping[str, SlashCommand]
    shortcuts: Mapping[str, Shortcut]
    bot_events: frozenset[str]
    metadata_events: frozenset[str]
    scopes: frozenset[str]
    optional_scopes: frozenset[str]
    has_home: bool = False
    has_messages: bool = False
    takes_messages: bool = False
    is_interactive: bool = True
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a manifest file, YAML or JSON; ValueError where it is not an object."""
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError(f"{path.name} is not a manifest: its top level must be an object")
        return cls.from_mapping(content)

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> Self:
        """Read a manifest of the v1 or v2 form."""
        features = raw.get("features", {})
        settings = raw.get("settings", {})
        subscriptions = settings.get("event_subscriptions", {})
        scopes = raw.get("oauth_config", {}).get("scopes", {})
        name = raw.get("display_information", {}).get("name", "app")
        home = features.get("app_home", {})
        return cls(
            name=name,
            display_name=features.get("bot_user", {}).get("display_name", name),
            commands=_commands(features.get("slash_commands", ())),
            shortcuts=_shortcuts(features.get("shortcuts", ())),
            bot_events=frozenset(subscriptions.get("bot_events", ())),
            metadata_events=frozenset(entry["event_type"] for entry in subscriptions.get("metadata_subscriptions", ())),
            scopes=frozenset(scopes.get("bot", ())),
            optional_scopes=frozenset(scopes.get("bot_optional", ())),
            has_home=bool(home.get("home_tab_enabled", False)),
            has_messages=bool(home.get("messages_tab_enabled", False)),
            takes_messages=bool(home.get("messages_tab_enabled", False))
            and not home.get("messages_tab_read_only_enabled", False),
            is_interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
            raw=raw,
        )


def _commands(entries: Iterable[Mapping[str, Any]]) -> dict[str, SlashCommand]:
    return {
        entry["command"]: SlashCommand(
            command=entry["command"],
            description=entry.get("description", ""),
            usage_hint=entry.get("usage_hint", ""),
            should_escape=bool(entry.get("should_escape", False)),
        )
        for entry in entries
    }


def _shortcuts(entries: Iterable[Mapping[str, Any]]) -> dict[str, Shortcut]:
    return {
        entry["callback_id"]: Shortcut(
            callback_id=entry["callback_id"],
            name=entry["name"],
            kind=entry["type"],
            description=entry.get("description", ""),
        )
        for entry in entries
    }
