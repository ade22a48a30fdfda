"""The control API: act as a person, read the state, move the clock, change the workspace, make things go wrong."""

import inspect
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox import faults
from bot.sandbox.acts import act
from bot.sandbox.channels import Channel, channel_json
from bot.sandbox.faults import Fault
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.people import User, user_json
from bot.sandbox.screen import MESSAGES, screen_json
from bot.sandbox.state import state_json
from bot.sandbox.wire import Json, RefusedError

MAX_WAIT_S = 30.0
"""The longest that a long poll is held."""
FAULTS: Mapping[str, Callable[..., Fault]] = {
    "ratelimited": faults.ratelimited,
    "http_500": faults.http_500,
    "lost_answer": faults.lost_answer,
    "refused_connection": faults.refused_connection,
    "slow": faults.slow,
    "late_apply": faults.late_apply,
    "error": faults.error,
    "non_json_429": faults.non_json_429,
}


def control_routes(slack: LocalSlack) -> list[Route]:
    """The routes under /control/. Errors are `{"ok": false, "error", "message"}`."""
    control = _Control(slack)
    return [
        Route("/control/state", control.read(lambda _: state_json(slack)), methods=["GET"]),
        Route("/control/screen", control.read(control.screen), methods=["GET"]),
        Route("/control/traffic", control.read(control.traffic), methods=["GET"]),
        Route("/control/wait", control.read(control.wait), methods=["GET"]),
        Route("/control/people/{who}/{act}", control.write(control.act), methods=["POST"]),
        Route("/control/changes/{change}", control.write(control.change), methods=["POST"]),
        Route("/control/clock", control.write(control.clock), methods=["POST"]),
        Route("/control/faults", control.write(control.faults), methods=["POST"]),
        Route("/control/sockets", control.write(control.sockets), methods=["POST"]),
        Route("/control/settings", control.write(control.settings), methods=["POST"]),
        Route("/control/redeliver", control.write(control.redeliver), methods=["POST"]),
        Route("/control/reset", control.write(control.reset), methods=["POST"]),
        Route("/control/examples", control.write(control.examples), methods=["POST"]),
    ]


class _Control:
    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack

    def read(self, answer: Callable[[Mapping[str, str]], Json]) -> Callable[[Request], Any]:
        """An endpoint that only reads; its argument is the query."""

        async def endpoint(request: Request) -> Response:
            return await _answered(lambda: answer(request.query_params))

        return endpoint

    def write(self, answer: Callable[[Mapping[str, str], Json], Json]) -> Callable[[Request], Any]:
        """An endpoint that does something; its arguments are the path's names and the JSON body."""

        async def endpoint(request: Request) -> Response:
            body = await request.body()
            try:
                said = json.loads(body or b"{}")
            except ValueError:
                return _failed(400, "invalid_json", "the body must be a JSON object")
            if (
                not isinstance(said, dict)
                or request.headers.get("content-type", "").split(";")[0] != "application/json"
            ):
                return _failed(400, "invalid_json", "the body must be a JSON object, sent as application/json")
            return await _answered(lambda: answer(request.path_params, said))

        return endpoint

    def screen(self, query: Mapping[str, str]) -> Json:
        """What `who` sees in `channel`: its newest `limit` messages, and the thread beneath `thread_ts`."""
        limit = int(query.get("limit", str(MESSAGES)))
        return screen_json(self._slack, query["who"], query.get("channel", ""), limit, query.get("thread_ts", ""))

    def traffic(self, query: Mapping[str, str]) -> Json:
        """The exchanges after number `since`."""
        entries = self._slack.traffic.since(int(query.get("since", "0")))
        last = self._slack.traffic.last
        return {"ok": True, "last": last, "entries": [one.as_json() for one in entries]}

    def wait(self, query: Mapping[str, str]) -> Json:
        """Wait for a change after `since`, at most `timeout` seconds."""
        timeout_s = min(float(query.get("timeout", "25")), MAX_WAIT_S)
        return {"ok": True, "version": self._slack.traffic.wait_told(int(query.get("since", "0")), timeout_s)}

    def act(self, path: Mapping[str, str], said: Json) -> Json:
        """One act of one person."""
        return act(self._slack, path["who"], path["act"], said)

    def change(self, path: Mapping[str, str], said: Json) -> Json:
        """One change of the workspace: a method of `Changes`, its arguments by name."""
        known = dict(inspect.getmembers(self._slack.changes, inspect.ismethod))
        name = path["change"]
        if name.startswith("_") or name not in known:
            raise KeyError(f"no change {name!r}; there are: {', '.join(one for one in known if one[0] != '_')}")
        given = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
        return {"ok": True, "changed": self._shown(known[name](**given))}

    def clock(self, path: Mapping[str, str], said: Json) -> Json:
        """Move the clock by `move_s` seconds, or `set` it to a time with an offset."""
        del path
        if "set" in said:
            self._slack.clock.set(datetime.fromisoformat(str(said["set"])))
        else:
            self._slack.clock.move(timedelta(seconds=float(said["move_s"])))
        self._slack.traffic.touch()
        return {"ok": True, "now": self._slack.clock.now().isoformat()}

    def faults(self, path: Mapping[str, str], said: Json) -> Json:
        """Plan faults: `method`, `kind`, its arguments and `times`; `lose_events`; `history_lag_s`; or `clear`."""
        del path
        given = dict(said)
        plan = self._slack.faults
        if given.get("clear"):
            plan.clear()
        elif "lose_events" in given:
            plan.lose_events(str(given["lose_events"]), int(given.get("times", 1)))
        elif "history_lag_s" in given:
            plan.history_lag = timedelta(seconds=float(given["history_lag_s"]))
        else:
            method, kind, times = str(given.pop("method")), str(given.pop("kind")), int(given.pop("times", 1))
            if kind not in FAULTS:
                raise KeyError(f"no fault {kind!r}; there are: {', '.join(FAULTS)}")
            plan.add(method, FAULTS[kind](**given), times)
        return {"ok": True}

    def sockets(self, path: Mapping[str, str], said: Json) -> Json:
        """Ask the app to reconnect (`disconnect`), or `cut` its connections."""
        del path
        action = said.get("action")
        if action == "disconnect":
            return {
                "ok": True,
                "told": self._slack.sockets.ask_to_reconnect(str(said.get("reason", "refresh_requested"))),
            }
        if action == "cut":
            return {"ok": True, "cut": self._slack.sockets.cut()}
        raise ValueError("action must be disconnect or cut")

    def settings(self, path: Mapping[str, str], said: Json) -> Json:
        """Switches: `sends_own_metadata_events`, `declined_scopes`."""
        del path
        platform = self._slack.platform
        if "sends_own_metadata_events" in said:
            platform.sends_own_metadata_events = bool(said["sends_own_metadata_events"])
        if "declined_scopes" in said:
            platform.declined_scopes = {str(one) for one in said["declined_scopes"]}
        self._slack.traffic.touch()
        return {"ok": True}

    def redeliver(self, path: Mapping[str, str], said: Json) -> Json:
        """Send the exchange `seq` (else the newest) to the app again, `times` times."""
        del path
        wanted = said.get("seq")
        entry = next((one for one in self._slack.traffic.since() if one.seq == wanted), None)
        if wanted is not None and entry is None:
            raise KeyError(f"no exchange {wanted}")
        acks = self._slack.redeliver(entry, int(said.get("times", 1)), said.get("headers"))
        return {
            "ok": True,
            "answers": [{"status": one.status, "error": one.error, "body": one.payload} for one in acks],
        }

    def reset(self, path: Mapping[str, str], said: Json) -> Json:
        """Begin anew."""
        del path, said
        self._slack.reset()
        return {"ok": True}

    def examples(self, path: Mapping[str, str], said: Json) -> Json:
        """Begin anew with the app's own examples in it."""
        del path, said
        self._slack.load_examples()
        return {"ok": True}

    def _shown(self, changed: Any) -> Json | None:
        if isinstance(changed, Channel):
            shown = channel_json(changed, self._slack.team_id, self._slack.bot_user_id, with_count=True)
            return shown | {"members": list(changed.members)}
        if isinstance(changed, User):
            return user_json(changed, self._slack.team_id, with_locale=True)
        return None


async def _answered(answer: Callable[[], Json]) -> Response:
    try:
        return JSONResponse(await run_in_threadpool(answer))
    except RefusedError as refused:
        return _failed(409, "refused", str(refused))
    except KeyError as missing:
        text = str(missing.args[0]) if missing.args else ""
        return _failed(404, "not_found", text if " " in text else f"missing: {text}")
    except (ValueError, TypeError) as wrong:
        return _failed(400, "invalid", str(wrong))


def _failed(status: int, error: str, message: str) -> Response:
    return JSONResponse({"ok": False, "error": error, "message": message}, status)
