"""What was not kept lately, and why: the door's and the loader's counts, for people who mend things."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.event import Reason
from tracker.store import Store


@dataclass(frozen=True, slots=True)
class NotKept:
    """``n``: bodies refused at the door, or events afterwards; ``site``: "" where no site has the key;
    ``reason``: a value of ``Reason``."""

    site: str
    reason: str
    n: int


def not_kept(store: Store, sites: Collection[str], *, at: int) -> list[NotKept]:
    """Of these sites, and of keys nobody has, since the beginning of the UTC day before ``at`` (UTC ms)."""
    since = (datetime.fromtimestamp(at / 1000, UTC) - timedelta(days=1)).strftime("%Y-%m-%d")
    rows = store.read("traffic/not_kept", since=since)
    return [
        NotKept(row["site"], row["reason"], int(row["n"]))
        for row in rows
        if not row["site"] or row["site"] in sites
    ]


def limited(found: Collection[NotKept], site: str) -> int:
    """Of one site: what was refused because one address sent too much. Real visitors may be among it."""
    return sum(item.n for item in found if item.site == site and item.reason == Reason.RATE_LIMITED)
