"""The page's own files: served from the package, under a policy that lets nothing in from elsewhere."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

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
_ASK_EACH_TIME = {"cache-control": "no-cache"}
_KEEP = {"cache-control": "max-age=31536000, immutable"}


def page_routes() -> list[Route]:
    """`/` is the page, `/page/EDITION/NAME` its parts."""
    return [Route("/", _index, methods=["GET"]), Route("/page/{edition}/{name}", _part, methods=["GET"])]


async def _index(request: Request) -> Response:
    """The page. Its parts are named by their edition: a browser keeps them until one of them has changed."""
    del request
    text = (_FOLDER / "index.html").read_text(encoding="utf-8")
    return _served(text.replace("/page/", f"/page/{_edition()}/").encode(), ".html", _ASK_EACH_TIME)


async def _part(request: Request) -> Response:
    """One part; a name that is none of ours, with a path in it or without, is not found."""
    name = request.path_params["name"]
    file = next((one for one in _FOLDER.iterdir() if one.name == name and one.suffix in _KINDS), None)
    if file is None:
        return PlainTextResponse("not found", 404, {**HEADERS, **_ASK_EACH_TIME})
    return _served(file.read_bytes(), file.suffix, _KEEP)


def _served(content: bytes, suffix: str, caching: Mapping[str, str]) -> Response:
    return Response(content, 200, {**HEADERS, **caching}, media_type=_KINDS[suffix])


def _edition() -> str:
    """A name for the files as they are now: whoever changes one sees it after a reload."""
    stamps = sorted((one.name, one.stat().st_mtime_ns) for one in _FOLDER.iterdir())
    return hashlib.sha256(repr(stamps).encode()).hexdigest()[:12]
