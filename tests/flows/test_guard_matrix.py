"""Every way in, every kind of person, every kind of channel: who is let in hangs on the person and on what is asked for."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.authority import role_may
from bot.domain.people import Role
from bot.sandbox.agency import ACME_SHARED, FREELANCE, OLD_PITCHES
from bot.sandbox.channels import Channel, ChannelKind
from bot.sandbox.people import User
from bot.sandbox.wire import Envelope
from bot.slack.acts import ACTS
from bot.slack.entry import Kind
from tests.flows.requests import SECRETS, Build, Scene, every_entry, set_scene
from tests.flows.stage import ALERTS, GENERAL, Stage, staged
from tests.flows.test_guard_entries import KINDS, LET_IN, REFUSED, rows, said_since

GROUP, PENDING, WITH_US, NOWHERE = "C0GROUPDM01", "C0PENDING01", "C0WEBSITE01", "C0NOWHERE99"
# What the bot is told to have been used in. "Our own" is where a card may be shared.
CHANNELS = {
    "our own": WITH_US,
    "private": ALERTS,
    "public": GENERAL,
    "shared outside": ACME_SHARED,
    "about to be shared": PENDING,
    "with a guest": FREELANCE,
    "archived": OLD_PITCHES,
    "direct message": "",
    "group message": GROUP,
    "unknown": NOWHERE,
}
REVIEWERS_ONLY = "Only a reviewer can do that."


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('matrix') / 'partways.db'}"


@pytest.fixture(scope="module")
def scene(database: str) -> Iterator[Scene]:
    """One for all: whoever is refused changes nothing, and whoever is let in may find anything."""
    with staged(database) as stage:
        made = set_scene(stage)
        with stage.slack.platform.lock:
            workspace, lead, partner = stage.slack.workspace, stage.lead.id, stage.partner.id
            three = [lead, partner, stage.designer.id]
            workspace.add_channels([Channel(GROUP, "mpdm-three-1", ChannelKind.PRIVATE, lead, 0, three)])
            workspace.add_channels([Channel(PENDING, "pending", ChannelKind.PUBLIC, lead, 0, list(three))])
            CHANNELS["direct message"] = workspace.im_with(lead, partner).id
        stage.slack.changes.begin_sharing(PENDING)
        for channel in (WITH_US, PENDING, FREELANCE):
            stage.slack.changes.invite_app(channel)
        stage.settle()
        yield made


def moved(build: Build, channel: str) -> Build:
    """The same request as it comes from another channel."""

    def made(user: User) -> Envelope | dict[str, Any]:
        one = build(user)
        if isinstance(one, Envelope):
            text = json.dumps(one.body)
            for was in (GENERAL, ALERTS):
                text = text.replace(was, channel)
            return replace(one, body=json.loads(text))
        told: dict[str, Any] = json.loads(json.dumps(one).replace(ALERTS, channel))
        return told

    return made


def guarded(scene: Scene) -> Iterator[tuple[tuple[str, str], Build]]:
    """Each way in that somebody's rights are asked for, with one request for it."""
    known = {(entry.kind.value, str(entry.id)) for entry in scene.stage.bot.entries if entry.is_guarded}
    for entry, builds in every_entry(scene).items():
        if entry in known:
            yield entry, builds[-1]


# Slack names no channel with these: they come from a form, a home, or nowhere in particular.
_NOWHERE = ("submission", "options")


def everywhere(scene: Scene) -> Iterator[tuple[tuple[str, str], Build, str]]:
    """Each way in from each channel, once where it comes from none."""
    for (entry, build), channel in product(guarded(scene), CHANNELS.values()):
        if entry[0] not in _NOWHERE or channel == GENERAL:
            yield entry, build, channel


def test_no_way_in_is_left_out(scene: Scene) -> None:
    """The tests below go through all that the bot listens to and that has requests of its own."""
    asked = {entry for entry, _ in guarded(scene)}
    assert asked <= {(kind.value, id) for kind, id in ACTS}
    assert len(asked) > 60


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_not_let_in_is_refused_wherever_they_are(scene: Scene, database: str, kind: str) -> None:
    """Nothing is told, nothing is stored, and the answer is the same everywhere."""
    stage, who = scene.stage, KINDS[kind](scene.stage)
    before, seq, answers = _kept(database), stage.slack.traffic.last, set()
    for entry, build, channel in everywhere(scene):
        ack = scene.send(moved(build, channel), who)
        assert ack.status == 200, (entry, channel)
        if entry[0] == "command":
            answers.add(json.dumps(ack.payload))
    stage.tick()
    for where, text in said_since(stage, seq):
        assert not any(secret in text.casefold() for secret in SECRETS), (where, text)
    assert len(answers) <= 2, answers
    assert _kept(database) == before


def _kept(database: str) -> dict[str, list[tuple[object, ...]]]:
    """What is stored, without what passing time and looking at people change."""
    return {name: kept for name, kept in rows(database).items() if name not in ("timers", "outbox")}


@pytest.mark.parametrize("kind", LET_IN)
def test_whoever_is_let_in_gets_what_their_role_may_wherever_they_are(scene: Scene, kind: str) -> None:
    """A reviewer's act is refused to members with the same words everywhere; all else is answered, and without a fault."""
    stage = scene.stage
    find, role = LET_IN[kind]
    who = find(stage)
    for entry, build, channel in everywhere(scene):
        with capture_logs() as logged:
            ack = scene.send(moved(build, channel), who)
        refused = [line for line in logged if line["event"] == "request_refused"]
        may = role_may(role, ACTS[Kind(entry[0]), entry[1]])
        assert ack.status == 200, (entry, channel)
        assert not [line for line in logged if line["log_level"] in ("error", "warning")], (entry, channel, logged)
        assert bool(refused) is not may, (entry, channel, logged)
        if not may and entry[0] == "submission":
            assert list(ack.payload["errors"].values()) == [REVIEWERS_ONLY]
    stage.tick()
    _assert_nothing_where_others_read(stage)


def _assert_nothing_where_others_read(stage: Stage) -> None:
    """A card that was shared stands in our own channel alone; others show nothing of ours."""
    for name, channel in CHANNELS.items():
        ours = [one for one in stage.slack.workspace.in_order(channel) if one.user == stage.slack.bot_user_id]
        assert not ours or name in ("our own", "private", "public"), (name, ours)
    outsiders = [user.id for user in stage.slack.workspace.users.values() if user.team_id != stage.slack.team_id]
    for seen in stage.slack.workspace.ephemerals:
        assert seen.ephemeral_to not in outsiders or seen.text.startswith(REFUSED)


def test_a_role_is_all_that_a_way_in_goes_by() -> None:
    """Denied by default: nobody but members and reviewers, whatever is asked for."""
    assert {role for role in Role for act in ACTS.values() if role_may(role, act)} == {Role.MEMBER, Role.REVIEWER}
