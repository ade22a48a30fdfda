"""A uvicorn on this machine, in a thread, whose lines can be cut in the middle of a request."""

import asyncio
import socket
import threading
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.delivery import is_loopback

_START_S = 10.0


class CuttableProtocol(H11Protocol):
    """HTTP whose connections are known by their peer, so that one can be cut before the answer."""

    lines: dict[tuple[str, int], asyncio.Transport] = {}  # noqa: RUF012 shared by all connections, on purpose

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client is not None:
            self.lines[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client is not None:
            self.lines.pop(self.client, None)
        super().connection_lost(exc)


def cut_line(client: tuple[str, int]) -> None:
    """Drop the connection of that peer without another byte. Call it on the server's event loop."""
    transport = CuttableProtocol.lines.get(client)
    if transport is not None:
        transport.abort()


class ThreadedServer:
    """Serves an ASGI app on a loopback address from `start` to `stop`; `port` 0 takes a free one."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> None:
        if not is_loopback(host):
            raise ValueError(f"the sandbox serves this machine only: host must be 127.0.0.1, not {host}")
        self._app = app
        self._host = host
        self._port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None

    @property
    def url(self) -> str:
        """Where it is served, with a slash at its end; known from `start` on."""
        return f"http://{self._host}:{self._port}/"

    def start(self) -> None:
        """Bind, then serve in a thread; returns when requests are taken."""
        # Named as TCP: asyncio turns off Nagle's algorithm only then, and with it each answer would take 40 ms more.
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((self._host, self._port))
        self._port = self._socket.getsockname()[1]
        self._server = _Announcing(self._config())
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="sandbox-http", daemon=True
        )
        self._thread.start()
        if not self._server.is_up.wait(_START_S):
            raise RuntimeError("the sandbox's HTTP server did not come up")

    def stop(self) -> None:
        """Stop serving and close all lines."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join()
        if self._socket is not None:
            self._socket.close()
        self._server = self._thread = self._socket = None

    def _config(self) -> uvicorn.Config:
        settings: dict[str, Any] = {"lifespan": "off", "access_log": False, "log_config": None, "log_level": "critical"}
        # What tells a time tells the sandbox's own.
        settings["date_header"] = False
        return uvicorn.Config(self._app, http=CuttableProtocol, ws="websockets-sansio", loop="asyncio", **settings)


class _Announcing(uvicorn.Server):
    """Says when it is up, so that nobody has to poll for it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.is_up.set()
