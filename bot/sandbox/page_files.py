"""The page's own files: served from the package, under a policy that lets nothing in from elsewhere."""

from collections.abc import Mapping
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_KINDS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def page_routes() -> list[Route]:
    """`/` is the page, `/page/NAME` its parts."""
    return [Route("/", _index, methods=["GET"]), Route("/page/{name}", _part, methods=["GET"])]


async def _index(request: Request) -> Response:
    del request
    return _served("index.html")


async def _part(request: Request) -> Response:
    return _served(request.path_params["name"])


def _served(name: str) -> Response:
    """Read anew each time, so that whoever changes the page sees it after a reload. Names with a path are none of ours."""
    kind = _KINDS.get(name.rpartition(".")[2])
    file = files("bot.sandbox").joinpath("page", name)
    if kind is None or "/" in name or "\\" in name or not file.is_file():
        return PlainTextResponse("not found", 404, dict(HEADERS))
    return Response(file.read_bytes(), 200, dict(HEADERS), media_type=kind)
