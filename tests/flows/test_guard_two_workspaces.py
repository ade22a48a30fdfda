"""Two workspaces on one database, with people, channels and clients of the same ids and names, at random.

Whatever is asked in one, with ids of the other in hand, shows nothing of the other and changes nothing there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

import pytest
from sqlalchemy import Connection, create_engine, select

from bot.sandbox.agency import TEAM_ID, agency
from bot.sandbox.workspace import Workspace
from bot.store.tables import metadata
from tests.flows.discretion import texts_in
from tests.flows.requests import Scene, every_entry, set_scene
from tests.flows.stage import GENERAL, Stage, staged

OTHER_TEAM = "T0SECOND001"
STEPS = 120
# What either of them wrote, told apart by nothing but these.
CANARIES = {TEAM_ID: "firstcanarynote", OTHER_TEAM: "secondcanarynote"}


def second_agency(at: datetime) -> Workspace:
    """Another team that calls everybody and everything the same."""
    workspace = agency(at)
    workspace.team_id, workspace.domain = OTHER_TEAM, "second-studio"
    for user in workspace.users.values():
        user.team_id = OTHER_TEAM if user.team_id == TEAM_ID else user.team_id
    return workspace


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. ``own`` are ids that the other must never be shown."""

    scene: Scene
    own: frozenset[str]

    @property
    def stage(self) -> Stage:
        return self.scene.stage

    @property
    def team(self) -> str:
        return self.stage.slack.team_id


def rename(stage: Stage, name: str) -> None:
    """The client that requests are about; the others keep the names that both sides have."""
    partner = stage.partner
    partner.press("client_edit", in_=partner.command('/client-health "Canary Holdings"', channel=GENERAL))
    stage.settle()
    partner.fill({"name": name, "aliases": ""})
    assert partner.submit().ok
    partner.close(everything=True)
    stage.settle()


@pytest.fixture
def sides(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Side, Side]]:
    with staged(database_url) as first, staged(database_url, make_workspace=second_agency) as second:
        made = []
        for stage in (first, second):
            monkeypatch.setattr("tests.flows.requests.NOTE", f"{CANARIES[stage.slack.team_id]} in confidence")
            scene = set_scene(stage)
            rename(stage, f"{CANARIES[stage.slack.team_id]} Holdings")
            named = (getattr(scene, name) for name in Scene.__dataclass_fields__)
            ids = {value for value in named if isinstance(value, str)}
            made.append(Side(scene, frozenset(ids)))
        assert made[0].own.isdisjoint(made[1].own)
        yield made[0], made[1]


def stored(connection: Connection, team: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of that workspace."""
    kept = {}
    for table in metadata.sorted_tables:
        column = table.c.get("workspace", table.c.get("id") if table.name == "workspaces" else None)
        if column is not None:
            kept[table.name] = sorted(map(tuple, connection.execute(select(table).where(column == team))), key=repr)
    return kept


def forged(random: Random, own: Scene, foreign: Scene) -> Scene:
    """What somebody here could send: each id their own or the other's, and each form, too."""
    ids = [name for name in Scene.__dataclass_fields__ if isinstance(getattr(own, name), str)]
    mixed = {name: getattr(random.choice((own, foreign)), name) for name in ids}
    forms = {name: random.choice((own, foreign)).forms[name] for name in own.forms}
    return replace(own, forms=forms, **mixed)


@pytest.mark.parametrize("seed", [5, 17])
def test_nothing_of_the_other_is_shown_or_changed(sides: tuple[Side, Side], database_url: str, seed: int) -> None:
    """Every way in, by members and reviewers, with ids of either; time passes for one of them or the other."""
    random = Random(seed)
    engine = create_engine(database_url, hide_parameters=True)
    with engine.connect() as connection:
        for step in range(STEPS):
            here, there = random.sample(sides, 2)
            before, seq = stored(connection, there.team), here.stage.slack.traffic.last
            connection.rollback()
            done = _something(random, here, there)
            assert stored(connection, there.team) == before, (step, done)
            connection.rollback()
            _assert_nothing_of(there, here, seq, (step, done))
    engine.dispose()


def _something(random: Random, here: Side, there: Side) -> str:
    if random.random() < 0.15:
        seconds = random.choice((1, 31, 130, 3600, 90_000))
        here.stage.after(seconds=seconds)
        return f"{seconds} seconds pass"
    table = every_entry(forged(random, here.scene, there.scene))
    entry = random.choice(sorted(table))
    who = here.stage.person(random.choice(("lead", "designer", "partner"))).user
    here.scene.send(random.choice(table[entry]), who)
    return f"{who.handle}: {entry}"


def _assert_nothing_of(there: Side, here: Side, seq: int, done: object) -> None:
    """Of all that this side's bot said: no note of the other's; and none of its ids, unless one was just sent."""
    entries = here.stage.slack.traffic.since(seq)
    sent = " ".join(text for one in entries if one.kind != "api" for text in texts_in(one.request))
    for one in entries:
        said = one.request if one.kind in ("api", "response_url") else one.response
        for text in texts_in(said):
            assert CANARIES[there.team] not in text.casefold(), done
            assert not any(own in text and own not in sent for own in there.own), (done, text)
