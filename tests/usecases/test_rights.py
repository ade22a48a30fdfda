"""What reviewers alone may do is refused by each use case itself, whoever let the request come so far."""

from collections.abc import Callable

import pytest

from bot.domain.history import Outcome
from bot.domain.people import Grant, Role
from bot.usecases.change_settings import ChangeSettings, change_settings
from bot.usecases.correct_incident import DismissIncident, dismiss_incident
from bot.usecases.decide import Decide, decide
from bot.usecases.forms import NotDone
from bot.usecases.merge_clients import MergeClients, UnmergeClient, merge_clients, unmerge_client
from tests.flows.conftest import stage  # noqa: F401  # the fixture
from tests.flows.requests import Scene, set_scene
from tests.flows.stage import Stage

ACTS: dict[str, Callable[[Scene, Grant], object]] = {
    "merge": lambda scene, grant: merge_clients(
        scene.stage.bot.ports, MergeClients(grant, scene.client, scene.other, "r")
    ),
    "take apart": lambda scene, grant: unmerge_client(scene.stage.bot.ports, UnmergeClient(grant, scene.merged, "r")),
    "void": lambda scene, grant: dismiss_incident(
        scene.stage.bot.ports, DismissIncident(grant, scene.incident, "why", waives=False, receipt="r")
    ),
    "settings": lambda scene, grant: change_settings(scene.stage.bot.ports, ChangeSettings(grant, {"quorum": 2}, "r")),
    "decide": lambda scene, grant: decide(
        scene.stage.bot.ports,
        Decide(grant, scene.client, Outcome.KEEP, scene.episode, None, "takes", "why", None, (), "r"),
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_members_grant_is_not_enough(stage: Stage, act: str) -> None:  # noqa: F811  # the fixture
    """The guard asks first; this is what holds where somebody forgets to write an entry into its table."""
    scene = set_scene(stage)
    member = Grant(stage.slack.team_id, stage.person("designer").id, Role.MEMBER)
    refused = ACTS[act](scene, member)
    assert isinstance(refused, NotDone)
    assert refused.why == "reviewers_only"
    reviewer = Grant(stage.slack.team_id, stage.person("office").id, Role.REVIEWER)
    assert not isinstance(ACTS[act](scene, reviewer), NotDone)
