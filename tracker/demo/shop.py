"""The demonstration's website: a few pages with the snippet on them, so that a click can be followed.

It keeps nothing: a form sent here is answered with thanks and forgotten.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from tracker.site import DEMO_PATH

BASE = DEMO_PATH
_HERE = files("tracker.demo")
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cache-Control": "no-store",
}


def shop_routes(script: str) -> list[Mount]:
    """Routes below ``/beispiel``; ``script`` is the URL of the site's snippet."""
    pages = _pages()
    env = Environment(
        loader=PackageLoader("tracker.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    template = env.get_template("page.html")

    async def show(request: Request) -> Response:
        path = "/" + request.path_params.get("path", "")
        if path not in pages:
            return PlainTextResponse("Diese Seite gibt es in der Vorführung nicht.", 404, _HEADERS)
        html = template.render(page=pages[path], pages=pages, current=path, base=BASE, script=script)
        return HTMLResponse(html, headers=_HEADERS)

    async def thanks(_request: Request) -> Response:
        return RedirectResponse(f"{BASE}/", 303, _HEADERS)

    return [
        Mount(
            BASE,
            routes=[
                Route("/static/{name}", _static),
                Route("/downloads/{name}", _download),
                Route("/danke", thanks, methods=["POST"]),
                Route("/{path:path}", show),
            ],
        )
    ]


def _pages() -> dict[str, dict[str, Any]]:
    blank = {"table": None, "cart": None, "download": None, "form": None}
    data = tomllib.loads(_HERE.joinpath("pages.toml").read_text("utf-8"))
    return {path: {**blank, **page} for path, page in data["pages"].items()}


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in {"shop.css", "shop.js"}:
        return PlainTextResponse("not found", 404)
    text = _HERE.joinpath("static", name).read_text("utf-8")
    return Response(text, media_type=_TYPES[name.rsplit(".", 1)[1]], headers=_HEADERS)


async def _download(_request: Request) -> Response:
    headers = {**_HEADERS, "Content-Disposition": 'attachment; filename="whitepaper.txt"'}
    return PlainTextResponse("Ein Whitepaper, das es nicht gibt.\n", headers=headers)
