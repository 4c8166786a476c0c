"""Static files: named with a hash of their content, so that a browser keeps them and never shows old ones."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


@cache
def _files() -> dict[str, bytes]:
    """Our own, and the reports' tokens and styles: pages and reports look alike."""
    folders = [files(package).joinpath("static") for package in ("reports", "tracker.dashboard")]
    found = [item for folder in folders for item in folder.iterdir()]
    return {item.name: item.read_bytes() for item in found if item.name.rpartition(".")[2] in _TYPES}


@cache
def _stamp(name: str) -> str:
    return hashlib.sha256(_files()[name]).hexdigest()[:12]


def address(name: str) -> str:
    """The file's address. Raises ``KeyError`` for one that is not there."""
    return f"/static/{name}?v={_stamp(name)}"


async def static(request: Request) -> Response:
    name = request.path_params["name"]
    data = _files().get(name)
    if data is None:
        return PlainTextResponse("There is no such file.\n", status_code=404)
    fresh = request.query_params.get("v") == _stamp(name)
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if fresh else "no-cache"}
    return Response(data, media_type=_TYPES[name.rpartition(".")[2]], headers=headers)
