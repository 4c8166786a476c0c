"""Which pages the accounts that qualify have read: for each page and each group of pages, how many of those
who viewed it became an MQL after it, beside all accounts of the days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tracker.read.funnel import Rate
from tracker.store import Row, Store

#: Pages listed; that there are more is said.
MOST: Final = 2000
_ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class PageWorth:
    """One page. Texts are raw."""

    host: str
    path: str
    title: str
    signals: tuple[str, ...]
    views: int
    accounts: int  # all that viewed it, also those qualified before
    converted: Rate


@dataclass(frozen=True, slots=True)
class GroupWorth:
    """All views of one signal; "" those that no rule knows."""

    signal: str
    pages: int
    views: int
    accounts: int
    converted: Rate


@dataclass(frozen=True, slots=True)
class Content:
    pages: tuple[PageWorth, ...]
    groups: tuple[GroupWorth, ...]
    everyone: Rate
    cut: bool  # there are more pages than are listed


def content(
    store: Store,
    site: str,
    *,
    from_day: str,
    to_day: str,
    zone: str,
    known_at: int,
    floor: float = 0.5,
) -> Content:
    """Pages of the days [from_day, to_day] of zone ``zone``; both lists are ordered by accounts."""
    asked: dict[str, Any] = {"from_day": from_day, "to_day": to_day, "zone": zone}
    asked |= {"site": site, "at": known_at, "known_at": known_at, "floor": floor}
    rows = store.read("traffic/pages", most=MOST + 1, **asked)
    groups = {row["signal"]: row for row in store.read("traffic/page_groups", **asked)}
    everyone = groups.pop(_ALL, None)
    return Content(
        tuple(_page(row) for row in rows[:MOST]),
        tuple(_group(row) for row in groups.values()),
        _converted(everyone) if everyone else Rate(0, 0),
        len(rows) > MOST,
    )


def _page(row: Row) -> PageWorth:
    return PageWorth(
        row["host"],
        row["path"],
        row["title"],
        tuple(row["signals"]),
        row["seen"],
        row["accounts"],
        _converted(row),
    )


def _group(row: Row) -> GroupWorth:
    return GroupWorth(row["signal"], row["pages"], row["seen"], row["accounts"], _converted(row))


def _converted(row: Row) -> Rate:
    """Who became an MQL after the view; who was one before is in neither number."""
    return Rate(row["became"], row["still"])
