"""Who somebody is to the workspace, as Slack says it now: roles change, and what was known before does not last."""

import json
from dataclasses import replace
from typing import Any

from bot.sandbox import faults
from bot.sandbox.agency import OTHER_TEAM_ID
from bot.sandbox.people import User
from bot.sandbox.wire import Envelope
from bot.slack.directory import SlackDirectory
from bot.usecases.admit import Admission
from tests.flows.discretion import texts_in
from tests.flows.requests import SECRETS, Build, Scene, every_entry, set_scene
from tests.flows.stage import GENERAL, Stage

REFUSED = "Sorry, this is for members of this workspace only."
NOT_CHECKED = "I could not check with Slack just now whether you may do this. Please try again in a moment."


def asks(stage: Stage, who: str = "designer") -> str:
    return stage.person(who).command("/client-health", channel=GENERAL).text


def looked_up(stage: Stage, who: str) -> int:
    return sum(call.request["user"] == stage.person(who).id for call in stage.slack.traffic.calls("users.info"))


def test_a_member_who_becomes_a_guest_is_refused_at_once(stage: Stage) -> None:
    """An event says so; nobody waits for five minutes to pass. And back again."""
    assert "clients" in asks(stage)
    stage.slack.changes.make_guest("designer")
    stage.settle()
    assert asks(stage) == REFUSED
    stage.slack.changes.make_member("designer")
    stage.settle()
    assert "clients" in asks(stage)


def test_where_the_event_is_lost_five_minutes_are_the_most(stage: Stage) -> None:
    """Whoever acts is looked up again after that."""
    assert "clients" in asks(stage)
    stage.slack.faults.lose_events("user_change")
    stage.slack.changes.make_guest("designer")
    stage.settle()
    stage.after(minutes=5)
    assert asks(stage) == REFUSED


def test_an_admin_who_is_one_no_longer_decides_nothing(stage: Stage) -> None:
    """While no reviewers are chosen."""
    assert "settings_open" in str(stage.person("office").command("/client-policy", channel=GENERAL).blocks)
    stage.slack.changes.make_admin("office", is_admin=False)
    stage.settle()
    assert "settings_open" not in str(stage.person("office").command("/client-policy", channel=GENERAL).blocks)


def test_slack_is_asked_once_in_five_minutes(stage: Stage) -> None:
    """However much somebody does in between; whoever is in no channel of ours is asked about by nobody else."""
    for _ in range(5):
        asks(stage, "developer")
    assert looked_up(stage, "developer") == 1
    stage.after(minutes=4, seconds=59)
    asks(stage, "developer")
    assert looked_up(stage, "developer") == 1
    stage.after(seconds=1)
    asks(stage, "developer")
    assert looked_up(stage, "developer") == 2


def test_a_lookup_that_fails_asks_to_try_again(stage: Stage) -> None:
    """It refuses, says why, and is not remembered."""
    stage.slack.faults.add("users.info", faults.ratelimited())
    assert asks(stage) == NOT_CHECKED
    assert "clients" in asks(stage)


def test_an_answer_from_before_the_change_is_not_kept(stage: Stage) -> None:
    """Slack's answer was on its way when the event came: the next request asks anew."""
    ports, home = stage.bot.ports, stage.bot.home

    class Overtaken(SlackDirectory):
        """The event arrives while the first answer is under way."""

        def look_up(self, user: str) -> Any:
            found = super().look_up(user)
            if found is not None and not found.is_guest:
                stage.slack.changes.make_guest("designer")
                admission.forget(home.workspace, user)
            return found

    admission = Admission(ports.store, Overtaken(home, ports.clock), ports.clock)
    assert admission.admit(home.workspace, stage.designer.id, None).role.may_act
    assert not admission.admit(home.workspace, stage.designer.id, None).role.may_act


def elsewhere(build: Build, stage: Stage) -> Build:
    """The same request as the bot would get it from another workspace that it is installed in."""

    def made(user: User) -> Envelope | dict[str, Any]:
        one = build(user)
        if isinstance(one, Envelope):
            moved = json.dumps(one.body).replace(stage.slack.team_id, OTHER_TEAM_ID)
            return replace(one, body=json.loads(moved))
        return one

    return made


def test_another_workspace_learns_and_changes_nothing(stage: Stage) -> None:
    """At every way in, with ids of ours in hand."""
    scene: Scene = set_scene(stage)
    for entry, builds in every_entry(scene).items():
        if entry[0] == "event":
            continue
        seq = stage.slack.traffic.since()[-1].seq
        for build in builds:
            ack = scene.send(elsewhere(build, stage), stage.partner.user)
            assert ack.status == 200, entry
        for one in stage.slack.traffic.since(seq):
            sent = one.request if one.kind in ("api", "response_url") else one.response
            said = " ".join(texts_in(sent)).casefold()
            assert not any(secret in said for secret in SECRETS), entry


def test_nobody_is_written_to_who_is_not_let_in_now(stage: Stage) -> None:
    """A reviewer who became a guest gets no alert directly."""
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        settings = uow.workspace.settings()
        chosen = {"reviewers": (stage.partner.id, stage.designer.id), "alert_channel": None}
        uow.workspace.save_settings(settings.with_changes(chosen))
    stage.slack.changes.make_guest("designer")
    stage.settle()
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme lying x", channel=GENERAL))
    stage.hold_ends()
    stage.after(seconds=5)
    assert any("Acme" in message.text for message in stage.partner.direct())
    assert stage.designer.direct() == []


def test_what_somebody_was_sent_is_not_kept_up_to_date_once_they_are_not_let_in(stage: Stage) -> None:
    """An alert that a reviewer got directly stays as it was when they became a guest; the other reviewer's goes on."""
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        settings = uow.workspace.settings()
        chosen = {"reviewers": (stage.partner.id, stage.designer.id), "alert_channel": None}
        uow.workspace.save_settings(settings.with_changes(chosen))
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme lying x", channel=GENERAL))
    stage.hold_ends()
    stage.after(seconds=5)
    (sent,) = stage.designer.direct()
    before = str(sent.blocks)
    stage.slack.changes.make_guest("designer")
    stage.settle()
    stage.lead.command("/flag-client Acme unreasonable_demand canarymore", channel=GENERAL)
    stage.after(seconds=5)
    assert "far more than is reasonable" in str(stage.partner.direct()[0].blocks)
    assert [str(one.blocks) for one in stage.designer.direct()] == [before]
