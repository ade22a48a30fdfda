"""Two apps in one workspace: the commands of this one are called something else, and everything says so."""

from collections.abc import Iterator

import pytest
import yaml

from bot.manifests import Wanted, manifest
from bot.sandbox.manifest import Manifest
from bot.text.catalogue import call_commands
from tests.flows.stage import GENERAL, Stage, staged

RENAMES = {"flag-client": "pw-flag", "client-health": "pw-health", "client-policy": "pw-policy"}


@pytest.fixture
def renamed(sqlite_url: str) -> Iterator[Stage]:
    app = Manifest.from_mapping(yaml.safe_load(manifest(Wanted(renames=RENAMES))))
    with staged(sqlite_url, manifest=app, commands=RENAMES) as stage:
        yield stage
    call_commands({})


def test_the_bot_answers_to_the_new_names(renamed: Stage) -> None:
    """Each command does what it did."""
    asked = renamed.lead.command("/pw-flag Siskin lying", channel=GENERAL)
    renamed.lead.press("create_and_flag", in_=asked)
    renamed.settle()
    assert "Siskin" in str(renamed.lead.command("/pw-health", channel=GENERAL).blocks)
    assert "Working hours" in str(renamed.lead.command("/pw-policy", channel=GENERAL).blocks)


def test_help_and_hints_say_the_new_names(renamed: Stage) -> None:
    """No old name is told to anybody."""
    said = "".join(str(renamed.lead.command(f"/{name} help", channel=GENERAL).blocks) for name in RENAMES.values())
    said += str(renamed.lead.command("/pw-health nobody", channel=GENERAL).blocks)
    said += str(renamed.lead.command("/pw-health", channel=GENERAL).blocks)
    for old, new in RENAMES.items():
        assert f"/{new}" in said
        assert f"/{old}" not in said


def test_an_old_name_is_another_apps(renamed: Stage) -> None:
    """Whatever sends it, nothing is stored and nothing is told."""
    workspace = renamed.slack.workspace
    with renamed.slack.platform.lock:
        envelope = renamed.slack._stage.payloads.command(
            renamed.lead.user, workspace.channels[GENERAL], "/flag-client", "Siskin lying"
        )
    ack = renamed.slack.delivery.send(envelope)
    assert (ack.status, ack.payload) == (200, None)


def test_with_no_renames_the_texts_are_as_they_were(stage: Stage) -> None:
    """What one bot of this process was told, the next one does not keep."""
    assert "/flag-client" in str(stage.lead.command("/flag-client help", channel=GENERAL).blocks)
