"""The public surface: beacons in, spool out. Raw ASGI, because this is the one hot path of the product."""

from __future__ import annotations

import re
from typing import Any

from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.collect import answers
from tracker.collect.door import Collector

__all__ = ["Collector", "Front", "collector_routes"]

_KEY = re.compile(r"[a-z0-9]{8,32}")


class CollectorRoute(BaseRoute):
    """``/PREFIX/KEY`` (POST, OPTIONS) and ``/PREFIX/KEY.gif`` (GET, HEAD, OPTIONS).

    A route class of its own: no regular expression with groups, no Request object.
    Anything else below the prefix (the script) is left to the routes that follow.
    """

    def __init__(self, prefix: str, collector: Collector) -> None:
        self._start = f"/{prefix}/"
        self._collector = collector

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http":
            key = self._key(scope)
            if key:
                return Match.FULL, {"tracker.key": key}
        return Match.NONE, {}

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        key: str = scope["tracker.key"]
        method = scope["method"]
        is_pixel = key.endswith(".gif")
        if method == "OPTIONS":
            await _say(send, answers.PREFLIGHT)
        elif is_pixel and method in {"GET", "HEAD"}:
            await self._collector.pixel(key[:-4], scope, send)
        elif not is_pixel and method == "POST":
            await self._collector.beacon(key, scope, receive, send)
        else:
            await _say(send, answers.not_allowed(b"GET, HEAD, OPTIONS" if is_pixel else b"POST, OPTIONS"))

    def _key(self, scope: Scope) -> str:
        """What follows the prefix if it is a key, with ".gif" where it asks for the picture; else ""."""
        path: str = scope["path"]
        root: str = scope.get("root_path", "")
        if root and path.startswith(root):
            path = path[len(root) :]
        if not path.startswith(self._start):
            return ""
        # With the slash too: Starlette would answer it with a redirect, and a beacon follows none.
        key = path[len(self._start) :].removesuffix("/")
        return key if _KEY.fullmatch(key.removesuffix(".gif")) else ""


class Front:
    """Beacons first, all else to ``app``: saves a beacon the way through its middleware."""

    def __init__(self, app: ASGIApp, routes: list[BaseRoute]) -> None:
        self._app = app
        self._routes = routes  # may be filled later, by the app's lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for route in self._routes:
            match, found = route.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                await route.handle(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _say(send: Send, answer: answers.Answer) -> None:
    await send(answer[0])
    await send(answer[1])


def collector_routes(prefix: str, collector: Collector) -> list[BaseRoute]:
    """Routes for a Starlette app, e.g. ``Starlette(routes=[*collector_routes("s", collector), …])``."""
    return [CollectorRoute(prefix, collector)]
