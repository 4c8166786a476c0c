"""One route of the dashboard, as data: the table of them is walked by a test of who may call what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from tracker.dashboard.page import Page


@dataclass(frozen=True)
class Entry:
    path: str
    handler: Callable[[Page], Awaitable[Response]]
    method: str = "GET"
    open: bool = False  # may be called without being signed in
    least: str = "viewer"  # the role needed, or one that may more; see tracker.dashboard.users
    upload: bool = False  # its form brings a file (tracker.dashboard.uploads)
    scope: str = ""  # what a program's key must hold to call it (tracker.dashboard.apikeys), "" for no key
    api: bool = False  # called by another system, with a key and JSON: no form, no session
    fragment: bool = False  # fetched by a script: answers 401, not a redirect
