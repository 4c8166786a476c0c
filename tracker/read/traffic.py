"""Traffic of a site: every view in exactly one class, counts per day, the newest events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.store import Row, Store, records


@dataclass(frozen=True, slots=True)
class ClassCount:
    """Views of one class: "bot", "pending" (address not yet looked up) or a verdict kind."""

    kind: str
    identified: bool  # an account is known
    views: int
    visitors: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """People's traffic of one day (bots left out); ``bots`` are the views left out."""

    day: str
    views: int
    visitors: int
    visits: int
    accounts: int
    bots: int


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One event as it came in. Texts are raw."""

    ts: int
    received: int
    name: str
    host: str
    path: str
    title: str
    signals: tuple[str, ...]
    channel: str
    source: str
    device: str
    browser: str
    os: str
    kind: str  # "bot", "pending" or a verdict kind
    company: str  # account key, "" when none
    company_name: str
    confidence: float
    operator: str
    view: str = ""
    visitor: str = ""


def classes(
    store: Store, site: str, *, from_day: str, to_day: str, zone: str, known_at: int, floor: float = 0.5
) -> list[ClassCount]:
    """Every view of the days (of zone ``zone``) in exactly one class, as known at ``known_at``."""
    rows = store.read(
        "traffic/classes",
        site=site,
        from_day=from_day,
        to_day=to_day,
        zone=zone,
        known_at=known_at,
        floor=floor,
    )
    return [
        ClassCount(row["class"], bool(row["identified"]), int(row["views"]), int(row["visitors"]))
        for row in rows
    ]


def total_views(
    store: Store, site: str, *, from_day: str, to_day: str, zone: str, known_at: int = records.EVER
) -> int:
    """All views of the days, counted without any verdict: what the classes must sum to."""
    rows = store.read(
        "traffic/total", site=site, from_day=from_day, to_day=to_day, zone=zone, known_at=known_at
    )
    return int(rows[0]["views"])


def newest_view(store: Store, site: str) -> int | None:
    """When the site's newest page view was, UTC ms; None if it has none."""
    return _newest(store.read("traffic/newest_view", site=site))


def newest_event(store: Store, site: str) -> int | None:
    """When the newest event was that the website sent, UTC ms; None if it sent none."""
    return _newest(store.read("traffic/newest_event", site=site))


def _newest(rows: Sequence[Row]) -> int | None:
    return int(rows[0]["ts"]) if rows else None


def days(
    store: Store, site: str, *, from_day: str, to_day: str, zone: str, known_at: int, floor: float = 0.5
) -> list[DayCount]:
    """One row per day with traffic, oldest first; accounts with a confidence of at least ``floor``."""
    rows = store.read(
        "traffic/days",
        site=site,
        from_day=from_day,
        to_day=to_day,
        zone=zone,
        known_at=known_at,
        floor=floor,
    )
    return [
        DayCount(
            row["day"], *(int(row[name]) for name in ("views", "visitors", "visits", "accounts", "bots"))
        )
        for row in rows
    ]


def live(store: Store, site: str, *, known_at: int, limit: int = 50, since: int = 0) -> list[LiveEvent]:
    """The newest events by arrival, newest first, later than ``since`` (UTC ms of arrival)."""
    rows = store.read("traffic/live", site=site, known_at=known_at, limit=limit, since=since)
    return [
        LiveEvent(**row | {"signals": tuple(row["signals"]), "confidence": float(row["confidence"])})
        for row in rows
    ]
