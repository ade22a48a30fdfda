import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.command_names import prefixed
from bot.manifests import Wanted, WrongAddress, manifest, request_url
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


def composed(**how: Any) -> Any:
    return yaml.safe_load(manifest(Wanted(**how)))


WANTED: dict[str, dict[str, Any]] = {
    "as shipped": {},
    "http": {"http": "https://partways.example.com"},
    "renamed": {"renames": prefixed("pw-")},
    "named": {"name": "Partways for the agency's other half"[:35]},
    "without history": {"has_history": False},
    "all": {"http": "https://h:8443/x/", "renames": {"flag-client": "f"}, "name": "شركة", "has_history": False},
}


@pytest.mark.skipif(SCHEMAS is None, reason="SLACK_SCHEMAS names no folder with Slack's manifest schema")
@pytest.mark.parametrize("wanted", WANTED)
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_whatever_is_wanted_slack_takes_it(wanted: str, version: str) -> None:
    """Socket Mode or HTTP, other names, with or without optional scopes."""
    name = f"slack-app-manifest.schema.{version}.json"
    schema = json.loads((Path(SCHEMAS or "") / name).read_text(encoding="utf-8"))
    raw = composed(**WANTED[wanted])
    raw["_metadata"]["major_version"] = int(version[0])
    jsonschema.validate(raw, schema)


def test_with_nothing_wanted_it_is_the_file_that_is_shipped() -> None:
    """Word for word, comments too; and what it says is what is composed."""
    assert manifest(Wanted()) == FILE.read_text(encoding="utf-8")
    assert composed(name="Partways")["oauth_config"] == composed()["oauth_config"]
    run = CliRunner().invoke(app, ["manifest"])
    assert (run.exit_code, run.stdout) == (0, FILE.read_text(encoding="utf-8"))


def test_over_http_every_request_has_its_address() -> None:
    """Commands, events, buttons and suggestions go to one address, and Socket Mode is off."""
    raw, url = composed(http="https://partways.example.com/"), "https://partways.example.com/slack/events"
    assert {command["url"] for command in raw["features"]["slash_commands"]} == {url}
    assert raw["settings"]["event_subscriptions"]["request_url"] == url
    interactivity = raw["settings"]["interactivity"]
    assert interactivity == {"is_enabled": True, "request_url": url, "message_menu_options_url": url}
    assert raw["settings"]["socket_mode_enabled"] is False
    assert composed()["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(composed()["settings"]["interactivity"])


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://a.example", "https://a.example/slack/events"),
        ("https://a.example:8443/deep/", "https://a.example:8443/deep/slack/events"),
        ("https://a.example/slack/events", "https://a.example/slack/events"),
        ("http://a.example", None),
        ("a.example", None),
        ("https://", None),
        ("https://user:pass@a.example", None),
        ("https://a.example/?x=1", None),
        ("https://a.example:99999", None),
        ("https://a b.example", None),
    ],
)
def test_an_address_is_one_that_slack_can_reach(given: str, url: str | None) -> None:
    """Public means https, and nothing beside host, port and path."""
    if url is None:
        with pytest.raises(WrongAddress):
            request_url(given)
    else:
        assert request_url(given) == url


def test_another_name_is_said_where_the_bot_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The line to put into the environment stands on top; set there, the manifest follows it by itself."""
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(app, ["manifest", "--prefix", "pw-", "--rename", "flag-client=flag"])
    line = "PARTWAYS_COMMANDS=flag-client=flag,client-health=pw-client-health,client-policy=pw-client-policy"
    assert line in run.stdout
    commands = [command["command"] for command in yaml.safe_load(run.stdout)["features"]["slash_commands"]]
    assert commands == ["/flag", "/pw-client-health", "/pw-client-policy"]
    monkeypatch.setenv("PARTWAYS_COMMANDS", line.partition("=")[2])
    assert CliRunner().invoke(app, ["manifest"]).stdout == run.stdout
    monkeypatch.setenv("PARTWAYS_COMMANDS", "flag=x")
    refused = CliRunner().invoke(app, ["manifest"])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("PARTWAYS_COMMANDS: accepts pairs such as flag-client=pw-flag")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--http", "http://a.example"], "--http: accepts a public address"),
        (["--name", "x" * 36], "--name: accepts 1 to 35"),
        (["--name", " "], "--name: accepts"),
        (["--prefix", "PW "], "--prefix: accepts names of small letters"),
        (["--rename", "flags=x"], "--rename: accepts one of flag-client"),
        (["--rename", "flag-client=client-health"], "--rename: accepts a name of its own"),
    ],
)
def test_what_slack_would_refuse_is_refused_here(arguments: list[str], told: str) -> None:
    """In one line, and nothing is printed that somebody might paste."""
    run = CliRunner().invoke(app, ["manifest", *arguments])
    assert (run.exit_code, run.stdout) == (2, "")
    assert told in run.stderr


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
        "users:read": "users.info",
        "channels:read": "conversations.info",
        "groups:read": "conversations.members",
        "channels:history": "conversations.history",
        "groups:history": "conversations.replies",
    }
    by_event = {"reactions:read": "reaction_added", "metadata.message:read": "message_metadata_posted"}
    assert all(call in code for call in by_call.values())
    assert set(by_event.values()) <= set(MANIFEST.bot_events)
    assert {"commands", *by_call, *by_event} == MANIFEST.scopes
