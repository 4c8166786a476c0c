"""Proof that a visit to one page was stored: a number in its address, found again among the events."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tracker.store import Store

PARAMETER: Final = "vt_verify"  # kept in page addresses, like every vt_*
_NUMBER: Final = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Verified:
    """The first stored event of a page opened with the number. ``received``: UTC ms; texts are raw."""

    received: int
    source: str  # js, gif
    host: str
    path: str
    consent: str
    bot: str
    view: str


def link(url: str, number: str) -> str:
    """The address with the number in its query."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, True) if name != PARAMETER]
    return urlunsplit(parts._replace(query=urlencode([*query, (PARAMETER, number)])))


def verified(store: Store, site: str, number: str, *, since: int) -> Verified | None:
    """The event since ``since`` (UTC ms) that proves it, or None so far. A number has 8 to 64 hex digits;
    anything else proves nothing."""
    if not _NUMBER.fullmatch(number):
        return None
    rows = store.read("traffic/verified", site=site, query=f"{PARAMETER}={number}", since=since)
    return Verified(**rows[0]) if rows else None
