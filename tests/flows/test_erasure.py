"""What is erased is gone: from the database's files, from Slack, and from what the trail says; the rest stays."""

import json
from pathlib import Path

from bot.domain.signs import Level
from bot.sandbox import faults
from bot.usecases.erase_client import erase_named_client
from bot.usecases.erase_person import Erased, erase_person
from bot.usecases.records import TimerKind
from tests.flows.register import bring_in, client_named, level, records
from tests.flows.stage import ALERTS, GENERAL, Stage

CLIENT = "Qanary Holdings"
NOTE = "qanarynote about the call"


def bytes_of(database_url: str) -> bytes:
    """Everything in the database's files: the log, the shared memory, copies from before a migration."""
    file = Path(database_url.removeprefix("sqlite:///"))
    return b"".join(
        each.read_bytes()
        for each in sorted(file.parent.iterdir())
        if each.name.startswith(file.name) and each.is_file()
    )


def set_scene(stage: Stage) -> None:
    """A client with an alert that somebody took and voted on, a shared card, and another client."""
    for line in (f'"{CLIENT}" lying {NOTE}', '"Otter Bakery" slow_pay otternote'):
        stage.lead.press("create_and_flag", in_=stage.lead.command(f"/flag-client {line}", channel=GENERAL))
        stage.settle()
    stage.hold_ends()
    stage.designer.react(ALERTS, stage.alerts[0].ts, "eyes")
    stage.settle()
    stage.designer.react(ALERTS, stage.alerts[0].ts, "wave")
    stage.settle()
    card = stage.designer.command(f'/client-health "{CLIENT}"', channel="client-alerts")
    stage.designer.press("health_share", in_=card)
    for _ in range(4):  # a channel gets one post a second
        stage.after(seconds=2)


def said_in_slack(stage: Stage) -> str:
    """All that stands in Slack now, threads and direct messages too."""
    bot_user = stage.slack.bot_user_id
    return json.dumps(
        [
            (message.text, message.blocks)
            for channel in stage.slack.workspace.channels
            for message in stage.slack.messages(channel)
            if message.user == bot_user
        ],
        ensure_ascii=False,
    )


def form(stage: Stage, action: str, opened_by: str, **values: object) -> str:
    """A reviewer fills a form and submits it; what it says then."""
    partner = stage.partner
    partner.press(action, in_=partner.command(opened_by, channel=GENERAL))
    stage.settle()
    partner.fill(values)
    result = partner.submit()
    stage.settle()
    return json.dumps(
        result.errors if not result.ok else partner.view.blocks if partner.view else [], ensure_ascii=False
    )


def settle_erasure(stage: Stage) -> None:
    """The messages are removed, and the files are written anew."""
    for _ in range(4):
        stage.after(seconds=6)


def test_an_erased_client_is_nowhere(stage: Stage, sqlite_url: str) -> None:
    """Not in a byte of the files, not in Slack; the other client and the trail's own lines are there."""
    set_scene(stage)
    copy = Path(sqlite_url.removeprefix("sqlite:///") + ".before-0004")
    copy.write_bytes(b"qanarynote, as it was before a migration")
    assert CLIENT in said_in_slack(stage)
    assert b"qanarynote" in bytes_of(sqlite_url)
    said = form(stage, "client_data", f'/client-health "{CLIENT}"', what="erase", confirm=CLIENT.lower())
    assert "is erased" in said
    settle_erasure(stage)
    held = bytes_of(sqlite_url)
    assert b"anarynote" not in held
    assert b"Qanary" not in held
    assert b"qanary" not in held
    assert not copy.exists()
    assert "anary" not in said_in_slack(stage)
    assert level(stage, "Otter Bakery") is Level.CLEAR
    assert [record.note for record in records(stage, "Otter Bakery")] == ["otternote"]
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        erased = [row for row in uow.register.rows("audit") if row["action"] == "client_erased"]
        assert [row["by_user"] for row in erased] == [stage.partner.id]


def test_a_wrong_name_erases_nothing(stage: Stage) -> None:
    """The name is typed once more."""
    set_scene(stage)
    said = form(stage, "client_data", f'/client-health "{CLIENT}"', what="erase", confirm="Otter Bakery")
    assert "to erase it" in said
    assert client_named(stage, CLIENT).standing.incidents == 1


def test_a_client_on_hold_is_not_erased(stage: Stage) -> None:
    """Neither at once nor by anybody's request, until the hold is lifted with a reason; the card says so."""
    set_scene(stage)
    card = f'/client-health "{CLIENT}"'
    assert "Say why" in form(stage, "client_data", card, what="hold")
    stage.partner.close(everything=True)
    assert "on legal hold" in form(stage, "client_data", card, what="hold", reason="they threaten to sue")
    stage.partner.close(everything=True)
    assert "On legal hold since" in json.dumps(stage.lead.command(card, channel=GENERAL).blocks)
    store, workspace = stage.bot.ports.store, stage.slack.team_id
    assert erase_named_client(store, workspace, CLIENT, "operator") == "on_hold"
    held = erase_person(store, workspace, stage.lead.id, "operator", with_notes=True)
    assert held.clients == (CLIENT,)  # type: ignore[union-attr]
    assert "lifted" in form(stage, "client_data", card, what="lift", reason="they did not")
    with store.read(workspace) as uow:
        (row,) = uow.register.rows("holds")
        assert (row["reason"], row["lift_reason"]) == ("they threaten to sue", "they did not")
        assert row["lifted_by"] == stage.partner.id
        assert uow.holds.all() == []
    assert erase_named_client(store, workspace, CLIENT, "operator") is None


def test_members_do_not_erase(stage: Stage) -> None:
    """They see no button, and the request is refused to them too."""
    set_scene(stage)
    card = stage.lead.command(f'/client-health "{CLIENT}"', channel=GENERAL)
    assert "client_data" not in json.dumps(card.blocks)
    policy = stage.lead.command("/client-policy", channel=GENERAL)
    assert "person_data_open" not in json.dumps(policy.blocks)


def test_an_erased_person_is_someone_who_left(stage: Stage, sqlite_url: str) -> None:
    """Nowhere in the files, the messages to them and those that name them are gone; the client's history counts on."""
    set_scene(stage)
    designer = stage.designer.id
    stage.slack.changes.leave("designer", "client-alerts")
    stage.slack.changes.deactivate("designer")
    stage.settle()
    assert designer in said_in_slack(stage)
    said = form(stage, "person_data_open", "/client-policy", person="designer", what="erase")
    assert "Everywhere they stand" in said
    stage.partner.fill({"confirm": ["true"]})
    result = stage.partner.submit()
    stage.settle()
    assert result.ok
    settle_erasure(stage)
    assert designer.encode() not in bytes_of(sqlite_url)
    assert designer not in said_in_slack(stage)
    assert "someone who left" in said_in_slack(stage)
    assert level(stage, CLIENT) is Level.DECISIVE


def test_an_unticked_box_erases_nobody(stage: Stage) -> None:
    """It says so at its place."""
    set_scene(stage)
    form(stage, "person_data_open", "/client-policy", person="designer", what="erase")
    result = stage.partner.submit()
    assert "Tick this" in json.dumps(result.errors)


def test_the_notes_of_a_person_go_where_that_is_wanted(stage: Stage) -> None:
    """The incident stays, without who told of it and what they wrote."""
    set_scene(stage)
    outcome = erase_person(stage.bot.ports.store, stage.slack.team_id, stage.lead.id, stage.partner.id, with_notes=True)
    assert isinstance(outcome, Erased)
    (record,) = records(stage, CLIENT)
    assert (record.note, record.by) == ("", outcome.marker)
    card = json.dumps(stage.partner.command(f'/client-health "{CLIENT}"', channel=GENERAL).blocks, ensure_ascii=False)
    assert "someone who left" in card
    assert "gone-" not in card


def test_a_name_is_emptied_where_it_is_chosen(stage: Stage, sqlite_url: str) -> None:
    """Of the places that a name stands in, those that a reviewer ticks."""
    set_scene(stage)
    stage.flag('"Otter Bakery" slow_pay Jane Qanarydoe shouted at the intern')
    stage.flag('"Otter Bakery" mind_change jane qanarydoe again')
    said = form(stage, "person_data_open", "/client-policy", name="Jane Qanarydoe", what="erase")
    assert "shouted at the intern" in said
    view = stage.partner.view
    assert view is not None
    options = next(block["element"]["options"] for block in view.blocks if block.get("block_id") == "places")
    chosen = next(option["value"] for option in options if "shouted" in option["text"]["text"])
    stage.partner.fill({"places": [chosen], "confirm": ["true"]})
    assert stage.partner.submit().ok
    settle_erasure(stage)
    assert [record.note for record in records(stage, "Otter Bakery")] == ["otternote", "", "jane qanarydoe again"]
    assert b"Jane Qanarydoe" not in bytes_of(sqlite_url)


def test_a_name_in_many_places_is_emptied_in_any_of_them(stage: Stage) -> None:
    """Not only in the first ones: each is numbered, shown and chosen; what a form cannot hold is counted."""
    set_scene(stage)
    notes = [f"Jane Qanarydoe, the {number}th time {'x' * 100}" for number in range(60)]
    at = stage.clock.now().isoformat()
    lines = [{"at": at, "type": "incident", "sign": "mind_change", "note": note} for note in notes]
    bring_in(stage, "Magpie Press", *lines)
    said = form(stage, "person_data_open", "/client-policy", name="Jane Qanarydoe", what="erase")
    assert "stands in 60 places" in said
    assert "10 more are not shown" in said
    view = stage.partner.view
    assert view is not None
    options = next(block["element"]["options"] for block in view.blocks if block.get("block_id") == "places")
    assert len(options) == 50
    assert options[41]["text"]["text"].startswith("42. ")
    number = said.split("42. ", 1)[1].split("the ", 1)[1].split("th", 1)[0]
    stage.partner.fill({"places": [options[41]["value"]], "confirm": ["true"]})
    assert stage.partner.submit().ok
    emptied = [place for place, record in enumerate(records(stage, "Magpie Press")) if record.note == ""]
    assert emptied == [int(number)]


def test_a_restricted_entry_is_seen_by_reviewers_alone(stage: Stage) -> None:
    """Who told of it and what was written; the reporter sees neither, and it goes on counting. It can be lifted."""
    set_scene(stage)
    card = f'/client-health "{CLIENT}"'
    assert "Restricted entries: " in form(stage, "person_data_open", "/client-policy", person="lead", what="restrict")
    stage.partner.close(everything=True)
    seen = {who: json.dumps(stage.person(who).command(card, channel=GENERAL).blocks) for who in ("lead", "partner")}
    assert "qanarynote" not in seen["lead"]
    assert "incident_undo" not in seen["lead"]
    assert "qanarynote" in seen["partner"]
    assert level(stage, CLIENT) is Level.DECISIVE
    assert "restricted no more" in form(stage, "person_data_open", "/client-policy", person="lead", what="lift")
    assert "qanarynote" in json.dumps(stage.lead.command(card, channel=GENERAL).blocks)


def test_what_is_held_is_shown_before_anything_is_done(stage: Stage) -> None:
    """And the command that gives them all of it. Of nobody, nothing."""
    set_scene(stage)
    said = form(stage, "person_data_open", "/client-policy", person="designer", what="look")
    assert f"partways subject-export {stage.designer.id}" in said
    stage.partner.close(everything=True)
    assert "one of the two" in form(stage, "person_data_open", "/client-policy", what="look")


def test_a_message_that_slack_keeps_says_nothing_any_more(stage: Stage) -> None:
    """Where deleting is not allowed, a line that names nobody takes its place."""
    set_scene(stage)
    stage.slack.faults.add("chat.delete", faults.error("cant_delete_message"), times=0)
    erase_named_client(stage.bot.ports.store, stage.slack.team_id, CLIENT, "operator")
    settle_erasure(stage)
    assert "anary" not in said_in_slack(stage)
    assert "This message was removed." in said_in_slack(stage)


def test_an_app_that_was_uninstalled_keeps_nothing_after_a_month(stage: Stage, sqlite_url: str) -> None:
    """Thirty days later the workspace and all of its rows are gone from the files."""
    set_scene(stage)
    stage.slack.changes.uninstall()
    stage.settle()
    store, workspace = stage.bot.ports.store, stage.slack.team_id
    with store.read(workspace) as uow:
        assert uow.timers.get(TimerKind.WIPE, workspace) is not None
    stage.after(days=29)
    assert store.workspaces() == [workspace]
    stage.after(days=1, seconds=1)
    assert store.workspaces() == []
    assert b"anarynote" not in bytes_of(sqlite_url)
    assert stage.lead.id.encode() not in bytes_of(sqlite_url)


def test_the_alert_channel_is_empty_of_an_erased_client(stage: Stage) -> None:
    """Nothing of it is sent again, either."""
    set_scene(stage)
    erase_named_client(stage.bot.ports.store, stage.slack.team_id, CLIENT, "operator")
    settle_erasure(stage)
    stage.after(days=8)
    assert not [message for message in stage.slack.messages(ALERTS) if "anary" in message.text]
