"""The local Slack over HTTP: the Web API, response_urls, Socket Mode, and the control API."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.control import control_routes
from bot.sandbox.delivery import is_loopback
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.page_files import page_routes
from bot.sandbox.serving import ThreadedServer, cut_line

_FORM = "application/x-www-form-urlencoded"


class SandboxServer:
    """Serves a LocalSlack on this machine; other hosts are refused."""

    def __init__(self, slack: LocalSlack, host: str = "127.0.0.1", port: int = 0) -> None:
        self._slack = slack
        self._http = ThreadedServer(_app(slack), host, port)

    @property
    def url(self) -> str:
        """Where it is served, with a slash at its end."""
        return self._http.url

    @property
    def api_url(self) -> str:
        """The Web API's base, for `WebClient(base_url=...)`."""
        return f"{self.url}api/"

    def start(self) -> None:
        """Serve in a thread, and send events in the background; returns when requests are taken."""
        self._http.start()
        self._slack.platform.base_url = self.url
        self._slack.start_worker()

    def stop(self) -> None:
        """Stop serving, and cut what is connected."""
        self._slack.stop_worker()
        self._slack.sockets.cut()
        self._http.stop()

    def __enter__(self) -> "SandboxServer":
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()


def _app(slack: LocalSlack) -> ASGIApp:
    endpoints = _Endpoints(slack)
    routes = [
        Route("/api/{method}", endpoints.api, methods=["GET", "POST"]),
        Route("/response/{url_id}", endpoints.response, methods=["POST"]),
        WebSocketRoute("/link/", endpoints.link),
        *control_routes(slack),
        *page_routes(slack),
    ]
    return LoopbackOnly(Starlette(routes=routes))


class LoopbackOnly:
    """Refuses requests that name another host, or come from a page of another origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        named = urlsplit(f"//{headers.get('host', '')}").hostname
        origin = headers.get("origin")
        if not is_loopback(named) or (origin is not None and not is_loopback(urlsplit(origin).hostname)):
            refusal = PlainTextResponse("the sandbox serves this machine only", 403)
            if scope["type"] == "websocket":
                await WebSocket(scope, receive, send).close(4403)
            else:
                await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


class _Endpoints:
    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack

    async def api(self, request: Request) -> Response:
        """One Web API call."""
        args = await _args(request)
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        token = bearer or str(args.get("token", ""))
        answer = await run_in_threadpool(self._slack.api.call, request.path_params["method"], token, args)
        if answer.is_dropped:
            return await _dropped(request)
        return Response(answer.body, answer.status, dict(answer.headers))

    async def response(self, request: Request) -> Response:
        """One use of a response_url."""
        said: Any = await _args(request)
        if "payload" in said and isinstance(said["payload"], str):
            said = json.loads(said["payload"])
        url_id = request.path_params["url_id"]
        status, text = await run_in_threadpool(self._slack.responses.use, url_id, said)
        error = "" if status == 200 else text
        self._slack.traffic.add(
            self._slack.clock.now(), "response_url", url_id, request=said, response=text, ms=0.0, error=error
        )
        return PlainTextResponse(text, status)

    async def link(self, socket: WebSocket) -> None:
        """One Socket Mode connection: a ticket lets it in once."""
        if not self._slack.sockets.punch(socket.query_params.get("ticket", "")):
            await socket.close(4401)
            return
        await socket.accept()
        loop = asyncio.get_running_loop()
        outgoing: asyncio.Queue[str | None] = asyncio.Queue()

        def put(text: str | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(outgoing.put_nowait, text)

        writer = asyncio.create_task(_write(socket, outgoing))
        connection = self._slack.sockets.connect(put, lambda: put(None))
        self._slack.traffic.touch()
        try:
            while True:
                said = await socket.receive_text()
                await run_in_threadpool(self._slack.sockets.received, said)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._slack.sockets.disconnect(connection)
            self._slack.traffic.touch()
            writer.cancel()


async def _write(socket: WebSocket, outgoing: "asyncio.Queue[str | None]") -> None:
    while True:
        text = await outgoing.get()
        if text is None:
            await socket.close(1001)
            return
        await socket.send_text(text)


async def _args(request: Request) -> dict[str, Any]:
    """The arguments of a call: the query, and a form or JSON body over it."""
    args: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if kind == "application/json" and body:
        try:
            said = json.loads(body)
        except ValueError:
            return args
        return args | said if isinstance(said, dict) else args
    if kind == _FORM:
        return args | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return args


async def _dropped(request: Request) -> Response:
    """Cut the line, and wait until it is gone, so that no byte of an answer is written."""
    if request.client is not None:
        cut_line((request.client.host, request.client.port))
    while not await request.is_disconnected():
        await asyncio.sleep(0)
    return Response(b"")
