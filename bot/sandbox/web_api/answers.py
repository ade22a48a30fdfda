"""Answers a Web API call: token, fault, scopes, method, log."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from typing import Any

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.platform import Platform
from bot.sandbox.sockets import SocketHub
from bot.sandbox.web_api import chat, conversations, people, views
from bot.sandbox.web_api.calls import ApiError, Call, Method
from bot.sandbox.wire import Json

METHODS: dict[str, Method] = {**chat.METHODS, **conversations.METHODS, **views.METHODS, **people.METHODS}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP; `is_dropped` means that the line is cut before a byte of it."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class _Late:
    method: str
    args: Mapping[str, Any]
    at_s: float


class WebApi:
    """The Web API, behind whatever serves it. Called from any thread."""

    def __init__(self, platform: Platform, sockets: SocketHub) -> None:
        self._platform = platform
        self._sockets = sockets
        self._late: list[_Late] = []
        self._late_lock = threading.Lock()

    def call(self, method: str, token: str, args: Mapping[str, Any]) -> Answer:
        """Answer one call, and note it in the log."""
        started = time.perf_counter()
        fault = self._platform.faults.take(method)
        if fault is not None and fault.kind is FaultKind.SLOW:
            threading.Event().wait(fault.seconds)
        answer, said = self._answered(method, token, args, fault)
        answer = replace(answer, headers={**answer.headers, **self._told_beside(token)})
        error = "dropped" if answer.is_dropped else "" if said.get("ok") else str(said.get("error", answer.status))
        self._platform.traffic.add(
            at=self._platform.clock.now(),
            kind="api",
            name=method,
            request={name: given for name, given in args.items() if name != "token"},
            response=said,
            ms=(time.perf_counter() - started) * 1000,
            error=error,
        )
        return answer

    def _told_beside(self, token: str) -> dict[str, str]:
        """What Slack puts on every answer: its time, and what the token may do."""
        told = {"date": format_datetime(self._platform.clock.now(), usegmt=True)}
        if token == self._platform.bot_token:
            told["x-oauth-scopes"] = ",".join(sorted(self._platform.scopes))
        return told

    def apply_late(self) -> int:
        """Do what late calls asked for and whose time has come; returns how many."""
        now_s = self._platform.clock.monotonic()
        with self._late_lock:
            due = [one for one in self._late if one.at_s <= now_s]
            self._late = [one for one in self._late if one.at_s > now_s]
        for one in due:
            self._result(one.method, self._platform.bot_token, one.args)
        return len(due)

    def forget_late(self) -> None:
        """Let no late call take effect any more."""
        with self._late_lock:
            self._late.clear()

    def _answered(self, method: str, token: str, args: Mapping[str, Any], fault: Fault | None) -> tuple[Answer, Json]:
        if fault is None or fault.kind is FaultKind.SLOW:
            said = self._result(method, token, args)
            return _ok(said), said
        if fault.kind is FaultKind.LOST_ANSWER:
            said = self._result(method, token, args)
            return replace(_ok(said), is_dropped=True), said
        if fault.kind is FaultKind.LATE_APPLY:
            with self._late_lock:
                self._late.append(_Late(method, dict(args), self._platform.clock.monotonic() + fault.seconds))
            return Answer(200, b"", is_dropped=True), {}
        if fault.kind is FaultKind.HTTP_500 and fault.applies:
            self._result(method, token, args)
        return _broken(fault)

    def _result(self, method: str, token: str, args: Mapping[str, Any]) -> Json:
        try:
            with self._platform.lock:
                return {"ok": True} | self._checked(method, token, args)
        except ApiError as refused:
            return {"ok": False, "error": refused.name} | refused.extra

    def _checked(self, method: str, token: str, args: Mapping[str, Any]) -> Json:
        known = METHODS.get(method)
        if known is None and method != "apps.connections.open":
            raise ApiError("unknown_method", req_method=method)
        if method == "api.test":
            return people.api_test(Call(self._platform, method, args))
        if not token:
            raise ApiError("not_authed")
        if not self._platform.is_installed:
            raise ApiError("account_inactive")
        if known is None:
            return self._open_connection(token)
        if token != self._platform.bot_token:
            is_app_token = token == self._platform.app_token
            raise ApiError("not_allowed_token_type" if is_app_token else "invalid_auth")
        call = Call(self._platform, method, args)
        for scope in known.scopes:
            call.need(scope)
        return known.answer(call)

    def _open_connection(self, token: str) -> Json:
        if token != self._platform.app_token:
            raise ApiError("not_allowed_token_type" if token == self._platform.bot_token else "invalid_auth")
        base = self._platform.base_url.replace("http://", "ws://", 1)
        return {"url": f"{base}link/?ticket={self._sockets.new_ticket()}&app_id=sandbox"}


def _ok(said: Json) -> Answer:
    return Answer(
        200, json.dumps(said, ensure_ascii=False).encode(), {"content-type": "application/json; charset=utf-8"}
    )


def _broken(fault: Fault) -> tuple[Answer, Json]:
    """The answer of a call that did nothing (or says so)."""
    retry = {"retry-after": str(int(fault.seconds))}
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            said: Json = {"ok": False, "error": "ratelimited"}
            return replace(_ok(said), status=429, headers={"content-type": "application/json", **retry}), said
        case FaultKind.NON_JSON_429:
            return Answer(429, b"<html>Too many requests</html>", {"content-type": "text/html", **retry}), {}
        case FaultKind.ERROR:
            said = {"ok": False, "error": fault.name}
            return _ok(said), said
        case FaultKind.REFUSED:
            return Answer(200, b"", is_dropped=True), {}
        case _:
            return Answer(500, b"Internal Server Error", {"content-type": "text/plain"}), {}
