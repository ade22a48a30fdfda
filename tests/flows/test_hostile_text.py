"""What somebody types is shown where others read: in every field, by every screen and post, it stays text."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.traffic import TrafficEntry
from bot.sandbox.wire import Envelope
from tests.flows.discretion import as_shown
from tests.flows.requests import Scene, every_entry, set_scene
from tests.flows.stage import GENERAL, Stage
from tests.logged import caught_logs
from tests.slack.limits import drawn_in, evil_in

TEXTS = {
    "mentions": "<!channel> <!here|x> <@U0LEAD00001> <!subteam^S0TEAM00001> @channel @HERE @everyone",
    "links": "<https://evil.example|Slack> https://evil.example/x <mailto:a@evil.example>",
    "escaped": "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
    "code": "```fence``` `code` ```",
    "emoji": ":white_check_mark: :rotating_light: done",
    "bidi": "a\u202eb\u2066c\u2069\u2069\u2069\u2067d\u200f",
    "marks": "Z\u0351\u036b\u0343\u0351\u036b" * 40,
    "invisible": "a\u200b\u200d\ufeff\u2060\u00ad\U000e0041b",
    "control": "a\x00b\x1b[31m\x7f\r\n\u2028c",
    "template": "{client} {0.__class__} %s %(x)s ${x}",
    "formula": "=cmd|' /C calc'!A0",
    "sql": "'; drop table clients; --",
    "arabic": "شركة الاختبار للتجارة <!channel>",
    "long": "long " * 20_000,
}


def typed(body: dict[str, Any], text: str) -> dict[str, Any]:
    """The form with ``text`` in every field for text."""
    forged = copy.deepcopy(body)
    for block in forged["view"]["state"]["values"].values():
        for held in block.values():
            if held.get("type") == "plain_text_input":
                # All of them together still fit into the largest body that the gate takes.
                held["value"] = text[:15_000]
    return forged


def read_everything(scene: Scene) -> None:
    """By a reviewer and a member: commands, cards, home, review, forms; then what time brings, a digest among it."""
    stage = scene.stage
    for who in (stage.partner, stage.lead):
        for name in ("/client-health", "/client-policy", f"/client-health {scene.stage.slack.team_id}"):
            who.command(name, channel=GENERAL)
        for entry, builds in every_entry(scene).items():
            if entry[0] in ("action", "options", "command"):
                for build in builds:
                    scene.send(build, who.user)
        who.open_home()
        stage.settle()
        who.close(everything=True)
    for _ in range(3):
        stage.after(days=4)


def sent_since(stage: Stage, seq: int) -> Iterator[tuple[TrafficEntry, Any]]:
    for entry in stage.slack.traffic.since(seq):
        yield entry, as_shown(entry.request if entry.kind in ("api", "response_url") else entry.response)


@pytest.mark.parametrize("kind", TEXTS)
def test_whatever_is_typed_stays_text(stage: Stage, kind: str) -> None:
    """In names, aliases, notes, reasons, bars, conditions, wordings, and the names of people and channels."""
    text = TEXTS[kind]
    scene = set_scene(stage)
    for user in stage.slack.workspace.users.values():
        user.name = text[:80]
    for channel in stage.slack.workspace.channels.values():
        channel.name = text[:80] if channel.id != GENERAL else channel.name
    seq = stage.slack.traffic.last
    with caught_logs() as log:
        for line in (
            f'"{text}" lying {text}',
            f'"{text[:60]}" lying {text}',
            f'"Canary Holdings" slow_pay {text}',
            text,
        ):
            reply = stage.lead.command(f"/flag-client {line}", channel=GENERAL)
            if "create_and_flag" in str(reply.blocks):
                stage.lead.press("create_and_flag", in_=reply)
            stage.settle()
        for entry, builds in every_entry(scene).items():
            for build in builds if entry[0] == "submission" else ():
                _submit(scene, build, text)
        stage.hold_ends()
        read_everything(scene)
    assert not [line for line in log.lines if line["event"] == "request_failed" or line["level"] == "error"]
    looked_at = 0
    for entry, said in sent_since(stage, seq):
        looked_at += 1
        assert evil_in(said) == [], (entry.kind, entry.name)
        assert drawn_in(said) == [], (entry.kind, entry.name)
        problems = (said.get("response_metadata") or {}).get("messages") if isinstance(said, dict) else None
        assert not problems, (entry.kind, entry.name, problems)
    assert looked_at > 100


def _submit(scene: Scene, build: Any, text: str) -> None:
    stage = scene.stage
    with stage.slack.platform.lock:
        envelope = build(stage.partner.user)
    assert isinstance(envelope, Envelope)
    forged = Envelope(envelope.kind, envelope.name, typed(envelope.body, text), envelope.envelope_id)
    ack = stage.slack.delivery.send(forged)
    assert ack.status == 200, (envelope.name, ack)
    stage.settle()


def test_nothing_stored_is_longer_than_it_may_be(stage: Stage) -> None:
    """Whole pages in every field, a hundred kilobytes in a line: what is kept is as long as the forms say."""
    scene = set_scene(stage)
    long = TEXTS["long"]
    reply = stage.lead.command(f'/flag-client "Canary Holdings" mind_change {long}', channel=GENERAL)
    assert "too long" in json.dumps(reply.blocks)
    for entry, builds in every_entry(scene).items():
        for build in builds if entry[0] == "submission" else ():
            _submit(scene, build, long)
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        for client_id in uow.clients.all_ids():
            client = uow.clients.get(client_id)
            assert client is not None
            assert all(len(name) <= 75 for name in (client.name, *client.aliases))
            for record in uow.history.records(client_id):
                assert len(record.note) <= 2002  # a decision keeps two answers of a thousand, and a blank line


def test_a_flagged_message_of_any_length_and_kind_can_be_flagged(stage: Stage) -> None:
    """Its text is shown above the note, cut to what Slack takes, and stored nowhere."""
    for text in TEXTS.values():
        said = stage.person("designer").say("general", text)
        seq = stage.slack.traffic.last
        assert stage.lead.shortcut("flag_client_message", said).ack.ok
        stage.settle()
        for entry, sent in sent_since(stage, seq):
            assert evil_in(sent) == [], (entry.kind, entry.name)
        assert stage.lead.view is not None
        assert "loading" not in stage.lead.view.callback_id
        stage.lead.close(everything=True)
