"""What reviewers alone may do, tried by a member with a reviewer's own requests."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.alerts import Change, Closing, close
from bot.sandbox.wire import Envelope
from bot.usecases.reassess import apply_change
from tests.flows.requests import Build, Requests, Scene, every_entry, set_scene
from tests.flows.stage import Stage
from tests.flows.test_guard_entries import rows


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return set_scene(stage)


def stored(database: str) -> dict[str, list[tuple[object, ...]]]:
    """All but the mark that a request was handled."""
    return {name: held for name, held in rows(database).items() if name != "receipts"}


def in_fields(build: Build, **fields: dict[str, Any]) -> Build:
    """The same form with these inputs, whether they were drawn or not."""

    def made(user: Any) -> Envelope:
        envelope = build(user)
        assert isinstance(envelope, Envelope)
        body = copy.deepcopy(envelope.body)
        for block, held in fields.items():
            body["view"]["state"]["values"][block] = {"value": held}
        return Envelope(envelope.kind, envelope.name, body, envelope.envelope_id)

    return made


def merging(scene: Scene) -> Build:
    """The kept form for merging, turned to a client that is not merged yet."""
    scene.forms["client_merge"].spec["private_metadata"] = json.dumps({"client": scene.client})
    return Requests(scene).submit("client_merge")


ACTS: dict[str, Callable[[Scene], Build]] = {
    "settings": lambda scene: in_fields(
        Requests(scene).submit("settings"), quorum={"type": "number_input", "value": "2"}
    ),
    "deciding": lambda scene: every_entry(scene)["submission", "review_decide"][0],
    "merging": merging,
    "taking apart": lambda scene: every_entry(scene)["action", "client_unmerge"][0],
    "voiding": lambda scene: every_entry(scene)["submission", "reason"][0],
}


@pytest.mark.parametrize("act", ACTS)
def test_a_member_changes_nothing_with_a_reviewers_request(scene: Scene, sqlite_url: str, act: str) -> None:
    """The right is asked for when it is used, not when the form was opened; by a reviewer the same request does it."""
    build = ACTS[act](scene)
    before = stored(sqlite_url)
    scene.send(build, scene.stage.person("designer").user)
    assert stored(sqlite_url) == before
    scene.send(build, scene.stage.person("office").user)
    assert stored(sqlite_url) != before


def test_a_member_neither_exempts_from_a_bar_nor_archives(scene: Scene) -> None:
    """With fields that only a reviewer's form has; what members may edit is saved."""
    bars = {"type": "plain_text_input", "value": "calls at night"}
    status = {"type": "static_select", "selected_option": {"value": "archived", "text": {}}}
    _close_the_alert(scene)
    for who, is_let in (("designer", False), ("office", True)):
        edit = in_fields(Requests(scene).submit("client_edit"), exempt_bars=bars, status=status)
        _reread(scene)
        scene.send(edit, scene.stage.person(who).user)
        client = _client(scene)
        assert bool(client.exempt_bars) is is_let, who
        assert (client.status.value == "archived") is is_let, who


def _close_the_alert(scene: Scene) -> None:
    """Nobody archives a client while one is open."""
    with scene.stage.bot.ports.store.write(scene.stage.slack.team_id) as uow:
        episode = uow.episodes.get(scene.episode)
        assert episode is not None
        closed = close(episode, Closing.EXPIRED, uow.at).episode
        assert closed is not None
        apply_change(uow, Change(closed))


def _client(scene: Scene) -> Any:
    with scene.stage.bot.ports.store.read(scene.stage.slack.team_id) as uow:
        client = uow.clients.get(scene.client)
    assert client is not None
    return client


def _reread(scene: Scene) -> None:
    """The form carries the revision that whoever opened it had read."""
    view = scene.forms["client_edit"]
    held = json.loads(view.spec["private_metadata"])
    view.spec["private_metadata"] = json.dumps(held | {"revision": str(_client(scene).revision)})
