"""Which pages the accounts that qualify have read: for each page and each group of pages, how many of those
who viewed it became an MQL after it, beside all accounts of the days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tracker.read.funnel import Rate
from tracker.store import Row, Store

#: Pages looked at; the rest is told as a number.
MOST: Final = 2000


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
    """All pages of one signal; "" those that no rule knows."""

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
    cut: bool  # there are more pages than were looked at


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
    rows = store.read(
        "traffic/pages",
        site=site,
        from_day=from_day,
        to_day=to_day,
        zone=zone,
        known_at=known_at,
        floor=floor,
        most=MOST + 1,
    )
    since = {
        row["account"]: row["qualified_at"] for row in store.read("reports/qualified", site=site, at=known_at)
    }
    pages = tuple(_page(row, since) for row in rows[:MOST])
    return Content(pages, _groups(rows[:MOST], since), _converted(_first(rows), since), len(rows) > MOST)


def _page(row: Row, since: Mapping[str, int]) -> PageWorth:
    viewed = _first([row])
    return PageWorth(
        row["host"],
        row["path"],
        row["title"],
        tuple(row["signals"]),
        row["seen"],
        len(viewed),
        _converted(viewed, since),
    )


def _groups(rows: list[Row], since: Mapping[str, int]) -> tuple[GroupWorth, ...]:
    by: dict[str, list[Row]] = {}
    for row in rows:
        for signal in row["signals"] or [""]:
            by.setdefault(signal, []).append(row)
    found = [_group(signal, of, since) for signal, of in by.items()]
    return tuple(sorted(found, key=lambda group: (-group.accounts, -group.views, group.signal)))


def _group(signal: str, rows: list[Row], since: Mapping[str, int]) -> GroupWorth:
    viewed = _first(rows)
    views = sum(row["seen"] for row in rows)
    return GroupWorth(signal, len(rows), views, len(viewed), _converted(viewed, since))


def _first(rows: Iterable[Row]) -> dict[str, int]:
    """Account → when it first viewed any of these pages (UTC ms)."""
    found: dict[str, int] = {}
    for row in rows:
        for account, first in row["accounts"]:
            found[account] = min(first, found.get(account, first))
    return found


def _converted(viewed: Mapping[str, int], since: Mapping[str, int]) -> Rate:
    """Who became an MQL after the view; who was one before is in neither number."""
    still = [account for account, first in viewed.items() if since.get(account, first) >= first]
    return Rate(sum(account in since for account in still), len(still))
