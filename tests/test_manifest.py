import json
import os
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.sandbox.channels import ChannelKind
from bot.sandbox.events import scope_of
from bot.sandbox.manifest import Manifest

FILE = Path(__file__).parents[1] / "manifest.yml"
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
