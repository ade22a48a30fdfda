import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import jsonschema
import pytest
import yaml

from bot.sandbox.channels import ChannelKind
from bot.sandbox.events import scope_of
from bot.sandbox.manifest import Manifest
from bot.slack.entry import Kind
from bot.slack.entry_points import entry_points
from bot.slack.listeners.desk import Desk

ROOT = Path(__file__).parents[1]
FILE = ROOT / "manifest.yml"
SCHEMAS = os.environ.get("SLACK_SCHEMAS")
MANIFEST = Manifest.load(FILE)


@pytest.mark.skipif(SCHEMAS is None, reason="SLACK_SCHEMAS names no folder with Slack's manifest schema")
def test_it_is_valid() -> None:
    """Slack's own schema takes it."""
    schema = json.loads((Path(SCHEMAS or "") / "slack-app-manifest.schema.1.0.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(yaml.safe_load(FILE.read_text(encoding="utf-8")), schema)


def test_commands_send_ids_and_say_what_they_take() -> None:
    """Names of people and channels are of no use to a bot; each command has a hint."""
    assert set(MANIFEST.commands) == {"/flag-client", "/client-health", "/client-policy"}
    assert all(one.should_escape and one.usage_hint for one in MANIFEST.commands.values())


def test_the_shortcuts_keep_their_ids() -> None:
    """Callback ids are what the code listens to; names are at most 24 characters."""
    kinds = {callback_id: one.kind for callback_id, one in MANIFEST.shortcuts.items()}
    assert kinds == {"flag_client_message": "message", "flag_client_global": "global"}
    assert all(len(one.name) <= 24 for one in MANIFEST.shortcuts.values())


def test_every_event_has_its_scope() -> None:
    """An event without its scope is never sent."""
    for event in sorted(MANIFEST.bot_events):
        kinds = (
            [ChannelKind.PUBLIC, ChannelKind.PRIVATE] if event.endswith(("_channel", "_shared", "_unshared")) else []
        )
        for kind in kinds or [ChannelKind.PUBLIC]:
            scope = scope_of(event, kind)
            assert not scope or scope in MANIFEST.scopes, (event, scope)


def test_metadata_events_name_what_they_are_for() -> None:
    """A metadata event without a subscription to an event type is never sent."""
    assert any(event.startswith("message_metadata_") for event in MANIFEST.bot_events)
    assert MANIFEST.metadata_events == {"partways_alert"}


def test_optional_scopes_are_asked_for_too() -> None:
    """Slack wants them in both lists; what the bot cannot do without is in one."""
    assert MANIFEST.optional_scopes == {"channels:history", "groups:history"}
    assert MANIFEST.optional_scopes < MANIFEST.scopes


def test_the_code_listens_to_what_the_manifest_asks_for_and_to_nothing_else() -> None:
    """Commands, shortcuts and events are the same in the manifest and in the table of entry points."""
    entries = list(entry_points(cast(Desk, SimpleNamespace(screens=None))))
    ids = {kind: {entry.id for entry in entries if entry.kind is kind} for kind in Kind}
    assert ids[Kind.COMMAND] == set(MANIFEST.commands)
    assert ids[Kind.SHORTCUT] == set(MANIFEST.shortcuts)
    assert ids[Kind.EVENT] == set(MANIFEST.bot_events)


def test_every_scope_is_used() -> None:
    """Least privilege: what no method that the code calls, no event and no command needs is not asked for."""
    slack = ROOT / "bot" / "slack"
    code = "\n".join(file.read_text(encoding="utf-8") for file in sorted(slack.rglob("*.py")))
    by_call = {
        "chat:write": "chat.postMessage",
        "im:write": "conversations_open",
        "users:read": "users_info",
        "channels:read": "conversations.info",
        "groups:read": "conversations.members",
        "channels:history": "conversations.history",
        "groups:history": "conversations.replies",
    }
    by_event = {"reactions:read": "reaction_added", "metadata.message:read": "message_metadata_posted"}
    assert all(call in code for call in by_call.values())
    assert set(by_event.values()) <= set(MANIFEST.bot_events)
    assert {"commands", *by_call, *by_event} == MANIFEST.scopes
