"""Access logs of nginx and Apache: one line to one request, and is that request a page?  [pure]

Reads the common and the combined format, each with or without a virtual host in front
("shop.example.com:443 192.0.2.1 - - […"), and ignores what stands after the agent.
"""

from __future__ import annotations

import re
from calendar import timegm
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from tracker.event import Reason

#: A page was answered: 200, 203 (through a changing proxy), 304 (the visitor's browser still had it).
#: Not 206: readers fetch one document in many ranges, each a line of its own. Not redirects: the
#: page they lead to has its own line.
PAGE_STATUS: Final = frozenset({200, 203, 304})

_ASSET: Final = re.compile(
    r"css|m?js|cjs|map|wasm|json|webmanifest|xslt?|rss|atom|class|swf|vtt"
    r"|png|jp(?:g|eg?)|gif|svgz?|webp|avif|ico|cur|bmp|tiff?|xbm|heic|apng|woff2?|ttf|otf|eot"
    r"|mp[34]|m4[av]|og[gav]|wav|webm|mov|avi|mpe?g|flac|aac|wmv|flv|ts|m3u8"
)
_ASSET_NAMES: Final = frozenset(
    {
        "robots.txt",
        "ads.txt",
        "app-ads.txt",
        "security.txt",
        "humans.txt",
        "crossdomain.xml",
        "browserconfig.xml",
    }
)
_SITEMAP: Final = re.compile(r"sitemap[\w.-]*\.(?:xml|txt)(?:\.gz)?")

_QUOTED: Final = r'"((?:[^"\\]|\\.)*)"'
_LINE: Final = re.compile(
    r"(?P<head>[^\[\"]+?) \[(?P<time>[^\]]{20,32})\] "
    + _QUOTED.replace("(", "(?P<request>", 1)
    + r" (?P<status>\d{1,3}|-) (?:\d+|-)"
    + rf"(?: {_QUOTED.replace('(', '(?P<referrer>', 1)}(?: {_QUOTED.replace('(', '(?P<agent>', 1)})?)?"
    # What follows (times, request ids …) is not read, but a line that was cut in a quote is no line.
    + r'(?: [^"]*(?:"(?:[^"\\]|\\.)*"[^"]*)*)?'
)
_REQUEST: Final = re.compile(r"(?P<method>[A-Za-z]{1,20}) (?P<target>\S.*?)(?: HTTP/\d(?:\.\d)?)?\s*")
_TIME: Final = re.compile(
    r"(\d{2}/[A-Z][a-z]{2}/\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.\d+)? ([+-])(\d{2})(\d{2})"
)
_ESCAPE: Final = re.compile(r'(?:\\x[0-9A-Fa-f]{2})+|\\["\\nrt]')
_HOST: Final = re.compile(r"[\w.-]+(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CONTROLS: Final = {"\\n": " ", "\\r": " ", "\\t": " "}


class Malformed(ValueError):
    """The line is no request in a format we read."""


class Request(NamedTuple):
    """``time`` in UTC ms; ``host`` is the virtual host or ""; ``agent`` None where none is recorded."""

    host: str
    address: str  # IP address or, in old logs, a host name
    time: int
    method: str
    target: str  # path with query, as asked for
    status: int  # 0 if the connection ended before an answer
    referrer: str
    agent: str | None


def parse_line(line: str) -> Request:
    """Raises ``Malformed``."""
    match = _LINE.fullmatch(line)
    request = _REQUEST.fullmatch(match["request"]) if match else None
    if match is None or request is None:
        raise Malformed("not the common or combined log format")
    host, address = _who(match["head"])
    absolute, target = _target(_text(request["target"]))
    return Request(
        host=host or absolute,
        address=address,
        time=_milliseconds(match["time"]),
        method=request["method"].upper(),
        target=target,
        status=0 if match["status"] == "-" else int(match["status"]),
        referrer=_recorded(match["referrer"]) or "",
        agent=_recorded(match["agent"]),
    )


def refusal(request: Request) -> Reason | None:
    """Why this request is no page view; None if it is one."""
    if request.method != "GET":
        return Reason.NOT_GET
    if request.status not in PAGE_STATUS:
        return Reason.STATUS
    return Reason.ASSET if is_asset(request.target) else None


@lru_cache(maxsize=4096)
def is_asset(target: str) -> bool:
    """A part of a page (style, script, picture, font, sound, film, feed) or a file for robots."""
    name = unquote(target.partition("?")[0]).rpartition("/")[2].lower()
    if name in _ASSET_NAMES or _SITEMAP.fullmatch(name):
        return True
    _, dot, extension = name.rpartition(".")
    return bool(dot) and _ASSET.fullmatch(extension) is not None


def _who(head: str) -> tuple[str, str]:
    """(virtual host or "", address) of what stands before the time."""
    words = head.split(" ")
    if len(words) < 3:
        raise Malformed("before the time stand an address, the remote log name and the user")
    if len(words) > 3 and words[1] != "-" and words[2] == "-" and _HOST.fullmatch(words[0]):
        return words[0].rpartition(":")[0] or words[0], words[1]
    return "", words[0]


def _target(target: str) -> tuple[str, str]:
    """(host, path and query); a proxy is asked for whole URLs."""
    if target.startswith("/"):
        return "", target
    if not target.startswith(("http://", "https://")):
        raise Malformed("the request asks for no path")
    try:
        parts = urlsplit(target)
    except ValueError as error:
        raise Malformed(str(error)) from None
    return parts.hostname or "", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _milliseconds(text: str) -> int:
    match = _TIME.fullmatch(text)
    if match is None:
        raise Malformed("the time is not like 30/Jun/2017:00:00:00 +0000")
    day, hour, minute, second, sign, hours, minutes = match.groups()
    shift = (int(hours) * 60 + int(minutes)) * (-60 if sign == "-" else 60)
    return (_midnight(day) + int(hour) * 3600 + int(minute) * 60 + int(second) - shift) * 1000


@lru_cache(maxsize=64)
def _midnight(day: str) -> int:
    number, month, year = day.split("/")
    if month not in _MONTHS or not 1 <= int(number) <= 31 or not 1970 <= int(year) <= 2200:
        raise Malformed("no such day")
    return timegm((int(year), _MONTHS.index(month) + 1, int(number), 0, 0, 0))


def _recorded(text: str | None) -> str | None:
    """ "-" is how logs write "nothing"."""
    return None if text is None or text == "-" else _text(text)


def _text(text: str) -> str:
    """Undo the log's escapes: nginx writes \\x22, Apache \\"."""
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    text = match[0]
    if text.startswith("\\x"):
        return bytes.fromhex(text.replace("\\x", "")).decode("utf-8", "replace")
    return _CONTROLS.get(text, text[1:])
