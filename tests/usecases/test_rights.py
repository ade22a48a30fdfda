"""What reviewers alone may do is refused by each use case itself, whoever let the request come so far."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.history import ClientStatus, Outcome
from bot.domain.people import Grant, Role
from bot.usecases.change_settings import ChangeSettings, change_settings, open_settings
from bot.usecases.client_data import open_client_data
from bot.usecases.correct_incident import DismissIncident, dismiss_incident
from bot.usecases.decide import Decide, decide
from bot.usecases.erase_client import EraseClient, erase_client
from bot.usecases.finish_draft import FinishDraft, finish_draft
from bot.usecases.flag_answers import Flagged
from bot.usecases.forms import NotDone
from bot.usecases.handle_care import TakeCare, open_care_note, take_care
from bot.usecases.legal_hold import HoldClient, hold_client
from bot.usecases.merge_clients import MergeClients, UnmergeClient, merge_clients, unmerge_client
from bot.usecases.person_data import (
    AskPersonData,
    ErasePersonData,
    PersonAsk,
    ask_person_data,
    erase_person_data,
    open_person_data,
)
from bot.usecases.read_audit import ReadAudit, read_audit
from bot.usecases.settle_dismissal import SettleDismissal, settle_dismissal
from bot.usecases.stop_parting import StopParting, stop_parting
from bot.usecases.take_back import TakeBack, take_back
from tests.flows.conftest import stage  # noqa: F401  # the fixture
from tests.flows.requests import NAME, Scene, set_scene
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
    "see the settings": lambda scene, grant: open_settings(scene.stage.bot.ports, grant),
    "read the trail": lambda scene, grant: read_audit(scene.stage.bot.ports, ReadAudit(grant)),
    "take care": lambda scene, grant: take_care(scene.stage.bot.ports, TakeCare(grant, scene.care, "r")),
    "read of care": lambda scene, grant: open_care_note(scene.stage.bot.ports, grant, scene.care),
    "settle a dismissal": lambda scene, grant: settle_dismissal(
        scene.stage.bot.ports, SettleDismissal(grant, scene.dismissal, confirms=False, receipt="r")
    ),
    "see a client's data": lambda scene, grant: open_client_data(scene.stage.bot.ports, grant, scene.client),
    "hold a client": lambda scene, grant: hold_client(
        scene.stage.bot.ports, HoldClient(grant, scene.client, "a claim", is_lifted=False, receipt="r")
    ),
    "erase a client": lambda scene, grant: erase_client(
        scene.stage.bot.ports, EraseClient(grant, scene.client, NAME, "r")
    ),
    "see a person's data": lambda scene, grant: open_person_data(scene.stage.bot.ports, grant),
    "ask for a person's data": lambda scene, grant: ask_person_data(
        scene.stage.bot.ports, AskPersonData(grant, scene.stage.lead.id, "", PersonAsk.RESTRICT, "r")
    ),
    "erase a person": lambda scene, grant: erase_person_data(
        scene.stage.bot.ports,
        ErasePersonData(grant, scene.stage.lead.id, (), with_notes=False, is_sure=True, receipt="r"),
    ),
    "stop a parting": lambda scene, grant: stop_parting(
        scene.stage.bot.ports, StopParting(grant, scene.parting, "why", "r")
    ),
    "take back": lambda scene, grant: take_back(scene.stage.bot.ports, TakeBack(grant, settled(scene), "r")),
}


def settled(scene: Scene) -> str:
    """The client whose parting is over: a former one from then on."""
    ports = scene.stage.bot.ports
    with ports.store.write(scene.stage.slack.team_id) as uow:
        client = uow.clients.get(scene.other)
        assert client is not None
        if client.status is not ClientStatus.FORMER:
            uow.clients.save(replace(client, status=ClientStatus.FORMER))
    return scene.other


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


def test_nobody_waives_physical_abuse(stage: Stage) -> None:  # noqa: F811  # the fixture
    """A reviewer can void it, where it was an error; to count as nothing is not for anybody to say."""
    scene = set_scene(stage)
    stage.flag(f'"{NAME}" physical_abuse threw a chair')
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        (newest,) = uow.history.newest_records(scene.client, 1)
    reviewer = Grant(stage.slack.team_id, stage.person("office").id, Role.REVIEWER)
    waived = dismiss_incident(
        stage.bot.ports, DismissIncident(reviewer, newest.entry.id, "why", waives=True, receipt="r")
    )
    assert isinstance(waived, NotDone)
    assert waived.why == "cannot_waive_physical"
    voided = dismiss_incident(
        stage.bot.ports, DismissIncident(reviewer, newest.entry.id, "why", waives=False, receipt="r")
    )
    assert not isinstance(voided, NotDone)


def test_what_somebody_typed_is_theirs_to_finish(stage: Stage) -> None:  # noqa: F811  # the fixture
    """To anybody else, a reviewer too, it is as if it were gone."""
    scene = set_scene(stage)
    ports, workspace = stage.bot.ports, stage.slack.team_id
    others = (("designer", Role.MEMBER), ("partner", Role.REVIEWER))
    for who, role in others:
        grant = Grant(workspace, stage.person(who).id, role)
        refused = finish_draft(ports, FinishDraft(grant, scene.draft, "r", sign="slow_pay"))
        assert isinstance(refused, NotDone), who
        assert refused.why == "draft_gone"
    finished = finish_draft(
        ports, FinishDraft(Grant(workspace, stage.lead.id, Role.MEMBER), scene.draft, "r", sign="slow_pay")
    )
    assert isinstance(finished, Flagged)
    assert finished.client_name == "Nuthatch canarydraft"
