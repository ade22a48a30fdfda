"""Requests that are signed and yet not what Slack would send: recordings, other people's ids, other workspaces'."""

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.agency import OTHER_TEAM_ID
from bot.sandbox.delivery import encoded, signature
from bot.sandbox.wire import Ack, Envelope, Kind
from tests.flows.requests import SECRETS, Requests, Scene, every_entry, set_scene
from tests.flows.stage import ALERTS, GENERAL, Stage
from tests.flows.test_guard_entries import rows
from tests.logged import caught_logs

Body = dict[str, Any]
GRID = "E0GRID00001"


@pytest.fixture
def scene(stage: Stage) -> Scene:
    return set_scene(stage)


def request(scene: Scene, kind: str, id: str, who: str = "partner", number: int = 0) -> Envelope:
    """As the bot's own screens would make Slack send it."""
    build = every_entry(scene)[kind, id][number]
    with scene.stage.slack.platform.lock:
        made = build(scene.stage.person(who).user)
    if isinstance(made, Envelope):
        return made
    body = {
        "type": "event_callback",
        "team_id": scene.stage.slack.team_id,
        "event_id": scene.stage.slack.workspace.new_id("Ev"),
        "authorizations": [{"team_id": scene.stage.slack.team_id}],
        "event": {"event_ts": "1.000001", **made},
    }
    return Envelope(Kind.EVENT, id, body, "e")


def send(scene: Scene, envelope: Envelope, change: Callable[[Body], None] = lambda _: None) -> Ack:
    """Signed, with ``change`` made to a copy of its body; no failure of ours, whatever it is."""
    body = copy.deepcopy(envelope.body)
    change(body)
    with caught_logs() as log:
        ack = scene.stage.slack.delivery.send(Envelope(envelope.kind, envelope.name, body, envelope.envelope_id))
        scene.stage.settle()
    assert not log.of("request_failed"), log.text
    assert ack.status in (200, 400)
    return ack


def kept(database: str) -> dict[str, list[tuple[object, ...]]]:
    """All but the mark that a request was handled."""
    return {name: held for name, held in rows(database).items() if name != "receipts"}


def says_nothing(said: object) -> bool:
    return not any(secret in json.dumps(said, ensure_ascii=False).casefold() for secret in SECRETS)


def in_another_workspace(body: Body) -> None:
    """The app may be installed there too; its people, channels and signing secret are Slack's."""
    for place in (body, body.get("team"), body.get("view"), *body.get("authorizations", ())):
        for key in ("team_id", "id", "app_installed_team_id") if isinstance(place, dict) else ():
            if place.get(key) == "T0AGENCY001":
                place[key] = OTHER_TEAM_ID


def without_a_team(body: Body) -> None:
    """As an app that an organisation installed is told."""
    for key in ("team", "team_id", "authorizations"):
        body.pop(key, None)
    for place in (body.get("user"), body.get("view"), body.get("event")):
        if isinstance(place, dict):
            for key in ("team_id", "app_installed_team_id"):
                place.pop(key, None)


def of_an_organisation(body: Body) -> None:
    """The organisation's id stands where the workspace's stood."""
    in_another_workspace(body)
    text = json.dumps(body).replace(OTHER_TEAM_ID, GRID)
    body.clear()
    body.update(json.loads(text))
    body["enterprise"] = {"id": GRID, "name": "Somebody's organisation"}
    body["is_enterprise_install"] = True


@pytest.mark.parametrize("change", [in_another_workspace, without_a_team, of_an_organisation])
def test_what_is_of_another_workspace_gets_nothing(
    scene: Scene, sqlite_url: str, change: Callable[[Body], None]
) -> None:
    """Every way in, by our own reviewer's id: nothing is answered, nothing stored, nothing sent."""
    for (kind, id), builds in every_entry(scene).items():
        for number in range(len(builds)):
            envelope = request(scene, kind, id, number=number)
            if envelope.kind is Kind.COMMAND:
                envelope.body["is_enterprise_install"] = "true"
            before, seq = rows(sqlite_url), scene.stage.slack.traffic.last
            ack = send(scene, envelope, _but_commands(change))
            assert says_nothing(ack.payload), (kind, id)
            assert rows(sqlite_url) == before, (kind, id)
            told = [entry for entry in scene.stage.slack.traffic.since(seq) if entry.kind in ("api", "response_url")]
            assert all(says_nothing(entry.request) for entry in told), (kind, id)
            assert not [entry for entry in told if entry.name.startswith("chat.")], (kind, id)


def _but_commands(change: Callable[[Body], None]) -> Callable[[Body], None]:
    """A command is a form: its values are texts."""

    def changed(body: Body) -> None:
        change(body)
        if "command" in body:
            for key in ("enterprise", "is_enterprise_install"):
                body.pop(key, None)

    return changed


def test_a_workspace_is_that_of_the_installation(scene: Scene) -> None:
    """In a channel shared with another workspace, the sender's is named first; what counts is where the app is."""

    def shared(body: Body) -> None:
        body["team_id"] = OTHER_TEAM_ID
        body["event"] |= {"user_team": OTHER_TEAM_ID, "team": OTHER_TEAM_ID}
        body["is_ext_shared_channel"] = True

    votes_before = len(_votes(scene))
    send(scene, request(scene, "event", "reaction_added", number=1), shared)
    assert len(_votes(scene)) == votes_before


def _votes(scene: Scene) -> list[object]:
    with scene.stage.bot.ports.store.read(scene.stage.slack.team_id) as uow:
        return [each for each in uow.episodes.reactions(scene.episode) if each.is_on]


def test_a_recording_changes_nothing(scene: Scene, sqlite_url: str) -> None:
    """The same bytes again, ten times, within the five minutes that their signature is good for."""
    entries = every_entry(scene)
    for kind, id in entries:
        if (kind, id) == ("event", "app_home_opened"):
            continue
        envelope = request(scene, kind, id, "lead")
        scene.stage.slack.delivery.send(envelope)
        scene.stage.settle()
        before = rows(sqlite_url)
        for _ in range(10):
            assert scene.stage.slack.delivery.send(envelope).status == 200, (kind, id)
        scene.stage.settle()
        assert rows(sqlite_url) == before, (kind, id)


def test_a_recording_is_refused_when_it_is_old(scene: Scene) -> None:
    """Its own signature with it: five minutes, and it is nobody's."""
    envelope = request(scene, "command", "/client-health", "lead", 2)
    content_type, raw = encoded(envelope)
    stamp = str(int(scene.stage.clock.now().timestamp()))
    headers = {
        "content-type": content_type,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(scene.stage.slack.signing_secret, stamp, raw),
    }
    endpoint = scene.stage.bot.endpoint
    assert endpoint is not None
    assert endpoint.handle(headers, raw)[0] == 200
    scene.stage.clock.move(timedelta(seconds=301))
    assert endpoint.handle(headers, raw) == (401, {"content-type": "text/plain; charset=utf-8"}, b"not signed\n")


def metadata(**ids: str) -> Callable[[Body], None]:
    def change(body: Body) -> None:
        held = json.loads(body["view"]["private_metadata"])
        body["view"]["private_metadata"] = json.dumps(held | ids)

    return change


def test_a_form_cannot_be_turned_on_what_somebody_may_not_touch(scene: Scene, sqlite_url: str) -> None:
    """A member's forms, sent with a reviewer's purposes and ids: rights are asked of whoever sends, every time."""
    forms = {
        "reason": [
            {"purpose": "incident_void", "subject": scene.incident},
            {"purpose": "incident_waive", "subject": scene.incident},
            {"purpose": "incident_void", "subject": scene.client},
            {"purpose": "settings_open", "subject": scene.client},
            {"purpose": "", "subject": ""},
        ],
        "review_decide": [{"client": scene.client, "outcome": "part_ways"}, {"client": scene.other, "episode": ""}],
        "client_merge": [{"client": scene.client}, {"client": scene.merged}],
        "settings": [{"client": scene.client}],
    }
    for form, forged in forms.items():
        for ids in forged:
            before = rows(sqlite_url)
            send(scene, request(scene, "submission", form, "designer"), metadata(**ids))
            assert rows(sqlite_url) == before, (form, ids)


@pytest.mark.parametrize("callback", ["settings", "review_decide", "client_merge", "reason", "nothing", "", "flagged"])
def test_one_form_sent_as_another_does_nothing(scene: Scene, sqlite_url: str, callback: str) -> None:
    """The flag form of a member, under the id of each form that is for reviewers."""

    def renamed(body: Body) -> None:
        body["view"]["callback_id"] = callback

    before = rows(sqlite_url)
    send(scene, request(scene, "submission", "flag_client", "lead"), renamed)
    assert rows(sqlite_url) == before


@pytest.mark.parametrize(
    "value",
    [
        "",
        "|",
        "x|y",
        "00000000-0000-0000-0000-000000000000",
        "' or 1=1 --",
        "9" * 2000,
        "\u202e",
        "c0ffee|keep",
        "../x",
    ],
)
def test_a_button_with_a_value_of_nobodys_does_nothing(scene: Scene, sqlite_url: str, value: str) -> None:
    """Every button, by a reviewer: it is answered, and nothing is stored or posted."""
    for kind, id in every_entry(scene):
        # To read the audit trail is a line in it, by whatever it was to be narrowed down (test_audit).
        if kind != "action" or id == "value" or id.startswith("audit_"):
            continue

        def forged(body: Body) -> None:
            body["actions"][0] |= {"value": value} if "value" in body["actions"][0] else {}
            if "selected_option" in body["actions"][0]:
                body["actions"][0]["selected_option"]["value"] = value

        before, seq = kept(sqlite_url), scene.stage.slack.traffic.last
        send(scene, request(scene, kind, id), forged)
        assert kept(sqlite_url) == before, id
        assert not [entry for entry in scene.stage.slack.traffic.since(seq) if entry.name.startswith("chat.")], id


def test_what_one_typed_another_does_not_finish(scene: Scene, sqlite_url: str) -> None:
    """A draft is its typist's: neither its words nor its flag come to whoever knows its id."""
    for action, value in (
        ("create_and_flag", scene.draft),
        ("pick_sign", f"{scene.draft}|lying"),
        ("pick_client", f"{scene.draft}|{scene.client}"),
        ("form_open", scene.draft),
    ):
        make = Requests(scene)
        before, seq = rows(sqlite_url), scene.stage.slack.traffic.last
        scene.send(make.press(action, value), scene.stage.person("designer").user)
        assert rows(sqlite_url) == before, action
        sent = [
            entry.request for entry in scene.stage.slack.traffic.since(seq) if entry.kind in ("api", "response_url")
        ]
        assert "canarydraft" not in json.dumps(sent), action


def test_an_event_about_what_is_no_id_is_ignored(scene: Scene) -> None:
    """A forged time or channel would go on into a call to Slack; a copied wire id is nobody's post."""
    wire = scene.alert.metadata
    for what in (
        {"channel_id": ALERTS, "message_ts": "<!channel>", "metadata": wire},
        {"channel_id": "../x", "message_ts": "1.1", "metadata": wire},
        {"channel_id": ALERTS, "message_ts": ["1.1"], "metadata": wire},
        {"channel_id": ALERTS, "message_ts": "1.1", "metadata": {"event_type": "x", "event_payload": wire}},
    ):
        seq = scene.stage.slack.traffic.last
        envelope = request(scene, "event", "message_metadata_posted")
        posted_by_us = what | {"user_id": scene.stage.slack.bot_user_id}
        send(scene, envelope, lambda body, told=posted_by_us: body["event"].update(told))  # type: ignore[misc]
        scene.stage.after(hours=2)
        assert not [entry for entry in scene.stage.slack.traffic.since(seq) if entry.name == "chat.delete"]


def test_a_parameter_twice_or_a_form_in_json_is_refused(scene: Scene) -> None:
    """What is checked and what is dispatched cannot be two things."""
    envelope = request(scene, "command", "/client-health", "lead", 2)
    content_type, raw = encoded(envelope)
    endpoint, slack = scene.stage.bot.endpoint, scene.stage.slack
    assert endpoint is not None
    stamp = str(int(scene.stage.clock.now().timestamp()))
    for kind, body in (
        (content_type, raw + b"&user_id=U0PARTNER01"),
        (content_type, raw + b"&payload=%7B%7D"),
        (content_type, raw + b"&type=event_callback"),
        ("application/json", raw),
        ("application/json", json.dumps(envelope.body).encode() + b"x"),
        ("multipart/form-data; boundary=x", raw),
        (content_type, raw.decode().encode("utf-16")),
    ):
        headers = {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(slack.signing_secret, stamp, body),
        }
        status, _, said = endpoint.handle(headers, body)
        assert status == 400, (kind, body)
        assert says_nothing(said.decode())


def test_of_one_key_twice_the_same_one_is_checked_and_used(scene: Scene) -> None:
    """A guest's request with a member behind it, and the other way round: whoever comes last is whoever asks."""
    slack = scene.stage.slack
    guest, member = scene.stage.person("freelancer").id, scene.stage.lead.id
    endpoint = scene.stage.bot.endpoint
    assert endpoint is not None
    for first, last, is_told in ((guest, member, True), (member, guest, False)):
        typed = {"type": "block_suggestion", "team": {"id": slack.team_id}, "block_id": "client", "action_id": "value"}
        typed |= {"value": "canary", "user": {"id": first}, "view": {"callback_id": "flag_client"}}
        raw = (json.dumps(typed)[:-1] + f', "user": {{"id": "{last}"}}}}').encode()
        stamp = str(int(scene.stage.clock.now().timestamp()))
        headers = {
            "content-type": "application/json",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(slack.signing_secret, stamp, raw),
        }
        status, _, said = endpoint.handle(headers, raw)
        assert status == 200
        assert (b"anary" in said) is is_told


def test_a_command_typed_where_outsiders_are_is_answered_to_its_typist_alone(scene: Scene) -> None:
    """Slack names the channel; the answer does not go there."""
    for name in ("acme-shared", "freelance-desk"):
        reply = scene.stage.lead.command("/client-health canary holdings", channel=name)
        scene.stage.settle()
        assert {message.ephemeral_to for message in reply.messages} == {scene.stage.lead.id}
    assert not scene.stage.slack.messages(GENERAL)
