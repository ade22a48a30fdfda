"""Every way into the bot, tried by every kind of person."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.authority import role_may
from bot.domain.people import Role
from bot.sandbox import faults
from bot.sandbox.agency import OTHER_TEAM_ID
from bot.sandbox.people import User
from bot.slack.acts import ACTS
from bot.slack.entry import Kind
from tests.flows.discretion import texts_in
from tests.flows.requests import SECRETS, Scene, every_entry, set_scene
from tests.flows.stage import Stage

REFUSED = "Sorry, this is for members of this workspace only."
NOT_CHECKED = "I could not check with Slack"


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return set_scene(stage)


def find(handle: str) -> Callable[[Stage], User]:
    return lambda stage: stage.person(handle).user


def stranger(stage: Stage) -> User:
    """Somebody of another workspace with whom no channel is shared any more."""
    user = User("U0STRANGER1", "stranger", "Stranger", OTHER_TEAM_ID, is_stranger=True)
    stage.slack.workspace.add_users([user])
    return user


def disguised(stage: Stage) -> User:
    """Slack knows them as somebody else's; a request need not say so."""
    user = User("U0DISGUIS01", "disguised", "Brand manager", stage.slack.team_id)
    stage.slack.workspace.add_users([User(user.id, user.handle, user.name, OTHER_TEAM_ID)])
    return user


def nobody(stage: Stage) -> User:
    """An id that Slack knows nothing of."""
    return User("U0NOBODY001", "nobody", "Nobody", stage.slack.team_id)


KINDS: dict[str, Callable[[Stage], User]] = {
    "multi-channel guest": find("freelancer"),
    "single-channel guest": find("visitor"),
    "external": find("outsider"),
    "stranger": stranger,
    "external in disguise": disguised,
    "deactivated": find("former"),
    "bot": find("buildbot"),
    "unknown": nobody,
}


def rows(database: str) -> dict[str, list[tuple[object, ...]]]:
    """All that is stored, without what is known of people: looking somebody up is no act of theirs."""
    with sqlite3.connect(Path(database.removeprefix("sqlite:///"))) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {
            name: sorted(connection.execute(f"select * from {name}"), key=repr) for name in names if name != "people"
        }


def said_since(stage: Stage, seq: int) -> Iterator[tuple[str, str]]:
    """All that the bot sent, by what it went with: calls, answers to requests, response URLs."""
    for entry in stage.slack.traffic.since(seq):
        sent = entry.request if entry.kind in ("api", "response_url") else entry.response
        for text in texts_in(sent):
            yield f"{entry.kind} {entry.name}", text


def test_no_entry_point_is_left_out(scene: Scene) -> None:
    """The table below has every way in that the bot has, and no other."""
    there_are = {(entry.kind.value, entry.id) for entry in scene.stage.bot.entries}
    assert set(every_entry(scene)) == there_are


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_not_let_in_learns_and_changes_nothing(scene: Scene, sqlite_url: str, kind: str) -> None:
    """No name, note or id of any client goes out, nothing is stored, and whoever is told anything is told politely."""
    who = KINDS[kind](scene.stage)
    _assert_shut_out(scene, sqlite_url, who, NOT_CHECKED if kind == "unknown" else REFUSED)


def test_a_lookup_that_fails_means_no(scene: Scene, sqlite_url: str) -> None:
    """A member, while Slack does not tell who anybody is: what was known before is five minutes old, and gone."""
    scene.stage.after(minutes=6)
    scene.stage.slack.faults.add("users.info", faults.error("internal_error"), times=0)
    _assert_shut_out(scene, sqlite_url, scene.stage.partner.user, NOT_CHECKED)


def _assert_shut_out(scene: Scene, database: str, who: User, told: str) -> None:
    stage = scene.stage
    unguarded = {(entry.kind.value, entry.id) for entry in stage.bot.entries if not entry.is_guarded}
    for entry, builds in every_entry(scene).items():
        before, seq = rows(database), stage.slack.traffic.since()[-1].seq
        for build in builds:
            ack = scene.send(build, who)
            assert ack.status == 200, entry
            _assert_polite(entry, ack.payload)
        for where, text in said_since(stage, seq):
            assert not any(secret in text.casefold() for secret in SECRETS), (entry, where, text)
            assert not any(one in text for one in (scene.client, scene.incident, scene.episode)), (entry, where)
        assert rows(database) == before or entry in unguarded, entry
    home = stage.slack.workspace.homes.get(who.id)
    assert home is None or told in json.dumps(home.blocks)


def _assert_polite(entry: tuple[str, str], payload: object) -> None:
    """Suggestions are empty; a form says so at its field and keeps what was typed; a command is answered in private."""
    kind, _ = entry
    said = payload if isinstance(payload, dict) else {}
    if kind == "options":
        assert said == {"options": []}
    if kind == "command" and said:
        assert said["response_type"] == "ephemeral"
        assert said["text"].startswith((REFUSED, NOT_CHECKED))
    if kind == "submission":
        assert said["response_action"] in ("errors", "clear")


def _contractor(stage: Stage) -> User:
    """A guest let in by name."""
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        settings = uow.workspace.settings()
        uow.workspace.save_settings(settings.with_changes({"contractors": ("U0FREELNC01",)}))
    return stage.person("freelancer").user


LET_IN: dict[str, tuple[Callable[[Stage], User], Role]] = {
    "member": (find("lead"), Role.MEMBER),
    "reviewer": (find("partner"), Role.REVIEWER),
    "contractor": (_contractor, Role.MEMBER),
}


@pytest.mark.parametrize("kind", LET_IN)
def test_whoever_is_let_in_is_answered_everywhere(scene: Scene, kind: str) -> None:
    """Every way in works for members, reviewers and contractors: no failure of ours, in any order.

    None is refused but a reviewer's act to whoever is none.
    """
    find_person, role = LET_IN[kind]
    who = find_person(scene.stage)
    for entry, builds in every_entry(scene).items():
        for build in builds:
            with capture_logs() as logged:
                ack = scene.send(build, who)
            assert ack.status == 200, entry
            assert not [line for line in logged if line["log_level"] in ("error", "warning")], (entry, logged)
            was_refused = any(line["event"] == "request_refused" for line in logged)
            act = ACTS.get((Kind(entry[0]), entry[1]))
            assert was_refused is (act is not None and not role_may(role, act)), (entry, logged)


def test_a_guest_is_told_privately_and_once(stage: Stage) -> None:
    """One polite sentence, to them alone."""
    reply = stage.person("freelancer").command("/client-health", channel="freelance-desk")
    stage.settle()
    assert [message.text for message in reply.messages] == [REFUSED]
    assert reply.messages[0].ephemeral_to == stage.person("freelancer").id
    stage.person("freelancer").open_home()
    stage.settle()
    home = stage.person("freelancer").home
    assert home is not None
    assert REFUSED in json.dumps(home.blocks)
