import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.server import SandboxServer
from tests.sandbox.tiny_app import TinyApp, buttons


class Control:
    """The control API over HTTP: answers are (status, JSON)."""

    def __init__(self, url: str) -> None:
        self._url = url

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self._url}control/{path}", timeout=5) as answer:
            return json.loads(answer.read())

    def post(self, path: str, said: Any = None, kind: str = "application/json") -> tuple[int, Any]:
        body = json.dumps(said or {}).encode()
        request = urllib.request.Request(f"{self._url}control/{path}", body, {"content-type": kind})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.loads(refused.read())


@pytest.fixture
def control(server: SandboxServer, app: TinyApp) -> Control:
    return Control(server.url)


def test_a_whole_flow_over_http(control: Control, app: TinyApp) -> None:
    """Command, button, form, suggestion and home, from another process."""
    app.answer = {"text": "heard", "blocks": buttons("Answer")}
    status, reply = control.post("people/lead/command", {"text": "/tiny hi", "channel": "general"})
    assert (status, reply["ok"], reply["text"]) == (200, True, "heard")
    shown = reply["messages"][0]
    app.answer = {"text": "pressed"}
    press = {"action_id": "answer", "in": {"channel": shown["channel"], "ts": shown["ts"]}}
    assert control.post("people/lead/press", press)[1]["text"] == "pressed"
    assert control.post("people/lead/shortcut", {"callback_id": "open_form"})[1]["view"]["callback_id"] == "form"
    assert control.post("people/lead/submit")[1]["errors"] == {"note": "Please complete this required field."}
    assert control.post("people/lead/fill", {"values": {"note": "x"}})[1]["view"]["state"]["values"]["note"]
    assert control.post("people/lead/submit")[1]["closed"]
    assert control.post("people/lead/home")[1] == {"ok": True, "view": None}


def test_the_state_is_whole(control: Control, slack: LocalSlack) -> None:
    """People, channels with their messages, private messages, forms, connections, the time."""
    control.post("people/lead/command", {"text": "/tiny hi"})
    said = control.post("people/lead/say", {"channel": "general", "text": "hello"})[1]["message"]
    control.post("people/designer/react", {"channel": "general", "ts": said["ts"], "name": "eyes"})
    control.post("people/lead/shortcut", {"callback_id": "look_at", "channel": "general", "ts": said["ts"]})
    state = control.get("state")
    general = next(one for one in state["channels"] if one["name"] == "general")
    assert general["messages"][0]["reactions"] == [{"name": "eyes", "users": ["U0DESIGN001"], "count": 1}]
    assert [one["ephemeral_to"] for one in state["ephemerals"]] == ["U0LEAD00001"]
    assert state["views"]["U0LEAD00001"][0]["callback_id"] == "form"
    assert len(state["people"]) == len(slack.workspace.users)
    assert state["now"] == "2026-03-02T09:00:00+00:00"
    assert state["app"]["commands"][0]["command"] == "/tiny"
    control.post("people/designer/unreact", {"channel": "general", "ts": said["ts"], "name": "eyes"})
    control.post("people/lead/delete", {"channel": "general", "ts": said["ts"]})
    assert next(one for one in control.get("state")["channels"] if one["name"] == "general")["messages"] == []


def test_one_can_wait_for_the_next_change(control: Control, slack: LocalSlack) -> None:
    """A poll returns at once when something changed since, and the log goes on from where one was."""
    version = control.get("state")["version"]
    assert control.get(f"wait?since={version}&timeout=0")["version"] == version
    control.post("people/lead/say", {"channel": "general", "text": "x"})
    assert control.get(f"wait?since={version}&timeout=5")["version"] > version
    last = control.get("traffic")["entries"][-1:]
    since = last[0]["seq"] if last else 0
    control.post("people/lead/command", {"text": "/tiny"})
    assert [one["kind"] for one in control.get(f"traffic?since={since}")["entries"]] == ["command"]


def test_time_faults_and_the_workspace_can_be_changed(control: Control, app: TinyApp, slack: LocalSlack) -> None:
    """Clock, faults, switches, sharing, guests, redelivery, reset."""
    assert control.post("clock", {"move_s": 3600})[1]["now"] == "2026-03-02T10:00:00+00:00"
    assert control.post("clock", {"set": "2026-03-03T10:00:00+02:00"})[1]["now"] == "2026-03-03T08:00:00+00:00"
    assert control.post("changes/share", {"channel": "general", "with_people": ["outsider"]})[1]["changed"][
        "is_ext_shared"
    ]
    assert "U0OUTSIDE01" in slack.platform.channel("general").members
    assert control.post("changes/make_guest", {"who": "designer"})[1]["changed"]["is_restricted"]
    control.post("faults", {"method": "auth.test", "kind": "ratelimited", "retry_after": 3})
    control.post("faults", {"lose_events": "reaction_added"})
    control.post("faults", {"history_lag_s": 5})
    assert slack.faults.take("auth.test") is not None
    assert slack.faults.loses("reaction_added")
    control.post("faults", {"clear": True})
    control.post("settings", {"sends_own_metadata_events": False, "declined_scopes": ["channels:history"]})
    assert "channels:history" not in control.get("state")["app"]["scopes"]
    control.post("people/lead/command", {"text": "/tiny"})
    assert control.post("redeliver", {"times": 2})[1]["answers"][1]["status"] == 200
    assert len([one for one in app.bodies if one.get("command")]) == 3
    assert control.post("sockets", {"action": "cut"})[1] == {"ok": True, "cut": 0}
    assert control.post("sockets", {"action": "disconnect"})[1] == {"ok": True, "told": 0}
    assert control.post("reset")[1] == {"ok": True}
    assert not slack.platform.channel("general").is_ext_shared


@pytest.mark.parametrize(
    ("path", "said", "status", "why"),
    [
        ("people/nobody/command", {"text": "/tiny"}, 404, "no person"),
        ("people/lead/dance", {}, 404, "no act"),
        ("people/lead/command", {}, 404, "missing: text"),
        ("people/outsider/command", {"text": "/tiny"}, 409, "only people"),
        ("people/lead/press", {"action_id": "x"}, 409, "no buttons"),
        ("people/lead/submit", {}, 409, "no form"),
        ("changes/explode", {}, 404, "no change"),
        ("changes/share", {"nonsense": 1}, 400, "nonsense"),
        ("clock", {"set": "2026-03-02T09:00:00"}, 400, "aware"),
        ("faults", {"method": "auth.test", "kind": "gremlin"}, 404, "no fault"),
        ("sockets", {"action": "dance"}, 400, "disconnect or cut"),
        ("redeliver", {"seq": 99}, 404, "no exchange"),
    ],
)
def test_what_cannot_be_done_says_why(control: Control, path: str, said: Any, status: int, why: str) -> None:
    """A wrong name, a missing argument, and what Slack would refuse."""
    got, answer = control.post(path, said)
    assert (got, answer["ok"]) == (status, False)
    assert why in answer["message"]


def test_a_form_of_a_web_page_is_refused(control: Control) -> None:
    """Only JSON is taken, which a page of another origin cannot send unasked."""
    assert control.post("reset", kind="text/plain")[0] == 400
