"""What the fuzz grows from: requests that the bot's own flows make, and Slack's published samples where they are given."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.wire import Envelope
from tests.flows.requests import Scene, every_entry, now_ts
from tests.flows.stage import ALERTS, GENERAL

Json = dict[str, Any]
Seed = Callable[[], Json]  # makes a request that was not sent before: with a trigger and a time of its own

SAMPLES = ("payloads/*.json", "events/*.json")
PEOPLE = ("lead", "partner", "designer", "freelancer", "visitor", "outsider", "former", "buildbot")
# Whoever is let in, by id; a request that names none of them must be told nothing.
LET_IN = ("U0LEAD00001", "U0PARTNER01", "U0DESIGN001", "U0OFFICE001", "U0DEVELOP01")


def seeds_of(scene: Scene) -> list[Seed]:
    """Every way in, by everybody; a member and a reviewer three times, since they get furthest."""
    entries = every_entry(scene)
    who = ("partner", "partner", "partner", "lead", "lead", *PEOPLE)
    own = [_from_entry(scene, build, handle) for builds in entries.values() for build in builds for handle in who]
    return own + list(_from_samples(scene))


def _from_entry(scene: Scene, build: Callable[..., Envelope | Json], handle: str) -> Seed:
    user = scene.stage.person(handle).user

    def make() -> Json:
        with scene.stage.slack.platform.lock:
            made = build(user)
            if isinstance(made, Envelope):
                return made.body
            return _event(scene, made)

    return make


def _event(scene: Scene, event: Json) -> Json:
    workspace = scene.stage.slack.workspace
    return {
        "token": "t",
        "team_id": scene.stage.slack.team_id,
        "api_app_id": scene.stage.slack.app_id,
        "event": {"event_ts": now_ts(scene.stage), **event},
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": 1,
        "authorizations": [{"team_id": scene.stage.slack.team_id, "user_id": "U1", "is_bot": True}],
    }


def _from_samples(scene: Scene) -> Iterator[Seed]:
    folder = os.environ.get("SLACK_SCHEMAS")
    if not folder:
        return
    for pattern in SAMPLES:
        for file in sorted((Path(folder) / "slack-samples").glob(pattern)):
            sample = json.loads(file.read_text(encoding="utf-8"))
            if "Payload" in file.name and sample.get("type", "command") in _KINDS:
                yield _from_sample(scene, sample)


_KINDS = ("command", "block_actions", "view_submission", "view_closed", "message_action", "event_callback")


def _from_sample(scene: Scene, sample: Json) -> Seed:
    """The keys of the sample; in place of its blanks, ids that mean something here."""

    def make() -> Json:
        fill = _plausible(scene)
        filled = _filled(sample, "", fill)
        assert isinstance(filled, dict)
        return filled

    return make


def _plausible(scene: Scene) -> Mapping[str, str]:
    ts, slack = now_ts(scene.stage), scene.stage.slack
    trigger = slack.platform.triggers.issue(scene.stage.partner.id)
    return {
        "command": "/client-health",
        "text": "canary holdings",
        "team": slack.team_id,
        "team_id": slack.team_id,
        "team_domain": "northlight-studio",
        "domain": "northlight-studio",
        "user": scene.stage.partner.id,
        "user_id": scene.stage.partner.id,
        "channel": ALERTS,
        "channel_id": GENERAL,
        "trigger_id": trigger,
        "ts": ts,
        "message_ts": ts,
        "thread_ts": ts,
        "event_ts": ts,
        "action_ts": ts,
        "callback_id": "flag_client",
        "action_id": "health_open",
        "block_id": "sign",
        "value": scene.client,
        "view_id": "V0VIEW00001",
        "hash": "1.abc",
        "event_id": f"Ev{ts.replace('.', '')}",
        "reaction": "eyes",
        "item_user": slack.bot_user_id,
        "tab": "home",
        "type": "modal",
        "api_app_id": slack.app_id,
    }


# An "id" is that of whatever it stands in.
_IDS = {"user": "user_id", "team": "team_id", "channel": "channel_id", "view": "view_id"}


def _filled(value: Any, key: str, fill: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {
                name: _filled(one, _IDS.get(key, name) if name == "id" else name, fill) for name, one in value.items()
            }
        case list():
            return [_filled(one, key, fill) for one in value[:3]]
        case "" | "0000000000.000000":
            return fill.get(key, "")
        case _:
            return value


def ids_of(scene: Scene) -> Sequence[str]:
    """Ids to be swapped in: people, channels, teams, rows, entry points."""
    workspace = scene.stage.slack.workspace
    ours = {entry.id for entry in scene.stage.bot.entries}
    rows = (scene.client, scene.other, scene.merged, scene.incident, scene.earlier, scene.episode, scene.draft)
    pairs = (f"{scene.client}|keep", f"{scene.incident}|{scene.earlier}", f"{scene.draft}|{scene.client}", "x|y|z")
    teams = (workspace.team_id, "T0OUTSIDE01", "E0GRID00001")
    nowhere = ("U0NOBODY001", "C0NOWHERE01", "D0DIRECT001", "00000000-0000-0000-0000-000000000000")
    return (*workspace.users, *workspace.channels, *sorted(ours), *rows, *pairs, *teams, *nowhere)
