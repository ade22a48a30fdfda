"""Payloads, read strictly."""

import copy

import pytest

from bot.slack.entry import Action, FlaggedMessage, Kind, Screen, Shortcut
from bot.slack.parse import BadPayload, read

USER = {"id": "U0LEAD00001", "name": "lead", "team_id": "T0AGENCY001"}
TEAM = {"id": "T0AGENCY001", "domain": "northlight-studio"}
COMMAND = {
    "command": "/flag-client",
    "text": "acme slow_pay",
    "team_id": "T0AGENCY001",
    "team_domain": "northlight-studio",
    "channel_id": "C0GENERAL01",
    "user_id": "U0LEAD00001",
    "trigger_id": "1.2.abc",
    "response_url": "https://hooks.slack.com/commands/1",
}
ACTION = {
    "type": "block_actions",
    "user": USER,
    "team": TEAM,
    "trigger_id": "1.2.abc",
    "container": {"type": "message", "message_ts": "1700000000.000100", "is_ephemeral": True},
    "channel": {"id": "C0GENERAL01", "name": "general"},
    "actions": [
        {"type": "button", "action_id": "alert_ack", "block_id": "b1", "value": "ep1", "action_ts": "1700000001.5"}
    ],
}
VIEW = {
    "id": "V0VIEW00001",
    "type": "modal",
    "callback_id": "flag_client",
    "private_metadata": "d1",
    "hash": "1.abc",
    "blocks": [{"type": "input", "block_id": "note"}],
    "state": {"values": {"note": {"value": {"type": "plain_text_input", "value": "late"}}}},
}
SUBMISSION = {"type": "view_submission", "user": USER, "team": TEAM, "view": VIEW}
SHORTCUT = {
    "type": "message_action",
    "callback_id": "flag_client_message",
    "trigger_id": "1.2.abc",
    "user": USER,
    "team": TEAM,
    "channel": {"id": "C0GENERAL01", "name": "general"},
    "message_ts": "1700000000.000100",
    "message": {"type": "message", "user": "U0DESIGN001", "ts": "1700000000.000100", "text": "late again"},
}
OPTIONS = {
    "type": "block_suggestion",
    "user": USER,
    "team": TEAM,
    "action_id": "value",
    "block_id": "client",
    "value": "ac",
    "view": {"callback_id": "flag_client", "private_metadata": "d1"},
}
EVENT = {
    "type": "event_callback",
    "event_id": "Ev1",
    "team_id": "T0ELSEWHERE",
    "authorizations": [{"team_id": "T0AGENCY001"}],
    "event": {
        "type": "reaction_added",
        "user": "U0LEAD00001",
        "item": {"type": "message", "channel": "C0GENERAL01", "ts": "1.2"},
    },
}
BODIES = {
    Kind.COMMAND: COMMAND,
    Kind.ACTION: ACTION,
    Kind.SUBMISSION: SUBMISSION,
    Kind.CLOSED: SUBMISSION,
    Kind.SHORTCUT: SHORTCUT,
    Kind.OPTIONS: OPTIONS,
    Kind.EVENT: EVENT,
}


@pytest.mark.parametrize(
    ("kind", "id", "receipt"),
    [
        (Kind.COMMAND, "/flag-client", "command:T0AGENCY001:1.2.abc"),
        (Kind.SHORTCUT, "flag_client_message", "shortcut:T0AGENCY001:1.2.abc"),
        (Kind.ACTION, "alert_ack", "action:T0AGENCY001:1700000001.5:U0LEAD00001:alert_ack"),
        (Kind.SUBMISSION, "flag_client", "submission:T0AGENCY001:V0VIEW00001:flag_client"),
        (Kind.CLOSED, "flag_client", "closed:T0AGENCY001:V0VIEW00001:flag_client"),
        (Kind.OPTIONS, "client", ""),
        (Kind.EVENT, "reaction_added", "event:T0AGENCY001:Ev1"),
    ],
)
def test_each_kind_has_its_id_and_its_receipt(kind: Kind, id: str, receipt: str) -> None:
    """The same request delivered again has the same receipt; the workspace is that of the installation."""
    asked = read(kind, BODIES[kind])
    assert (asked.kind, asked.id, asked.receipt) == (kind, id, receipt)
    assert (asked.workspace, asked.user) == ("T0AGENCY001", "U0LEAD00001")


def test_the_parts_are_read() -> None:
    """What each kind has of its own."""
    action = read(Kind.ACTION, ACTION).part
    assert action == Action("ep1", "b1", "1700000001.5", "1700000000.000100", is_ephemeral=True, screen=None)
    assert read(Kind.SHORTCUT, SHORTCUT).part == Shortcut(
        FlaggedMessage("C0GENERAL01", "1700000000.000100", None, "U0DESIGN001", "late again")
    )
    screen = read(Kind.SUBMISSION, SUBMISSION).part
    assert isinstance(screen, Screen)
    assert screen.state["note"]["value"]["value"] == "late"
    assert screen.is_modal
    assert read(Kind.EVENT, EVENT).channel == "C0GENERAL01"


def test_an_overflow_menu_has_the_value_of_its_option() -> None:
    """As a button has its own."""
    body = copy.deepcopy(ACTION)
    body["actions"] = [
        {"action_id": "incident_menu", "action_ts": "1.2", "selected_option": {"value": "incident_void|i1"}}
    ]
    part = read(Kind.ACTION, body).part
    assert isinstance(part, Action)
    assert part.value == "incident_void|i1"


def test_a_view_opened_from_a_shared_channel_is_of_the_installation() -> None:
    """`team` may be the other organisation's."""
    body = copy.deepcopy(SUBMISSION) | {"team": {"id": "T0ELSEWHERE", "domain": "other"}}
    body["view"] = VIEW | {"app_installed_team_id": "T0AGENCY001"}
    assert read(Kind.SUBMISSION, body).workspace == "T0AGENCY001"


@pytest.mark.parametrize(
    ("kind", "changed", "named"),
    [
        (Kind.COMMAND, {"user_id": "lead"}, "user_id"),
        (Kind.COMMAND, {"user_id": None}, "user_id"),
        (Kind.COMMAND, {"team_id": "T1'; --"}, "team_id"),
        (Kind.COMMAND, {"trigger_id": ""}, "trigger_id"),
        (Kind.COMMAND, {"channel_id": "general"}, "channel_id"),
        (Kind.ACTION, {"actions": []}, "actions"),
        (Kind.ACTION, {"actions": [{"action_id": "x"}]}, "action_ts"),
        (Kind.ACTION, {"user": {}}, "id"),
        (Kind.ACTION, {"team": None, "user": {"id": "U0LEAD00001"}}, "team_id"),
        (Kind.SUBMISSION, {"view": VIEW | {"id": 7}}, "id"),
        (Kind.SUBMISSION, {"view": VIEW | {"state": {"values": {"note": []}}}}, "state.values"),
        (Kind.SHORTCUT, {"message": None}, "message"),
        (Kind.SHORTCUT, {"message_ts": "yesterday"}, "message_ts"),
        (Kind.OPTIONS, {"block_id": "a b"}, "block_id"),
        (Kind.EVENT, {"event_id": None}, "event_id"),
        (Kind.EVENT, {"event": {"type": "reaction_added", "user": "lead"}}, "user"),
    ],
)
def test_an_odd_field_is_named(kind: Kind, changed: dict[str, object], named: str) -> None:
    """Never its value: it may be anything."""
    with pytest.raises(BadPayload, match=f"^{named}$"):
        read(kind, BODIES[kind] | changed)
