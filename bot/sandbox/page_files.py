"""The page and its parts: served from the package, under a policy that lets nothing in from elsewhere."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.sandbox.agency import LEAD
from bot.sandbox.joining import joined_script, joined_sheet
from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.screen import screen_json

_FOLDER = Path(__file__).parent / "page"
_KINDS: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
# The page holds what its person sees at this moment.
_NEVER_KEEP = {"cache-control": "no-store"}
_KEEP = {"cache-control": "max-age=31536000, immutable"}
_SYSTEM = 'data-theme="system"'
_THEMES = ("light", "dark")
_FIRST = "<!-- first screen -->"
_FIRST_MESSAGES = 20
"""About what a screen shows; the page asks for the rest as soon as it answers."""


@dataclass(frozen=True, slots=True)
class _Edition:
    """The parts as the files were at one moment."""

    name: str
    page: str
    parts: Mapping[str, bytes]


def page_routes(slack: LocalSlack) -> list[Route]:
    """`/` is the page with the account lead's screen in it, `/page/EDITION/NAME` its parts."""
    files = _PageFiles(slack)
    return [Route("/", files.index, methods=["GET"]), Route("/page/{edition}/{name}", files.part, methods=["GET"])]


class _PageFiles:
    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._edition: _Edition | None = None

    async def index(self, request: Request) -> Response:
        """The page. Its parts are named by their edition: a browser keeps them until one of them has changed."""
        text = await run_in_threadpool(self._with_screen)
        if (theme := request.cookies.get("theme")) in _THEMES:
            text = text.replace(_SYSTEM, f'data-theme="{theme}"', 1)
        return _served(text.encode(), ".html", _NEVER_KEEP)

    async def part(self, request: Request) -> Response:
        """One part; a name that is none of ours, with a path in it or without, is not found."""
        name = request.path_params["name"]
        content = self._newest().parts.get(name)
        if content is None:
            return PlainTextResponse("not found", 404, {**HEADERS, **_NEVER_KEEP})
        return _served(content, Path(name).suffix, _KEEP)

    def _with_screen(self) -> str:
        """The page with the first screen as data: no browser runs it, and no text in it can end it."""
        screen = json.dumps(screen_json(self._slack, LEAD, limit=_FIRST_MESSAGES), separators=(",", ":")).replace(
            "<", "\\u003c"
        )
        return self._newest().page.replace(_FIRST, screen)

    def _newest(self) -> _Edition:
        """The files as they are now: whoever changes one sees it after a reload."""
        stamp, edition = _stamp(), self._edition
        if edition is None or edition.name != stamp:
            self._edition = edition = _edition(stamp)
        return edition


def _edition(stamp: str) -> _Edition:
    parts = {
        "app.js": joined_script(_FOLDER, "app.js").encode(),
        "app.css": joined_sheet(_FOLDER, "app.css").encode(),
        "icon.svg": (_FOLDER / "icon.svg").read_bytes(),
    }
    page = (_FOLDER / "index.html").read_text(encoding="utf-8")
    return _Edition(stamp, page.replace("/page/", f"/page/{stamp}/"), parts)


def _stamp() -> str:
    stamps = sorted((one.name, one.stat().st_mtime_ns) for one in _FOLDER.iterdir())
    return hashlib.sha256(repr(stamps).encode()).hexdigest()[:12]


def _served(content: bytes, suffix: str, caching: Mapping[str, str]) -> Response:
    return Response(content, 200, {**HEADERS, **caching}, media_type=_KINDS[suffix])
