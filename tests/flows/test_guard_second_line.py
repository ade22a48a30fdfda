"""What reviewers alone may do is refused by the use cases, too: the guard's table is not all that stands between."""

import pytest

from bot.domain.authority import role_may
from bot.domain.people import Role
from bot.slack.acts import ACTS
from bot.slack.entry import Kind
from tests.flows.requests import every_entry, set_scene
from tests.flows.stage import Stage
from tests.flows.test_guard_entries import rows
from tests.flows.test_rights import ACTS as REVIEWERS_ACTS
from tests.flows.test_rights import stored


def let_everybody_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every act were every member's."""
    monkeypatch.setattr("bot.slack.guard.role_may", lambda role, _act: role.may_act)


def test_a_member_who_gets_past_the_guard_changes_nothing(
    stage: Stage, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every reviewer's act, asked for with ids that exist: nothing is stored, whatever the guard would have said."""
    scene = set_scene(stage)
    let_everybody_past(monkeypatch)
    asked = 0
    for entry, builds in every_entry(scene).items():
        act = ACTS.get((Kind(entry[0]), entry[1]))
        is_a_reviewers = act is not None and not role_may(Role.MEMBER, act)
        if not is_a_reviewers and entry != ("submission", "reason"):
            continue
        for build in builds:
            before = rows(sqlite_url)
            assert scene.send(build, stage.lead.user).status == 200, entry
            assert rows(sqlite_url) == before, entry
            asked += 1
    assert asked > 15


@pytest.mark.parametrize("act", REVIEWERS_ACTS)
def test_a_reviewers_request_by_a_member_who_gets_past_the_guard_does_nothing(
    stage: Stage, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """One that would do something if a reviewer sent it."""
    scene = set_scene(stage)
    let_everybody_past(monkeypatch)
    build, before = REVIEWERS_ACTS[act](scene), stored(sqlite_url)
    assert scene.send(build, stage.lead.user).status == 200
    assert stored(sqlite_url) == before
