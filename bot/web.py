"""HTTP: hands Slack's requests on, and says whether the bot lives and is ready. Knows nothing of what it hands on."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

# (headers, raw body) to (status, headers, body); never raises for what a sender can choose.
Handle = Callable[[Mapping[str, str], bytes], tuple[int, dict[str, str], bytes]]
# Named claims, each True where it holds: "database", "slack" ...
Checks = Mapping[str, Callable[[], bool]]

_WORKERS = 16
# Requests that wait for a worker beyond this would miss Slack's 3 s anyway.
_MOST_UNDER_WAY = 128
MAX_BODY = 256 * 1024  # bytes
_CHECK_TIMEOUT_S = 2.0
# Slack gives up after 3 s. Whoever sends slower than this only holds a place that a request of Slack's needs.
BODY_TIMEOUT_S = 5.0


WebApp = Starlette


def build_web(handle: Handle | None, checks: Checks, *, body_timeout_s: float = BODY_TIMEOUT_S) -> Starlette:
    """The ASGI app. ``handle`` is None in Socket Mode, where only the health pages are served."""
    desk = _Desk(handle, checks, body_timeout_s)
    routes = [
        Route("/healthz", _alive, methods=["GET"]),
        Route("/readyz", desk.ready, methods=["GET"]),
    ]
    if handle is not None:
        routes.append(Route("/slack/events", desk.slack, methods=["POST"]))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    # A path or method that is not served is not there: 404 for both.
    gone: dict[int | type[Exception], Callable[[Request, Exception], Response]] = {404: _not_found, 405: _not_found}
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=gone)


class _Desk:
    def __init__(self, handle: Handle | None, checks: Checks, body_timeout_s: float) -> None:
        self._handle = handle
        self._body_timeout_s = body_timeout_s
        self._checks = checks
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="http")
        # Health has a thread of its own, so that it can be told while all the workers are busy.
        self._checker = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._under_way = 0

    async def slack(self, request: Request) -> Response:
        assert self._handle is not None
        if self._under_way >= _MOST_UNDER_WAY:
            return Response(status_code=503)
        self._under_way += 1
        try:
            body = await self._body(request)
            if isinstance(body, Response):
                return body
            # Header values are Latin-1 on the wire; the gate refuses what is not ASCII.
            headers = dict(request.headers.items())
            loop = asyncio.get_running_loop()
            status, answer_headers, content = await loop.run_in_executor(self._workers, self._handle, headers, body)
        finally:
            self._under_way -= 1
        return Response(content, status, answer_headers)

    async def _body(self, request: Request) -> bytes | Response:
        """The whole body, or what is answered to one that is too large, too slow or broken off."""
        try:
            async with asyncio.timeout(self._body_timeout_s):
                body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except TimeoutError:
            return _refused(b"too slow\n", 408)
        return _refused(b"too large\n", 413) if body is None else body

    async def ready(self, _: Request) -> Response:
        """200 where every check holds, else 503; the body says which do. A check that raises or hangs does not hold."""
        loop = asyncio.get_running_loop()
        asked = {name: loop.run_in_executor(self._checker, check) for name, check in self._checks.items()}
        done = await asyncio.gather(
            *(asyncio.wait_for(answer, _CHECK_TIMEOUT_S) for answer in asked.values()), return_exceptions=True
        )
        holds = {name: answer is True for name, answer in zip(asked, done, strict=True)}
        return _json({"ready": all(holds.values()), "checks": holds}, 200 if all(holds.values()) else 503)

    def close(self) -> None:
        """Lets what is under way end; nothing new is taken."""
        self._workers.shutdown(wait=True)
        self._checker.shutdown(wait=False, cancel_futures=True)


async def _alive(_: Request) -> Response:
    return _json({"alive": True}, 200)


def _not_found(_: Request, __: Exception) -> Response:
    return Response(status_code=404)


async def _body(request: Request) -> bytes | None:
    """The whole body, or None as soon as it is known to be over the limit: the rest of it is not read."""
    promised = request.headers.get("content-length", "")
    if promised.isascii() and promised.isdigit() and int(promised[:12]) > MAX_BODY:
        return None
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MAX_BODY:
            return None
    return bytes(received)


def _refused(why: bytes, status: int) -> Response:
    return Response(why, status, {"content-type": "text/plain; charset=utf-8", "connection": "close"})


def _json(value: object, status: int) -> Response:
    return Response(json.dumps(value).encode() + b"\n", status, {"content-type": "application/json"})
