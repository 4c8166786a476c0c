"""Active check: fetch the script and send one event the way a page's browser would.

What a browser does on its own is done here by hand, so that the cause can be named: it follows no redirect
of a beacon, reads no answer another origin does not share, and runs nothing that is not JavaScript.
The event says that a program sent it, so it counts as a robot's and not as a visit.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from tracker.read.verified import link
from tracker.verify.fetching import AGENT, DEADLINE_S
from tracker.verify.shapes import Finding, Level

_OK: Final = Level.OK
_ERROR: Final = Level.ERROR
_MAX_SCRIPT: Final = 64 * 1024
_PATH: Final = re.compile(r"/(?P<key>[a-z0-9]{8,32})(?:\.[0-9a-f]{16})?\.js$")


@dataclass(frozen=True)
class Line:
    """``page``: address of the page; ``script``: absolute address of the script as the page names it;
    ``current``: the script as this installation composes it now."""

    page: str
    script: str
    current: bytes = b""

    @property
    def origin(self) -> str:
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.page))


def endpoint_of(script: str) -> str:
    """Where the script sends to: its own address without the ending (and without a pinned hash)."""
    bare = script.partition("?")[0].partition("#")[0]
    return _PATH.sub(r"/\g<key>", bare)


async def try_line(line: Line, number: str, client: httpx.AsyncClient) -> list[Finding]:
    """Findings about script and beacon. With no error among them an event with ``number`` is on its way."""
    found = await _script(line, client)
    if any(item.level is _ERROR for item in found):
        return found
    return [*found, *await _beacon(line, number, client)]


async def _script(line: Line, client: httpx.AsyncClient) -> list[Finding]:
    try:
        async with client.stream("GET", line.script, headers=_headers(line)) as answer:
            body = b"".join([part async for part in _first(answer)])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return [_unreachable("script_unreachable", line.script, error)]
    return _judge_script(line, answer, body)


async def _first(answer: httpx.Response):  # type: ignore[no-untyped-def]
    size = 0
    async for part in answer.aiter_bytes():
        yield part
        size += len(part)
        if size > _MAX_SCRIPT:
            return


def _judge_script(line: Line, answer: httpx.Response, body: bytes) -> list[Finding]:
    if answer.is_redirect:
        fix = "Name the last address in the line: beacons go to the same place, and follow no redirect."
        return [Finding(_ERROR, "script_redirect", answer.headers.get("location", ""), fix)]
    if answer.status_code == 404 and "no site has this key" in body[:200].decode("utf-8", "replace"):
        return [Finding(_ERROR, "unknown_key", line.script, "No site has this key: paste the line anew.")]
    if answer.status_code >= 400:
        fix = "The path must be passed on to this installation; the page Install has recipes for it."
        return [Finding(_ERROR, "script_missing", f"{answer.status_code} {line.script}", fix)]
    kind = answer.headers.get("content-type", "")
    if "javascript" not in kind:
        fix = "What comes back is no script: the web server answers itself instead of passing the path on."
        return [Finding(_ERROR, "script_type", kind or "(none)", fix)]
    if line.current and body != line.current and "." not in _name(line.script):
        fix = "A cache holds an older one. It is renewed within the hour, or when you empty the cache."
        return [Finding(Level.NOTE, "script_old", line.script, fix)]
    return [Finding(_OK, "script", line.script)]


def _name(script: str) -> str:
    return urlsplit(script).path.rsplit("/", 1)[-1].removesuffix(".js")


async def _beacon(line: Line, number: str, client: httpx.AsyncClient) -> list[Finding]:
    endpoint = endpoint_of(line.script)
    body = {"v": 1, "i": f"verify-{number}", "u": link(line.page, number), "b": True, "e": [["pv", 0, 0]]}
    headers = {**_headers(line), "Content-Type": "text/plain;charset=UTF-8"}
    try:
        answer = await client.post(endpoint, content=json.dumps(body), headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return [_unreachable("post_unreachable", endpoint, error)]
    return [_judge_post(line, endpoint, answer)]


#: Reason of the collector → what to do about it.
_REASONS: Final = {
    "wrong_host": "Allow this host on the page Install.",
    "unknown_site": "No site has this key: paste the line anew.",
    "objection": "A header Sec-GPC or DNT arrives: a proxy in between must not add one.",
    "encoded": "Something in between compresses the request: pass it on as it is.",
    "bad_json": "Something in between changes the request: pass it on as it is.",
    "overloaded": "The spool is full or cannot be written: see the page Health.",
}


def _judge_post(line: Line, endpoint: str, answer: httpx.Response) -> Finding:
    reason = answer.headers.get("x-tracker-reason", "")
    if reason:
        return Finding(_ERROR, reason, endpoint, _REASONS.get(reason, "See the answer's detail."))
    if answer.is_redirect:
        fix = "Beacons follow no redirect: mend the rule that adds or removes a slash, www or https."
        return Finding(_ERROR, "post_redirect", answer.headers.get("location", ""), fix)
    if answer.status_code != 204:
        fix = "The script is passed on, its beacons are not: pass POST on for the same path, without changes."
        return Finding(_ERROR, "post_not_proxied", f"{answer.status_code} {endpoint}", fix)
    shared = answer.headers.get("access-control-allow-origin", "")
    if not endpoint.startswith(f"{line.origin}/") and shared not in {"*", line.origin}:
        fix = "A proxy removes Access-Control-Allow-Origin; browsers then report an error for each beacon."
        return Finding(Level.WARNING, "cors", shared or "(none)", fix)
    return Finding(_OK, "sent", endpoint)


def _headers(line: Line) -> dict[str, str]:
    return {"User-Agent": AGENT, "Origin": line.origin, "Referer": f"{line.origin}/"}


def _unreachable(code: str, address: str, error: Exception) -> Finding:
    why = str(error) or type(error).__name__
    fix = f"Visitors' browsers must reach it (asked for {DEADLINE_S:.0f} s from this machine)."
    return Finding(_ERROR, code, f"{address}: {why}", fix)
