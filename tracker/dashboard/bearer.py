"""A program's call: ``Authorization: Bearer vt_…`` on a route that takes its scope.

Counted against the key, so that one program in a loop leaves the dashboard to its people.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tracker.dashboard.apikeys import ApiKey, find
from tracker.store import Store

#: Calls of one key, or wrong keys of one address, within a minute.
PER_MINUTE: Final = 60
_MINUTE_MS: Final = 60_000
_REMEMBERED: Final = 10_000


class Refusal(Exception):
    """Ends the call; a program reads JSON."""

    def __init__(self, status: int, text: str, **headers: str) -> None:
        super().__init__(text)
        self.status = status
        self.headers = headers

    def response(self) -> Response:
        return JSONResponse({"error": str(self)}, status_code=self.status, headers=self.headers)


class Pace:
    """Calls of the present minute by name; in memory, bounded, the oldest names forgotten first."""

    def __init__(self) -> None:
        self._calls: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def wait_s(self, name: str, *, now: int) -> int:
        """Count one call; 0 if it may go on, else the seconds until one may."""
        minute = now // _MINUTE_MS
        began, count = self._calls.pop(name, (minute, 0))
        count = count + 1 if began == minute else 1
        self._calls[name] = (minute, count)
        while len(self._calls) > _REMEMBERED:
            self._calls.popitem(last=False)
        return 0 if count <= PER_MINUTE else -(-(_MINUTE_MS - now % _MINUTE_MS) // 1000)

    def spent(self, name: str, *, now: int) -> bool:
        """True if the name's calls of this minute are used up; counts nothing."""
        began, count = self._calls.get(name, (0, 0))
        return began == now // _MINUTE_MS and count >= PER_MINUTE


def key_of(
    request: Request, store: Store, pace: Pace, *, scope: str, address: str, now: int
) -> ApiKey | None:
    """The key of the call, None where it shows none. Blocking. Raises ``Refusal``."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None  # a proxy in front may have asked for a name and password of its own
    wrong = f"wrong {address}"
    if pace.spent(wrong, now=now):
        raise _slow_down(60)
    key = find(store, text.strip(), now=now)
    if key is None:
        pace.wait_s(wrong, now=now)
        raise Refusal(401, "This key is not known, or it was revoked.", **{"WWW-Authenticate": "Bearer"})
    if wait := pace.wait_s(f"key {key.id}", now=now):
        raise _slow_down(wait)
    if not scope or scope not in key.scopes:
        raise Refusal(403, _beyond(key, scope))
    return key


def shows_key(request: Request) -> bool:
    return request.headers.get("authorization", "")[:7].lower() == "bearer "


def _beyond(key: ApiKey, scope: str) -> str:
    if not scope:
        return "This address takes no key. See docs/api.md for those that do."
    return f"This key is for {', '.join(key.scopes)}; here it needs {scope}."


def _slow_down(wait: int) -> Refusal:
    return Refusal(429, f"At most {PER_MINUTE} calls a minute.", **{"Retry-After": str(wait)})
